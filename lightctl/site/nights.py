"""Nights as written: `2027-02-05..2027-02-12`, or `--12-31` for every year."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, InstanceOf, WithJsonSchema

from lightctl.core.schedule import NightRange
from lightctl.site.words import iso_date, wrong

_YEARLY = re.compile(r"--([0-9]{2}-[0-9]{2})\Z")
_LEAP = "2000"
_SHAPES = "2027-02-05, 2027-02-05..2027-02-12, --12-31 or --12-30..--01-02"


def night_range(value: object) -> NightRange:
    """One night or the range between two, both included."""
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
    if not yearly:
        return iso_date(text)
    try:
        return date.fromisoformat(f"{_LEAP}-{yearly[1]}")
    except ValueError as error:
        raise wrong(f"{text} is not in the calendar of any year") from error


Nights = Annotated[
    InstanceOf[NightRange],
    BeforeValidator(night_range),
    WithJsonSchema({"type": "string", "examples": ["2027-02-05..2027-02-12", "--12-31"]}),
]
