"""Every writable point of one device at both ends of its range, read back, and put back to what it was."""

from lightctl.cli.bench.findings import OK, Finding, agrees, failed, picked, shown
from lightctl.cli.bench.reads import BITS, Expect, in_hex, read_spot
from lightctl.errors import FieldError, Refused
from lightctl.field.alone import Lone
from lightctl.wire.blocks import Spot, plan_writes
from lightctl.wire.codec import encode
from lightctl.wire.driver import Access, Driver, Encoding, Point

LEAP_DAY, LAST_SECOND = 1_709_164_800.0, 1_798_761_599.0
"""2024-02-29 00:00:00 and 2026-12-31 23:59:59 UTC: what a clock is tried with."""


async def write_device(lone: Lone, driver: Driver, held: Expect | None = None) -> list[Finding]:
    """What came of every write; what cannot be read is written only where `held` says what was taken."""
    found: list[Finding] = []
    for point in (*driver.points, *driver.bank):
        if point.access is Access.READ:
            continue
        for index in picked(point):
            if point.access is Access.WRITE and held is None:
                found.append(Finding("write", point, index, "", None, "not tried: it cannot be read back"))
            else:
                found += await _write_spot(lone, driver, (point, index), held)
    return found


def ends(point: Point) -> tuple[float, float]:
    """The two values that a writable point is tried with."""
    if point.encoding is Encoding.BOOL:
        return 0.0, 1.0
    if point.encoding is Encoding.CALENDAR:
        return LEAP_DAY, LAST_SECOND
    if point.low is not None and point.high is not None:
        return point.low, point.high
    raws = min(point.names), max(point.names)
    first, last = (raw * point.scale / point.divisor + point.offset for raw in raws)
    return first, last


async def _write_spot(lone: Lone, driver: Driver, spot: Spot, held: Expect | None) -> list[Finding]:
    before = b""
    found: list[Finding] = []
    try:
        if spot[0].access is not Access.WRITE:
            before, _ = await read_spot(lone, driver, spot)
        for end in ends(spot[0]):
            found.append(await _write_end(lone, driver, spot, end, held))  # noqa: PERF401  what came before a failure stays
    except FieldError as error:
        found.append(failed("write", spot, error))
    finally:
        # Also when a person interrupts it: a contactor must not stay as a trial left it.
        if before:
            found += await _put_back(lone, driver, spot, before)
    return found


async def _write_end(lone: Lone, driver: Driver, spot: Spot, end: float, held: Expect | None) -> Finding:
    point, index = spot
    data = encode(point, end)
    one = Finding("write", point, index, str(data[1]) if point.table in BITS else in_hex(data), end, OK)
    try:
        await _put(lone, driver, spot, data)
    except Refused as refusal:
        return one.blame(str(refusal))
    if held is not None and not agrees(point, end, held(point, index)):
        return one.blame(f"was taken as {shown(point, held(point, index))}")
    if point.access is Access.WRITE:
        return one
    _, back = await read_spot(lone, driver, spot)
    return one if agrees(point, end, back) else one.blame(f"reads back as {shown(point, back)}")


async def _put_back(lone: Lone, driver: Driver, spot: Spot, before: bytes) -> list[Finding]:
    try:
        await _put(lone, driver, spot, before)
    except FieldError as error:
        return [failed("put back", spot, error)]
    return []


async def _put(lone: Lone, driver: Driver, spot: Spot, data: bytes) -> None:
    for request in plan_writes(lone.peer.unit, [(*spot, data)], driver.limits):
        await lone.ask(request)
