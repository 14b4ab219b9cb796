"""A week of real traffic and real weather: the light moves when there is reason, and does not flap."""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.decision import Decision, Layer
from lightctl.core.nights import Nights
from lightctl.feeds.mapped import Playback, read_mapped
from lightctl.feeds.recorded import SHORT
from lightctl.feeds.weather_files import read_weather
from lightctl.site.library import Library
from lightctl.site.loader import load_site
from lightctl.site.mapping_file import load_mapping
from lightctl.site.model import Site
from tests.conftest import REPOSITORY, data_file
from tests.nights.deciding import Week, decide_all
from tests.nights.one_street import ZONE, local, one_street

SITES = ("0970", "2000", "2200", "2820", "2825", "2827", "2846", "3001")
SUNDAY = date(2026, 11, 15)
NIGHTS = [SUNDAY + timedelta(days=n) for n in range(7)]
CALM_DOWN = timedelta(minutes=10)
QUARTER = timedelta(minutes=15)


def quarters(*flows: float) -> list[TrafficReading]:
    """Counts from 20:00 on."""
    since = local(20).astimezone(UTC)
    return [TrafficReading("cam", since + n * QUARTER, flow, 900) for n, flow in enumerate(flows)]


def levels(week: Week, since: datetime, until: datetime) -> list[float]:
    return [float(one.level) for one in week.changes("hang", since, until)]


def test_a_count_that_jumps_to_and_fro_moves_nothing(tmp_path: Path) -> None:
    site, _ = one_street(tmp_path)
    jumping = quarters(*([500, 60] * 16))
    week = decide_all(site, local(16), local(6), jumping, ())
    assert levels(week, local(17, 45), local(5, 30)) == []  # full, since no two counts agree


def test_showers_an_hour_apart_are_one_raise_and_one_fall_each(tmp_path: Path) -> None:
    site, _ = one_street(tmp_path)
    rows = [(1, 0), (1, 10), (1, 20), (1, 30), (1, 40), (1, 50), (2, 0), (2, 10), (2, 20), (2, 30)]
    wet = {(1, 10), (1, 30), (1, 50)}
    weather = [WeatherReading(local(*at).astimezone(UTC), "hand", 80 if at in wet else 2) for at in rows]
    quiet = quarters(*([400.0] * 40))
    week = decide_all(site, local(16), local(6), quiet, weather)
    assert levels(week, local(0, 30), local(4)) == []  # traffic holds it at full already
    dry = decide_all(site, local(16), local(6), quarters(*([30.0] * 40)), weather)
    assert levels(dry, local(0, 30), local(4)) == [66.7, 40]


def traffic_of_the_week(site: Site) -> list[TrafficReading]:
    """Each counting place plays one of the recorded sites; its busiest quarter fills the street."""
    names = dict(zip(site.plant.places, SITES * 3, strict=False))
    path = data_file("traffic/scats_melbourne_15min_2006-10_sites_a.csv")
    mapping = load_mapping(Library(site.root), SHORT["scats"])
    rows = [row for row in read_mapped(path, mapping, names, Playback(ZONE, SUNDAY)) if row.flow is not None]
    busiest: dict[str, float] = {}
    for row in rows:
        busiest[row.place] = max(busiest.get(row.place, 1.0), row.flow or 0.0)
    carries = {
        name: site.plant.streets[place.street].service_flow for name, place in site.plant.places.items()
    }
    return [replace(row, flow=(row.flow or 0.0) * carries[row.place] / busiest[row.place]) for row in rows]


def allowed(site: Site, week: Week, group: str, night: date, raises: int, counts: int) -> int:
    """Steps of plan and least, two for each spell of weather, two for three counts, and on and off.

    Three counts: two that agree to go down and one to come up again.
    """
    plan = Nights(site.plant, site.profiles, site.schedule, site.settings.place).on(group, night)
    steps = len(plan.plan.times) + (len(plan.least.times) if plan.least is not plan.plan else 0)
    traffic = 2 * (counts // 3 + 1) if plan.profile.traffic else 0
    return steps + 2 * raises + traffic + 2


def spells(weather: Sequence[WeatherReading], start: datetime, end: datetime) -> int:
    """Kinds of weather code that came up in the night, at most so often as codes changed."""
    codes = [one.code for one in weather if start <= one.at < end]
    return sum(before != after for before, after in pairwise(codes))


def reversals(rows: Sequence[Decision]) -> list[tuple[Decision, Decision]]:
    """A raise by traffic or weather that was taken back before it had lasted."""
    moved = (Layer.TRAFFIC, Layer.WEATHER)
    return [
        (up, down)
        for (low, up), down in zip(pairwise(rows), rows[2:], strict=False)
        if low.level < up.level > down.level and down.at - up.at < CALM_DOWN
        if up.reasons[-1].layer in moved and low.reasons[0] == up.reasons[0] == down.reasons[0]
    ]


@pytest.mark.timeout(120)
def test_a_week_of_real_traffic_and_weather(capsys: pytest.CaptureFixture[str]) -> None:
    site = load_site(REPOSITORY)
    traffic = traffic_of_the_week(site)
    weather = read_weather(data_file("weather/hcmc_current_polls_2024-06.csv"), SUNDAY - timedelta(days=1))
    start = datetime(2026, 11, 15, 12, tzinfo=ZONE)
    week = decide_all(site, start, start + timedelta(days=7), traffic, weather)
    per_lamp: list[int] = []
    for night in NIGHTS:
        begins = datetime(night.year, night.month, night.day, 12, tzinfo=ZONE)
        ends = begins + timedelta(days=1)
        raises = spells(weather, begins, ends)
        for group in site.plant.groups.values():
            changes = week.changes(group.id, begins, ends)
            per_lamp += [len(changes)] * len(group.lamps)
            assert len(changes) <= allowed(site, week, group.id, night, raises, counts=96), group.id
    assert not [row for group in site.plant.groups for row in reversals(week.levels[group])]
    with capsys.disabled():
        sys.stdout.write(
            f"\n  level changes per lamp and night: {statistics.mean(per_lamp):.1f} in the mean, "
            f"{statistics.median(per_lamp):g} median, {max(per_lamp)} at most "
            f"({len(per_lamp):,} lamp-nights)\n"
        )
    assert 2 < statistics.mean(per_lamp) < 30
