"""Computed nights against the same nights decided minute by minute, and against sums made by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.decide import Inputs, decide
from lightctl.core.image import Image, decide_group
from lightctl.core.lamp_level import gear_of
from lightctl.core.lamp_level import given as given_by
from lightctl.core.lamp_power import power_at
from lightctl.core.night import NightPlan
from lightctl.core.nights import Nights
from lightctl.core.plant import Fitted
from lightctl.core.profile import Profile
from lightctl.core.traffic import Around, TrafficState, step_traffic
from lightctl.core.units import DARK, Level
from lightctl.core.weather import RAIN_BLINDS_FOR, WeatherState, heavy_rain, step_weather
from lightctl.core.weather_rule import WeatherRule, WeatherSense
from lightctl.rehearsal import By, Known, rehearse
from lightctl.rehearsal.skies import rains_of, weather_track
from lightctl.rehearsal.walk import Stretch, Walker, walk
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from tests.conftest import REPOSITORY
from tests.core.make import ARTERIAL, PART_NIGHT, step
from tests.rehearsal.make import CAMERA, STREET, counts, site_with, skies, starter, track_of

NIGHT = date(2026, 11, 20)
MINUTE = timedelta(minutes=1)
STALE = timedelta(minutes=20)

flows = st.lists(st.one_of(st.none(), st.floats(0, 1500), st.just(0.0)), max_size=60)
codes = st.lists(st.sampled_from([None, 0, 3, 45, 63, 95, 999]), max_size=40)


def plan_of(site: Site, night: date = NIGHT) -> NightPlan:
    return Nights(site.plant, site.profiles, site.schedule, site.settings.place).on(STREET, night)


def by_minutes(
    site: Site, plan: NightPlan, traffic: list[TrafficReading], weather: list[WeatherReading]
) -> list[Level]:
    """The level at each minute of the night, from what had been read by then."""
    service = site.plant.streets[STREET].service_flow
    rule, raised = plan.profile.traffic, plan.profile.weather
    assert rule is not None
    assert raised is not None
    counted, sky = TrafficState(CAMERA), None
    pending, outlook = list(traffic), list(weather)
    levels, now = [], plan.starts
    while now < plan.ends:
        while pending and pending[0].at <= now:
            around = Around(heavy_rain=any(
                heavy_rain(one) and one.at <= pending[0].at < one.at + RAIN_BLINDS_FOR for one in weather
            ))  # fmt: skip
            counted = step_traffic(counted, pending.pop(0), service, rule, stale_after=STALE, around=around)
        while outlook and outlook[0].at <= now:
            sky = step_weather(sky, outlook.pop(0), raised.sense)
        levels.append(decide(STREET, plan, Inputs(traffic=counted, weather=sky), now).level)
        now += MINUTE
    return levels


@settings(max_examples=25)
@given(
    st.sampled_from([ARTERIAL, PART_NIGHT]), flows, codes, st.sampled_from([5, 10, 15, 30]),
    st.integers(0, 90), st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)  # fmt: skip
def test_a_night_of_stretches_is_the_night_of_minutes(
    profile: Profile, flows: list[float | None], codes: list[int | None], every: int, late: int, night: date
) -> None:
    site = site_with(profile, counted=True)
    plan = plan_of(site, night)
    begin = plan.starts + timedelta(hours=4, minutes=late, seconds=17)
    traffic = counts(begin, flows, timedelta(minutes=every))
    weather = skies(begin, codes, timedelta(minutes=11))
    assert profile.traffic is not None
    assert profile.weather is not None
    service = site.plant.streets[STREET].service_flow
    counted = track_of(traffic, service, profile.traffic, STALE, rains_of(weather))
    known = Known(
        {(CAMERA, profile.traffic): counted},
        {profile.weather.sense: weather_track(weather, profile.weather.sense)},
    )
    wanted = by_minutes(site, plan, traffic, weather)
    rows = walk(site, plan, known)
    assert [level_at(rows, plan.starts + i * MINUTE) for i in range(len(wanted))] == wanted
    assert all(left.end == right.start for left, right in pairwise(rows))

    luminaire = site.plant.luminaires["led-60"]
    computed = rehearse(site, night, night, By.STREET, known).rows[STREET].used_wh
    minutely = (
        sum(power_at(luminaire, given_by(gear_of(luminaire, None), x)) / 60 for x in wanted if x > DARK) * 16
    )
    assert abs(computed - minutely) <= len(rows) * 16 * luminaire.full_w / 60


CITY = load_site(REPOSITORY)


@settings(max_examples=12, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), flows, codes, st.lists(
    st.sampled_from(sorted(CITY.plant.groups)), min_size=2, max_size=4, unique=True))  # fmt: skip
def test_a_rehearsed_night_of_the_city_is_what_its_groups_are_decided_to(
    night: date, flows: list[float | None], codes: list[int | None], groups: list[str]
) -> None:
    plant, nights = CITY.plant, Nights(CITY.plant, CITY.profiles, CITY.schedule, CITY.settings.place)
    begin = nights.on(groups[0], night).starts + timedelta(hours=5, seconds=17)
    weather = skies(begin, codes, timedelta(minutes=11))
    rules = {one.traffic for one in CITY.profiles.values() if one.traffic}
    senses = {one.weather.sense for one in CITY.profiles.values() if one.weather}
    traffic = {
        (place.id, rule): track_of(
            counts(begin, flows, 10 * MINUTE), plant.streets[place.street].service_flow, rule, STALE,
            rains_of(weather), place.id,
        )
        for place in plant.places.values() for rule in rules
    }  # fmt: skip
    known = Known(traffic, {sense: weather_track(weather, sense) for sense in senses})
    stretches, profiles = Walker(CITY, known).night(night)
    for group in groups:
        plan = nights.on(group, night)
        assert profiles[group] == plan.profile.id
        for minute in range(0, int((plan.ends - plan.starts) / MINUTE), 3):
            at = plan.starts + minute * MINUTE
            skies_now = {sense: state for sense, one in known.weather.items() if (state := one.at(at))}
            image = Image(at, {key: one.at(at) for key, one in traffic.items()}, skies_now)
            decided = decide_group(plant, plan, image)
            assert level_at(stretches[group], at) == decided.group.level


def test_cameras_in_heavy_rain_dim_no_street() -> None:
    rule = ARTERIAL.traffic
    assert rule is not None
    begin = datetime(2026, 11, 20, 13, tzinfo=UTC)
    quiet = counts(begin, [400.0, 400.0, 5.0, 5.0, 5.0, 5.0], timedelta(minutes=5))
    dry = track_of(quiet, 1000.0, rule, STALE)
    wet = track_of(quiet, 1000.0, rule, STALE, [begin])
    at = quiet[-1].at
    assert dry.at(at).drop > wet.at(at).drop == dry.at(quiet[0].at).drop


def level_at(rows: tuple[Stretch, ...], at: datetime) -> Level:
    return next(row.level for row in rows if row.start <= at < row.end)


def flat(level: float, **more: object) -> Profile:
    """The same level from 18:00 to 06:00 sharp."""
    row = step("18:00", level)
    about = {"floor": Level(0), "traffic": None, "weather": None, "least": (), **more}
    return replace(ARTERIAL, id="flat", on=row.at, off=step("06:00", 0).at, plan=(row,), **about)  # type: ignore[arg-type]


def test_a_night_by_hand() -> None:
    sums = rehearse(site_with(flat(50)), NIGHT, NIGHT, By.STREET, Known()).rows[STREET]
    assert sums.lamp_nights == 16
    assert sums.lit_hours == pytest.approx(12)
    assert sums.lamp_hours == pytest.approx([0, 16 * 12, 0, 0, 0])
    assert sums.used_wh == pytest.approx(16 * 31.4 * 12)
    assert sums.full_wh == pytest.approx(16 * 60 * 12)
    assert sums.swap_wh + sums.switching_wh + sums.dimming_wh == pytest.approx(sums.saved_wh)
    assert sums.cost_vnd is not None
    assert float(sums.cost_vnd) == pytest.approx(16 * 31.4 * 12 / 1000 * 2226 * 1.08)


def test_the_old_lamps_burn_from_sunset_to_sunrise_whatever_the_profile_says() -> None:
    dark, bright = (
        rehearse(site_with(flat(level)), NIGHT, NIGHT, By.STREET, Known()).rows[STREET] for level in (10, 100)
    )
    assert dark.base_wh == bright.base_wh
    events = Nights(starter().plant, starter().profiles, starter().schedule, starter().settings.place).sun
    sun = events.events(NIGHT)
    assert sun.sunrise is not None
    assert sun.sunset is not None
    hours = (sun.sunrise - sun.sunset).total_seconds() / 3600 - 10 / 60
    assert dark.base_wh == pytest.approx(16 * 170 * 0.95 * hours)
    assert bright.dimming_wh == pytest.approx(0)


def test_a_lamp_never_goes_below_its_minimum() -> None:
    sums = rehearse(site_with(flat(3), never_below=Level(0)), NIGHT, NIGHT, By.STREET, Known()).rows[STREET]
    assert sums.used_wh == pytest.approx(16 * 8.1 * 12)


def test_lamps_that_only_a_contactor_switches_burn_full_or_not_at_all() -> None:
    site = site_with(flat(50))
    lamps = {i: replace(lamp, concentrator="", slot=0) for i, lamp in site.plant.lamps.items()}
    site = replace(site, plant=replace(site.plant, lamps=lamps))
    sums = rehearse(site, NIGHT, NIGHT, By.STREET, Known()).rows[STREET]
    assert sums.lamp_hours == pytest.approx([0, 0, 0, 0, 8 * 12])
    assert sums.used_wh == pytest.approx(8 * 60 * 12)


def test_a_luminaire_changed_on_a_date_counts_from_that_night() -> None:
    site = site_with(flat(100))
    plant = site.plant
    new = replace(plant.luminaires["led-60"], id="led-30", power_curve=((10.0, 4.0), (100.0, 30.0)))
    row = Fitted(NIGHT + timedelta(days=1), "led-30")
    lamps = {i: replace(lamp, luminaires=(*lamp.luminaires, row)) for i, lamp in plant.lamps.items()}
    site = replace(site, plant=replace(plant, lamps=lamps, luminaires={**plant.luminaires, "led-30": new}))
    days = rehearse(site, NIGHT, NIGHT + timedelta(days=1), By.DAY, Known()).rows
    assert [sums.used_wh for sums in days.values()] == pytest.approx([16 * 60 * 12, 16 * 30 * 12])


@pytest.mark.parametrize("by", By)
def test_every_cut_has_the_same_total_and_every_night_is_heard_of(by: By) -> None:
    heard: list[date] = []
    last = NIGHT + timedelta(days=13)
    done = rehearse(starter(), NIGHT, last, by, Known(), heard.append)
    assert len(heard) == 14
    assert sum(sums.used_wh for sums in done.rows.values()) == pytest.approx(done.total.used_wh)
    assert sum(sums.base_wh for sums in done.rows.values()) == pytest.approx(done.total.base_wh)
    assert done.total.lamp_nights == 14 * 16
    assert list(done.rows) == sorted(done.rows)


def test_rain_all_night_raises_the_light() -> None:
    profile = flat(40, weather=WeatherRule(rain_classes=0, dark_sky_shift=timedelta(0)))
    site = site_with(profile)
    plan = plan_of(site)
    rain = weather_track(skies(plan.starts, [63] * 48, timedelta(minutes=30)), WeatherSense())
    wet = rehearse(site, NIGHT, NIGHT, By.STREET, Known(weather={WeatherSense(): rain}))
    assert wet.total.lamp_hours == pytest.approx([0, 0, 0, 0, 16 * 12])


def test_the_sky_before_the_first_reading_is_unknown() -> None:
    track = weather_track([], WeatherSense())
    state: WeatherState | None = track.at(plan_of(starter()).starts)
    assert state is None
