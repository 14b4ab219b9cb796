"""The words an engineer writes in a file, as types: ids, percents, durations, times, dates, addresses."""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|min|h|d)\Z")
_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])\Z")
_ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*\Z")
_DRIVER = re.compile(r"[a-z0-9-]+(?:/[a-z0-9]+(?:[-_.][a-z0-9]+)*)\Z")


class FileModel(BaseModel):
    """One mapping in a file: every key is known, every value has the type that is asked for."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def wrong(say: str, hint: str = "", at: tuple[str, ...] = ()) -> PydanticCustomError:
    """An error with a remedy, for validators to raise; `at` leads from what is checked to what is wrong."""
    return PydanticCustomError("site", "{say}", {"say": say, "hint": hint, "at": at})


def _id(word: str) -> str:
    if not _ID.match(word) or len(word) > 64:
        raise wrong(f"{word!r} is not an id", "an id is made of a–z, 0–9 and single hyphens, at most 64")
    return word


def _driver_id(word: str) -> str:
    if not _DRIVER.match(word):
        raise wrong(f"{word!r} is not a driver", "a driver is named folder/file, as in meters/eastron-sdm630")
    return word


def _text(words: str) -> str:
    if not words.strip():
        raise wrong("this text is empty")
    return words


def _percent(level: float) -> float:
    if not 0 <= level <= 100:
        raise wrong(f"{level:g} is outside 0–100 %")
    return float(level)


def duration(value: object) -> timedelta:
    """`90s`, `15min`, `2h` as a duration; a number without its unit is refused."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise wrong(f"{value:g} has no unit", f"write {value:g}s, {value:g}min or {value:g}h")
    found = _DURATION.match(value) if isinstance(value, str) else None
    if not found:
        raise wrong(f"{value!r} is not a duration", "a number and its unit: 90s, 15min, 2h")
    seconds = float(found[1]) * _UNITS[found[2]]
    if seconds > 366 * 86400:
        raise wrong(f"{value!r} is longer than a year")
    return timedelta(seconds=seconds)


def between(least: str, most: str) -> BeforeValidator:
    """Refuses a duration outside these two, beside `Duration`."""
    low, high = duration(least), duration(most)

    def check(value: object) -> object:
        found = duration(value)
        if not low <= found <= high:
            than = f"shorter than {least}" if found < low else f"longer than {most}"
            raise wrong(f"{value!r} is {than}")
        return value

    return BeforeValidator(check)


def whole_seconds(value: object) -> timedelta:
    """A duration that a night can be laid out in: its instants are whole seconds."""
    found = duration(value)
    if found % timedelta(seconds=1):
        raise wrong(f"{value!r} is not in whole seconds")
    return found


def clock_time(value: object) -> time:
    """`18:30` as a local time of day."""
    found = _CLOCK.match(value) if isinstance(value, str) else None
    if not found:
        raise wrong(f"{value!r} is not a time of day", 'four digits from "00:00" to "23:59"')
    return time(int(found[1]), int(found[2]))


def iso_date(value: object) -> date:
    """`2026-03-01` as a date."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise wrong(f"{value} is not in the calendar") from error
    raise wrong(f"{value!r} is not a date", "year-month-day, as in 2026-03-01")


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(f"{value!r} is not a number")
    return Decimal(str(value))


def _schema(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


Id = Annotated[str, AfterValidator(_id), _schema(r"^[a-z0-9]+([-_.][a-z0-9]+)*$", "tran-hung-dao")]
DriverId = Annotated[str, AfterValidator(_driver_id), _schema("^[a-z0-9-]+/", "cabinets/mcu-reference")]
Text = Annotated[str, AfterValidator(_text)]
Percent = Annotated[
    float, AfterValidator(_percent), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100})
]
Duration = Annotated[
    timedelta, BeforeValidator(duration), _schema(r"^[0-9]+(\.[0-9]+)?(ms|s|min|h|d)$", "15min")
]
WholeSeconds = Annotated[
    timedelta, BeforeValidator(whole_seconds), _schema(r"^[0-9]+(\.[0-9]+)?(s|min|h|d)$", "10min")
]
ClockTime = Annotated[time, BeforeValidator(clock_time), _schema("^([01][0-9]|2[0-3]):[0-5][0-9]$", "22:30")]
Date = Annotated[date, BeforeValidator(iso_date), _schema("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2026-03-01")]
Amount = Annotated[
    Decimal, BeforeValidator(_decimal), Field(ge=0), WithJsonSchema({"type": "number", "minimum": 0})
]
Share = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(ge=0, le=1),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]
Unit = Annotated[int, Field(ge=1, le=247, description="Modbus unit, 1–247")]
Port = Annotated[int, Field(ge=1, le=65535)]
Positive = Annotated[float, Field(gt=0)]
