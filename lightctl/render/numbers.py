"""Numbers and dates as people write them: 1,234.5 and 84.0 % in English, 1.234,5 and 84,0% in Vietnamese."""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

Language = Literal["en", "vi"]

_MINUS, _SPACE = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"
_SWAPPED = str.maketrans({",": ".", ".": ","})


def number(value: Decimal | int, language: Language, places: int = 0) -> str:
    """With separators of thousands and a true minus sign, rounded half to even."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    text = f"{abs(rounded):,.{places}f}"
    sign = _MINUS if rounded < 0 else ""
    return sign + (text.translate(_SWAPPED) if language == "vi" else text)


def percent(value: Decimal | None, language: Language, places: int = 1) -> str:
    """A dash where there is no number."""
    if value is None:
        return "–"
    return number(value, language, places) + ("%" if language == "vi" else _SPACE + "%")


def day(value: date, language: Language) -> str:
    """5 October 2026 as 2026-10-05, in Vietnam 05/10/2026."""
    return f"{value:%d/%m/%Y}" if language == "vi" else value.isoformat()


def moment(value: datetime, zone: ZoneInfo, language: Language) -> str:
    """An instant in local time, to the minute."""
    local = value.astimezone(zone)
    return f"{day(local.date(), language)} {local:%H:%M}"
