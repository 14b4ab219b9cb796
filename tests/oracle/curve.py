"""A profile's curve: levels at moments, ramps between them, decided in steps rounded up."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from tests.oracle.words import Sky, duration

NEVER = datetime(9000, 1, 1, tzinfo=UTC)


def level_of(steps: Sequence[Mapping[str, Any]], at: datetime, sky: Sky, own: Mapping[str, Any]) -> float:
    """Level at an instant of the lit hours, as `Drawn` has it."""
    return Drawn(steps, sky, own).level_at(at)


class Drawn:
    """Steps hung on one night.

    While a ramp runs it is rounded up to the profile's step, but never beyond the brighter of the ramp's
    ends; a ramp that the next step or `off` cuts short ends where it has come to.
    """

    def __init__(self, steps: Sequence[Mapping[str, Any]], sky: Sky, own: Mapping[str, Any]) -> None:
        steps = [steps[0], *(step for step in steps[1:] if sky.happens(when(step), own))]
        on, off = lit_hours(sky, own)
        moments = [on, *(sky.moment(when(step), own) for step in steps[1:])]
        self._starts = list(accumulate(moments, max))  # one before the line above it begins with that
        self._starts.append(off)
        self._levels = [float(step["level"]) for step in steps]
        self._ramps = [duration(step.get("ramp", "0s")) for step in steps]
        self._grain = float(own.get("step", "5"))

    def level_at(self, at: datetime) -> float:
        """The level at an instant of the lit hours."""
        starts, level = self._starts, self._levels[0]
        top, sloping = level, False
        for number in range(1, len(self._levels)):
            if at < starts[number]:
                break
            cut, ramp = starts[number + 1], self._ramps[number]
            rise = self._levels[number] - level
            whole = min(1.0, (cut - starts[number]) / ramp) if ramp else 1.0
            done = min(whole, (at - starts[number]) / ramp) if ramp else 1.0
            top = max(level, level + rise * whole)
            level += rise * done
            sloping = done < 1.0
        if not sloping:
            return round(level, 9)
        return round(min(math.ceil(level / self._grain - 1e-6) * self._grain, top), 9)


def when(step: Mapping[str, Any]) -> Any:
    """The words of a step's moment, with its bounds."""
    if "earliest" not in step and "latest" not in step:
        return step["at"]
    return {name: step[name] for name in ("at", "earliest", "latest") if name in step}


def lit_hours(sky: Sky, own: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """From `on` to `off`; far away on a night that never comes to one of them, or only by day and briefly."""
    if not (sky.happens(own["on"], own) and sky.happens(own["off"], own)):
        return NEVER, NEVER
    on, off = sky.moment(own["on"], own), sky.moment(own["off"], own)
    least = duration(own.get("minimum_on", "0s"))
    if on >= off:
        return NEVER, NEVER
    if off - on >= least:
        return on, off
    return (on, sky.within(on + least)) if sky.is_deep_between(on, off) else (NEVER, NEVER)


def shift_of(own: Mapping[str, Any]) -> timedelta:
    """How far a dark sky may shift switching."""
    weather = own.get("weather")
    return duration(weather.get("dark_sky_shift", "20min")) if weather is not None else timedelta(0)
