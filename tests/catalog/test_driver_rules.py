"""Driver files that must be refused, each with a reason a person understands."""

import pytest
from pydantic import ValidationError

from lightctl.errors import SiteError
from lightctl.wire.driver import Access, Encoding, Kind, Limits, Table, WordOrder
from tests.catalog.drivers import read_driver

HEAD = """
driver: generic
title: Generic cabinet
speaks: modbus
proven: simulator
source: ours
"""


def test_every_key_reaches_the_driver() -> None:
    driver = read_driver(
        HEAD
        + """
level_scale: dali-log
limits: {read_registers: 40, read_bits: 100, write_registers: 20, write_bits: 50, hole_registers: 0,
         gap: 5ms, timeout: 2s, connections: 2}
points:
  temperature: {table: holding, address: 0x0010, type: int32, access: rw, unit: °C, scale: 0.5, divisor: 2,
                offset: -40, range: [-40, 85], word_order: low-first, sentinels: [0x80000000],
                names: {0: cold}, bits: {3: hot}, count: 2, stride: 4, every: rare, note: inside}
bank: {size: 4, points: {level: {table: input, address: 0, type: uint16, kind: level-in-effect}}}
"""
    )
    (p,) = driver.points
    assert (p.table, p.address, p.encoding, p.access) == (
        Table.HOLDING,
        16,
        Encoding.INT32,
        Access.READ_WRITE,
    )
    assert (p.unit, p.scale, p.divisor, p.offset, p.low, p.high) == ("°C", 0.5, 2, -40, -40, 85)
    assert (p.word_order, p.sentinels, p.names, p.bits) == (
        WordOrder.LOW_FIRST,
        (1 << 31,),
        {0: "cold"},
        {3: "hot"},
    )
    assert (p.count, p.stride, p.every, p.note) == (2, 4, "rare", "inside")
    assert driver.limits == Limits(40, 100, 20, 50, 0, 5.0, 2000.0, 2)
    assert (driver.bank_size, driver.bank[0].count, driver.bank[0].kind) == (4, 4, Kind.LEVEL_IN_EFFECT)
    assert (driver.id, driver.level_scale) == ("cabinets/generic", "dali-log")


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ("table: holding, address: 0, type: uint16, access: rw", "needs its range"),
        ("table: input, address: 0, type: uint16, access: rw, range: [0, 1]", "cannot be written"),
        ("table: discrete, address: 0, type: bool, access: w", "cannot be written"),
        ("table: coil, address: 0, type: uint16", "is a bit"),
        ("table: input, address: 0xFFFF, type: uint32", "beyond address 65535"),
        ("table: input, address: 0x10000, type: uint16", "beyond address 65535"),
        ("table: input, address: 65000, type: uint16, count: 128, stride: 10", "beyond address 65535"),
        ("table: input, address: 0, type: uint32, count: 2, stride: 1", "shorter than the value"),
        ("table: holding, address: 0, type: uint16, access: rw, range: [5, 5]", "is empty"),
        ("table: holding, address: 0, type: uint16, access: rw, range: [0, 70000]", "does not fit uint16"),
        (
            "table: holding, address: 0, type: uint16, access: rw, range: [0, 65535], sentinels: [0xFFFF]",
            "no data",
        ),
        ("table: coil, address: 0, type: bool, kind: contactor", "is written"),
        ("table: input, address: 0, type: uint16, kind: level-command", "is written"),
        ("table: input, address: 0, type: uint16, kind: door-open", "true or false"),
        ("table: input, address: 0, type: uint32, kind: energy, unit: kWh", "is told in Wh"),
        ("table: input, address: 0, type: uint16, kind: lamp-power, unit: kW", "is told in W"),
        ("table: input, address: 0, type: uint16, kind: lamp-pwr", "kind"),
        ("table: input, address: 0, type: uint16, divisor: 0", "greater than 0"),
        ("table: input, address: 0, type: uint16, addres: 1", "addres"),
        ("table: input, address: 0, type: uint16, every: 60s", "normal"),
        ("table: input, address: 0, type: uint16, count: 513", "512"),
    ],
)
def test_a_point_is_refused(point: str, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        read_driver(f"{HEAD}points: {{p: {{{point}}}}}\n")


ONE = "one: {table: input, address: 0x10, type: uint32}"
LEVEL = "points: {command: {table: holding, address: 0, type: uint16, access: w, kind: level-command, "
WITH_BANK = f"points: {{{ONE}}}\nbank: "


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        (f"points: {{{ONE}, two: {{table: input, address: 0x11, type: uint16}}}}", "share input 0x0011"),
        (
            WITH_BANK + "{size: 6, points: {two: {table: input, address: 0, type: uint32, stride: 4}}}",
            "share input 0x0010",
        ),
        (
            WITH_BANK + "{size: 2, points: {one: {table: holding, address: 0, type: uint16}}}",
            "both among the points and in the bank",
        ),
        (f"points: {{{ONE}}}\nbank: {{size: 129, points: {{{ONE}}}}}", "128"),
        (f"points: {{{ONE}}}\nlimits: {{read_registers: 1}}", "wider than read_registers"),
        (f"points: {{{ONE}}}\nlimits: {{read_registers: 126}}", "125"),
        (f"points: {{{ONE}}}\nlimits: {{timeout: 1}}", "has no unit"),
        ("points: {}", "needs its points"),
        (f"level_scale: linear-254\n{LEVEL}range: [0, 100]}}}}", "level 40 %: command: 102 is over 100"),
        (f"{LEVEL}range: [10, 100]}}}}", "level 0 %: command: 0 is under 10"),
        (f"level_scale: dali-log\n{LEVEL}range: [0, 253]}}}}", "level 98 %: command: 254 is over 253"),
        (f"{LEVEL}range: [0, 100], sentinels: [1]}}}}", "level 1 %: command: .* no data"),
        (f"points: {{{ONE}}}\nspeak: modbus", "speak"),
    ],
)
def test_a_file_is_refused(rest: str, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        read_driver(f"{HEAD}{rest}\n")


def test_a_name_used_twice_is_refused() -> None:
    with pytest.raises(SiteError, match="appears twice"):
        read_driver(f"{HEAD}points:\n  {ONE}\n  {ONE}\n")


@pytest.mark.parametrize(
    ("said", "point"),
    [
        ("'relay-aux' is not a point's name", "relay-aux: {table: coil, address: 0, type: bool}"),
        ("'2nd' is not a point's name", "2nd: {table: coil, address: 0, type: bool}"),
        ("hexadecimal begins with 0x: 0x5B0C", "x: {table: input, address: 5B0C, type: uint16}"),
        ("hexadecimal begins with 0x: 0x5B0C", "x: {table: input, address: 5B0Ch, type: uint16}"),
        (
            "in brackets: [0xFFFF]",
            "x: {table: input, address: 0, type: uint16, sentinels: 0xFFFF}",
        ),
    ],
)
def test_words_copied_from_a_list_are_told_as_the_file_wants_them(said: str, point: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_driver(HEAD + "points:\n  " + point + "\n")
    (error,) = caught.value.errors()
    assert said in {error["ctx"]["say"], error["ctx"]["hint"]}
