"""Weather now from Locationforecast 2.0 of MET Norway, compact or complete.

It is a forecast: the entry that covers this hour counts as said when the answer was fetched. No visibility is
given; fog is the symbol, or at least half of the area.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from lightctl.core.conditions import WeatherReading
from lightctl.core.place import Place
from lightctl.errors import FeedError
from lightctl.feeds.provider import Provider, sane, table
from lightctl.links.http import as_json

ATTRIBUTION = "Data from MET Norway (CC BY 4.0)"
HOUR = timedelta(hours=1)
FOG_PERCENT = 50.0

_DRY = {"clearsky": 0, "fair": 1, "partlycloudy": 2, "cloudy": 3, "fog": 45}
_WET = re.compile(r"(light|heavy)?s?(rain|sleet|snow)(showers)?(andthunder)?\Z")
_CODES = {
    ("rain", False): (61, 63, 65), ("sleet", False): (68, 69, 69), ("snow", False): (71, 73, 75),
    ("rain", True): (80, 81, 82), ("sleet", True): (83, 84, 84), ("snow", True): (85, 86, 86),
}  # fmt: skip
"""WMO codes of light, moderate and heavy."""
_THUNDER = 95


def met_norway(address: str, place: Place) -> Provider:
    """The service at this address; its terms ask for at most four decimals."""
    query = {"lat": f"{place.latitude:.4f}", "lon": f"{place.longitude:.4f}"}
    return Provider("met-norway", address, _read, query, attribution=ATTRIBUTION)


def _read(body: bytes, fetched: datetime, now: datetime) -> WeatherReading:
    return parse_forecast(as_json("met-norway", body), fetched, now)


def parse_forecast(answer: object, fetched: datetime, now: datetime) -> WeatherReading:
    """The entry that covers `now`; raises FeedError where none does."""
    properties = table(table(answer).get("properties"))
    begins, data = _entry(properties.get("timeseries"), now)
    units = table(table(properties.get("meta")).get("units"))
    details = table(table(data.get("instant")).get("details"))
    ahead = table(data.get("next_1_hours"))
    fog = _in_unit(details, units, "fog_area_fraction", "%", 100)
    code = code_of_symbol(table(ahead.get("summary")).get("symbol_code"))
    if fog is not None and fog >= FOG_PERCENT and code != _THUNDER:
        code = 45
    return WeatherReading(
        at=min(now, max(begins, fetched)),
        source="met-norway",
        code=code,
        rain_mm_h=_in_unit(table(ahead.get("details")), units, "precipitation_amount", "mm", 500),
        cloud_percent=_in_unit(details, units, "cloud_area_fraction", "%", 100),
    )


def code_of_symbol(symbol: object) -> int | None:
    """The WMO code of a symbol such as `lightrainshowers_day`; None for one that nobody knows.

    The service spells two of them with an s too many, for ever.
    """
    if not isinstance(symbol, str):
        return None
    stem = symbol.partition("_")[0]
    if stem in _DRY:
        return _DRY[stem]
    found = _WET.match(stem)
    if not found:
        return None
    if found[4]:
        return _THUNDER
    strength = {"light": 0, None: 1, "heavy": 2}[found[1]]
    return _CODES[(found[2], bool(found[3]))][strength]


def _entry(series: object, now: datetime) -> tuple[datetime, Mapping[str, object]]:
    for row in series if isinstance(series, list) else ():
        begins = _instant(table(row).get("time"))
        if begins is not None and begins <= now < begins + HOUR:
            return begins, table(table(row).get("data"))
    raise FeedError(f"the met-norway answer has no entry for {now.isoformat(timespec='minutes')}")


def _in_unit(
    values: Mapping[str, object], units: Mapping[str, object], key: str, unit: str, most: float
) -> float | None:
    return sane(values.get(key), 0, most) if units.get(key) == unit else None


def _instant(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
