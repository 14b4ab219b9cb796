"""Light sensors and water stations over a recording, as the daemon would have concluded."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from lightctl.core.conditions import SensorReading
from lightctl.core.light_sensor import LightSensor, LightState, sinks_at, step_light
from lightctl.core.water import WaterState, WaterStation, step_water
from lightctl.rehearsal.track import Track

_at = attrgetter("at")


@dataclass(frozen=True, slots=True)
class LightTrack:
    """States where what it says changed, and all instants at which it spoke: those keep a state fresh."""

    states: Track[LightState]
    spoke: tuple[datetime, ...]
    stale_after: timedelta

    def at(self, instant: datetime) -> LightState:
        """Everything of the state that a decision rests on."""
        state, index = self.states.at(instant), bisect_right(self.spoke, instant)
        if not index or state.at == self.spoke[index - 1]:
            return state
        last = self.spoke[index - 1]
        return replace(state, at=last, fresh_until=last + self.stale_after)

    def after(self, instant: datetime) -> datetime | None:
        """The next instant at which it says something else; how long it stays fresh is in the state."""
        return self.states.after(instant)


def light_track(
    sensor: LightSensor, readings: Iterable[SensorReading], altitude: Callable[[datetime], float]
) -> LightTrack:
    """Silent before the first word."""
    silent = state = LightState(sensor.id)
    rows: list[tuple[datetime, LightState]] = []
    spoke: list[datetime] = []
    for reading in sorted(readings, key=_at):
        at = reading.at
        before, deep_at = state, sinks_at(altitude, at, at + sensor.stale_after)
        state = step_light(before, reading, sensor, altitude(at), deep_at)
        if state is before:
            continue
        spoke.append(at)
        if not _goes_on(before, state, at):
            rows.append((at, state))
    states = Track(silent, tuple(at for at, _ in rows), tuple(row for _, row in rows))
    return LightTrack(states, tuple(spoke), sensor.stale_after)


def water_track(station: WaterStation, readings: Iterable[SensorReading]) -> Track[WaterState]:
    """Silent before the first word; a new state where the flood begins, lasts longer or ends."""
    silent = state = WaterState(station.id)
    rows: list[tuple[datetime, WaterState]] = []
    for reading in sorted(readings, key=_at):
        before, state = state, step_water(state, reading, station)
        if (before.flooded_since, before.flooded_until) != (state.flooded_since, state.flooded_until):
            rows.append((reading.at, state))
    return Track(silent, tuple(at for at, _ in rows), tuple(row for _, row in rows))


def _goes_on(before: LightState, after: LightState, at: datetime) -> bool:
    """Whether a decision by the later state is that by the earlier one, for longer."""
    if before.fresh_until is None or at >= before.fresh_until:
        return False
    said, says = ((s.changes, s.quality, s.since, s.dark, s.deep_at) for s in (before, after))
    return says == said
