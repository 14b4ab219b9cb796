"""Register words written by hand from the documents, and what they must mean; no simulator is asked.

Table, address and words are those of the register map as a person reads it, so a wrong address, order
or scale in a driver file is seen although master and simulated city share that file.
"""

import csv
from collections.abc import Sequence

import pytest

from lightctl.wire import codec
from lightctl.wire.driver import Encoding, Table
from tests.catalog.drivers import IDS, point_of, shipped
from tests.conftest import data_file

C, D, H, I = Table.COIL, Table.DISCRETE, Table.HOLDING, Table.INPUT  # noqa: E741  as in the manuals
NO_DATA = None
Row = tuple[Table, int, str, str, int, float | None]

MCU = [
    (C, 0, "0001", "contactor", 1, True),
    (C, 11, "0000", "contactor", 12, False),
    (D, 2, "0001", "feedback", 3, True),
    (D, 12, "0001", "tripped", 1, True),
    (D, 35, "0001", "leakage", 12, True),
    (D, 36, "0001", "door", 1, True),
    (D, 37, "0000", "local", 1, False),
    (I, 0, "0012 D687", "identity", 1, 1234567),
    (I, 2, "0066", "firmware", 1, 1.02),
    (I, 4, "0001 5180", "uptime", 1, 86400),
    (I, 8, "08FF", "voltage", 1, 230.3),
    (I, 10, "FFFF", "voltage", 3, NO_DATA),
    (I, 11, "04D2", "current", 1, 12.34),
    (I, 14, "0000 12C0", "power", 1, 4800),
    (I, 14, "FFFF FF9C", "power", 1, -100),
    (I, 14, "8000 0000", "power", 1, NO_DATA),
    (I, 16, "0001 E240", "energy", 1, 1_234_560),
    (I, 16, "FFFF FFFF", "energy", 1, NO_DATA),
    (I, 18, "6920 7C00", "clock", 1, 1_763_736_576),
    (H, 0, "6920 7C00", "clock_set", 1, 1_763_736_576),
    (H, 2, "FFFF", "heartbeat", 1, 65535),
]
DCU = [
    (I, 0, "0000 002A", "identity", 1, 42),
    (I, 2, "00C8", "firmware", 1, 2.0),
    (I, 4, "0000 0E10", "uptime", 1, 3600),
    (H, 0, "0046", "level_broadcast", 1, 70),
    (H, 0x0100, "0032", "command", 1, 50),
    (H, 0x017F, "0064", "command", 128, 100),
    (I, 0x0100, "0032", "level", 1, 50),
    (I, 0x0100, "FFFF", "level", 1, NO_DATA),
    (I, 0x0101, "0008", "status", 1, 8),
    (I, 0x0102, "02EE", "power", 1, 75.0),
    (I, 0x0102, "FFFF", "power", 1, NO_DATA),
    (I, 0x0103, "0000", "level", 2, 0),
    (I, 0x027D, "0064", "level", 128, 100),
    (I, 0x027E, "0003", "status", 128, 3),
    (I, 0x027F, "0176", "power", 128, 37.4),
    (I, 0x0400, "0001 86A0", "energy", 1, 100_000),
    (I, 0x04FE, "FFFF FFFF", "energy", 128, NO_DATA),
]
LCU = [
    (H, 0, "0028", "command", 1, 40),
    (H, 0, "0000", "command", 1, 0),
    (I, 0, "0028", "level", 1, 40),
    (I, 0, "FFFF", "level", 1, NO_DATA),
    (I, 1, "0021", "status", 1, 33),
    (I, 2, "0177", "power", 1, 37.5),
    (I, 2, "0006", "power", 1, 0.6),
    (I, 4, "0000 03E8", "energy", 1, 1000),
    (I, 4, "0010 0000", "energy", 1, 1_048_576),
    (I, 6, "0000 2710", "burning_hours", 1, 10_000),
    (I, 8, "0001 0001", "identity", 1, 65537),
]
SDM630 = [
    (I, 0, "4366 8000", "voltage", 1, 230.5),
    (I, 2, "4367 0000", "voltage", 2, 231.0),
    (I, 4, "4365 4000", "voltage", 3, 229.25),
    (I, 6, "40A8 0000", "current", 1, 5.25),
    (I, 10, "3F00 0000", "current", 3, 0.5),
    (I, 12, "449A 5000", "phase_power", 1, 1234.5),
    (I, 28, "C148 0000", "phase_reactive_power", 3, -12.5),
    (I, 30, "3F80 0000", "phase_power_factor", 1, 1.0),
    (I, 52, "459C 4000", "power", 1, 5000.0),
    (I, 70, "4248 0000", "frequency", 1, 50.0),
    (I, 72, "4605 DD00", "energy", 1, 8_567_250.0),
    (I, 74, "0000 0000", "energy_export", 1, 0.0),
    (I, 74, "3F80 0000", "energy_export", 1, 1000.0),
    (I, 248, "4020 0000", "mean_distortion", 1, 2.5),
    (I, 342, "42C8 0000", "energy_sum", 1, 100_000.0),
    (I, 350, "447A 0000", "phase_energy", 3, 1_000_000.0),
    (I, 380, "4000 0000", "phase_reactive_sum", 3, 2000.0),
    (I, 0, "7FC0 0000", "voltage", 1, NO_DATA),
]
IEM3000 = [
    (H, 2999, "40A8 0000", "current", 1, 5.25),
    (H, 3003, "3F00 0000", "current", 3, 0.5),
    (H, 3009, "4000 0000", "mean_current", 1, 2.0),
    (H, 3027, "4366 8000", "voltage", 1, 230.5),
    (H, 3029, "4367 0000", "voltage", 2, 231.0),
    (H, 3031, "FFC0 0000", "voltage", 3, NO_DATA),
    (H, 3053, "3F00 0000", "phase_power", 1, 500.0),
    (H, 3059, "3FC0 0000", "power", 1, 1500.0),
    (H, 3067, "BE80 0000", "reactive_power", 1, -250.0),
    (H, 3109, "4248 0000", "frequency", 1, 50.0),
    (H, 3203, "0000 0000 075B CD15", "energy", 1, 123_456_789),
    (H, 3207, "0000 0000 0000 0001", "energy_export", 1, 1),
    (H, 3203, "0000 0001 0000 0000", "energy", 1, 4_294_967_296),
    (H, 3525, "0000 0000 0001 0000", "phase_energy", 3, 65536),
]
SDM120 = [
    (I, 0, "4366 8000", "voltage", 1, 230.5),
    (I, 6, "40A8 0000", "current", 1, 5.25),
    (I, 12, "449A 5000", "power", 1, 1234.5),
    (I, 18, "449A 5000", "apparent_power", 1, 1234.5),
    (I, 24, "C148 0000", "reactive_power", 1, -12.5),
    (I, 30, "3F80 0000", "power_factor", 1, 1.0),
    (I, 70, "4248 0000", "frequency", 1, 50.0),
    (I, 72, "4605 DD00", "energy", 1, 8_567_250.0),
    (I, 74, "3F80 0000", "energy_export", 1, 1000.0),
    (I, 342, "42C8 0000", "energy_sum", 1, 100_000.0),
    (I, 344, "4000 0000", "reactive_sum", 1, 2000.0),
    (I, 72, "7FC0 0000", "energy", 1, NO_DATA),
]
DTSU666 = [
    (H, 0x101E, "4605 DD00", "energy", 1, 8_567_250.0),
    (H, 0x1024, "447A 0000", "phase_energy", 3, 1_000_000.0),
    (H, 0x1028, "3F80 0000", "energy_export", 1, 1000.0),
    (H, 0x2006, "4510 1000", "voltage", 1, 230.5),
    (H, 0x200A, "FFC0 0000", "voltage", 3, NO_DATA),
    (H, 0x200C, "45A4 1000", "current", 1, 5.25),
    (H, 0x2012, "4743 5000", "power", 1, 5000.0),
    (H, 0x2018, "459C 4000", "phase_power", 3, 500.0),
    (H, 0x201A, "C2FA 0000", "reactive_power", 1, -12.5),
    (H, 0x202A, "446D 8000", "power_factor", 1, 0.95),
    (H, 0x2030, "447A 0000", "phase_power_factor", 3, 1.0),
    (H, 0x2044, "459C 4000", "frequency", 1, 50.0),
]
PAC2200 = [
    (I, 1, "4366 8000", "voltage", 1, 230.5),
    (I, 5, "4365 4000", "voltage", 3, 229.25),
    (I, 13, "40A8 0000", "current", 1, 5.25),
    (I, 27, "449A 5000", "phase_power", 2, 1234.5),
    (I, 37, "3F80 0000", "phase_power_factor", 1, 1.0),
    (I, 46, "4248 0000", "frequency", 1, 50.0),
    (I, 65, "459C 4000", "power", 1, 5000.0),
    (I, 67, "C148 0000", "reactive_power", 1, -12.5),
    (I, 801, "419D 6F34 5400 0000", "energy", 1, 123_456_789),
    (I, 809, "3FF0 0000 0000 0000", "energy_export", 1, 1.0),
    (I, 801, "7FF8 0000 0000 0000", "energy", 1, NO_DATA),
]
A43 = [
    (H, 0x5000, "0000 0000 000D 1290", "energy", 1, 8_567_200),
    (H, 0x5000, "FFFF FFFF FFFF FFFF", "energy", 1, NO_DATA),
    (H, 0x5004, "0000 0000 0003 1209", "energy_export", 1, 2_012_250),
    (H, 0x5B00, "0000 08FF", "voltage", 1, 230.3),
    (H, 0x5B04, "FFFF FFFF", "voltage", 3, NO_DATA),
    (H, 0x5B0C, "0000 0065", "current", 1, 1.01),
    (H, 0x5B10, "0000 012E", "current", 3, 3.02),
    (H, 0x5B14, "0001 E8E4", "power", 1, 1251.56),
    (H, 0x5B14, "FFFF D04A", "power", 1, -122.14),
    (H, 0x5B14, "7FFF FFFF", "power", 1, NO_DATA),
    (H, 0x5B1A, "0000 DD6B", "phase_power", 3, 566.83),
    (H, 0x5B1C, "0000 7541", "reactive_power", 1, 300.17),
    (H, 0x5B2C, "1383", "frequency", 1, 49.95),
    (H, 0x8900, "0012 D687", "identity", 1, 1_234_567),
]
RELAY: list[Row] = [
    *((C, address, "0001", "contactor", address + 1, True) for address in range(8)),
    *((C, address, "0000", "contactor", address + 1, False) for address in (0, 7)),
]
THIRDS: list[Row] = [
    *(
        (C, address, word, "contactor", address + 1, word == "0001")
        for address in range(3)
        for word in ("0000", "0001")
    ),
    *(
        (D, address, word, "feedback", address + 1, word == "0001")
        for address in range(3)
        for word in ("0000", "0001")
    ),
]
DALI = [
    (H, 0, "00FE", "level_broadcast", 1, 254),
    (H, 0x001F, "00E5", "level_group", 16, 229),
    (H, 0x0020, "0028", "fade", 1, 4.0),
    (H, 0x033F, "8001", "groups", 64, 0x8001),
    (H, 0x0100, "00E5", "command", 1, 229),
    (H, 0x013F, "0000", "command", 64, 0),
    (I, 0x0100, "00E5", "level", 1, 229),
    (I, 0x0101, "00FF", "level", 2, NO_DATA),
    (I, 0x0101, "FFFF", "level", 2, NO_DATA),
    (I, 0x013F, "00FE", "level", 64, 254),
    (I, 0x0200, "0002", "status", 1, 2),
    (I, 0x0200, "FFFF", "status", 1, NO_DATA),
    (I, 0x023F, "0005", "status", 64, 5),
]
WORDS: dict[str, Sequence[Row]] = {
    "cabinets/generic-relay-8": RELAY,
    "cabinets/generic-thirds": THIRDS,
    "concentrators/generic-dali-gateway": DALI,
    "meters/abb-a43": A43,
    "meters/eastron-sdm120": SDM120,
    "meters/chint-dtsu666": DTSU666,
    "meters/siemens-pac2200": PAC2200,
    "cabinets/mcu-reference": MCU,
    "concentrators/dcu-reference": DCU,
    "lamps/lcu-reference": LCU,
    "meters/eastron-sdm630": SDM630,
    "meters/schneider-iem3000": IEM3000,
}
ROWS = [(driver_id, *row) for driver_id, rows in WORDS.items() for row in rows]


