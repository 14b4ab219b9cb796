"""A city small enough to read: two dimmed streets, one that contactors switch, and a pretended field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lightctl.core.light_sensor import LightSensor
from lightctl.core.nights import Nights
from lightctl.core.place import Place
from lightctl.core.plant import (
    Cabinet,
    Circuit,
    Concentrator,
    CountingPlace,
    DeviceAddress,
    Fitted,
    Group,
    Lamp,
    Line,
    LineKind,
    Luminaire,
    Plant,
    Street,
)  # fmt: skip
from lightctl.core.profile import Anchor, Profile, Step, SunEvent, TrafficRule
from lightctl.core.schedule import Rule, Schedule
from lightctl.core.sensing import sensors_of
from lightctl.core.units import Level, Watts
from lightctl.core.water import WaterStation
from lightctl.core.weather_rule import WeatherRule

PLACE = Place(10.5359, 106.4137, ZoneInfo("Asia/Ho_Chi_Minh"))
EVENING = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""19:00 in Tân An: all lit."""


def profile() -> Profile:
    def at(hour: int, minute: int) -> Anchor:
        return Anchor(clock=time(hour, minute))

    return Profile(
        id="arterial", title="Arterial", on=Anchor(SunEvent.SUNSET, timedelta(minutes=5)),
        off=Anchor(SunEvent.SUNRISE, timedelta(minutes=-10)),
        plan=(
            Step(at(17, 0), Level(100)), Step(at(22, 0), Level(60), timedelta(minutes=10)),
            Step(at(4, 30), Level(90)),
        ),
        least=(Step(at(17, 0), Level(100)), Step(at(20, 0), Level(40))),
        floor=Level(30), traffic=TrafficRule(), weather=WeatherRule(),
    )  # fmt: skip


def half_night() -> Profile:
    return Profile(
        id="half", title="Half", on=Anchor(SunEvent.SUNSET), off=Anchor(SunEvent.SUNRISE),
        plan=(Step(Anchor(clock=time(17, 0)), Level(100)), Step(Anchor(clock=time(22, 0)), Level(50))),
        floor=Level(50),
    )  # fmt: skip


def plant() -> Plant:
    streets = {
        "a": Street("a", "Trần Hưng Đạo", "M3", 900, Level(30), "hps", "p1", place="cam"),
        "b": Street("b", "Nguyễn Huệ", "M4", 500, Level(30), "hps", "p1", follows="cam"),
        "c": Street("c", "Hẻm 5", "M6", 100, Level(0), "hps", "p2"),
    }
    lamps = [
        *(_lamp(n, "a", "c1", f"c1-{1 + n % 2}", "d1", n) for n in range(1, 7)),
        *(_lamp(n, "b", "c2", "c2-1", "d2", n - 6) for n in range(7, 10)),
        *(_lamp(n, "c", "c3", f"c3-{1 + n % 2}", "", 0) for n in range(10, 14)),
    ]
    groups = {s: Group(s, s, Level(0), tuple(la.id for la in lamps if la.street == s)) for s in streets}
    return Plant(
        lines={"l": Line("l", LineKind.TCP, "127.0.0.1", 1)}, streets=streets, groups=groups,
        cabinets={c.id: c for c in (_cabinet("c1", "a", 2), _cabinet("c2", "b", 1), _cabinet("c3", "c", 2))},
        concentrators={d: Concentrator(d, c, _address(5)) for d, c in (("d1", "c1"), ("d2", "c2"))},
        lamps={lamp.id: lamp for lamp in lamps},
        luminaires={"led": Luminaire("led", "LED", ((10, 9), (100, 75)), Watts(0.5), Level(10), "assumed")},
        places={"cam": CountingPlace("cam", "Camera", "a")},
    )  # fmt: skip


SENSORS = sensors_of(
    [
        LightSensor("pc", frozenset("abc"), photocell=True, debounce=timedelta(0)),
        LightSensor("lux", frozenset("b"), before=timedelta(minutes=50), after=timedelta(minutes=20)),
    ],
    [WaterStation("canal", frozenset("bc"), 0.2, 0.1, ("c1-1",), 0.5)],
)
"""Until they speak, they change nothing."""


def nights() -> Nights:
    profiles = {"arterial": profile(), "half": half_night()}
    schedule = Schedule((Rule("half", groups=frozenset({"c"}), where="s:1"), Rule("arterial", where="s:2")))
    return Nights(plant(), profiles, schedule, PLACE)


def _address(unit: int) -> DeviceAddress:
    return DeviceAddress("driver", "l", unit)


def _cabinet(name: str, street: str, circuits: int) -> Cabinet:
    made = tuple(Circuit(f"{name}-{n}", name, n) for n in range(1, circuits + 1))
    return Cabinet(name, f"Tủ {name}", street, _address(int(name[1:])), made)


def _lamp(number: int, street: str, cabinet: str, circuit: str, concentrator: str, slot: int) -> Lamp:
    return Lamp(
        id=f"lamp-{number}", pole=f"{number}", street=street, group=street, circuit=circuit, cabinet=cabinet,
        luminaires=(Fitted(date(2024, 1, 1), "led"),), concentrator=concentrator, slot=slot,
    )  # fmt: skip


@dataclass
class PretendedCircuit:
    closed: bool | None = None
    tripped: bool = False
    leakage: bool = False
    local: bool = False


class PretendedBoard:
    def __init__(self) -> None:
        self.changed_circuits = 0
        self.circuits: dict[str, PretendedCircuit] = {}

    def circuit(self, circuit_id: str) -> PretendedCircuit:
        return self.circuits.get(circuit_id, PretendedCircuit())

    def report(self, circuit: str, **signals: bool) -> None:
        self.circuits[circuit] = PretendedCircuit(**signals)
        self.changed_circuits += 1


@dataclass
class PretendedField:
    lamps: dict[str, float] = field(default_factory=dict)
    closed: dict[str, bool] = field(default_factory=dict)
    forbidden: dict[str, str] = field(default_factory=dict)
    calls: int = 0

    def wish_lamp(self, lamp_id: str, level: Level, reason: str) -> None:
        self.lamps[lamp_id] = level
        self.calls += 1

    def wish_circuit(self, circuit_id: str, closed: bool, reason: str) -> None:
        self.closed[circuit_id] = closed
        self.calls += 1

    def forbid_circuit(self, circuit_id: str, reason: str) -> None:
        self.forbidden[circuit_id] = reason

    def allow_circuit(self, circuit_id: str) -> None:
        self.forbidden.pop(circuit_id, None)

    def state(self) -> Mapping[str, object]:
        return {"lamps": dict(self.lamps), "closed": dict(self.closed)}
