"""The sun of one night out of an ephemeris table (local date, then UTC instants)."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path


def night_events(table: Path, night: date) -> dict[str, datetime]:
    """Sunset and dusk of that date, dawn and sunrise of the next."""
    with table.open(encoding="utf-8") as lines:
        rows = {row["local_date_utc+7"]: row for row in csv.DictReader(lines)}
    today, next_day = rows[night.isoformat()], rows[(night + timedelta(days=1)).isoformat()]
    return {
        "sunset": _instant(today["sunset_utc"]),
        "dusk": _instant(today["civil_dusk_utc"]),
        "dawn": _instant(next_day["civil_dawn_utc"]),
        "sunrise": _instant(next_day["sunrise_utc"]),
    }


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
