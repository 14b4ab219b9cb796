"""A concentrator with its lamps, and a lamp controller directly on the line, as Modbus units."""

from collections.abc import Callable, Sequence

from lightctl.simulation.cabinet import CabinetTruth
from lightctl.simulation.cabinet_unit import stamp_of
from lightctl.simulation.concentrator import ConcentratorTruth
from lightctl.simulation.device import Device, kept
from lightctl.simulation.image import Pace, Setter, Source, Stamp
from lightctl.simulation.lamp import LampTruth
from lightctl.simulation.meter import identity, in_unit, steady
from lightctl.simulation.registers import clamped, level_to_value, value_to_level
from lightctl.wire.driver import Access, Driver, Kind, Point

_TOLD = {Kind.LEVEL_GROUP, Kind.GROUP_MEMBERS, Kind.FADE_TIME}
_MEASURED = {Kind.LAMP_POWER, Kind.LAMP_ENERGY, Kind.BURNING_HOURS}


def concentrator_device(driver: Driver, truth: ConcentratorTruth, own: CabinetTruth) -> Device:
    """The unit of a concentrator, which falls silent with its own cabinet's modem."""
    points = _LampPoints(driver, truth)
    feeders = list(truth.feeders)

    def silent(t: float) -> bool:
        truth.advance(t)
        return truth.silent or own.silent

    device = Device(driver, points.build, stamp=_stamp_of_all(feeders), silent=silent)
    truth.wear = device.wear
    return device


def lamp_device(driver: Driver, lamp: LampTruth, cabinet: CabinetTruth) -> Device:
    """The unit of one lamp controller on the line; without mains, or booting, it is not there."""
    truth = ConcentratorTruth(lamp.id, 1)
    truth.connect(0, lamp, cabinet)

    def silent(t: float) -> bool:
        cabinet.advance(t)
        return not reachable(lamp, t)

    return Device(driver, _LampPoints(driver, truth).build, stamp=stamp_of(cabinet), silent=silent)


def reachable(lamp: LampTruth, t: float) -> bool:
    """Whether the node has mains and has booted."""
    return lamp.powered and not lamp.booting(t)


STATUS: dict[str, Callable[[LampTruth, float], bool]] = {
    "lamp-failed": lambda lamp, _t: lamp.dead,
    "no-mains": lambda lamp, _t: not lamp.powered,
    "no-contact": lambda lamp, t: lamp.booting(t),
    "booting": lambda lamp, t: lamp.booting(t),
    "lit": lambda lamp, _t: lamp.light > 0,
}
"""What a status bit of that name tells; a bit of another name is never set here."""


def _stamp_of_all(feeders: Sequence[CabinetTruth]) -> Stamp:
    if len(feeders) == 1:
        return stamp_of(feeders[0])
    stamps = [stamp_of(feeder) for feeder in feeders]
    return lambda pace, t: tuple(stamp(pace, t) for stamp in stamps)


class _LampPoints:
    """Builds the points of lamps by their kinds; a value for every slot."""

    def __init__(self, driver: Driver, truth: ConcentratorTruth) -> None:
        self._scale = driver.level_scale
        self._truth = truth
        self._in_bank = {id(point) for point in driver.bank}

    def build(self, point: Point, _place: int) -> Source:
        """The source of one point, in a bank or alone."""
        if point.kind is Kind.LEVEL_COMMAND:
            return Source(point, Pace.LIVE, self._asked, self._order)
        if point.kind is Kind.LEVEL_BROADCAST:
            return Source(
                point, Pace.LIVE, lambda _t: [self._to_value(self._truth.asked[0])], self._order_all()
            )
        if point.kind is Kind.LEVEL_IN_EFFECT:
            return Source(point, Pace.STATE, self._levels)
        if point.kind is Kind.LAMP_STATUS:
            return Source(point, Pace.STATE, self._status(point))
        if point.kind in _TOLD:
            return self._told(point)
        return self._measured(point) if point.kind in _MEASURED else self._other(point)

    def _told(self, point: Point) -> Source:
        """Groups and fades: what the device keeps, and orders to a group."""
        truth, scale = self._truth, self._scale
        if point.kind is Kind.GROUP_MEMBERS:
            return Source(point, Pace.LIVE, lambda _t: truth.groups, truth.join)
        if point.kind is Kind.FADE_TIME:
            return Source(point, Pace.LIVE, lambda _t: [truth.fade_s], truth.set_fade)

        def order(t: float, index: int, value: float) -> None:
            truth.order_group(t, index + 1, value_to_level(scale, value))

        return Source(point, Pace.LIVE, lambda _t: [0.0] * point.count, order)

    def _asked(self, _t: float) -> Sequence[float]:
        return [self._to_value(level) for level in self._truth.asked]

    def _order(self, t: float, index: int, value: float) -> None:
        self._truth.order(t, index, value_to_level(self._scale, value))

    def _order_all(self) -> Setter:
        return lambda t, _index, value: self._truth.order_all(t, value_to_level(self._scale, value))

    def _levels(self, t: float) -> Sequence[float | None]:
        return [
            self._to_value(lamp.level) if lamp and lamp.powered and t >= lamp.booting_until else None
            for lamp in self._truth.used
        ]

    def _status(self, point: Point) -> Callable[[float], Sequence[float]]:
        told = [(1 << bit, STATUS[name]) for bit, name in point.bits.items() if name in STATUS]
        truth = self._truth

        def values(t: float) -> Sequence[float]:
            return [_bits(told, lamp, t) if lamp is not None else 0.0 for lamp in truth.used]

        return values

    def _measured(self, point: Point) -> Source:
        truth, unit = self._truth, point.unit
        one = in_unit(unit, 1.0)
        if point.kind is Kind.LAMP_POWER:
            return Source(
                point,
                Pace.LOAD,
                lambda t: [
                    one * lamp.watts(t) if lamp and lamp.powered and t >= lamp.booting_until else None
                    for lamp in truth.used
                ],
            )
        # Counters live in the node's memory, and the concentrator remembers what it heard last.
        if point.kind is Kind.LAMP_ENERGY:
            return Source(point, Pace.LIVE, self._counters(lambda lamp, t: one * lamp.counter_wh(t)))
        return Source(point, Pace.LIVE, self._counters(lambda lamp, t: one * lamp.hours_s(t)))

    def _counters(
        self, get: Callable[[LampTruth, float], float]
    ) -> Callable[[float], Sequence[float | None]]:
        return lambda t: [None if lamp is None else get(lamp, t) for lamp in self._truth.used]

    def _other(self, point: Point) -> Source:
        count = len(self._truth.lamps) if id(point) in self._in_bank else max(1, point.count)
        if point.kind is Kind.IDENTITY:
            truth = self._truth
            return Source(point, Pace.LIVE, lambda _t: [identity(point, truth.id, stranger=truth.stranger)])
        if point.access is not Access.READ:
            return kept(point, steady(point), count)
        if point.unit == "s":
            return Source(point, Pace.LIVE, lambda t: [clamped(point, float(int(t)))] * count)
        return Source(point, Pace.STATE, lambda _t: [steady(point)] * count)

    def _to_value(self, level: float) -> float:
        return level_to_value(self._scale, level)


def _bits(told: Sequence[tuple[int, Callable[[LampTruth, float], bool]]], lamp: LampTruth, t: float) -> float:
    return float(sum(mask for mask, tells in told if tells(lamp, t)))
