"""schedules/NAME.yaml: which profile rules which lamps on which night, and what goes on in the streets."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from lightctl.core.profile import Anchor
from lightctl.core.schedule import LAST
from lightctl.site.anchors import Moment, same_order
from lightctl.site.nights import Nights, night_range
from lightctl.site.problems import did_you_mean
from lightctl.site.words import FileModel, Id, Percent, Text, clock_time, iso_date, wrong

__all__ = ["WEEKDAYS", "EventRow", "RuleRow", "ScheduleFile", "WhenRow", "night_range"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_EVENINGS = {"day": 0, "eve": -1, "after": 1}
_FAR = 30


def _nth(value: object) -> int:
    if value == "last":
        return LAST
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5:
        return value
    raise wrong(f"{value!r} is not one of a month's weekdays", "1, 2, 3, 4, 5 or last")


def _evening(value: object) -> int:
    if isinstance(value, str) and value in _EVENINGS:
        return _EVENINGS[value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _FAR:
        return value
    hint = did_you_mean(str(value), _EVENINGS) or f"eve, day, after, or nights from -{_FAR} to {_FAR}"
    raise wrong(f"{value!r} is no evening of a holiday", hint)


def _wall(value: object) -> datetime:
    """`2027-02-05 19:00`, by the clocks in the street."""
    day, _, clock = value.strip().replace("T", " ").partition(" ") if isinstance(value, str) else ("", "", "")
    if not re.match(r"[0-9]{4}-", day) or not clock:
        hint = "as in 2027-02-05 19:00, by the clocks in the street"
        raise wrong(f"{value!r} is not a date and a time", hint)
    return datetime.combine(iso_date(day), clock_time(clock))


Nth = Annotated[int, BeforeValidator(_nth), WithJsonSchema({"enum": [1, 2, 3, 4, 5, "last"]})]
Evening = Annotated[
    int,
    BeforeValidator(_evening),
    WithJsonSchema(
        {"anyOf": [{"enum": [*_EVENINGS]}, {"type": "integer", "minimum": -_FAR, "maximum": _FAR}]}
    ),
]
WallTime = Annotated[
    datetime,
    BeforeValidator(_wall),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}$",
                    "examples": ["2027-02-05 19:00"]}),
]  # fmt: skip


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class WhenRow(FileModel):
    """On which nights and for whom; every given condition holds."""

    nights: list[Nights] = Field([], description="nights, named by the date of their evening")
    weekdays: list[Weekday] = []
    nth: list[Nth] = Field([], description="which of these weekdays in the month of the evening")
    holidays: Annotated[list[Text], BeforeValidator(_as_list)] = Field(
        [], description="a table, or one day of it: vietnam, vietnam/tet",
        json_schema_extra={"anyOf": [{"type": "string"}, {"items": {"type": "string"}, "type": "array"}]},
    )  # fmt: skip
    evenings: list[Evening] = Field([0], min_length=1)
    targets: list[Text] = Field([], alias="for", description="city, street:…, district:…, class:… or group:…")
    title: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.nth and not self.weekdays:
            raise wrong("nth counts weekdays, and there are none", "weekdays: [sat]", ("nth",))
        if "evenings" in self.model_fields_set and not self.holidays:
            raise wrong("evenings belong to holidays, and there are none", "holidays: vietnam", ("evenings",))
        return self


class RuleRow(WhenRow):
    """Where every given condition holds, the profile rules; the first such rule wins."""

    profile: Id


class EventRow(WhenRow):
    """Something in the street for a part of a night: light from one moment to another."""

    title: Text
    begins: Moment | None = Field(None, alias="from", description="on each of its nights")
    ends: Moment | None = Field(None, alias="to")
    first: WallTime | None = Field(None, alias="starts", description="once, by the clocks in the street")
    last: WallTime | None = Field(None, alias="ends")
    level: Percent | None = None
    profile: Id | None = None
    lowers: bool = False

    @model_validator(mode="after")
    def _one_light(self) -> Self:
        if (self.level is None) == (self.profile is None):
            raise wrong(f"event {self.title!r} needs level or profile", "one of them")
        if self.level == 0:
            hint = "lowers: true and a level above 0, if less is meant"
            raise wrong("an event asks for light", hint, ("level",))
        return self

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if self.first and self.last:
            self._once(self.first, self.last)
        elif self.first or self.last or not self.begins or not self.ends:
            raise wrong(f"event {self.title!r} needs from and to, or starts and ends")
        elif backwards(self.begins, self.ends):
            raise wrong("ends before it begins", "a night runs from noon to noon", ("to",))
        return self

    def _once(self, first: datetime, last: datetime) -> None:
        if self.begins or self.ends or self.nights or self.weekdays or self.holidays:
            hint = "leave out from, to, nights, weekdays and holidays"
            raise wrong("starts and ends are dates of their own", hint, ("starts",))
        if last <= first:
            raise wrong("ends before it begins", "", ("ends",))
        if last - first > timedelta(days=366):
            raise wrong("lasts for longer than a year", "a rule with a profile is meant", ("ends",))


def backwards(begins: Anchor, ends: Anchor) -> bool:
    """Whether two local times stand in the wrong order within a night."""
    if begins.clock is None or ends.clock is None:
        return False
    return begins.clock == ends.clock or not same_order(begins.clock, ends.clock)


class ScheduleFile(FileModel):
    """One schedule; its id is the file's name."""

    schedule: Id
    title: str = ""
    source: str = ""
    rules: list[RuleRow] = []
    events: list[EventRow] = []

    @model_validator(mode="before")
    @classmethod
    def _says_something(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("rules") and not data.get("events"):
            raise wrong("holds neither rules nor events", "a schedule without them changes nothing")
        return data
