"""Blocks: never beyond a limit, nothing forgotten, nothing read outside the holes that are allowed."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lightctl.wire import codec
from lightctl.wire.blocks import Block, Spot, plan_reads, plan_writes, spots_of
from lightctl.wire.driver import Access, Encoding, Limits, Point, Table
from lightctl.wire.modbus import pack_bits
from lightctl.wire.request import Function, Request
from tests.wire.points import point

WIDTHS = [Encoding.UINT16, Encoding.INT32, Encoding.FLOAT32, Encoding.INT64]


@st.composite
def maps(draw: st.DrawFn) -> list[Point]:
    """Points that do not overlap, in one table of registers or bits."""
    table = draw(st.sampled_from(Table))
    bits = table in {Table.COIL, Table.DISCRETE}
    points, address = [], draw(st.integers(0, 50))
    for number in range(draw(st.integers(1, 12))):
        encoding = Encoding.BOOL if bits else draw(st.sampled_from(WIDTHS))
        p = point(encoding, address, name=f"p{number}", table=table, count=draw(st.integers(1, 9)))
        p = replace(p, stride=codec.width(p) + draw(st.sampled_from([0, 0, 1, 5])))
        points.append(p)
        address = codec.address_of(p, p.count) + codec.width(p) + draw(st.sampled_from([0, 0, 1, 3, 9, 40]))
    return points


LIMITS = st.builds(
    Limits,
    read_registers=st.integers(4, 125),
    read_bits=st.integers(1, 60),
    write_registers=st.integers(4, 123),
    write_bits=st.integers(1, 60),
    hole_registers=st.integers(0, 12),
)


def items(spot: Spot) -> set[int]:
    start = codec.address_of(*spot)
    return set(range(start, start + codec.width(spot[0])))


def spots_in(block: Block) -> list[Spot]:
    return [(run.point, run.first + i) for run in block.runs for i in range(run.count)]


@given(maps(), LIMITS)
def test_every_plan_is_legal_whole_and_within_its_holes(points: list[Point], limits: Limits) -> None:
    spots = spots_of(points)
    blocks = plan_reads(spots, limits)
    most = limits.read_bits if points[0].encoding is Encoding.BOOL else limits.read_registers
    assert sorted(map(codec_key, spots)) == sorted(codec_key(s) for b in blocks for s in spots_in(b))
    for block in blocks:
        assert 1 <= block.count <= most
        wanted = set().union(*(items(spot) for spot in spots_in(block)))
        asked = range(block.address, block.address + block.count)
        assert wanted <= set(asked)
        assert {asked[0], asked[-1]} <= wanted
        assert longest_stretch(set(asked) - wanted) <= limits.hole_registers


def codec_key(spot: Spot) -> tuple[str, int]:
    return spot[0].name, spot[1]


def longest_stretch(addresses: set[int]) -> int:
    longest = 0
    for address in addresses:
        length = 1
        while address + length in addresses:
            length += 1
        longest = max(longest, length)
    return longest


@given(maps(), LIMITS)
def test_no_two_neighbouring_blocks_could_have_been_one(points: list[Point], limits: Limits) -> None:
    blocks = plan_reads(spots_of(points), limits)
    most = limits.read_bits if points[0].encoding is Encoding.BOOL else limits.read_registers
    for first, second in pairwise(blocks):
        head = min(map(codec.address_of, *zip(*spots_in(second), strict=True)))
        first_value = next(spot for spot in spots_in(second) if codec.address_of(*spot) == head)
        end = head + codec.width(first_value[0])
        hole = head - (first.address + first.count)
        assert hole > limits.hole_registers or end - first.address > most


@given(maps(), LIMITS, st.data())
def test_a_block_gives_back_what_lies_in_the_device(
    points: list[Point], limits: Limits, draw: st.DataObject
) -> None:
    highest = 1 if points[0].encoding is Encoding.BOOL else 30000
    held = {spot_items(spot): draw.draw(st.integers(0, highest)) for spot in spots_of(points)}
    seen = {}
    for block in plan_reads(spots_of(points), limits):
        for p, index, value in block.values(device_bytes(block, points, held)):
            seen[codec.address_of(p, index)] = value
    assert seen == {address: value for (address, _), value in held.items()}


def spot_items(spot: Spot) -> tuple[int, int]:
    return codec.address_of(*spot), codec.width(spot[0])


def device_bytes(block: Block, points: list[Point], held: dict[tuple[int, int], int]) -> bytes:
    registers = [0] * 2000
    for spot in spots_of(points):
        start = codec.address_of(*spot)
        coded = codec.words_of(codec.encode(spot[0], held[spot_items(spot)]))
        registers[start : start + len(coded)] = coded
    part = registers[block.address : block.address + block.count]
    return pack_bits(part) if block.table in {Table.COIL, Table.DISCRETE} else codec.bytes_of(part)


@given(maps(), LIMITS, st.data())
def test_writes_touch_only_what_changed(points: list[Point], limits: Limits, draw: st.DataObject) -> None:
    table = draw.draw(st.sampled_from([Table.COIL, Table.HOLDING]))
    encoding = Encoding.BOOL if table is Table.COIL else points[0].encoding
    if encoding is Encoding.BOOL:
        table = Table.COIL
    p = point(encoding, 7, table=table, count=40, access=Access.READ_WRITE)
    changed = draw.draw(st.sets(st.integers(1, 40), min_size=1))
    contents = {i: codec.encode(p, i % 2) for i in changed}
    requests = plan_writes(3, [(p, i, data) for i, data in contents.items()], limits)
    most = limits.write_bits if table is Table.COIL else limits.write_registers
    written: dict[int, int] = {}
    for request in requests:
        assert request.count <= most
        written |= dict(enumerate(request.values, request.address))
    expected: dict[int, int] = {}
    for i, data in contents.items():
        expected |= dict(enumerate(codec.words_of(data), codec.address_of(p, i)))
    assert written == expected


def command(count: int = 128) -> Point:
    return point(table=Table.HOLDING, address=0x0100, count=count, access=Access.READ_WRITE)


def levels(*indexes: int) -> list[tuple[Point, int, bytes]]:
    return [(command(), i, codec.encode(command(), i)) for i in indexes]


def test_sixty_four_lamps_are_one_write() -> None:
    (request,) = plan_writes(2, levels(*range(1, 65)), Limits())
    assert request == Request(2, Function.WRITE_REGISTERS, 0x0100, 64, tuple(range(1, 65)))


def test_all_lamps_of_a_bank_are_two_writes_for_the_limit_is_123() -> None:
    requests = plan_writes(2, levels(*range(1, 129)), Limits())
    assert [(r.address, r.count) for r in requests] == [(0x0100, 123), (0x0100 + 123, 5)]


def test_single_values_use_the_single_functions() -> None:
    contactor = point(Encoding.BOOL, table=Table.COIL, count=12, access=Access.READ_WRITE)
    changes = [*levels(3, 5, 6), (contactor, 2, b"\x00\x01")]
    assert [(r.function, r.address, r.values) for r in plan_writes(1, changes, Limits())] == [
        (Function.WRITE_COIL, 1, (1,)),
        (Function.WRITE_REGISTER, 0x0102, (3,)),
        (Function.WRITE_REGISTERS, 0x0104, (5, 6)),
    ]


def test_neighbours_in_two_tables_never_share_a_request() -> None:
    coil = point(Encoding.BOOL, table=Table.COIL, access=Access.READ_WRITE, name="coil")
    word = point(table=Table.HOLDING, address=1, access=Access.READ_WRITE, name="word")
    writes = plan_writes(1, [(coil, 1, b"\x00\x01"), (word, 1, b"\x00\x01")], Limits())
    assert [r.function for r in writes] == [Function.WRITE_COIL, Function.WRITE_REGISTER]
    reads = plan_reads([(coil, 1), (word, 1)], Limits())
    assert [(block.table, block.count) for block in reads] == [(Table.COIL, 1), (Table.HOLDING, 1)]


def test_the_latest_of_two_values_for_one_register_is_written() -> None:
    changes = [(command(), 1, b"\x00\x0a"), (command(), 1, b"\x00\x14")]
    (request,) = plan_writes(1, changes, Limits())
    assert request.values == (20,)


def test_nothing_to_do_is_no_request() -> None:
    assert plan_writes(1, [], Limits()) == ()
    assert plan_reads([], Limits()) == ()


def test_sixty_four_interleaved_lamps_are_two_reads() -> None:
    columns = [point(name=f"c{i}", address=0x0100 + i, stride=3, count=64) for i in range(3)]
    blocks = plan_reads(spots_of(columns), Limits())
    assert [(b.address, b.count) for b in blocks] == [(0x0100, 125), (0x017D, 67)]


def test_only_chosen_lamps_are_read() -> None:
    column = point(address=0x0100, stride=3, count=128)
    blocks = plan_reads(spots_of([column], [1, 2, 50]), Limits())
    assert [(b.address, b.count) for b in blocks] == [(0x0100, 4), (0x0193, 1)]
    assert [request.count for request in (b.request(9) for b in blocks)] == [4, 1]
    assert spots_of([column], []) == []
