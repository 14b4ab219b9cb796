"""A city of one street, made by hand: two circuits, a TCP and an RTU line, a clock turned by hand."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lightctl.core.accounts import Accounts
from lightctl.core.place import Place
from lightctl.core.plant import (
    Cabinet,
    Circuit,
    Concentrator,
    DeviceAddress,
    Fitted,
    Lamp,
    Line,
    LineKind,
    Luminaire,
    Plant,
    Street,
)
from lightctl.core.schedule import Schedule
from lightctl.core.units import Level, Watts
from lightctl.errors import Refused
from lightctl.simulation.city import City
from lightctl.simulation.line import FieldLine
from lightctl.site.driver_file import DriverFile
from lightctl.site.model import Polling, Settings, Site, TimeSeriesSink, TrafficSource, WeatherSource
from lightctl.site.parse import parse
from lightctl.site.problems import Problems
from lightctl.site.yaml12 import read as read_yaml
from lightctl.wire.driver import Driver, Table
from lightctl.wire.modbus import check_reply, request_pdu
from lightctl.wire.request import Request, read, write

ROOT = Path(__file__).resolve().parent.parent.parent
DRIVERS = sorted((ROOT / "drivers").glob("*/*.yaml"))
BEGAN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
"""17:00 in Tân An."""
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LED = Luminaire(
    "led-75", "LED 75 W", ((10, 9.5), (50, 38.0), (100, 75.0)), Watts(0.6), Level(10), "assumed: made by hand"
)


class HandClock:
    """A city clock that stands until it is moved."""

    rate = 1.0

    def __init__(self, now: datetime = BEGAN) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def pass_s(self, seconds: float) -> None:
        """Let time go by."""
        self._now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.pass_s(seconds)

    async def sleep_until(self, instant: datetime) -> None:
        self._now = max(self._now, instant)


def driver_in(path: Path) -> Driver:
    """A shipped driver, straight from its file."""
    parsed = parse(DriverFile, read_yaml(path.read_text(encoding="utf-8"), path.name), Problems())
    assert parsed is not None
    return parsed.model.driver(f"{path.parent.name}/{path.stem}")


def site(*, meter: str = "", lamps: int = 4) -> Site:
    """Cabinet td-001 (unit 1), dcu-001 (unit 2) on `tcp`; lamp controllers 11, 12 on `rtu`."""
    drivers = [driver_in(path) for path in DRIVERS]
    return Site(
        root=ROOT,
        settings=Settings(
            "hand", "Hand", Place(10.5359, 106.4137, ZONE), ("vi",), Polling(),
            TrafficSource(), WeatherSource(),
            TimeSeriesSink(),
        ),
        plant=_plant(meter, lamps),
        drivers={driver.id: driver for driver in drivers},
        profiles={},
        schedule=Schedule(()),
        accounts=Accounts((), (), ()),
        digest="by hand",
        origins={},
    )  # fmt: skip


def _plant(meter: str, lamps: int) -> Plant:
    circuits = tuple(Circuit(f"td-001-{output}", "td-001", output) for output in (1, 2))
    cabinet = Cabinet(
        "td-001", "Tủ 1", "tran-phu", DeviceAddress("cabinets/mcu-reference", "tcp", 1), circuits,
        meter=DeviceAddress(meter, "tcp", 10) if meter else None,
    )  # fmt: skip
    banked = [_lamp(number, f"td-001-{2 - number % 2}", slot=number) for number in range(1, lamps + 1)]
    direct = [_lamp(90 + number, "td-001-1", unit=10 + number) for number in (1, 2)]
    return Plant(
        lines={
            "tcp": Line("tcp", LineKind.TCP, host="127.0.0.1", port=0),
            "rtu": Line("rtu", LineKind.RTU, device="lines/rtu"),
        },
        streets={"tran-phu": Street("tran-phu", "Trần Phú", "M4", 900, Level(0), "none", place="cam-01")},
        groups={},
        cabinets={"td-001": cabinet},
        concentrators={
            "dcu-001": Concentrator(
                "dcu-001", "td-001", DeviceAddress("concentrators/dcu-reference", "tcp", 2)
            )
        },
        lamps={lamp.id: lamp for lamp in (*banked, *direct)},
        luminaires={"led-75": LED},
        places={},
    )


def _lamp(number: int, circuit: str, *, slot: int = 0, unit: int = 0) -> Lamp:
    return Lamp(
        f"tp-{number:03}", f"P{number}", "tran-phu", "tran-phu", circuit, "td-001",
        (Fitted(date(2024, 5, 1), "led-75"),),
        concentrator="dcu-001" if slot else "",
        slot=slot,
        direct=DeviceAddress("lamps/lcu-reference", "rtu", unit) if unit else None,
    )  # fmt: skip


def modbus(city: City, name: str) -> FieldLine:
    """A line of the city on which Modbus is spoken."""
    line = city.lines[name]
    assert isinstance(line, FieldLine)
    return line


def ask(line: FieldLine, request: Request) -> bytes | None:
    """One exchange without a connection: the proven data of the reply, None for silence."""
    reply = line.answer(request.unit, request_pdu(request))
    return None if reply is None else check_reply(request, request.unit, reply)


def refusal(line: FieldLine, request: Request) -> int:
    """The exception code that the line answers with; 0 where it does not refuse."""
    try:
        ask(line, request)
    except Refused as refused:
        return refused.code
    return 0


def switch(city: City, *, closed: Iterable[bool]) -> None:
    """Tell the contactors of td-001."""
    ask(modbus(city, "tcp"), write(1, Table.COIL, 0, [int(one) for one in closed]))


def levels(city: City, count: int = 4) -> list[int]:
    """Level registers of the concentrator's first lamps."""
    data = ask(modbus(city, "tcp"), read(2, Table.INPUT, 0x100, 3 * count)) or b""
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 6)]
