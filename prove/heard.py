"""The same reports told to lightctl as its daemon hears them, and the image that it then decides from."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, tzinfo

from lightctl.core.commands import Override
from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.image import Image, Reach
from lightctl.core.plant import Plant
from lightctl.core.target import parse_target
from lightctl.core.typical import DayKind, Typical
from lightctl.core.units import Level
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.reaching import reach_of
from lightctl.daemon.typical_days import TypicalDays
from lightctl.site.model import Site
from tests.oracle.light import Order, Seen

Altitude = Callable[[datetime], float]
Reading = WeatherReading | TrafficReading | SensorReading
_Told = tuple[datetime, int, Reading]


class Listener:
    """Hears a night in time order; asked for images of ever later instants."""

    def __init__(self, site: Site, seen: Seen, zone: tzinfo, altitude: Altitude) -> None:
        days = TypicalDays(zone)
        flows = {(place, DayKind(kind), hour): flow for (place, kind, hour), flow in seen.medians.items()}
        days.typical = Typical(flows)
        self._conditions = Conditions(
            site.plant, site.profiles, counted=True, sensors=site.sensors, altitude=altitude, days=days
        )
        self._waiting = sorted(told(seen), key=lambda row: (row[0], row[1]), reverse=True)

    def image(self, now: datetime) -> Image:
        """Everything that was heard up to then."""
        known = self._conditions
        while self._waiting and self._waiting[-1][0] <= now:
            hear(known, self._waiting.pop()[2])
        return Image(
            now, dict(known.traffic), dict(known.weather), sensed=known.sensed(), usual=known.usual(now)
        )


def reach_of_orders(plant: Plant, orders: Sequence[Order]) -> Reach:
    """Whom all commands of a night reach, those that are over and those to come too."""
    return reach_of(plant, tuple(override_of(plant, number, order) for number, order in enumerate(orders)))


def override_of(plant: Plant, number: int, order: Order) -> Override:
    """A command as the daemon holds it."""
    target = parse_target(order.target, plant)
    return Override(
        f"o-{number}", target, Level(order.level), order.since, order.until, "an", "a test",
        below_floor=order.below_floor, emergency=order.emergency, scene="feast" if order.scene else "",
    )  # fmt: skip


def told(seen: Seen) -> Iterator[_Told]:
    """Everything that is reported: when, what goes first of what comes together, and the reading."""
    for one in seen.reports:
        sky = WeatherReading(one.at, "sky", one.code, one.rain_mm_h, one.visibility_m, one.cloud_percent)
        yield one.at, 0, sky
    for place, counts in (seen.counts or {}).items():
        for row in counts:
            numbers = (row.flow, row.period_s, row.occupancy, row.speed, row.congested)
            yield row.at, 1, TrafficReading(place, row.at, *numbers)
    for sensor, words in seen.words.items():
        for word in words:
            yield word.at, 2, SensorReading(sensor, word.at, word.value)


def hear(known: Conditions, reading: Reading) -> None:
    """Go on with one reading."""
    match reading:
        case WeatherReading():
            known.take_weather(reading)
        case TrafficReading():
            known.take_traffic(reading)
        case _:
            known.take_sensor(reading)
