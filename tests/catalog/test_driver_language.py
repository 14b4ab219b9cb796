"""The odd corners of the driver language: what each reaches, and where each mistake is pointed at."""

from pathlib import Path

import pytest

from lightctl.cli.bench.files import driver_of_file
from lightctl.errors import SiteError
from lightctl.wire import codec
from lightctl.wire.blocks import plan_reads, plan_writes, spots_of
from lightctl.wire.driver import Access, Driver, Kind, Table
from lightctl.wire.request import Function
from lightctl.wire.scales import ContactorPattern, LevelScale, VoltScale
from tests.catalog.drivers import read_driver

HEAD = "driver: mine\ntitle: Mine\nspeaks: modbus\nproven: simulator\nsource: ours\n"
ONE = "points:\n  one: {table: input, address: 1, type: uint16}\n"
DATE = "fields: [year, month, day, hour, minute, second]"


def driver(body: str) -> Driver:
    return read_driver(HEAD + body, "meters/mine")


def complaint(folder: Path, body: str) -> str:
    """What `driver try` says of that file, `meters/mine.yaml:LINE:COLUMN: …`, its folder left out."""
    path = folder / "mine.yaml"
    path.write_text(HEAD + body, encoding="utf-8")
    with pytest.raises(SiteError) as refused:
        driver_of_file(path)
    return str(refused.value).replace(f"{folder}/", "")


def test_addresses_of_a_list_that_counts_from_one() -> None:
    found = driver("counts_from: 1\npoints:\n  first: {table: holding, address: 1, type: uint16}\n"
                   "  last: {table: holding, address: 65536, type: uint16}\n")  # fmt: skip
    assert [point.address for point in found.points] == [0, 0xFFFF]


def test_addresses_in_bytes_are_halved_and_bits_stay_bits() -> None:
    found = driver(
        "addresses: bytes\n"
        "points: {relay: {table: coil, address: 3, type: bool}}\n"
        "bank: {size: 4, points: {level: {table: holding, address: 0x100, type: uint32, stride: 8}}}\n"
    )
    assert (found.points[0].address, found.bank[0].address, found.bank[0].stride) == (3, 0x80, 4)
    assert driver("addresses: bytes\ncounts_from: 1\npoints: {p: {table: input, address: 7, type: uint16}}\n"
                  ).points[0].address == 3  # fmt: skip


def test_a_formula_over_the_index_is_a_first_address_and_a_stride() -> None:
    """EcoDim: register 3000 + 5 × id, level 0 to 250; what lies between is another's."""
    found = driver(
        "limits: {hole_registers: 4}\n"
        "bank: {size: 3, points: {level: {table: holding, address: 3005, stride: 5, type: uint16,"
        " scale: 2, divisor: 5, unit: '%', kind: level-command, access: rw, range: [0, 100]}}}\n"
    )
    (level,) = found.bank
    assert [codec.address_of(level, lamp) for lamp in (1, 2, 3)] == [3000 + 5 * lamp for lamp in (1, 2, 3)]
    (block,) = plan_reads(spots_of([level]), found.limits)
    assert (block.address, block.count) == (3005, 11)
    words = codec.bytes_of([0, 9, 9, 9, 9, 125, 9, 9, 9, 9, 250])
    assert [value for _, _, value in block.values(words)] == [0, 50, 100]
    data = codec.encode_level(LevelScale.PERCENT, level, 50)
    writes = plan_writes(1, [(level, lamp, data) for lamp in (1, 2, 3)], found.limits)
    assert [(one.address, one.values) for one in writes] == [(3000 + 5 * n, (125,)) for n in (1, 2, 3)]


def test_what_is_written_elsewhere_is_two_points() -> None:
    found = driver(
        "bank: {size: 8, points: {told: {table: input, address: 0x20, stride: 3, type: uint16, unit: '%',"
        " range: [0, 100], access: rw, kind: level-command, write_limit: {gap: 10s, per_day: 100},"
        " written_at: {table: holding, address: 0x100}}}}\n"
    )
    reads, writes = found.bank
    assert (found.readable(Kind.LEVEL_COMMAND), found.writable(Kind.LEVEL_COMMAND)) == (reads, writes)
    assert (reads.name, reads.table, reads.address, reads.access) == ("told", Table.INPUT, 0x20, Access.READ)
    assert (writes.name, writes.table, writes.address) == ("told_written", Table.HOLDING, 0x100)
    assert (writes.access, writes.every, writes.count, codec.stride(writes)) == (Access.WRITE, "never", 8, 1)
    assert (writes.write_gap_s, writes.writes_per_day) == (10, 100)
    assert (reads.write_gap_s, reads.writes_per_day) == (0, 0)


