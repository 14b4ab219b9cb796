"""The registers of a cabinet's stored plan."""

from collections.abc import Callable, Sequence

from lightctl.simulation.autonomy import Autonomy
from lightctl.simulation.cabinet import CabinetTruth
from lightctl.simulation.image import Pace, Setter, Source
from lightctl.wire.driver import Driver, Kind, Point

Get = Callable[[float], Sequence[float]]
Change = Callable[[Autonomy, int, float], None]


def give_autonomy(driver: Driver, cabinet: CabinetTruth, unix: float) -> None:
    """Let a cabinet whose driver has a plan run one; `unix` is the second at which the city began."""
    rows = driver.point(Kind.PLAN_INSTANT)
    if rows is not None:
        cabinet.autonomy = Autonomy(
            rows.count,
            lambda t: unix + t + cabinet.clock.ahead_s(t),
            lambda own: cabinet.clock.shows_at(own - unix),
        )


def plan_source(point: Point, cabinet: CabinetTruth) -> Source | None:
    """The source of a point of the stored plan; None for any other point."""
    autonomy = cabinet.autonomy
    if autonomy is None or point.kind is None or point.kind not in _GETS:
        return None
    get, put = _GETS[point.kind](autonomy), _PUTS.get(point.kind)
    pace = Pace.STATE if point.kind in {Kind.PLAN_RUNNING, Kind.PLAN_WANTED} else Pace.LIVE
    return Source(point, pace, get, _setter(cabinet, autonomy, put) if put else None)


def _setter(cabinet: CabinetTruth, autonomy: Autonomy, put: Change) -> Setter:
    def write(t: float, index: int, value: float) -> None:
        cabinet.advance(t)
        put(autonomy, index, value)
        cabinet.reprogrammed(t)

    return write


def _put_instant(plan: Autonomy, index: int, value: float) -> None:
    plan.instants[index] = value


def _put_outputs(plan: Autonomy, index: int, value: float) -> None:
    plan.outputs[index] = value


def _put_stamp(plan: Autonomy, _index: int, value: float) -> None:
    plan.stamp = value


def _put_enabled(plan: Autonomy, _index: int, value: float) -> None:
    plan.enabled = int(value)


def _put_after(plan: Autonomy, _index: int, value: float) -> None:
    plan.after_s = value


def _put_fallback(edge: int) -> Change:
    def put(plan: Autonomy, _index: int, value: float) -> None:
        plan.fallback[edge] = value

    return put


_GETS: dict[Kind, Callable[[Autonomy], Get]] = {
    Kind.PLAN_INSTANT: lambda plan: lambda _t: plan.instants,
    Kind.PLAN_OUTPUTS: lambda plan: lambda _t: plan.outputs,
    Kind.PLAN_LENGTH: lambda plan: lambda _t: [float(plan.length)],
    Kind.PLAN_STAMP: lambda plan: lambda _t: [plan.stamp],
    Kind.PLAN_CHECKSUM: lambda plan: lambda _t: [float(plan.checksum())],
    Kind.PLAN_ENABLED: lambda plan: lambda _t: [float(plan.enabled & 0xFFF)],
    Kind.PLAN_RUNNING: lambda plan: lambda _t: [float(plan.running)],
    Kind.PLAN_WANTED: lambda plan: lambda _t: [float(plan.wanted)],
    Kind.PLAN_AFTER: lambda plan: lambda _t: [plan.after_s],
    Kind.FALLBACK_ON: lambda plan: lambda _t: [plan.fallback[0]],
    Kind.FALLBACK_OFF: lambda plan: lambda _t: [plan.fallback[1]],
}
_PUTS: dict[Kind, Change] = {
    Kind.PLAN_INSTANT: _put_instant,
    Kind.PLAN_OUTPUTS: _put_outputs,
    Kind.PLAN_LENGTH: lambda plan, _index, value: plan.put_length(int(value)),
    Kind.PLAN_STAMP: _put_stamp,
    Kind.PLAN_ENABLED: _put_enabled,
    Kind.PLAN_AFTER: _put_after,
    Kind.FALLBACK_ON: _put_fallback(0),
    Kind.FALLBACK_OFF: _put_fallback(1),
}
