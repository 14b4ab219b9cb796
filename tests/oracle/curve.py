"""A profile's curve: levels at moments, ramps between them, decided in steps rounded up."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from tests.oracle.words import Sky, duration

NEVER = datetime(9000, 1, 1, tzinfo=UTC)


def level_of(steps: Sequence[Mapping[str, Any]], at: datetime, sky: Sky, own: Mapping[str, Any]) -> float:
    """Level at an instant of the lit hours.

    While a ramp runs it is rounded up to the profile's step, but never beyond the brighter of the ramp's
    ends; a ramp that the next step or `off` cuts short ends where it has come to.
    """
    steps = [steps[0], *(step for step in steps[1:] if sky.happens(step["at"], own))]
    moments = [sky.moment(own["on"], own), *(sky.moment(step["at"], own) for step in steps[1:])]
    starts = list(accumulate(moments, max))  # one that lies before the line above it begins with that
    starts.append(sky.moment(own["off"], own))
    level = float(steps[0]["level"])
    top, sloping = level, False
    for number, step in enumerate(steps[1:], start=1):
        if at < starts[number]:
            break
        cut = starts[number + 1]
        rise, ramp = float(step["level"]) - level, duration(step.get("ramp", "0s"))
        whole = min(1.0, (cut - starts[number]) / ramp) if ramp else 1.0
        done = min(whole, (at - starts[number]) / ramp) if ramp else 1.0
        top = max(level, level + rise * whole)
        level += rise * done
        sloping = done < 1.0
    if not sloping:
        return level
    grain = float(own.get("step", "5"))
    return min(math.ceil(level / grain - 1e-6) * grain, top)


def lit_hours(sky: Sky, own: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """From `on` to `off`; far away on a night that never comes to one of them."""
    if not (sky.happens(own["on"], own) and sky.happens(own["off"], own)):
        return NEVER, NEVER
    return sky.moment(own["on"], own), sky.moment(own["off"], own)


def shift_of(own: Mapping[str, Any]) -> timedelta:
    """How far a dark sky may shift switching."""
    weather = own.get("weather")
    return duration(weather.get("dark_sky_shift", "20min")) if weather is not None else timedelta(0)
