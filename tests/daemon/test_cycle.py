"""The cycle decides only what is touched or due, and that is as good as deciding everything."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.commands import Override, Scope, Target
from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.units import Level
from tests.daemon.house import HandClock, House
from tests.daemon.small import EVENING

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def test_by_day_every_contactor_is_wished_open_and_every_lamp_dark() -> None:
    house = House(HandClock(NOON + timedelta(hours=2)))
    house.ring()
    assert set(house.field.closed.values()) == {False}
    assert set(house.field.lamps.values()) == {0}


def test_at_night_all_is_lit() -> None:
    house = House(HandClock())
    house.ring()
    assert set(house.field.closed.values()) == {True}
    assert house.field.lamps == {f"lamp-{n}": 100 for n in range(1, 14)}


def test_half_of_a_contactor_only_street_burns_after_ten() -> None:
    house = House(HandClock(EVENING + timedelta(hours=3, minutes=30)))
    house.ring()
    assert [house.field.closed["c3-1"], house.field.closed["c3-2"]] == [True, False]


def test_nothing_is_decided_or_wished_again_while_nothing_changes() -> None:
    house = House(HandClock())
    assert house.ring() == 3
    calls = house.field.calls
    house.clock.at += timedelta(minutes=50)
    assert house.ring() == 0
    assert house.field.calls == calls


def test_a_count_touches_its_street_and_the_one_that_follows_it() -> None:
    house = House(HandClock(EVENING + timedelta(hours=4)))
    house.ring()
    house.watch.heard_traffic(TrafficReading("cam", house.clock.at, 500, 300))
    assert house.ring() == 2


def test_a_lamp_is_never_wished_under_what_its_luminaire_can_do() -> None:
    house = House(HandClock())
    now = house.clock.at
    dim = Override(
        "o", Target(Scope.STREET, "a"), Level(3), now, now + timedelta(hours=1), "an", "x", below_floor=True
    )
    house.watch.commanded((dim,))
    house.watch.ring(now)
    assert {house.field.lamps[f"lamp-{n}"] for n in range(1, 7)} == {10}


def test_a_lamp_that_leaves_its_group_and_returns_is_recorded_both_times() -> None:
    house = House(HandClock())
    house.ring()
    now = house.clock.at
    one = Override("o", Target(Scope.LAMP, "lamp-2"), Level(70), now, now + timedelta(hours=1), "an", "x")
    house.watch.commanded((one,))
    house.watch.ring(now)
    house.watch.commanded(())
    house.watch.ring(now + timedelta(seconds=1))
    assert [(d.thing, float(d.level)) for d in house.recorded[3:]] == [("lamp-2", 70), ("lamp-2", 100)]
    assert house.field.lamps["lamp-2"] == 100


Happening = tuple[str, int, float]
happenings = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "traffic", "weather", "pc", "lux", "canal", "city", "street", "cabinet", "lamp", "trip",
                "untrip", "wait",
            ]
        ),
        st.one_of(st.integers(0, 5400), st.integers(0, 400)), st.floats(0, 100),
    ),
    max_size=25,
)  # fmt: skip


DUSK = st.integers(5 * 3600, 6 * 3600)
"""Seconds after noon."""


def happen(house: House, held: dict[str, Override], what: Happening) -> None:
    kind, wait, number = what
    now = house.clock.at
    targets = {
        "city": Target(Scope.CITY), "street": Target(Scope.STREET, "b"),
        "cabinet": Target(Scope.CABINET, "c1"), "lamp": Target(Scope.LAMP, "lamp-12"),
    }  # fmt: skip
    if kind == "traffic":
        house.watch.heard_traffic(TrafficReading("cam", now, number * 9, 300))
    elif kind == "weather":
        house.watch.heard_weather(WeatherReading(now, "test", 65 if number > 50 else 0))
    elif kind in {"pc", "lux", "canal"}:
        value = float(number > 50) if kind == "pc" else number / (1 if kind == "lux" else 100)
        house.watch.heard_sensor(SensorReading(kind, now, value))
    elif kind in targets:
        until = now + timedelta(seconds=60 + wait)
        name = f"o{now.isoformat()}{kind}"
        held[name] = Override(name, targets[kind], Level(number), now, until, "an", "x", number > 50)
    elif kind in {"trip", "untrip"}:
        house.board.report("c1-1", tripped=kind == "trip")


@given(start=st.one_of(st.integers(0, 24 * 3600), DUSK), what=happenings)
def test_deciding_what_changed_equals_deciding_everything(start: int, what: list[Happening]) -> None:
    sparing = House(HandClock(NOON + timedelta(seconds=start)))
    thorough = House(HandClock(NOON + timedelta(seconds=start)))
    held: dict[str, Override] = {}
    for happening in what:
        for house in (sparing, thorough):
            happen(house, held, happening)
            house.watch.commanded(tuple(o for o in held.values() if house.clock.at < o.until))
            if house is thorough:
                house.cycle.touch_all()
            house.ring()
        assert sparing.field.state() == thorough.field.state()
        for lamp in sparing.plant.lamps:
            left, right = sparing.cycle.decision_of(lamp), thorough.cycle.decision_of(lamp)
            assert left is not None
            assert left.same_light(right)
        for house in (sparing, thorough):
            house.clock.at += timedelta(seconds=happening[1])


def test_a_clock_that_is_set_back_delays_nothing() -> None:
    house = House(HandClock(EVENING + timedelta(hours=4)), counted=False)
    house.ring()
    assert house.field.lamps["lamp-1"] == 60
    house.clock.at = EVENING
    house.ring()
    assert house.field.lamps["lamp-1"] == 100
    house.clock.at = EVENING + timedelta(hours=12)
    house.ring()
    assert house.field.lamps["lamp-1"] == 0
