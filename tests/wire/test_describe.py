"""The page of a driver: what a person must be able to read off it."""

from lightctl.wire.describe import facts, rows
from lightctl.wire.driver import Access, Driver, Encoding, Kind, Limits, Table, WordOrder
from tests.wire.points import point

DRIVER = Driver(
    id="concentrators/generic",
    title="Generic",
    speaks="modbus",
    proven="simulator",
    source="ours",
    points=(
        point(
            Encoding.UINT32,
            0x10,
            name="energy",
            unit="Wh",
            scale=10,
            kind=Kind.ENERGY,
            sentinels=(0xFFFFFFFF,),
        ),
        point(Encoding.BOOL, 0, name="contactor", table=Table.COIL, count=4, access=Access.READ_WRITE),
        point(
            Encoding.INT16,
            2,
            name="inside",
            divisor=10,
            offset=-40,
            unit="°C",
            word_order=WordOrder.LOW_FIRST,
        ),
    ),
    bank=(
        point(
            address=0x100,
            name="level",
            table=Table.HOLDING,
            access=Access.READ_WRITE,
            low=0,
            high=100,
            unit="%",
            count=8,
            stride=3,
            bits={0: "hot"},
            names={7: "test"},
            note="of each lamp",
        ),
    ),
    bank_size=8,
    limits=Limits(hole_registers=0),
)


def test_rows() -> None:
    assert rows(DRIVER) == [
        ("contactor", "coil", "0x0000–0x0003 ×4", "bool", "rw", "", "", "normal", ""),
        ("inside", "input", "0x0002", "int16, low first", "r", "raw ÷ 10 − 40 °C", "", "normal", ""),
        (
            "energy",
            "input",
            "0x0010",
            "uint32",
            "r",
            "raw × 10 Wh",
            "energy",
            "normal",
            "no data: 0xFFFFFFFF",
        ),
        (
            "lamp level",
            "holding",
            "0x0100–0x0115 ×8 step 3",
            "uint16",
            "rw",
            "%, 0 to 100",
            "",
            "normal",
            "of each lamp, bit 0 hot, 7 = test",
        ),
    ]


def test_facts() -> None:
    told = dict(facts(DRIVER))
    assert told["driver"] == "concentrators/generic"
    assert told["reads"] == "125 registers or 2000 bits, no holes"
    assert told["timing"] == "timeout 1000 ms, gap 0 ms"
    assert told["bank"] == "8 lamps"
