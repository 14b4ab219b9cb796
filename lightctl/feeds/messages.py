"""What JSON messages have in common: objects, instants with an offset, numbers within bounds."""

import json
import math
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

BIGGEST_MESSAGE = 1_000_000
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Nothing was counted before or will be after: periods and ages can be reckoned on from anything between."""
_MOST = sys.float_info.max
"""JSON knows whole numbers that no float holds."""


def json_of(payload: bytes) -> object:
    """The payload as JSON; raises ValueError."""
    if len(payload) > BIGGEST_MESSAGE:
        raise ValueError(f"larger than {BIGGEST_MESSAGE} bytes")
    try:
        return json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {payload[:60]!r}") from error


def object_of(payload: bytes) -> dict[str, Any]:
    """The payload as a JSON object; raises ValueError."""
    message = json_of(payload)
    if not isinstance(message, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - bad input, not a bad call
    return message


def instant_of(text: object, name: str) -> datetime:
    """ISO 8601 with an offset, as UTC; raises ValueError."""
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError(f"`{name}` has no offset from UTC")
    if not EARLIEST <= at <= LATEST:
        raise ValueError(f"`{name}` is outside the calendar")
    return at.astimezone(UTC)


def number_of(
    message: Mapping[str, Any], key: str, *, low: float = -math.inf, high: float = math.inf
) -> float | None:
    """The number of a key, None where it is null or missing; raises ValueError for anything else."""
    value = message.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _MOST:
        raise ValueError(f"{key} is not a number")
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}, outside {low:g}–{high:g}")
    return float(value)
