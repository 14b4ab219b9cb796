"""Weather now from OpenWeatherMap's current-weather interface; its key comes from a file."""

from datetime import datetime

from lightctl.core.conditions import WeatherReading
from lightctl.core.place import Place
from lightctl.errors import FeedError
from lightctl.feeds.provider import Provider, epoch, sane, table
from lightctl.feeds.severity import darkest
from lightctl.links.http import as_json

ATTRIBUTION = "Weather data provided by OpenWeather (TM)"

_SINGLE = {
    500: 61, 501: 63, 502: 65, 503: 65, 504: 65, 511: 66, 520: 80, 521: 81, 522: 82, 531: 82,
    600: 71, 601: 73, 602: 75, 611: 68, 612: 68, 613: 83, 615: 68, 616: 69, 620: 85, 621: 86, 622: 86,
    701: 10, 711: 4, 721: 5, 731: 8, 741: 45, 751: 6, 761: 6, 762: 4, 771: 18, 781: 19,
    800: 0, 801: 1, 802: 2, 803: 3, 804: 3,
}  # fmt: skip


def openweather(address: str, place: Place, key: str) -> Provider:
    """The service at this address."""
    query = {"lat": f"{place.latitude:.4f}", "lon": f"{place.longitude:.4f}"}
    return Provider("openweather", address, _read, query, {"appid": key}, ATTRIBUTION)


def _read(body: bytes, _: datetime, __: datetime) -> WeatherReading:
    return parse_current(as_json("openweather", body))


def parse_current(answer: object) -> WeatherReading:
    """An answer as a reading; `rain` that is missing is not said, it is not dry. Raises FeedError."""
    rows = table(answer)
    if rows.get("cod") not in (200, "200"):  # a list is in no set
        raise FeedError(f"the openweather answer is a refusal: {str(rows.get('message'))[:120]}")
    weather = rows.get("weather")
    ids = [table(row).get("id") for row in weather] if isinstance(weather, list) else []
    return WeatherReading(
        at=epoch(rows.get("dt"), "openweather"),
        source="openweather",
        code=darkest(code_of_id(number) for number in ids),
        rain_mm_h=sane(table(rows.get("rain")).get("1h"), 0, 500),
        visibility_m=sane(rows.get("visibility"), 0, 1e5),
        cloud_percent=sane(table(rows.get("clouds")).get("all"), 0, 100),
    )


def code_of_id(number: object) -> int | None:
    """The WMO code of a condition id; None for one that nobody knows."""
    if isinstance(number, bool) or not isinstance(number, int):
        return None
    if 200 <= number <= 232:
        return 95
    if 300 <= number <= 321:
        return {0: 51, 1: 53}.get(number % 10, 55)
    return _SINGLE.get(number)
