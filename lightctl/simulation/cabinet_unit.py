"""A cabinet controller, and a meter beside it, as Modbus units."""

from collections.abc import Callable, Sequence

from lightctl.simulation.cabinet import CabinetTruth, CircuitTruth
from lightctl.simulation.device import METER_KINDS, Device, Notebook, fail_where_absent, kept
from lightctl.simulation.image import LOAD, STATE, Pace, Setter, Source
from lightctl.simulation.meter import MeterTruth, identity, reading, steady
from lightctl.simulation.plan_points import give_autonomy, plan_source
from lightctl.simulation.registers import clamped
from lightctl.wire.driver import Access, Driver, Kind, Point

_SIGNALS: dict[Kind, Callable[[CircuitTruth], bool]] = {
    Kind.CONTACTOR: lambda circuit: circuit.coil,
    Kind.CONTACTOR_FEEDBACK: lambda circuit: circuit.closed,
    Kind.BREAKER_TRIPPED: lambda circuit: circuit.tripped,
    Kind.EARTH_LEAKAGE: lambda circuit: circuit.leaking,
}
_SUMMED = {Kind.BREAKER_TRIPPED, Kind.EARTH_LEAKAGE}
"""One bit for these tells of any circuit."""


def cabinet_device(driver: Driver, cabinet: CabinetTruth, *, unix: float) -> Device:
    """The controller's unit; `unix` is the second of the epoch at which the city began."""
    give_autonomy(driver, cabinet, unix)
    builder = _CabinetPoints(cabinet, unix)
    device = Device(driver, builder.build, stamp=stamp_of(cabinet), silent=_silent(cabinet, of_meter=False))
    cabinet.wear = device.wear
    return device


def meter_device(driver: Driver, cabinet: CabinetTruth) -> Device:
    """The unit of a meter of its own."""
    meter = MeterTruth(cabinet)

    def build(point: Point, place: int) -> Source:
        if point.access is not Access.READ:
            return kept(point, steady(point))
        gets = [reading(meter, point, place, index) for index in range(max(1, point.count))]
        pace = Pace.LOAD if point.kind in METER_KINDS - {Kind.ENERGY} else Pace.LIVE
        return Source(point, pace, lambda t: [get(t) for get in gets])

    return Device(driver, build, stamp=stamp_of(cabinet), silent=_silent(cabinet, of_meter=True))


def stamp_of(cabinet: CabinetTruth) -> Callable[[Pace, float], object]:
    """Says when something in the cabinet may have changed."""

    def stamp(pace: Pace, t: float) -> object:
        if pace is STATE:
            return cabinet.changes
        if pace is LOAD and not cabinet.account.warming(t):
            return cabinet.changes, cabinet.mains.piece(t)
        return cabinet.changes, t

    return stamp


def _silent(cabinet: CabinetTruth, *, of_meter: bool) -> Callable[[float], bool]:
    def silent(t: float) -> bool:
        cabinet.advance(t)
        return cabinet.silent or (of_meter and cabinet.meter_silent)

    return silent


class _CabinetPoints:
    """Builds the controller's points by their kinds."""

    def __init__(self, cabinet: CabinetTruth, unix: float) -> None:
        self._cabinet = cabinet
        self._unix = unix
        self._meter = MeterTruth(cabinet)

    def build(self, point: Point, place: int) -> Source:
        """The source of one point."""
        if point.kind in _SIGNALS:
            return self._signal(point, place, _SIGNALS[point.kind])
        if (planned := plan_source(point, self._cabinet)) is not None:
            return planned
        if point.kind is Kind.HEARTBEAT:
            return self._heartbeat(point)
        if point.kind in METER_KINDS:
            return self._metered(point, place)
        if point.kind is Kind.CLOCK:
            return Source(point, Pace.LIVE, self._clock, self._set_clock)
        return self._state(point, place)

    def _state(self, point: Point, place: int) -> Source:
        if point.kind in {Kind.DOOR_OPEN, Kind.LOCAL_MODE}:
            return Source(point, Pace.STATE, self._flag(point))
        if point.kind is Kind.IDENTITY:
            return Source(point, Pace.LIVE, self._identity(point))
        return self._other(point, place)

    def _signal(self, point: Point, place: int, tells: Callable[[CircuitTruth], bool]) -> Source:
        circuits = self._cabinet.circuits
        of_all = point.kind in _SUMMED and point.count == 1 and place == 0
        missing = [0.0] * (place + point.count)

        def values(_t: float) -> Sequence[float]:
            bits = [float(tells(circuit)) for circuit in circuits]
            return [max(bits)] if of_all else (bits + missing)[place : place + point.count]

        return Source(
            point, Pace.STATE, values, self._switch(place) if point.kind is Kind.CONTACTOR else None
        )

    def _switch(self, place: int) -> Setter:
        def put(t: float, index: int, value: float) -> None:
            if place + index < len(self._cabinet.circuits):
                self._cabinet.switch(t, place + index, value != 0)

        return put

    def _metered(self, point: Point, place: int) -> Source:
        gets = [reading(self._meter, point, place, index) for index in range(max(1, point.count))]

        def values(t: float) -> Sequence[float | None]:
            if self._cabinet.meter_silent:
                fail_where_absent(point)
                return [None] * len(gets)
            return [get(t) for get in gets]

        return Source(point, Pace.LIVE if point.kind is Kind.ENERGY else Pace.LOAD, values)

    def _clock(self, t: float) -> Sequence[float]:
        return [self._unix + t + self._cabinet.clock.ahead_s(t)]

    def _set_clock(self, t: float, _index: int, value: float) -> None:
        self._cabinet.set_clock(t, value - self._unix - t)

    def _heartbeat(self, point: Point) -> Source:
        note = Notebook(steady(point), max(1, point.count))

        def put(t: float, index: int, value: float) -> None:
            note.put(t, index, value)
            self._cabinet.hear(t)

        return Source(point, Pace.LIVE, note.values, put)

    def _flag(self, point: Point) -> Callable[[float], Sequence[float]]:
        cabinet, count = self._cabinet, max(1, point.count)
        if point.kind is Kind.DOOR_OPEN:
            return lambda _t: [float(cabinet.door_open)] * count
        return lambda _t: [float(cabinet.local)] * count

    def _identity(self, point: Point) -> Callable[[float], Sequence[float]]:
        cabinet = self._cabinet
        return lambda _t: [identity(point, cabinet.id, stranger=cabinet.stranger)]

    def _other(self, point: Point, place: int) -> Source:
        if point.access is not Access.READ:
            return kept(point, steady(point))
        if point.unit == "s":
            return Source(point, Pace.LIVE, lambda t: [clamped(point, float(int(t)))] * max(1, point.count))
        if point.unit and point.kind is None:
            gets = [reading(self._meter, point, place, index) for index in range(max(1, point.count))]
            return Source(point, Pace.LIVE, lambda t: [get(t) for get in gets])
        return Source(point, Pace.STATE, lambda _t: [steady(point)] * max(1, point.count))
