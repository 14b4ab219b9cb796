"""A profile's curve: levels at moments, ramps between them, decided in steps rounded up."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.words import Sky, duration


def level_of(steps: Sequence[Mapping[str, Any]], at: datetime, sky: Sky, own: Mapping[str, Any]) -> float:
    """Level at an instant of the lit hours, rounded up to the profile's step while a ramp runs."""
    on = sky.moment(own["on"], own)
    starts = [max(on, sky.moment(step["at"], own)) for step in steps]
    level = float(steps[0]["level"])
    sloping = False
    for number, step in enumerate(steps[1:], start=1):
        if at < starts[number]:
            break
        until = min([at, *(start for start in starts[number + 1 :] if start > starts[number])])
        target, ramp = float(step["level"]), duration(step.get("ramp", "0s"))
        done = min(1.0, (until - starts[number]) / ramp) if ramp else 1.0
        level += (target - level) * done
        sloping = done < 1.0
    if not sloping:
        return level
    grain = float(own.get("step", "5"))
    return math.ceil(level / grain - 1e-6) * grain


def lit_hours(sky: Sky, own: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """From `on` to `off`."""
    return sky.moment(own["on"], own), sky.moment(own["off"], own)


def shift_of(own: Mapping[str, Any]) -> timedelta:
    """How far a dark sky may shift switching."""
    weather = own.get("weather")
    return duration(weather.get("dark_sky_shift", "20min")) if weather is not None else timedelta(0)
