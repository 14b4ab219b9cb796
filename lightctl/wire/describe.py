"""A driver as rows of words for a person: the page of `lightctl driver show`."""

from collections.abc import Iterable, Iterator

from lightctl.wire.codec import address_of, stride, width
from lightctl.wire.driver import Access, ByteOrder, Driver, Encoding, Limits, Point, Table, WordOrder
from lightctl.wire.frame_rules import FrameRules
from lightctl.wire.scales import ContactorPattern, Scale, VoltScale
from lightctl.wire.topic_rules import TopicRules

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
        ("level scale", _scale(driver.level_scale)),
        *(("pattern", _pattern(one)) for one in driver.patterns),
        *_dialogue(driver),
    ]
    return [*told, ("bank", f"{driver.bank_size} lamps")] if driver.bank_size else told


def _dialogue(driver: Driver) -> Iterable[tuple[str, str]]:
    if driver.topics is not None:
        return _topics(driver.topics)
    return _frames(driver.frames, driver.limits) if driver.frames else _limits(driver.limits)


def _topics(rules: TopicRules) -> Iterator[tuple[str, str]]:
    yield "commands", f"on {rules.command}, void after {rules.lifetime_s:g} s"
    yield "reports", f"on {rules.state}, at least every {rules.report_s:g} s"
    yield from rules.paths.items()
    if rules.status:
        yield "status bits", ", ".join(f"{bit} {name}" for bit, name in rules.status.items())


def _scale(scale: Scale) -> str:
    if not isinstance(scale, VoltScale):
        return str(scale)
    return f"volts-0-10, 0 V is off, {scale.lowest_v:g} V gives {scale.lowest_level:g} %, 10 V gives 100 %"


def _pattern(pattern: ContactorPattern) -> str:
    return f"up to {pattern.level:g} % closes {', '.join(map(str, sorted(pattern.outputs)))}"


def _limits(limits: Limits) -> Iterator[tuple[str, str]]:
    holes = f"holes up to {limits.hole_registers}" if limits.hole_registers else "no holes"
    yield "reads", f"{limits.read_registers} registers or {limits.read_bits} bits, {holes}"
    yield "writes", f"{limits.write_registers} registers or {limits.write_bits} bits"
    yield "timing", f"timeout {limits.timeout_ms:g} ms, gap {limits.gap_ms:g} ms"
    yield "connections", str(limits.connections)


def _frames(rules: FrameRules, limits: Limits) -> Iterator[tuple[str, str]]:
    yield "lamps", f"{rules.lamps}, in {rules.groups} groups" if rules.groups else str(rules.lamps)
    yield "payload", f"{rules.payload_bytes} bytes at most"
    yield "power", f"raw ÷ {rules.power_divisor:g} W"
    yield "energy", f"raw × {rules.energy_scale:g} Wh"
    if rules.status:
        yield "status", ", ".join(f"bit {bit} {name}" for bit, name in rules.status.items())
    yield "timing", f"timeout {limits.timeout_ms:g} ms, gap {limits.gap_ms:g} ms"


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
            "never" if point.access is Access.WRITE else point.every,
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
    name = str(point.encoding)
    if point.encoding is Encoding.CALENDAR:
        name += ": " + " ".join(point.fields) + (", two to a register" if point.packed else "")
    if point.encoding is Encoding.TEXT:
        name += f" of {point.length} registers"
    if point.word_order is WordOrder.LOW_FIRST:
        name += ", low first"
    return f"{name}, low byte first" if point.byte_order is ByteOrder.LOW_FIRST else name


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
    return ", ".join([*([point.note] if point.note else []), *_meanings(point), *_conditions(point)])


def _meanings(point: Point) -> list[str]:
    parts = [f"bit {bit} {name}" for bit, name in point.bits.items()]
    parts += [f"{raw} = {word}" for raw, word in point.names.items()]
    if point.sentinels:
        parts.append("no data: " + ", ".join(f"0x{raw:X}" for raw in point.sentinels))
    return parts


def _conditions(point: Point) -> list[str]:
    parts = []
    if point.utc_offset_s:
        side = "ahead of" if point.utc_offset_s > 0 else "behind"
        parts.append(f"{abs(point.utc_offset_s) / 3600:g} h {side} UTC")
    if point.expect:
        parts.append("must be " + " or ".join(point.expect))
    if point.write_gap_s:
        parts.append(f"written at most every {point.write_gap_s:g} s")
    if point.writes_per_day:
        parts.append(f"written at most {point.writes_per_day} times a day")
    return parts