def test_a_clock_is_set_in_one_write() -> None:
    """As GE's A-series asks (DEH41097): half a date is none."""
    found = driver(f"points: {{clock: {{table: holding, address: 50036, type: calendar, {DATE},"
                   " access: rw, kind: clock, utc_offset: 7h}}\n")  # fmt: skip
    (clock,) = found.points
    (request,) = plan_writes(1, [(clock, 1, codec.encode(clock, 1_763_736_576))], found.limits)
    assert (request.function, request.count) == (Function.WRITE_REGISTERS, 6)
    assert request.values == (2025, 11, 21, 21, 49, 36)
    assert (clock.unit, clock.utc_offset_s) == ("s", 25200)


@pytest.mark.parametrize(("said", "seconds"), [("7h", 25200), ("-3h", -10800), ("+330min", 19800)])
def test_time_ahead_of_and_behind_utc(said: str, seconds: float) -> None:
    found = driver(
        f"points: {{c: {{table: input, address: 0, type: calendar, {DATE}, utc_offset: {said}}}}}\n"
    )
    assert found.points[0].utc_offset_s == seconds


def test_an_identity_that_must_be_one_of_these() -> None:
    found = driver(
        "points: {i: {table: input, address: 0, type: uint16, kind: identity, expect: [17, 18]}}\n"
    )
    assert found.points[0].expect == ("17", "18")
    assert codec.identity(found.points[0], b"\x00\x12") in found.points[0].expect


@pytest.mark.parametrize(
    ("said", "scale"),
    [
        ("level_scale: volts-0-10", VoltScale(0, 0)),
        ("level_scale: volts-0-10\nvolts: {lowest: 1, level: 10}", VoltScale(1, 10)),
        ("level_scale: linear-254", LevelScale.LINEAR_254),
    ],
)
def test_level_scales(said: str, scale: object) -> None:
    assert driver(f"{said}\n{ONE}").level_scale == scale


def test_a_volt_register_holds_every_level() -> None:
    text = ("level_scale: volts-0-10\nvolts: {lowest: 1, level: 10}\npoints: {c: {table: holding,"
            " address: 0, type: uint16, divisor: 100, unit: V, kind: level-command, access: w,"
            " range: [0, 10]}}\n")  # fmt: skip
    (command,) = driver(text).points
    told = [codec.words_of(codec.encode_level(VoltScale(1, 10), command, level)) for level in (0, 1, 55, 100)]
    assert told == [(0,), (100,), (550,), (1000,)]


def test_patterns_of_contactors() -> None:
    found = driver(
        "points: {c: {table: coil, address: 0, type: bool, access: rw, kind: contactor, count: 3}}\n"
        "patterns: [{level: 33, closed: [1]}, {level: 67, closed: [2, 3]}, {level: 100, closed: [1, 2, 3]}]\n"
    )
    assert found.patterns[1] == ContactorPattern(67, frozenset({2, 3}))
    assert [pattern.level for pattern in found.patterns] == [33, 67, 100]


