"""A ring that would hold the event loop is cut into slices, and comes to the same light."""

from datetime import timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.commands import Override
from tests.daemon.house import HandClock, House
from tests.daemon.small import EVENING
from tests.daemon.test_cycle import DUSK, NOON, Happening, happen, happenings


def finish(house: House) -> list[int]:
    """Ring until nothing is left of this second."""
    decided = [house.ring()]
    while house.watch.unfinished:
        decided.append(house.watch.ring(house.clock.at))
    return decided


@given(
    start=st.one_of(st.integers(0, 24 * 3600), DUSK), what=happenings,
    slice_lamps=st.sampled_from([1, 7, 10, 10_000]), hurry=st.booleans(),
)  # fmt: skip
def test_slices_come_to_what_one_ring_comes_to(
    start: int, what: list[Happening], slice_lamps: int, hurry: bool
) -> None:
    """Whether a ring ends because it had lamps enough, or time enough, after each little thing."""
    hurried = count(0.0, 1.0).__next__
    at = NOON + timedelta(seconds=start)
    sliced = House(HandClock(at), slice_lamps=slice_lamps, wire=hurried if hurry else float)
    whole = House(HandClock(at))
    held: dict[str, Override] = {}
    for happening in what:
        for house in (sliced, whole):
            happen(house, held, happening)
            house.watch.commanded(tuple(o for o in held.values() if house.clock.at < o.until))
            finish(house)
        assert sliced.field.state() == whole.field.state()
        for lamp in whole.plant.lamps:
            one, other = sliced.cycle.decision_of(lamp), whole.cycle.decision_of(lamp)
            assert one is not None
            assert one.same_light(other)
        for house in (sliced, whole):
            house.clock.at += timedelta(seconds=happening[1])


def test_a_slice_is_as_large_as_it_may_be_and_the_darkest_come_first() -> None:
    house = House(HandClock(EVENING + timedelta(hours=4)), slice_lamps=1)
    assert finish(house) == [1, 1, 1]
    groups = sorted(house.plant.groups, key=lambda name: house.cycle.decision_of(first_of(house, name)).level)  # type: ignore[union-attr]
    house.recorded.clear()
    house.cycle.touch_all()
    house.clock.at = EVENING + timedelta(hours=9, minutes=31)
    house.ring()
    assert {one.thing for one in house.recorded} <= {groups[0]}
    assert house.watch.unfinished


def first_of(house: House, group: str) -> str:
    return house.plant.groups[group].lamps[0]


def test_what_happens_between_two_slices_is_in_the_second() -> None:
    house = House(HandClock(EVENING + timedelta(hours=4)), slice_lamps=1)
    finish(house)
    house.cycle.touch_all()
    house.ring()
    house.board.report("c1-1", tripped=True)
    finish(house)
    dead = {name for name, lamp in house.plant.lamps.items() if lamp.circuit == "c1-1"}
    assert {house.cycle.decision_of(lamp).level for lamp in dead} == {0}  # type: ignore[union-attr]


def test_a_group_that_is_decided_again_and_again_is_reminded_once() -> None:
    house = House(HandClock(EVENING + timedelta(hours=4)))
    finish(house)
    waiting = len(house.cycle._due)
    for _ in range(20):
        house.cycle.touch_all()
        finish(house)
    assert len(house.cycle._due) == waiting
