"""What the ledger asks of a driver file: where a counter starts again, and which bits mean a dead lamp."""

from dataclasses import replace

from lightctl.store import FAILED
from lightctl.store.ledger.failures import failed_mask, mask_of
from lightctl.store.ledger.meters import meter_modulus, modulus_of
from lightctl.wire.driver import Driver, Encoding, Kind, Point, Table
from tests.store.town import one_street

METER = Point("energy", Table.INPUT, 8, Encoding.UINT32, kind=Kind.ENERGY, unit="kWh", divisor=100.0)
STATUS = Point("status", Table.INPUT, 1, Encoding.UINT16, kind=Kind.LAMP_STATUS,
               bits={0: "overheated", 3: "lamp-failed", 4: "driver-failed"})  # fmt: skip


def driver(*points: Point) -> Driver:
    return Driver("x/y", "X", "modbus", "simulator", "ours", points)


def test_a_counter_of_hundredths_of_kwh_starts_again_after_32_bits() -> None:
    assert modulus_of(driver(METER)) == 2**32 * 100


def test_a_float_counter_has_no_modulus() -> None:
    assert modulus_of(driver(replace(METER, encoding=Encoding.FLOAT32))) is None
    assert modulus_of(driver()) is None
    assert modulus_of(driver(replace(METER, unit="pulses"))) is None


def test_failure_bits_are_found_by_name() -> None:
    assert mask_of(driver(STATUS)) == 0b11000
    assert mask_of(driver()) == FAILED


def test_a_site_without_the_driver_falls_back() -> None:
    site = one_street()
    assert failed_mask(site, site.plant.lamps["l-1"]) == FAILED
    assert meter_modulus(site, site.plant.cabinets["td-1"]) is None
    known = replace(site, drivers={"cabinets/none": driver(METER, STATUS)})
    assert failed_mask(known, known.plant.lamps["l-1"]) == 0b11000
    assert meter_modulus(known, known.plant.cabinets["td-1"]) == 2**32 * 100
