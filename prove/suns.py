"""Ten years of nights at forty places, from pole to pole: every night has a plan, none an exception."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import asin, cos, degrees, radians, sin
from zoneinfo import ZoneInfo

from lightctl.core.calendar import night_bounds
from lightctl.core.place import Place
from lightctl.core.sun import Sun, SunNight
from prove.part import Counts, Failed

FIRST_YEAR, YEARS = 2024, 10
SITES = (
    (10.5359, 106.4137, "Asia/Ho_Chi_Minh"), (21.03, 105.85, "Asia/Ho_Chi_Minh"),
    (1.35, 103.82, "Asia/Singapore"), (27.72, 85.32, "Asia/Kathmandu"), (28.61, 77.21, "Asia/Kolkata"),
    (35.69, 51.39, "Asia/Tehran"), (35.68, 139.69, "Asia/Tokyo"), (43.12, 131.89, "Asia/Vladivostok"),
    (64.73, 177.51, "Asia/Anadyr"), (69.35, 88.20, "Asia/Krasnoyarsk"), (31.78, 35.22, "Asia/Jerusalem"),
    (-34.93, 138.60, "Australia/Adelaide"), (-37.81, 144.96, "Australia/Melbourne"),
    (-31.55, 159.08, "Australia/Lord_Howe"), (-12.46, 130.84, "Australia/Darwin"),
    (-36.85, 174.76, "Pacific/Auckland"), (-43.95, -176.56, "Pacific/Chatham"),
    (1.87, -157.36, "Pacific/Kiritimati"), (-13.83, -171.77, "Pacific/Apia"),
    (21.31, -157.86, "Pacific/Honolulu"), (71.29, -156.79, "America/Anchorage"),
    (34.05, -118.24, "America/Los_Angeles"), (33.45, -112.07, "America/Phoenix"),
    (33.75, -84.39, "America/New_York"), (47.56, -52.71, "America/St_Johns"),
    (64.18, -51.72, "America/Nuuk"), (-33.45, -70.67, "America/Santiago"),
    (-54.80, -68.30, "America/Argentina/Ushuaia"), (-0.18, -78.47, "America/Guayaquil"),
    (64.15, -21.94, "Atlantic/Reykjavik"), (51.51, -0.13, "Europe/London"),
    (48.86, 2.35, "Europe/Paris"), (59.33, 18.07, "Europe/Stockholm"), (69.65, 18.96, "Europe/Oslo"),
    (78.22, 15.65, "Arctic/Longyearbyen"), (60.17, 24.94, "Europe/Helsinki"),
    (33.57, -7.59, "Africa/Casablanca"), (-1.29, 36.82, "Africa/Nairobi"),
    (-77.85, 166.67, "Antarctica/McMurdo"), (-69.00, 39.58, "Antarctica/Syowa"),
)  # fmt: skip
SET_DEG, CIVIL_DEG = -0.8333, -6.0
CLOSE_DEG = 0.06


class Suns:
    """One item is one place in one year."""

    name = "suns"
    promise = (
        "every night of ten years at forty places has its sun events, in order and at the right altitude"
    )
    size = len(SITES) * YEARS

    def item(self, number: int) -> Counts:
        """A year of nights; the altitude at each event is worked out a second time."""
        site, year = divmod(number, YEARS)
        latitude, longitude, zone = SITES[site]
        place = Place(latitude, longitude, ZoneInfo(zone))
        sun = Sun(place)
        counts = {"nights": 0.0, "events": 0.0, "nights_without_sunset": 0.0, "most_altitude_error_deg": 0.0}
        for night in _year(FIRST_YEAR + year):
            events = sun.events(night)
            counts["nights"] += 1
            counts["nights_without_sunset"] += events.sunset is None
            _in_order(place, night, events)
            for error in _errors(events, latitude, longitude):
                counts["events"] += 1
                counts["most_altitude_error_deg"] = max(counts["most_altitude_error_deg"], error)
                if error > CLOSE_DEG:
                    raise Failed(f"{zone} {night}: the sun stood {error:.3f}° off")
        return counts


def altitude(at: datetime, latitude: float, longitude: float) -> float:
    """True altitude in degrees, from the almanac's low-precision series (0.01° until 2050)."""
    days = (at - datetime.fromisoformat("2000-01-01T12:00:00+00:00")) / timedelta(days=1)
    anomaly = radians(357.529 + 0.98560028 * days)
    mean = 280.459 + 0.98564736 * days
    ecliptic = radians(mean + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    tilt = radians(23.439 - 0.00000036 * days)
    declination = asin(sin(tilt) * sin(ecliptic))
    right_x, right_y = cos(ecliptic), cos(tilt) * sin(ecliptic)
    sidereal = radians((18.697374558 + 24.06570982441908 * days) * 15 + longitude)
    east = (cos(sidereal) * right_x + sin(sidereal) * right_y) / cos(declination)
    lat = radians(latitude)
    return degrees(asin(sin(lat) * sin(declination) + cos(lat) * cos(declination) * east))


def _year(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def _in_order(place: Place, night: date, events: SunNight) -> None:
    starts, ends = night_bounds(place, night)
    known = [at for at in (events.sunset, events.dusk, events.dawn, events.sunrise) if at is not None]
    if known != sorted(known) or any(not starts <= at <= ends for at in known):
        raise Failed(f"{place.zone} {night}: events out of order or out of the night: {known}")
    if not hours_make_sense(starts, ends):
        raise Failed(f"{place.zone} {night}: a night of {ends - starts}")


def hours_make_sense(starts: datetime, ends: datetime) -> bool:
    """Noon to noon is a day, give or take a change of the clocks."""
    return timedelta(hours=22) < ends - starts < timedelta(hours=26)


def _errors(events: SunNight, latitude: float, longitude: float) -> Iterator[float]:
    rows = ((SET_DEG, (events.sunset, events.sunrise)), (CIVIL_DEG, (events.dusk, events.dawn)))
    for degree, instants in rows:
        for at in instants:
            if at is not None:
                yield abs(altitude(at, latitude, longitude) - degree)
