"""People on the streets of a Vietnamese town, and the imperfect cameras that count some of them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from random import Random

from lightctl.clock import SiteClock
from lightctl.core.conditions import TrafficReading
from lightctl.core.plant import CountingPlace
from lightctl.simulation.sky import Sky
from lightctl.site.model import Site
from lightctl.site.scenario import Scenario

PERIOD = timedelta(minutes=5)

WORKDAY = (
    0.07, 0.04, 0.03, 0.03, 0.07, 0.22, 0.62, 0.92, 0.66, 0.55, 0.60, 0.72,
    0.48, 0.50, 0.55, 0.62, 0.86, 1.00, 0.84, 0.70, 0.60, 0.42, 0.23, 0.12,
)  # fmt: skip
"""Share of the street's service flow at each full local hour: peaks before work, at noon and after work."""
WEEKEND = (
    0.10, 0.06, 0.04, 0.03, 0.06, 0.17, 0.40, 0.58, 0.62, 0.62, 0.64, 0.66,
    0.48, 0.46, 0.52, 0.60, 0.74, 0.84, 0.90, 0.88, 0.78, 0.58, 0.34, 0.18,
)  # fmt: skip
"""Fridays and Saturdays end late; mornings begin late."""
MIX = {"motorcycle": 0.78, "car": 0.15, "truck": 0.05, "bus": 0.02}
DEFAULT_WEIGHTS = {"motorcycle": 0.25, "car": 1.0, "truck": 2.5, "bus": 2.0}

_MISSED_BY_NIGHT = 0.08
_MISSED_IN_RAIN = 0.25
_BLIND_SHARE = 0.7
"""How many cameras see nothing at all in blinding rain."""
_GLITCH_SHARE = 0.005
_FREE_KMH = 42.0


def demand(local: datetime) -> float:
    """Share of the service flow that uses the street, linear between full hours."""
    shape, following = _shape_of(local), _shape_of(local + timedelta(hours=1))
    part = (local.minute * 60 + local.second) / 3600
    return shape[local.hour] * (1 - part) + following[(local.hour + 1) % 24] * part


class Streets:
    """The traffic of every counting place of a scenario; the same for the same seed and instant."""

    def __init__(self, site: Site, scenario: Scenario, sky: Sky) -> None:
        chosen = scenario.traffic.places
        self._places = [one for one in site.plant.places.values() if chosen is None or one.id in chosen]
        self._streets = site.plant.streets
        self._zone = site.settings.place.zone
        self._seed = scenario.seed
        self._sky = sky

    def flow(self, place: CountingPlace, at: datetime) -> float:
        """Vehicles per hour that really pass, motorcycles weighted."""
        popular = Random(f"{self._seed}/{place.id}").uniform(0.55, 1.05)
        mood = Random(f"{self._seed}/{place.id}/{_slot(at) // 3}").uniform(0.88, 1.12)
        rain = 0.75 if self._sky.weather(at).rain_mm_h >= 1 else 1.0
        share = demand(at.astimezone(self._zone)) * popular * mood * rain
        return share * self._streets[place.street].service_flow

    def reading(self, place: CountingPlace, at: datetime) -> TrafficReading:
        """What the camera of a place says about the period that ends at `at`."""
        chance = Random(f"{self._seed}/{place.id}/{at.timestamp():.0f}")
        middle = at - PERIOD / 2
        sky = self._sky.weather(middle)
        if chance.random() < _GLITCH_SHARE or (sky.blinds_cameras and chance.random() < _BLIND_SHARE):
            return TrafficReading(place.id, at, None, PERIOD.total_seconds())
        true = self.flow(place, middle)
        load = true / self._streets[place.street].service_flow
        seen = true * (1 - _MISSED_BY_NIGHT) * (1 - (_MISSED_IN_RAIN if sky.rain_mm_h >= 1 else 0))
        return TrafficReading(
            place.id,
            at,
            _counted(place, seen, chance),
            PERIOD.total_seconds(),
            occupancy=round(min(0.2, 0.14 * load), 3),
            speed=round(_FREE_KMH * (1 - 0.35 * min(1.0, load)) + chance.uniform(-2, 2), 1),
        )

    def readings(self, now: datetime) -> list[TrafficReading]:
        """The latest counts of every place that are complete at `now`."""
        at = datetime.fromtimestamp(_slot(now) * PERIOD.total_seconds(), UTC)
        return [self.reading(place, at) for place in self._places]


class StreetsFeed:
    """The cameras as a feed of the daemon: the last counts now, and new ones every five city minutes."""

    name = "simulated cameras"

    def __init__(self, streets: Streets, clock: SiteClock) -> None:
        self._streets, self._clock = streets, clock

    async def readings(self) -> AsyncIterator[TrafficReading]:
        while True:
            now = self._clock.now()
            for reading in self._streets.readings(now):
                yield reading
            following = (_slot(now) + 1) * PERIOD.total_seconds()
            await self._clock.sleep_until(datetime.fromtimestamp(following, UTC))


def _counted(place: CountingPlace, flow: float, chance: Random) -> float:
    """Flow from whole vehicles counted in one period, with the chance that lies in small numbers."""
    weights = place.weights or DEFAULT_WEIGHTS
    mean_weight = sum(share * weights.get(kind, 1.0) for kind, share in MIX.items())
    hours = PERIOD.total_seconds() / 3600
    total = 0.0
    for kind, share in MIX.items():
        expected = flow / mean_weight * share * hours
        count = max(0, round(chance.gauss(expected, expected**0.5)))
        total += count * weights.get(kind, 1.0)
    return round(total / hours, 1)


def _shape_of(local: datetime) -> tuple[float, ...]:
    """Friday counts as a weekend from the evening on, Sunday as a working day."""
    late = local.hour >= 17
    day = local.weekday()
    free = day == 5 or (day == 4 and late) or (day == 6 and not late)
    return WEEKEND if free else WORKDAY


def _slot(at: datetime) -> int:
    """Number of the counting period that has just ended."""
    return int(at.timestamp() // PERIOD.total_seconds())
