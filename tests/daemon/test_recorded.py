"""What history holds last of a lamp, or of its group, rules the lamp: `explain` of the past reads so."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.commands import Override, Scope, Target
from lightctl.core.decision import Decision
from lightctl.core.units import Level
from tests.daemon.house import HandClock, House
from tests.daemon.test_cycle import DUSK, NOON, Happening, happen, happenings


def last_of(house: House, lamp: str) -> Decision:
    """Of the lamp or its group the newest; of one instant the lamp's own."""
    things = house.plant.lamps[lamp].group, lamp
    rows = [one for one in house.recorded if one.thing in things]
    return max(rows, key=lambda one: (one.at, one.thing == lamp))


def assert_history_knows(house: House) -> None:
    for lamp in house.plant.lamps:
        rules = house.cycle.decision_of(lamp)
        assert rules is not None
        assert rules.same_light(last_of(house, lamp))


def test_a_lamp_held_apart_is_still_so_after_its_street_is_commanded() -> None:
    house = House(HandClock())
    now, until = house.clock.at, house.clock.at + timedelta(hours=2)
    house.ring()
    lamp = Override("l", Target(Scope.LAMP, "lamp-2"), Level(70), now, until, "an", "crew")
    house.watch.commanded((lamp,))
    house.watch.ring(now)
    later = now + timedelta(minutes=30)
    street = Override("s", Target(Scope.STREET, "a"), Level(50), later, until, "an", "parade")
    house.watch.commanded((lamp, street))
    house.watch.ring(later)
    assert float(last_of(house, "lamp-1").level) == 50
    assert float(last_of(house, "lamp-2").level) == 70


@given(start=st.one_of(st.integers(0, 24 * 3600), DUSK), what=happenings)
def test_the_newest_row_rules(start: int, what: list[Happening]) -> None:
    house = House(HandClock(NOON + timedelta(seconds=start)))
    held: dict[str, Override] = {}
    for happening in what:
        happen(house, held, happening)
        house.watch.commanded(tuple(o for o in held.values() if house.clock.at < o.until))
        house.ring()
        assert_history_knows(house)
        house.clock.at += timedelta(seconds=1 + happening[1])
