"""schedules/NAME.yaml: which profile rules which lamps on which night."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, InstanceOf, WithJsonSchema

from lightctl.core.schedule import NightRange
from lightctl.site.words import FileModel, Id, Text, iso_date, wrong

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEARLY = re.compile(r"--([0-9]{2}-[0-9]{2})\Z")
_LEAP = "2000"
_SHAPES = "2027-02-05, 2027-02-05..2027-02-12, --12-31 or --12-30..--01-02"


def night_range(value: object) -> NightRange:
    """`2027-02-05..2027-02-12`, or `--12-31` for every year."""
    if not isinstance(value, str):
        raise wrong(f"{value!r} names no nights", _SHAPES)
    first, dots, last = (part.strip() for part in value.partition(".."))
    last = last if dots else first
    yearly = {bool(_YEARLY.match(first)), bool(_YEARLY.match(last))}
    if len(yearly) == 2:
        raise wrong(f"{value!r} mixes a year with every year", _SHAPES)
    nights = NightRange(_date(first), _date(last), yearly.pop())
    if not nights.yearly and nights.last < nights.first:
        raise wrong(f"{value!r} ends before it begins")
    return nights


def _date(text: str) -> date:
    yearly = _YEARLY.match(text)
    return iso_date(f"{_LEAP}-{yearly[1]}" if yearly else text)


Nights = Annotated[
    InstanceOf[NightRange],
    BeforeValidator(night_range),
    WithJsonSchema({"type": "string", "examples": ["2027-02-05..2027-02-12", "--12-31"]}),
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class RuleRow(FileModel):
    """Where every given condition holds, the profile rules; the first such rule wins."""

    profile: Id
    nights: list[Nights] = Field([], description="nights, named by the date of their evening")
    weekdays: list[Weekday] = []
    targets: list[Text] = Field([], alias="for", description="city, street:…, district:…, class:… or group:…")
    title: str = ""


class ScheduleFile(FileModel):
    """One schedule; its id is the file's name."""

    schedule: Id
    title: str = ""
    source: str = ""
    rules: list[RuleRow] = Field(min_length=1)
