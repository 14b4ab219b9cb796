"""A driver as rows of words for a person: the page of `lightctl driver show`."""

from collections.abc import Iterable, Iterator

from lightctl.wire.codec import address_of, stride, width
from lightctl.wire.driver import Access, Driver, Limits, Point, Table, WordOrder

Row = tuple[str, ...]

HEADINGS: Row = ("point", "table", "address", "type", "access", "value", "kind", "read", "note")


def facts(driver: Driver) -> list[tuple[str, str]]:
    """(word, value) of the device as a whole."""
    told = [
        ("driver", driver.id),
        ("title", driver.title),
        ("speaks", driver.speaks),
        ("proven", driver.proven),
        ("source", driver.source),
        ("level scale", str(driver.level_scale)),
        *_limits(driver.limits),
    ]
    return [*told, ("bank", f"{driver.bank_size} lamps")] if driver.bank_size else told


def _limits(limits: Limits) -> Iterator[tuple[str, str]]:
    holes = f"holes up to {limits.hole_registers}" if limits.hole_registers else "no holes"
    yield "reads", f"{limits.read_registers} registers or {limits.read_bits} bits, {holes}"
    yield "writes", f"{limits.write_registers} registers or {limits.write_bits} bits"
    yield "timing", f"timeout {limits.timeout_ms:g} ms, gap {limits.gap_ms:g} ms"
    yield "connections", str(limits.connections)


def rows(driver: Driver) -> list[Row]:
    """One row for each point under HEADINGS, the bank's after the device's own, by table and address."""
    return [*_table(driver.points, ""), *_table(driver.bank, "lamp ")]


def _table(points: Iterable[Point], prefix: str) -> Iterator[Row]:
    order = list(Table)
    for point in sorted(points, key=lambda p: (order.index(p.table), p.address)):
        yield (
            prefix + point.name,
            str(point.table),
            _addresses(point),
            _type(point),
            str(point.access),
            _value(point),
            str(point.kind or ""),
            point.every,
            _notes(point),
        )


def _addresses(point: Point) -> str:
    """`0x0100`, or first to last register of a repeated point, with the step where it leaves room."""
    if point.count == 1:
        return f"0x{point.address:04X}"
    last = address_of(point, point.count) + width(point) - 1
    step = f" step {stride(point)}" if stride(point) != width(point) else ""
    return f"0x{point.address:04X}–0x{last:04X} ×{point.count}{step}"


def _type(point: Point) -> str:
    low_first = point.word_order is WordOrder.LOW_FIRST
    return f"{point.encoding}, low first" if low_first else str(point.encoding)


def _value(point: Point) -> str:
    """`raw × 10 Wh, 0 to 100`."""
    words = ["raw"]
    if point.scale != 1:
        words.append(f"× {point.scale:g}")
    if point.divisor != 1:
        words.append(f"÷ {point.divisor:g}")
    if point.offset:
        words.append(f"{'+' if point.offset > 0 else '−'} {abs(point.offset):g}")
    formula = " ".join((*words, point.unit)).rstrip() if len(words) > 1 else point.unit
    if point.access is Access.READ or point.low is None or point.high is None:
        return formula
    return f"{formula}, {point.low:g} to {point.high:g}".removeprefix(", ")


def _notes(point: Point) -> str:
    parts = [point.note] if point.note else []
    parts += [f"bit {bit} {name}" for bit, name in point.bits.items()]
    parts += [f"{raw} = {word}" for raw, word in point.names.items()]
    if point.sentinels:
        parts.append("no data: " + ", ".join(f"0x{raw:X}" for raw in point.sentinels))
    return ", ".join(parts)
