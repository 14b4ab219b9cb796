"""A cabinet's coming nights as rows: the same light as deciding by plan, never dark, and what comes after."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial

from hypothesis import given, settings
from hypothesis import strategies as st

from lightctl.core.fallback import Fallback, fallback_of, span_of_night
from lightctl.core.night import NightPlan, night_bounds
from lightctl.core.place import Place
from lightctl.core.profile import Profile
from lightctl.core.stored_plan import NightOf, StoredPlan, compile_plan, outputs_by_plan
from lightctl.core.units import Level
from tests.core.make import ARTERIAL, PART_NIGHT, ROME, TAN_AN, TROMSO, step, sun
from tests.core.make import plan as night_of_profile
from tests.daemon.small import plant

PLANT = plant()
NEVER = Fallback(0, 0)
FIRST = date(2026, 11, 20)
HALF = replace(ARTERIAL, id="half", plan=(step("17:00", 100), step("22:00", 50)), least=(), floor=Level(0))
PROFILES = (ARTERIAL, PART_NIGHT, HALF)


@cache
def drawn(profile: Profile, place: Place, night: date, group: str) -> NightPlan:
    return replace(night_of_profile(profile, place, night), group=group)


def nights_of(profiles: dict[str, Profile], place: Place, first: date, count: int) -> list[NightOf]:
    def of(night: date, group: str) -> NightPlan:
        return drawn(profiles[group], place, night, group)

    return [partial(of, first + timedelta(days=n)) for n in range(count)]


def compiled(
    nights: Sequence[NightOf], cabinet: str = "c1", room: int = 128, digest: str = "d"
) -> StoredPlan:
    return compile_plan(PLANT, PLANT.cabinets[cabinet], nights, room, NEVER, digest)


@settings(max_examples=40)
@given(
    st.sampled_from(PROFILES), st.sampled_from((TAN_AN, ROME)), st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    st.sampled_from(("c1", "c2", "c3")),
)  # fmt: skip
def test_the_rows_close_what_deciding_by_plan_closes_at_every_minute(
    profile: Profile, place: Place, first: date, cabinet: str
) -> None:
    nights = nights_of(dict.fromkeys("abc", profile), place, first, 2)
    held = compiled(nights, cabinet)
    assert held.nights == 2
    for n, night in enumerate(nights):
        street = {"c1": "a", "c2": "b", "c3": "c"}[cabinet]
        plans = {street: night(street)}
        at, ends = night_bounds(place, first + timedelta(days=n))
        while at < ends:
            assert held.outputs_at(at) == outputs_by_plan(PLANT, PLANT.cabinets[cabinet], plans, at)
            at += timedelta(minutes=1)


@settings(max_examples=60)
@given(st.sampled_from((ARTERIAL, HALF)), st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.data())
def test_no_circuit_of_dimmed_lamps_is_dark_inside_a_night(
    profile: Profile, first: date, data: st.DataObject
) -> None:
    (night,) = nights_of(dict.fromkeys("abc", profile), TAN_AN, first, 1)
    plan = night("a")
    assert plan.on
    assert plan.off
    second = data.draw(st.integers(0, int((plan.off - plan.on).total_seconds()) - 1))
    held = compiled([night])
    assert held.outputs_at(plan.on + timedelta(seconds=second)) == 0b11
    assert held.outputs_at(plan.on - timedelta(seconds=1)) == 0
    assert held.outputs_at(plan.off) == 0


def test_contactors_alone_close_a_pattern_that_gives_the_level() -> None:
    (night,) = nights_of(dict.fromkeys("abc", HALF), TAN_AN, FIRST, 1)
    held = compiled([night], "c3")
    assert [row.outputs for row in held.rows] == [0, 0b11, 0b01, 0, 0]


def test_a_small_room_holds_fewer_nights_and_always_whole_ones() -> None:
    nights = nights_of(dict.fromkeys("abc", ARTERIAL), TAN_AN, FIRST, 14)
    whole = compiled(nights)
    assert (whole.nights, whole.asked, len(whole.rows)) == (14, 14, 30)
    assert whole.until == night_bounds(TAN_AN, FIRST + timedelta(days=13))[1]
    for room in range(1, 31):
        held = compiled(nights, room=room)
        assert len(held.rows) <= room
        assert held.nights == max(0, (room - 2) // 2)
        assert held.rows[:-1] == whole.rows[: max(0, len(held.rows) - 1)]
    assert compiled(nights, room=3).until is None


def test_the_stamp_tells_plans_sites_and_fallbacks_apart() -> None:
    nights = nights_of(dict.fromkeys("abc", ARTERIAL), TAN_AN, FIRST, 3)
    other = nights_of(dict.fromkeys("abc", PART_NIGHT), TAN_AN, FIRST, 3)
    cabinet = PLANT.cabinets["c1"]
    stamps = {
        compiled(nights).stamp, compiled(other).stamp, compiled(nights[1:]).stamp,
        compiled(nights, digest="e").stamp,
        compile_plan(PLANT, cabinet, nights, 128, Fallback(600, 1400), "d").stamp,
    }  # fmt: skip
    assert len(stamps) == 5
    assert compiled(nights).stamp == compiled(nights).stamp
    assert all(0 <= stamp < 1 << 32 for stamp in stamps)


@settings(max_examples=80)
@given(st.sampled_from((TAN_AN, ROME)), st.integers(0, 364), st.sampled_from(PROFILES))
def test_the_fallback_burns_through_every_night_of_the_year(place: Place, day: int, profile: Profile) -> None:
    fallback = yearly(place)
    plan = drawn(profile, place, date(2026, 1, 1) + timedelta(days=day), "a")
    assert plan.on
    assert plan.off
    at = plan.on
    while at < plan.off:
        assert fallback.lit(at.hour * 60 + at.minute)
        at += timedelta(minutes=1)


def test_the_fallback_is_dark_by_day_where_there_is_a_day_all_year() -> None:
    noon = datetime(2026, 6, 1, 5, 0, tzinfo=UTC)  # 12:00 in Tân An
    assert not yearly(TAN_AN).lit(noon.hour * 60 + noon.minute)
    assert not yearly(ROME).lit(11 * 60)


def test_where_winter_has_no_day_it_burns_all_day() -> None:
    assert yearly(TROMSO) == Fallback(0, 0)
    assert all(Fallback(0, 0).lit(minute) for minute in range(0, 1440, 7))
    assert fallback_of(TAN_AN, None) == Fallback(0, 0)


@cache
def yearly(place: Place) -> Fallback:
    span = None
    for day in range(366):
        night = date(2026, 1, 1) + timedelta(days=day)
        more = span_of_night(place, sun(place).events(night), PROFILES, night)
        span = more.widened(span) if more else span
    return fallback_of(place, span)