@pytest.mark.parametrize(("driver_id", "table", "address", "words", "name", "index", "value"), ROWS)
def test_words_mean(
    driver_id: str, table: Table, address: int, words: str, name: str, index: int, value: float | None
) -> None:
    p = point_of(driver_id, name)
    data = bytes.fromhex(words)
    assert (p.table, codec.address_of(p, index), 2 * codec.width(p)) == (table, address, len(data))
    assert codec.decode(p, data) == value


def test_every_shipped_driver_that_has_registers_is_witnessed() -> None:
    assert set(WORDS) == {driver_id for driver_id in IDS if shipped(driver_id).speaks == "modbus"}


@pytest.mark.parametrize("driver_id", WORDS)
def test_each_driver_has_at_least_ten_words_by_hand(driver_id: str) -> None:
    """Or every word there is, of a device that has nothing but a few bits."""
    driver = shipped(driver_id)
    values = (*driver.points, *driver.bank)
    only_bits = all(p.encoding is Encoding.BOOL for p in values)
    most = 2 * sum(p.count for p in values) if only_bits else 10
    assert len({row[:3] for row in WORDS[driver_id]}) >= min(10, most)


@pytest.mark.parametrize(
    ("driver_id", "raw", "names"),
    [
        ("concentrators/dcu-reference", 0b001000, {"no-mains"}),
        ("concentrators/dcu-reference", 0b000011, {"lamp-failed", "driver-failed"}),
        ("concentrators/generic-dali-gateway", 0b000110, {"lamp-failed"}),
        ("lamps/lcu-reference", 0b100100, {"overheated", "low-voltage"}),
    ],
)
def test_status_bits(driver_id: str, raw: int, names: set[str]) -> None:
    assert codec.flags(point_of(driver_id, "status"), raw) == names


