"""The simulated sky and the traffic under it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TypeVar

import pytest

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.place import Place
from lightctl.core.plant import CountingPlace
from lightctl.core.weather import kind_of
from lightctl.feeds.open_meteo import parse_current
from lightctl.simulation.sky import Sky, SkyFeed
from lightctl.simulation.traffic import Streets, StreetsFeed, demand
from lightctl.site.scenario import Scenario, Spell, Traffic, WeatherKind
from tests.simulation.hand import BEGAN, ZONE, site

T = TypeVar("T")
WET = Scenario(
    "wet", "Wet", 7,
    weather=(
        Spell(time(18, 0), timedelta(minutes=40), WeatherKind.SHOWER),
        Spell(time(4, 0), timedelta(hours=1), WeatherKind.FOG),
        Spell(time(20, 0), timedelta(hours=1), WeatherKind.STORM, date(2026, 11, 21)),
    ),
)  # fmt: skip
PLACE = CountingPlace("cam-01", "Camera Trần Phú", "tran-phu", {"motorcycle": 0.25, "car": 1, "truck": 2.5})


def local(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def streets(scenario: Scenario = WET) -> Streets:
    base = site()
    plant = replace(base.plant, places={"cam-01": PLACE})
    return Streets(replace(base, plant=plant), scenario, Sky(scenario, ZONE))


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        (local(17, 59), "calm"),
        (local(18, 0), "rain"),
        (local(18, 39), "rain"),
        (local(18, 40), "calm"),
        (local(4, 30), "fog"),
        (local(4, 30, day=23), "fog"),
        (local(20, 30), "calm"),
        (local(20, 30, day=21), "storm"),
    ],
)
def test_the_weather_of_the_scenario_is_what_the_core_understands(at: datetime, kind: str) -> None:
    reading = Sky(WET, ZONE).reading(at)
    assert kind_of(reading) == kind
    assert reading.at == at


def test_a_shower_is_heavy_first_and_fades() -> None:
    sky = Sky(WET, ZONE)
    rain = [sky.weather(local(18, minute)).rain_mm_h for minute in (0, 10, 20, 38)]
    assert max(rain) == rain[1]
    assert rain[3] < rain[2] < rain[1]
    assert sky.dark(local(18, 10))
    assert not sky.dark(local(17, 0))


def test_the_weather_server_speaks_as_open_meteo_does() -> None:
    sky, at = Sky(WET, ZONE), local(18, 10)
    told = parse_current(sky.answer(at, Place(10.5359, 106.4137, ZONE)))
    assert (told.at, told.code) == (at, 81)
    assert told.rain_mm_h == pytest.approx(sky.weather(at).rain_mm_h, abs=0.03)


def test_a_working_day_has_its_peaks_and_a_small_night() -> None:
    shares = [demand(datetime(2026, 11, 18, hour, tzinfo=ZONE)) for hour in range(24)]
    assert max(shares) == shares[17] == 1.0
    assert min(shares) == shares[2] < 0.05
    assert shares[7] > shares[9] < shares[11]
    steps = [demand(datetime(2026, 11, 18, 0, tzinfo=ZONE) + timedelta(minutes=10 * n)) for n in range(144)]
    assert max(abs(a - b) for a, b in pairwise(steps)) < 0.08


def test_a_saturday_night_is_later_than_a_monday_night() -> None:
    assert demand(datetime(2026, 11, 21, 22, tzinfo=ZONE)) > demand(datetime(2026, 11, 23, 22, tzinfo=ZONE))


def test_cameras_count_nearly_what_passes_and_the_same_for_the_same_seed() -> None:
    calm = streets(replace(WET, weather=()))
    ends = [local(17) + timedelta(minutes=5 * n) for n in range(60)]
    readings = [calm.reading(PLACE, at) for at in ends]
    seen = sum(reading.flow for reading in readings if reading.flow is not None)
    real = sum(calm.flow(PLACE, at - timedelta(seconds=150)) for at in ends)
    assert 0.85 < seen / real < 1.0
    assert readings == [streets(replace(WET, weather=())).reading(PLACE, at) for at in ends]
    assert all(
        reading.occupancy is not None and reading.occupancy < 0.25 for reading in readings if reading.flow
    )


def test_heavy_rain_blinds_most_cameras() -> None:
    wet = streets()
    blind = [wet.reading(replace(PLACE, id=f"cam-{n}"), local(18, 15)).flow is None for n in range(100)]
    assert 55 < sum(blind) < 85
    dry = [wet.reading(replace(PLACE, id=f"cam-{n}"), local(17, 15)).flow is None for n in range(100)]
    assert sum(dry) < 5


def test_only_chosen_places_count() -> None:
    assert [reading.place for reading in streets().readings(local(17, 2))] == ["cam-01"]
    assert streets(replace(WET, traffic=Traffic(places=()))).readings(local(17)) == []


def test_feeds_bring_each_reading_once_at_its_time() -> None:
    async def first(readings: AsyncIterator[T], count: int) -> list[T]:
        return [reading async for _, reading in _numbered(readings, count)]

    async def hear() -> None:
        clock = RunningClock(BEGAN + timedelta(minutes=2))
        counts = await first(StreetsFeed(streets(), clock).readings(), 4)
        assert [reading.at - BEGAN for reading in counts] == [timedelta(minutes=m) for m in (0, 5, 10, 15)]
        assert clock.now() - BEGAN == timedelta(minutes=15)
        skies = await first(SkyFeed(Sky(WET, ZONE), clock).readings(), 3)
        assert [reading.at - BEGAN for reading in skies] == [timedelta(minutes=m) for m in (15, 20, 25)]

    run_in_virtual_time(hear())


async def _numbered(readings: AsyncIterator[T], count: int) -> AsyncIterator[tuple[int, T]]:
    number = 0
    async for reading in readings:
        yield number, reading
        number += 1
        if number == count:
            return
