"""Which evenings a rule or an event means, and what an event asks for, from the words in the files."""

import calendar
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tests.oracle.words import Sky, names_night

DAY = timedelta(days=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOVED = {"day": 0, "eve": -1, "after": 1}


def as_list(words: Any) -> list[str]:
    """One word or several."""
    return [words] if isinstance(words, str) else list(words)


def means(row: Mapping[str, Any], night: date, tables: Mapping[str, Any]) -> bool:
    """Whether weekday, its number in the month, dates and holidays of a row all allow the night."""
    if "weekdays" in row and _WEEKDAYS[night.weekday()] not in row["weekdays"]:
        return False
    if "nth" in row and not any(_counts(word, night) for word in row["nth"]):
        return False
    if "nights" not in row and "holidays" not in row:
        return True
    dated = any(names_night(words, night) for words in as_list(row.get("nights", [])))
    return dated or any(
        _celebrates(words, row.get("evenings", ["day"]), night, tables)
        for words in as_list(row.get("holidays", []))
    )


def span_of(
    event: Mapping[str, Any], base: Mapping[str, Any], sky: Sky, tables: Mapping[str, Any]
) -> tuple[datetime, datetime] | None:
    """From when to when an event goes on in a night, on a street under the profile `base`."""
    if "starts" in event:
        first, last = (date.fromisoformat(event[edge][:10]) for edge in ("starts", "ends"))
        near = first - DAY <= sky.night <= last + DAY
        return (sky.wall(event["starts"]), sky.wall(event["ends"])) if near else None
    hung = all(sky.happens(event[edge], base) for edge in ("from", "to"))
    if not hung or not means(event, sky.night, tables):
        return None
    return sky.moment(event["from"], base), sky.moment(event["to"], base)


def _counts(word: str, night: date) -> bool:
    month = [day for day in calendar.Calendar().itermonthdates(night.year, night.month)
             if day.month == night.month and day.weekday() == night.weekday()]  # fmt: skip
    return month[-1] == night if word == "last" else len(month) >= int(word) and month[int(word) - 1] == night


def _celebrates(words: str, evenings: list[str], night: date, tables: Mapping[str, Any]) -> bool:
    table, _, wanted = words.partition("/")
    for holiday in tables[table]["days"]:
        if wanted and holiday["id"] != wanted:
            continue
        for days in holiday["days"]:
            first, _, last = days.partition("..")
            for evening in evenings:
                moved = _MOVED[evening] if evening in _MOVED else int(evening)
                edge = days if not moved else first if moved < 0 else last or first
                if names_night(edge, night - timedelta(days=moved)):
                    return True
    return False
