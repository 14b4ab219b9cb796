"""What a year of nights says against hand-made plans, and that a clean year is clean minute by minute."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lightctl.core.accounts import Accounts, GridFactor, Tariff
from lightctl.core.anchors import instant_of
from lightctl.core.decide import Inputs, decide
from lightctl.core.lamp_kind import Discharge
from lightctl.core.lint import Finding, Weight
from lightctl.core.lint_sky import landmarks, outside, sky_of
from lightctl.core.lint_year import Verdict, Year, lint_year
from lightctl.core.night import plan_night
from lightctl.core.place import Place
from lightctl.core.plant import Fitted, Group, Lamp, Luminaire, Plant, Street
from lightctl.core.profile import Anchor, Profile, Step, SunEvent
from lightctl.core.schedule import NightRange, Rule, Schedule
from lightctl.core.units import Level, Watts
from lightctl.core.weather_rule import WeatherRule
from tests.core.make import (
    ARTERIAL,
    NIGHT,
    OFF,
    ON,
    PART_NIGHT,
    ROME,
    TAN_AN,
    TROMSO,
    at,
    minutes,
    step,
    sun,
)

LONGYEARBYEN = Place(78.2, 15.6, ZoneInfo("Arctic/Longyearbyen"))
SYDNEY = Place(-33.87, 151.2, ZoneInfo("Australia/Sydney"))
QUITO = Place(-0.2, -78.5, ZoneInfo("America/Guayaquil"))
MINUTE = timedelta(minutes=1)
SINCE = date(2026, 1, 1)
FRESH = Accounts(
    (),
    (Tariff(SINCE, Decimal(2000), Decimal(8), "a decision"),),
    (GridFactor(SINCE, Decimal("0.66"), "an office"),),
)


def town(floors: Sequence[float] = (0,), place: str = "cam-01") -> Plant:
    """A street with one group for each floor."""
    groups = {f"g{i}": Group(f"g{i}", "thd", Level(floor), ()) for i, floor in enumerate(floors)}
    street = Street(
        "thd", "Trần Hưng Đạo", "M3", 900, Level(0), "hps", place=place,
        luminance=1.1, luminance_from="measured",
    )  # fmt: skip
    return Plant({}, {"thd": street}, groups, {}, {}, {}, {}, {})


def mark(file: str, *way: str | int) -> str:
    return ".".join(map(str, (file, *way))) + ":1"


def year(*profiles: Profile, rules: Sequence[Rule] = (), nights: int = 366, **more: object) -> Year:
    """A year of some profiles; without rules the first profile rules every night."""
    rules = rules or (Rule(profiles[0].id, where="everyday.yaml:3"),)
    asked = Year(
        town(), {p.id: p for p in profiles}, Schedule(tuple(rules)), FRESH, TAN_AN, NIGHT, nights, mark
    )
    return replace(asked, **more)  # type: ignore[arg-type]


def only(verdict: Verdict, code: str) -> Finding:
    assert [finding.code for finding in verdict.findings] == [code], verdict.findings
    return verdict.findings[0]


# The sky


@pytest.mark.parametrize("place", [TAN_AN, ROME, SYDNEY, TROMSO])
@pytest.mark.parametrize("month", [1, 3, 6, 9, 11])
def test_dark_hours_are_those_between_dusk_and_dawn(place: Place, month: int) -> None:
    night = date(2027, month, 20)
    dark, events = sky_of(sun(place), night).dark, sun(place).events(night)
    if events.dusk is None or events.dawn is None:
        assert bool(dark) == (events.civil_always == "dark")
        return
    ((begins, ends),) = dark
    assert abs(begins - events.dusk) < timedelta(seconds=20)
    assert abs(ends - events.dawn) < timedelta(seconds=20)


def test_day_is_when_the_sun_is_higher_than_four_degrees() -> None:
    evening, morning = sky_of(sun(TAN_AN), NIGHT).day
    assert sun(TAN_AN).altitude(evening[1]) == pytest.approx(4, abs=0.02)
    assert sun(TAN_AN).altitude(morning[0]) == pytest.approx(4, abs=0.02)
    assert (evening[0], morning[1]) == (at("12:00"), at("12:00", night=NIGHT + timedelta(days=1)))
    assert sky_of(sun(TROMSO), date(2026, 12, 21)).day == ()
    assert len(sky_of(sun(LONGYEARBYEN), date(2027, 6, 21)).day) == 1


def test_what_is_left_of_a_span() -> None:
    whole = (at("18:00"), at("23:00"))
    assert outside(whole, []) == [whole]
    assert outside(whole, [(at("17:00"), at("19:00")), (at("20:00"), at("21:00"))]) == [
        (at("19:00"), at("20:00")),
        (at("21:00"), at("23:00")),
    ]
    assert outside(whole, [(at("12:00"), at("23:30"))]) == []
    assert outside(whole, [(at("23:30"), at("23:40"))]) == [whole]


def test_a_period_tells_its_special_nights() -> None:
    nights = [date(2027, 12, 1) + timedelta(days=i) for i in range(366)]
    found = landmarks(ROME, [(night, sky_of(sun(ROME), night)) for night in nights])
    assert found.leap_day == (date(2028, 2, 28), date(2028, 2, 29))
    assert found.clock_changes == (date(2028, 3, 25), date(2028, 10, 28))
    assert found.equinoxes == (date(2028, 3, 19), date(2028, 9, 22))
    assert found.longest in {date(2027, 12, 21), date(2027, 12, 22)}
    assert found.shortest in {date(2028, 6, 20), date(2028, 6, 21)}


# Single nights


@pytest.mark.parametrize(
    "place", [TAN_AN, ROME, TROMSO, LONGYEARBYEN, SYDNEY, QUITO], ids=lambda p: p.zone.key
)
def test_a_profile_that_hangs_on_the_sun_is_refused_nowhere(place: Place) -> None:
    verdict = lint_year(year(replace(ARTERIAL, weather=None), place=place))
    assert not verdict.refused
    assert verdict.plans == 366


def test_hours_by_the_clock_are_dark_where_the_night_is_longer() -> None:
    profile = replace(ARTERIAL, on=Anchor(clock=time(18)), plan=(Step(ON, Level(100)),), least=())
    verdict = lint_year(year(profile))
    finding = only(verdict, "dark-at-night")
    assert verdict.refused
    assert finding.where == "profiles/arterial.on:1"
    assert finding.first == NIGHT
    dark = [n for n in (NIGHT + timedelta(days=i) for i in range(366)) if _dusk(n) < at("17:59", night=n)]
    assert finding.nights == len(dark) < 366
    assert f"{_dusk(NIGHT).astimezone(TAN_AN.zone):%H:%M}–18:00" in finding.message


def _dusk(night: date) -> datetime:
    dusk = sun(TAN_AN).events(night).dusk
    assert dusk is not None
    return dusk


def test_part_night_is_named_and_not_refused() -> None:
    finding = only(lint_year(year(PART_NIGHT)), "part-night")
    assert finding.weight is Weight.NOTE
    assert "dark 01:00–04:30" in finding.message
    forgotten = lint_year(year(replace(PART_NIGHT, part_night=False), nights=3))
    assert only(forgotten, "dark-at-night").where == "profiles/part-night.plan:1"


@pytest.mark.parametrize(("hours", "code"), [(2, "lit-by-day"), (5, "lit-all-day")])
def test_light_by_day_is_refused(hours: int, code: str) -> None:
    late = replace(ARTERIAL, off=Anchor(SunEvent.SUNRISE, timedelta(hours=hours)))
    early = replace(ARTERIAL, on=Anchor(SunEvent.SUNSET, timedelta(hours=-hours)))
    assert only(lint_year(year(late, nights=3)), code).where == "profiles/arterial.off:1"
    finding = only(lint_year(year(early, nights=3)), code)
    assert (finding.where, finding.nights) == ("profiles/arterial.on:1", 3)


def test_that_a_dark_sky_may_shift_it_is_no_excuse_for_light_by_day() -> None:
    early = replace(ARTERIAL, on=Anchor(SunEvent.SUNSET, minutes(-35)))
    longer = replace(early, weather=WeatherRule(dark_sky_shift=minutes(30)))
    for profile in (longer, replace(early, weather=None)):
        assert only(lint_year(year(profile, nights=3)), "lit-by-day").nights == 3
    late = replace(longer, on=Anchor(SunEvent.SUNSET, minutes(-20)))
    assert lint_year(year(late, nights=3)).findings == ()


def test_on_in_the_morning_and_off_at_sunrise_is_a_trap() -> None:
    profile = replace(ARTERIAL, on=Anchor(clock=time(5, 45)), off=OFF, plan=(Step(ON, Level(100)),), least=())
    verdict = lint_year(year(profile))
    nights = {finding.code: finding.nights for finding in verdict.findings}
    assert set(nights) == {"dark-at-night", "on-after-off"}
    assert sum(nights.values()) == 366
    assert all(finding.weight is Weight.REFUSED for finding in verdict.findings)


def test_a_step_that_the_sun_carries_over_the_next_is_told_with_its_nights() -> None:
    moving = Step(Anchor(SunEvent.SUNSET, minutes(60)), Level(80))
    profile = replace(ARTERIAL, plan=(Step(ON, Level(100)), moving, step("18:45", 60)))
    finding = only(lint_year(year(profile)), "overtaken-step")
    nights = [NIGHT + timedelta(days=i) for i in range(366)]
    late = [n for n in nights if _instant(moving.at, n) >= at("18:45", night=n)]
    assert (finding.first, finding.nights) == (late[0], len(late))
    assert finding.where == "profiles/arterial.plan.1:1"
    assert finding.weight is Weight.WARNING


def _instant(anchor: Anchor, night: date) -> datetime:
    found = instant_of(anchor, TAN_AN, sun(TAN_AN).events(night), night)
    assert found is not None
    return found


def test_an_overtaken_step_of_least_is_told_too() -> None:
    least = (Step(ON, Level(100)), step("20:00", 60), step("20:00", 50))
    assert only(lint_year(year(replace(ARTERIAL, least=least), nights=2)), "overtaken-step").nights == 2


def test_the_floor_that_wins_is_named() -> None:
    verdict = lint_year(year(ARTERIAL, plant=town((0, 70)), nights=5))
    finding = only(verdict, "under-the-floor")
    assert "plan wants 60 %" in finding.message
    assert "floor of the group, 70 %" in finding.message
    assert finding.groups == ("g1",)
    assert verdict.plans == 10  # two kinds of group
    assert lint_year(year(ARTERIAL, plant=town((60,)), nights=1)).findings == ()


def test_groups_of_one_kind_have_one_plan() -> None:
    assert lint_year(year(ARTERIAL, plant=town((0,) * 50), nights=5)).plans == 5


def test_a_traffic_rule_without_a_counter() -> None:
    assert only(lint_year(year(ARTERIAL, plant=town(place=""), nights=2)), "no-counter").nights == 2


def test_discharge_lamps_are_not_dimmed_below_half() -> None:
    led = Luminaire("led", "LED", ((10, 9.0), (100, 75.0)), Watts(0.5), Level(10), "assumed")
    lamp = Lamp("a-1", "a-1", "thd", "g0", "c", "t", (Fitted(SINCE, "led"),), concentrator="dcu", slot=1)
    plant = replace(
        town(), groups={"g0": Group("g0", "thd", Level(0), ("a-1",))}, lamps={"a-1": lamp},
        luminaires={"led": led},
    )  # fmt: skip
    assert not lint_year(year(ARTERIAL, plant=plant, nights=2)).findings
    hot = replace(led, discharge=Discharge(timedelta(minutes=15), timedelta(minutes=10)))
    found = lint_year(year(ARTERIAL, plant=replace(plant, luminaires={"led": hot}), nights=2))
    assert "discharge lamps suffer" in only(found, "discharge-dimmed").message


# Rules

QUIET = replace(ARTERIAL, id="quiet")


def test_a_night_without_a_rule_is_refused() -> None:
    weekdays = Rule("arterial", weekdays=frozenset(range(1, 7)), where="own.yaml:3")
    verdict = lint_year(year(ARTERIAL, rules=[weekdays], nights=14))
    finding = only(verdict, "night-without-rule")
    assert verdict.refused
    assert (finding.where, finding.nights, finding.first) == ("own.yaml:3", 2, date(2026, 11, 22))


def test_a_rule_that_changes_nothing() -> None:
    rules = [
        Rule("arterial", weekdays=frozenset({6}), where="own.yaml:3"),
        Rule("arterial", where="own.yaml:4"),
    ]
    assert only(lint_year(year(ARTERIAL, rules=rules, nights=14)), "duplicate-rule").where == "own.yaml:3"
    rules[0] = replace(rules[0], profile="quiet")
    assert lint_year(year(ARTERIAL, QUIET, rules=rules, nights=14)).findings == ()


def test_rules_that_choose_no_night() -> None:
    past = NightRange(date(2020, 1, 1), date(2020, 1, 9))
    rules = [
        Rule("quiet", nights=(past,), where="own.yaml:3"),
        Rule("market", weekdays=frozenset({1, 2, 3, 4}), where="own.yaml:4"),
        Rule("quiet", weekdays=frozenset({5, 6, 7}), where="own.yaml:5"),
        Rule("arterial", where="own.yaml:6"),
    ]
    findings = lint_year(year(ARTERIAL, QUIET, replace(QUIET, id="market"), rules=rules, nights=14)).findings
    assert [(f.code, f.where) for f in findings] == [
        ("unreached-rule", "own.yaml:3"),
        ("unreached-rule", "own.yaml:6"),
    ]
    assert "its nights are over" in findings[0].message
    assert "own.yaml:4, own.yaml:5" in findings[1].message


def test_a_special_night_that_stands_too_late() -> None:
    rules = [
        Rule("arterial", groups=frozenset({"g0"}), where="own.yaml:3"),
        Rule("quiet", weekdays=frozenset({6}), where="own.yaml:4"),
        Rule("arterial", where="own.yaml:5"),
    ]
    finding = only(
        lint_year(year(ARTERIAL, QUIET, rules=rules, plant=town((0, 0)), nights=14)), "cancelled-rule"
    )
    assert (finding.where, finding.groups) == ("own.yaml:4", ("g0",))
    assert "own.yaml:3" in finding.message


# Tables


def test_tables_that_run_out() -> None:
    feasts = tuple(NightRange(date(y, 2, 1), date(y, 2, 7)) for y in (2026, 2027))
    rules = [Rule("quiet", nights=feasts, where="own.yaml:3"), Rule("arterial", where="own.yaml:4")]
    old = replace(FRESH, grid_factors=(replace(FRESH.grid_factors[0], since=date(2023, 1, 1)),), tariffs=())
    findings = lint_year(year(ARTERIAL, QUIET, rules=rules, accounts=old)).findings
    assert {finding.code for finding in findings} == {"table-ends"}
    assert {finding.where for finding in findings} == {
        "config/accounts.grid_factors.0.since:1",
        "config/accounts:1",
        "own.yaml:3",
    }
    to_come = only(lint_year(year(ARTERIAL, QUIET, rules=rules, nights=60)), "unreached-rule")
    assert to_come.weight is Weight.NOTE


def test_a_price_that_begins_after_the_period_does() -> None:
    later = replace(FRESH, tariffs=(replace(FRESH.tariffs[0], since=NIGHT + timedelta(days=2)),))
    assert (
        "none holds on 2026-11-20"
        in only(lint_year(year(ARTERIAL, accounts=later, nights=5)), "table-ends").message
    )


def test_a_zone_whose_clocks_stopped_changing() -> None:
    tehran = Place(35.7, 51.4, ZoneInfo("Asia/Tehran"))  # no clock changes since 2022
    since = date(2021, 1, 1)
    accounts = Accounts(
        (), (replace(FRESH.tariffs[0], since=since),), (replace(FRESH.grid_factors[0], since=since),)
    )
    asked = year(ARTERIAL, place=tehran, accounts=accounts, nights=2)
    assert "Asia/Tehran" in only(lint_year(replace(asked, first=date(2022, 10, 1))), "table-ends").message
    assert lint_year(replace(asked, first=date(2021, 10, 1))).findings == ()


def test_a_profile_that_no_rule_names() -> None:
    assert (
        only(lint_year(year(ARTERIAL, spare=("old",), nights=1)), "unused-profile").where == "profiles/old:1"
    )


# Clean means clean

OFFSETS = st.integers(-25, 25).map(minutes)
ONS = st.one_of(
    st.builds(Anchor, st.just(SunEvent.SUNSET), OFFSETS),
    st.builds(Anchor, st.just(SunEvent.DUSK), st.integers(-25, 5).map(minutes)),
    st.builds(Anchor, st.just(SunEvent.SUNSET), latest=st.just(time(18))),
    st.builds(
        Anchor, clock=st.times(time(17), time(18, 30)).map(lambda t: t.replace(second=0, microsecond=0))
    ),
)
OFFS = st.one_of(
    st.builds(Anchor, st.just(SunEvent.SUNRISE), OFFSETS),
    st.builds(Anchor, st.just(SunEvent.DAWN), st.integers(-5, 25).map(minutes)),
    st.builds(Anchor, st.just(SunEvent.SUNRISE), earliest=st.just(time(5, 45))),
)
CLOCKS = ("19:00", "20:30", "22:00", "23:30", "01:00", "03:00", "04:30")


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Profiles that `check` would let pass; some of them are wrong on some nights."""
    part = draw(st.booleans())
    levels = st.sampled_from((0, 40, 55, 80)) if part else st.sampled_from((30, 40, 55, 80))
    clocks = sorted(draw(st.sets(st.sampled_from(CLOCKS), max_size=4)), key=CLOCKS.index)
    on = draw(ONS)
    steps = [step(clock, draw(levels), draw(st.sampled_from((0, 10)))) for clock in clocks]
    shift = minutes(draw(st.sampled_from((0, 20))))
    return Profile(
        "drawn", "", on, draw(OFFS), (Step(on, Level(90)), *steps), Level(30),
        part_night=part, weather=draw(st.sampled_from((None, WeatherRule(dark_sky_shift=shift)))),
    )  # fmt: skip


