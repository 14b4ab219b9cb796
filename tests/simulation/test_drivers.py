"""Every readable point of every shipped driver answers something sane from a simulated device of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from lightctl.core.plant import DeviceAddress
from lightctl.simulation.city import City
from lightctl.simulation.line import FieldLine
from lightctl.site.model import Site
from lightctl.site.scenario import Scenario
from lightctl.wire import codec
from lightctl.wire.driver import Access, Driver, Kind, Point, Table, WordOrder
from lightctl.wire.request import read, write
from lightctl.wire.scales import LevelScale
from tests.simulation.hand import DRIVERS, HandClock, ask, driver_in, modbus, site, switch

UNITS = {"cabinets": ("tcp", 1), "meters": ("tcp", 10), "concentrators": ("tcp", 2), "lamps": ("rtu", 11)}
QUIET = Scenario("quiet", "Nothing happens", 7)


def running(driver: Driver) -> tuple[City, FieldLine, int]:
    """The hand-made city with that driver in its place, lit for an hour."""
    kind = driver.id.split("/")[0]
    clock = HandClock()
    city = City(_with(driver, kind), QUIET, clock)
    switch(city, closed=[True, True]) if kind != "cabinets" else _switch_on(city, driver)
    clock.pass_s(3600)
    line, unit = UNITS[kind]
    return city, modbus(city, line), unit


def _with(driver: Driver, kind: str) -> Site:
    base = site(meter=driver.id if kind == "meters" else "")
    plant = base.plant
    if kind == "cabinets":
        cabinet = replace(plant.cabinets["td-001"], address=DeviceAddress(driver.id, "tcp", 1))
        plant = replace(plant, cabinets={"td-001": cabinet})
    elif kind == "concentrators":
        one = replace(plant.concentrators["dcu-001"], address=DeviceAddress(driver.id, "tcp", 2))
        plant = replace(plant, concentrators={"dcu-001": one})
    elif kind == "lamps":
        lamps = {
            lamp.id: replace(lamp, direct=DeviceAddress(driver.id, "rtu", lamp.direct.unit))
            if lamp.direct
            else lamp
            for lamp in plant.lamps.values()
        }
        plant = replace(plant, lamps=lamps)
    return replace(base, plant=plant, drivers={**base.drivers, driver.id: driver})


def _switch_on(city: City, driver: Driver) -> None:
    contactor = driver.point(Kind.CONTACTOR)
    assert contactor is not None
    ask(modbus(city, "tcp"), write(1, contactor.table, contactor.address, [1, 1]))


def _value(line: FieldLine, unit: int, point: Point, index: int) -> float | None:
    address = codec.address_of(point, index)
    data = ask(line, read(unit, point.table, address, codec.width(point)))
    assert data is not None
    if point.table in {Table.COIL, Table.DISCRETE}:
        return float(data[0] & 1)
    return codec.decode(point, data)


@pytest.mark.parametrize("path", DRIVERS, ids=lambda path: path.stem)
def test_every_readable_point_answers_something_sane(path: Path) -> None:
    driver = driver_in(path)
    _, line, unit = running(driver)
    for point in (*driver.points, *driver.bank):
        if point.access is Access.WRITE:
            continue
        for index in range(1, point.count + 1):
            value = _value(line, unit, point, index)
            lamp_there = point not in driver.bank or index <= 4
            if lamp_there:
                assert value is not None, f"{point.name} {index} has no data"
                assert point.low is None or value >= point.low
                assert point.high is None or value <= point.high


@pytest.mark.parametrize("path", DRIVERS, ids=lambda path: path.stem)
def test_what_was_asked_of_a_writable_point_can_be_read_again(path: Path) -> None:
    driver = driver_in(path)
    _, line, unit = running(driver)
    for point in (*driver.points, *driver.bank):
        if point.access is Access.READ_WRITE and point.table is Table.HOLDING and point.high is not None:
            words = codec.words_of(codec.encode(point, point.high))
            ask(line, write(unit, point.table, point.address, words))
            assert _value(line, unit, point, 1) == pytest.approx(point.high)


METERS = [
    path
    for path in DRIVERS
    if path.parent.name in {"meters", "cabinets"} and driver_in(path).point(Kind.ENERGY)
]


@pytest.mark.parametrize("path", METERS, ids=lambda path: path.stem)
def test_meters_show_the_truth_to_their_own_resolution(path: Path) -> None:
    driver = driver_in(path)
    city, line, unit = running(driver)
    truth = city.truth().cabinets["td-001"]
    by_kind = {kind: driver.point(kind) for kind in (Kind.ENERGY, Kind.POWER, Kind.VOLTAGE)}
    shown = {kind: _value(line, unit, point, 1) for kind, point in by_kind.items() if point}
    assert shown[Kind.POWER] == pytest.approx(truth.watts, abs=0.51)
    assert 0 <= truth.counter_wh - (shown[Kind.ENERGY] or 0) <= 12.0
    assert 222 < (shown[Kind.VOLTAGE] or 0) < 238


def test_the_reference_meter_counts_in_whole_hundredths_of_a_kwh() -> None:
    driver = driver_in(next(path for path in DRIVERS if path.stem == "mcu-reference"))
    clock = HandClock()
    city = City(site(), QUIET, clock)
    switch(city, closed=[True, True])
    energy = driver.point(Kind.ENERGY)
    assert energy is not None
    for _ in range(50):
        clock.pass_s(17)
        shown = _value(modbus(city, "tcp"), 1, energy, 1)
        truth = city.truth().cabinets["td-001"].counter_wh
        assert shown is not None
        assert shown % 10 == 0
        assert 0 <= truth - shown < 10.001


@pytest.mark.parametrize("scale", [LevelScale.LINEAR_254, LevelScale.DALI_LOG])
@pytest.mark.parametrize("order", list(WordOrder))
def test_other_scales_and_word_orders_are_understood(scale: LevelScale, order: WordOrder) -> None:
    dcu = driver_in(next(path for path in DRIVERS if path.stem == "dcu-reference"))
    bank = tuple(
        replace(point, low=0, high=254)
        if point.kind is Kind.LEVEL_COMMAND
        else replace(point, word_order=order)
        for point in dcu.bank
    )
    driver = replace(dcu, level_scale=scale, bank=bank)
    city, line, unit = running(driver)
    command, level = driver.point(Kind.LEVEL_COMMAND), driver.point(Kind.LEVEL_IN_EFFECT)
    energy = driver.point(Kind.LAMP_ENERGY)
    assert command
    assert level
    assert energy
    number = {LevelScale.LINEAR_254: 127, LevelScale.DALI_LOG: 229}[scale]
    ask(line, write(unit, Table.HOLDING, command.address, [number]))
    city.clock.pass_s(10)  # type: ignore[attr-defined]
    # Half the light is 127 on a linear scale and 229 on the curve of IEC 62386-102.
    assert city.truth().lamps["tp-001"].light == pytest.approx(50, abs=0.6)
    assert _value(line, unit, level, 1) == number
    assert _value(line, unit, energy, 1) == pytest.approx(city.lamps["tp-001"].counter_wh(3610.0), abs=1.0)