LISTED = {
    "SDM": (
        "meters/eastron-sdm630",
        {
            "Voltage#": "voltage", "Current#": "current", "Power#": "phase_power", "Power": "power",
            "ApparentPower#": "phase_apparent_power", "ReactivePower#": "phase_reactive_power",
            "Cosphi#": "phase_power_factor", "ApparentPower": "apparent_power", "Cosphi": "power_factor",
            "ReactivePower": "reactive_power", "PhaseAngle": "phase_angle", "Frequency": "frequency",
            "Import": "energy", "Export": "energy_export", "ReactiveImport": "reactive_import",
            "ReactiveExport": "reactive_export", "THD#": "voltage_distortion", "THD": "mean_distortion",
            "Sum": "energy_sum", "ReactiveSum": "reactive_sum", "Import#": "phase_energy",
            "Export#": "phase_energy_export", "Sum#": "phase_energy_sum",
            "ReactiveImport#": "phase_reactive_import", "ReactiveExport#": "phase_reactive_export",
            "ReactiveSum#": "phase_reactive_sum",
        },
    ),
    "IEM3000": (
        "meters/schneider-iem3000",
        {
            "Current#": "current", "Current": "mean_current", "Voltage#": "voltage",
            "Voltage": "mean_voltage", "Power#": "phase_power", "Power": "power",
            "ReactivePower": "reactive_power", "ApparentPower": "apparent_power",
            "Frequency": "frequency", "Import": "energy", "Export": "energy_export",
            "ReactiveImport": "reactive_import", "ReactiveExport": "reactive_export",
            "Import#": "phase_energy",
        },
    ),
    "SDM120": (
        "meters/eastron-sdm120",
        {
            "Voltage": "voltage", "Current": "current", "Power": "power", "ApparentPower": "apparent_power",
            "ReactivePower": "reactive_power", "Cosphi": "power_factor", "Frequency": "frequency",
            "Import": "energy", "Export": "energy_export", "ReactiveImport": "reactive_import",
            "ReactiveExport": "reactive_export", "Sum": "energy_sum", "ReactiveSum": "reactive_sum",
        },
    ),
    "DTSU666": (
        "meters/chint-dtsu666",
        {
            "Import": "energy", "Import#": "phase_energy", "Export": "energy_export",
            "Export#": "phase_energy_export", "Voltage#": "voltage", "Current#": "current",
            "Power": "power", "Power#": "phase_power", "ReactivePower": "reactive_power",
            "ReactivePower#": "phase_reactive_power", "Cosphi": "power_factor",
            "Cosphi#": "phase_power_factor", "Frequency": "frequency",
        },
    ),
    "PAC2200": (
        "meters/siemens-pac2200",
        {
            "Voltage#": "voltage", "Current#": "current", "Power#": "phase_power",
            "Cosphi#": "phase_power_factor", "Frequency": "frequency", "ApparentPower": "apparent_power",
            "Power": "power", "ReactivePower": "reactive_power", "Cosphi": "power_factor",
            "Import": "energy", "Export": "energy_export",
        },
    ),
}  # fmt: skip
"""Measurements of the public register list; `#` stands for L1, L2, L3."""