@settings(max_examples=15)
@given(
    profile=profiles(),
    place=st.sampled_from((TAN_AN, ROME, SYDNEY)),
    first=st.dates(date(2026, 6, 1), date(2029, 6, 1)),
    floor=st.sampled_from((0, 50)),
    picks=st.sets(st.integers(0, 59), min_size=10, max_size=10),
)
@example(ARTERIAL, TAN_AN, NIGHT, 50, set(range(10)))
@example(PART_NIGHT, ROME, date(2028, 2, 20), 0, set(range(3, 13)))
def test_a_clean_site_keeps_its_floor_and_its_days_at_every_minute(
    profile: Profile, place: Place, first: date, floor: int, picks: set[int]
) -> None:
    plant = town((0 if profile.part_night else floor,))
    verdict = lint_year(year(profile, place=place, first=first, plant=plant, nights=60))
    refused = [finding for finding in verdict.findings if finding.weight is Weight.REFUSED]
    for finding in refused:
        assert finding.first is not None
        assert _wrong_minutes(profile, place, plant, finding.first), finding
    if not refused:
        for pick in picks:
            assert _wrong_minutes(profile, place, plant, first + timedelta(days=pick)) == []


def _wrong_minutes(profile: Profile, place: Place, plant: Plant, night: date) -> list[str]:
    """Each minute of a night judged by itself, from the decision and the sun's altitude alone."""
    group = plant.groups["g0"]
    rule = Rule(profile.id, where="everyday.yaml:3")
    plan = plan_night(group, plant.streets["thd"], profile, rule, place, sun(place), night)
    count = int((plan.ends - plan.starts) / MINUTE)
    wrong, bright = [], timedelta(0)
    for now in (plan.starts + i * MINUTE for i in range(count)):
        level = decide("g0", plan, Inputs(never_below=group.never_below), now).level
        altitude = sun(place).altitude(now)
        bright = bright + MINUTE if level > 0 and altitude > 4 else timedelta(0)
        if bool(level) and not plan.lit(now):
            wrong.append(f"{now} lit outside its hours")
        if plan.lit(now) and level < plan.floor and not (profile.part_night and not level):
            wrong.append(f"{now} under the floor")
        if altitude < -6 and not level and not profile.part_night and _deep(now, place):
            wrong.append(f"{now} dark at {altitude:.2f}°")
        if bright > 2 * MINUTE:
            wrong.append(f"{now} lit at {altitude:.2f}°")
    return wrong


def _deep(now: datetime, place: Place) -> bool:
    """Not at the very edge of the dark."""
    return all(sun(place).altitude(now + i * MINUTE) < -6 for i in (-2, 2))