P = "  p: {table: holding, address: 2, "
COIL = "points:\n  c: {table: coil, address: 0, type: bool, access: rw, kind: contactor, count: 2}\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("points:\n" + P + "type: unit16}\n", "mine.yaml:7:41: 'unit16' is none of bool, uint16,"),
        ("points:\n" + P + "type: unit16}\n", "did you mean 'uint16'?"),
        ("points:\n" + P + "type: uint32, word_order: low_first}\n", "did you mean 'low-first'?"),
        ("points:\n" + P + "type: uint32, byteorder: low-first}\n", "did you mean 'byte_order'?"),
        ("points:\n" + P + "type: bool, byte_order: low-first}\n", "7:41: a bool has no order"),
        ("points:\n" + P + "type: text}\n", "7:41: a text, and nothing else, has a length"),
        ("points:\n" + P + "type: uint16, length: 3}\n", "7:41: a text, and nothing else, has a length"),
        ("points:\n" + P + "type: text, length: 3, access: rw}\n", "7:66: a text is only read"),
        ("points:\n" + P + "type: text, length: 3, kind: power}\n", "7:64: a text is no power"),
        ("points:\n" + P + "type: calendar}\n", "7:41: a calendar, and nothing else, has fields"),
        ("points:\n" + P + f"type: uint16, {DATE}}}\n", "7:41: a calendar, and nothing else, has fields"),
        ("points:\n" + P + "type: calendar, fields: [year, month]}\n", "7:59: a calendar says year"),
        ("points:\n" + P + "type: calendar, fields: [yeer]}\n", "did you mean 'year'?"),
        ("points:\n" + P + f"type: calendar, {DATE}, scale: 2}}\n", "a calendar is no number"),
        ("points:\n" + P + f"type: calendar, {DATE}, kind: heartbeat}}\n", "a calendar is no heartbeat"),
        ("points:\n" + P + f"type: calendar, {DATE}, packed: true}}\n", "a year does not fit a byte"),
        ("points:\n" + P + f"type: calendar, {DATE}, utc_offset: 7}}\n", "7 has no unit"),
        ("points:\n" + P + "type: uint16, utc_offset: 7h}\n", "belong to a calendar"),
        (f"limits: {{write_registers: 4}}\npoints:\n{P}type: calendar, {DATE}, access: w}}\n",
         "8:6: p is wider than write_registers allows, and a clock is set in one write"),
        ("points:\n" + P + "type: bcd16, access: rw, range: [0, 10000]}\n", "10000 does not fit bcd16"),
        ("points:\n" + P + "type: bcd16, access: rw, range: [-1, 10]}\n", "-1 does not fit bcd16"),
        ("points:\n" + P + "type: uint16, expect: [3]}\n", "7:57: only an identity"),
        ("points:\n" + P + "type: uint16, kind: identity, expect: [x3]}\n", "'x3' is no number"),
        ("points:\n" + P + "type: uint16, write_limit: {gap: 10s}}\n", "7:62: what is only read"),
        ("points:\n" + P + "type: uint16, range: [0, 9], written_at: {address: 3}}\n", "access: rw"),
        ("points:\n" + P + "type: uint16, access: rw, range: [0, 9], written_at: {address: 2}}\n",
         "written_at is where it is read"),
        ("points:\n" + P + "type: uint16, access: rw, range: [0, 9],"
         " written_at: {table: input, address: 9}}\n",
         "the input table cannot be written"),
        ("points:\n" + P + "type: uint16, access: rw, range: [0, 9], written_at: {address: 3}}\n"
         "  q: {table: holding, address: 3, type: uint16}\n", "8:6: q and p_written share holding 0x0003"),
        ("counts_from: 1\npoints:\n" + P.replace("2", "0") + "type: uint16}\n",
         "8:32: address 0 lies before the first one, which is 1"),
        ("addresses: bytes\npoints:\n" + P.replace("2", "19") + "type: uint16}\n",
         "8:32: byte address 19 ends in the middle of a register"),
        ("addresses: bytes\npoints:\n" + P + "type: uint16, count: 3, stride: 3}\n",
         "byte stride 3 ends in the middle of a register"),
        ("addresses: octets\n" + ONE, "'octets' is none of registers, bytes"),
        ("points:\n" + P + "type: uint16, kind: heartbeat}\n", "7:6: a heartbeat is written"),
        (f"volts: {{lowest: 1}}\n{ONE}", "6:8: volts belongs to a control voltage"),
        (f"level_scale: volts-0-10\nvolts: {{level: 10}}\n{ONE}", "the least light has a voltage of its own"),
        (COIL + "patterns: [{level: 50, closed: [3]}]\n", "8:12: output 3 is none of the 2 contactors"),
        (COIL + "patterns: [{level: 50, closed: [1]}]\n", "8:11: the last pattern gives 50 %"),
        (COIL + "patterns: [{level: 50, closed: [1]}, {level: 50, closed: [2]}]\n", "does not come after 50"),
        (COIL + "patterns: [{level: 100, closed: []}]\n", "is empty"),
        (f"{ONE}bank: {{size: 2, points: {{b: {{table: input, address: 1, type: uint16}}}}}}\n",
         "8:29: b and one share input 0x0001"),
        ("points:\n" + P + "type: uint16, access: rw, range: [0, 9], written_at: {address: 3}}\n"
         "  p_written: {table: holding, address: 9, type: uint16}\n", "p_written stands"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place_with_its_remedy(tmp_path: Path, body: str, said: str) -> None:
    assert said in complaint(tmp_path, body)