MEASUREMENTS = {"SDM": 52, "IEM3000": 22, "SDM120": 13, "DTSU666": 27, "PAC2200": 19}


def split(measurement: str) -> tuple[str, str]:
    """`VoltageL2` as `Voltage#` and `2`; `Power` as itself and nothing."""
    if measurement[-2:-1] == "L":
        return measurement[:-2] + "#", measurement[-1]
    return measurement, ""


@pytest.mark.parametrize("model", LISTED)
def test_every_listed_measurement_lies_where_the_list_says(model: str) -> None:
    driver_id, names = LISTED[model]
    with data_file("modbus/meters_registers_shared.csv").open(encoding="utf-8") as file:
        listed = [row for row in csv.DictReader(file) if row["model"] == model]
    assert len(listed) == MEASUREMENTS[model]
    for row in listed:
        stem, phase = split(row["measurement"])
        p = point_of(driver_id, names[stem])
        assert codec.address_of(p, int(phase or 1)) == int(row["address"]), row
        assert (p.table, p.encoding) == ({"3": H, "4": I}[row["function_code"]], row["type"])
        assert codec.width(p) == int(row["registers"])
        kilo = 1000 if stem.rstrip("#") in _IN_KILO else 1
        assert p.scale / p.divisor == pytest.approx(kilo / float(row["divide_by"])), row


_IN_KILO = {
    "Import", "Export", "Sum", "ReactiveImport", "ReactiveExport", "ReactiveSum",
}  # fmt: skip
"""The list gives energy in kWh and kvarh after its division; ours is in Wh and varh."""
