"""Moments of a night as written: `on`, `sunset+20min`, `22:30`."""

import re
from datetime import time, timedelta
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, InstanceOf, WithJsonSchema, model_validator

from lightctl.core.profile import Anchor, SunEvent
from lightctl.site.problems import did_you_mean
from lightctl.site.words import ClockTime, FileModel, clock_time, duration, wrong

_SUN = re.compile(r"([a-z]+)(?:([+-])([0-9.]+[a-z]+))?\Z")
_GRAMMAR = 'sunset, dusk, dawn or sunrise with an offset such as sunset+20min, or a time such as "22:30"'
_MOST_OFFSET = timedelta(hours=6)


def anchor(value: object) -> Anchor:
    """A sun event with its offset, or a local time."""
    if not isinstance(value, str):
        raise wrong(f"{value!r} is not a moment", _GRAMMAR)
    if value[:1].isdigit():
        return Anchor(clock=clock_time(value))
    found = _SUN.match(value.replace(" ", ""))
    if not found:
        raise wrong(f"{value!r} is not a moment", _GRAMMAR)
    return Anchor(event=_event(found[1]), offset=_offset(found[2], found[3]))


def _event(word: str) -> SunEvent:
    try:
        return SunEvent(word)
    except ValueError as error:
        raise wrong(f"{word!r} is no event of the sun", did_you_mean(word, SunEvent) or _GRAMMAR) from error


def _offset(sign: str | None, text: str | None) -> timedelta:
    if not text:
        return timedelta(0)
    offset = duration(text)
    if offset % timedelta(seconds=1):
        raise wrong(f"an offset of {text} is not in whole seconds")
    if offset > _MOST_OFFSET:
        raise wrong(f"an offset of {text} leaves the night", "at most 6h; a fixed time is clearer")
    return -offset if sign == "-" else offset


def _step_moment(value: object) -> Anchor | str:
    return value if value in ("on", "off") and isinstance(value, str) else anchor(value)


_MOMENT_SCHEMA = {
    "type": "string",
    "pattern": r"^((sunset|dusk|dawn|sunrise)( ?[+-] ?[0-9.]+ ?(s|min|h))?|([01][0-9]|2[0-3]):[0-5][0-9])$",
    "examples": ["sunset+20min", "22:30"],
}
Moment = Annotated[InstanceOf[Anchor], BeforeValidator(anchor), WithJsonSchema(_MOMENT_SCHEMA)]
StepMoment = Annotated[
    InstanceOf[Anchor] | Literal["on", "off"],
    BeforeValidator(_step_moment),
    WithJsonSchema({"anyOf": [{"enum": ["on", "off"]}, _MOMENT_SCHEMA]}),
]


def same_order(one: time, other: time) -> bool:
    """Whether the first comes before the second, or with it, in a night from noon to noon."""
    minutes = [(clock.hour * 60 + clock.minute - 720) % 1440 for clock in (one, other)]
    return minutes[0] <= minutes[1]


class BoundedMoment(FileModel):
    """`on` or `off` of a profile: a moment that stays between two local times."""

    at: Moment
    earliest: ClockTime | None = None
    latest: ClockTime | None = None

    @model_validator(mode="after")
    def _moves(self) -> Self:
        if self.at.clock is not None and (self.earliest or self.latest):
            raise wrong("a time of day stands still", "leave earliest and latest out")
        return self

    def to_anchor(self) -> Anchor:
        """As core knows it."""
        return Anchor(self.at.event, self.at.offset, self.at.clock, self.earliest, self.latest)


def _bounded(value: object) -> object:
    return {"at": value} if isinstance(value, str) else value


Switching = Annotated[
    BoundedMoment,
    BeforeValidator(_bounded),
    WithJsonSchema(
        {
            "anyOf": [
                _MOMENT_SCHEMA,
                {
                    "type": "object",
                    "required": ["at"],
                    "additionalProperties": False,
                    "properties": {
                        "at": _MOMENT_SCHEMA,
                        "earliest": {"type": "string"},
                        "latest": {"type": "string"},
                    },
                },
            ]
        }
    ),
]
