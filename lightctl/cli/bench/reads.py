"""Every readable point of one device, in the blocks that its driver allows."""

from collections.abc import Callable, Iterator, Sequence

from lightctl.cli.bench.findings import NO_DATA, OK, Finding, agrees, failed, half_step, raw_of, shown
from lightctl.errors import FieldError, Refused
from lightctl.field.alone import Lone
from lightctl.wire.blocks import Block, Spot, plan_reads, spots_of
from lightctl.wire.codec import address_of, identity, width
from lightctl.wire.driver import Access, Driver, Encoding, Point, Table
from lightctl.wire.modbus import unpack_bits

BITS = {Table.COIL, Table.DISCRETE}

Expect = Callable[[Point, int], float | None]
"""What a value should be; known of a device that we hold ourselves."""


async def read_device(lone: Lone, driver: Driver, expect: Expect | None = None) -> list[Finding]:
    """What came of every readable value."""
    readable = [p for p in (*driver.points, *driver.bank) if p.access is not Access.WRITE]
    found: list[Finding] = []
    for block in plan_reads(spots_of(readable), driver.limits):
        found += await _read_block(lone, driver, block, expect)
    return found


async def read_spot(lone: Lone, driver: Driver, spot: Spot) -> tuple[bytes, float | None]:
    """Register bytes (of a coil as `plan_writes` takes them) and value of one index."""
    (block,) = plan_reads([spot], driver.limits)
    data = await lone.ask(block.request(lone.peer.unit))
    ((_, _, value),) = block.values(data)
    return (bytes((0, data[0] & 1)) if block.table in BITS else data), value


async def _read_block(lone: Lone, driver: Driver, block: Block, expect: Expect | None) -> list[Finding]:
    spots = [(run.point, index) for run in block.runs for index in range(run.first, run.first + run.count)]
    try:
        data = await lone.ask(block.request(lone.peer.unit))
    except Refused as refusal:
        if len(spots) == 1:
            return [failed("read", spots[0], refusal)]
        return await _one_by_one(lone, driver, spots, expect)
    except FieldError as error:
        return [failed("read", spot, error) for spot in spots]
    return list(_findings(block, data, expect))


async def _one_by_one(
    lone: Lone, driver: Driver, spots: Sequence[Spot], expect: Expect | None
) -> list[Finding]:
    """A refused block again, value by value, to find the one that the device does not have."""
    found: list[Finding] = []
    for spot in spots:
        (block,) = plan_reads([spot], driver.limits)
        found += await _read_block(lone, driver, block, expect)
    if not any(one.wrong for one in found):
        found.append(
            failed("block", spots[0], "refused together, not alone: a block, hole or limit is too large")
        )
    return found


def _findings(block: Block, data: bytes, expect: Expect | None) -> Iterator[Finding]:
    for point, index, value in block.values(data):
        words = _words(point, data, address_of(point, index) - block.address)
        text = _text(point, data, address_of(point, index) - block.address)
        one = Finding(
            "read", point, index, words, value, OK if text or value is not None else NO_DATA, text=text
        )
        yield _against(one, expect(point, index)) if expect is not None else _judged(one)


def _against(one: Finding, want: float | None) -> Finding:
    """Beside what the value should be."""
    same = agrees(one.point, want, one.value)
    return one if same else one.blame(f"should be {shown(one.point, want)}")


def _judged(one: Finding) -> Finding:
    """Beside what the driver says of it: its range and its names."""
    point, value = one.point, one.value
    if value is None:
        return one
    if point.low is not None and point.high is not None:
        slack = half_step(point)
        if not point.low - slack <= value <= point.high + slack:
            return one.blame(f"outside its range {point.low:g} to {point.high:g}")
    if point.names and raw_of(point, value) not in point.names:
        return one.blame("has no name in the driver")
    return one


def _text(point: Point, data: bytes, offset: int) -> str | None:
    return identity(point, data[2 * offset :]) if point.encoding is Encoding.TEXT else None


def _words(point: Point, data: bytes, offset: int) -> str:
    if point.table in BITS:
        return str(unpack_bits(data, offset + 1)[offset])
    return in_hex(data[2 * offset : 2 * (offset + width(point))])


def in_hex(data: bytes) -> str:
    """Register bytes as `1234 5678`."""
    return data.hex(" ", 2).upper()
