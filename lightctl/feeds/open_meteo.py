"""Weather now from any server that speaks Open-Meteo's forecast interface."""

from datetime import UTC, datetime, timedelta

from lightctl.core.conditions import WeatherReading
from lightctl.core.place import Place
from lightctl.errors import FeedError
from lightctl.feeds.provider import Provider, sane
from lightctl.links.http import as_json

CURRENT = "weather_code,precipitation,cloud_cover,visibility"
ATTRIBUTION = "Weather data by Open-Meteo.com (CC BY 4.0)"


def open_meteo(address: str, place: Place, key: str = "") -> Provider:
    """The service at this address; a `key` is needed only by its commercial server."""
    query = {
        "latitude": f"{place.latitude:.4f}",
        "longitude": f"{place.longitude:.4f}",
        "current": CURRENT,
        "timezone": "GMT",
    }
    secret = {"apikey": key} if key else {}
    return Provider("open-meteo", address, _read, query, secret, ATTRIBUTION)


def _read(body: bytes, _: datetime, __: datetime) -> WeatherReading:
    return parse_current(as_json("open-meteo", body))


def parse_current(answer: object) -> WeatherReading:
    """The `current` block of an answer; what is missing or absurd becomes None, never clear sky.

    `precipitation` is millimetres over the preceding `interval` seconds. Raises FeedError where
    there is no block, no instant, or units other than those asked for.
    """
    current = answer.get("current") if isinstance(answer, dict) else None
    if not isinstance(current, dict) or not isinstance(answer, dict):
        reason = answer.get("reason") if isinstance(answer, dict) else type(answer).__name__
        raise FeedError(f"the weather answer has no `current` block: {str(reason)[:120]}")
    _check_units(answer.get("current_units"))
    rain = sane(current.get("precipitation"), 0, 500)
    interval_s = sane(current.get("interval"), 60, 86_400)
    code = current.get("weather_code")
    return WeatherReading(
        at=_instant(current.get("time"), answer.get("utc_offset_seconds", 0)),
        source="open-meteo",
        code=code if isinstance(code, int) and not isinstance(code, bool) and 0 <= code <= 99 else None,
        rain_mm_h=rain * 3600 / interval_s if rain is not None and interval_s else None,
        visibility_m=sane(current.get("visibility"), 0, 1e6),
        cloud_percent=sane(current.get("cloud_cover"), 0, 100),
    )


def _check_units(units: object) -> None:
    expected = {"precipitation": "mm", "visibility": "m"}
    if isinstance(units, dict):
        for key, unit in expected.items():
            if key in units and units[key] != unit:
                raise FeedError(f"the weather answer gives {key} in {units[key]!r}, not in {unit}")


def _instant(text: object, offset_s: object) -> datetime:
    try:
        local = datetime.fromisoformat(str(text))
        offset = timedelta(seconds=float(str(offset_s)))
        at = local if local.tzinfo else local.replace(tzinfo=UTC) - offset
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FeedError(f"the weather answer's time {text!r} is not an instant") from error
