"""How much of a street goes dark at once: the share in any stretch of time, and all within a bound."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.pacing import Pacing

T0 = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
GAP = timedelta(seconds=10)
SECOND = timedelta(seconds=1)
WEIGHTS = st.lists(st.integers(1, 6), min_size=1, max_size=40)


def play(weights: list[int], asked: list[int], steps: int) -> list[tuple[datetime, int]]:
    """When each thing (asked for at a second) went dark, and how many lamps it has."""
    pacing = Pacing({"s": sum(weights)}, steps, GAP)
    waiting: dict[str, int] = {}
    gone: list[tuple[datetime, int]] = []
    for second in range(max(asked) + 20 * len(weights) + 1):
        now = T0 + second * SECOND
        waiting |= {str(n): w for n, (w, at) in enumerate(zip(weights, asked, strict=True)) if at == second}
        going = pacing.go([(name, {"s": lamps}) for name, lamps in waiting.items()], now)
        gone += [(now, waiting.pop(thing)) for thing in going]
        if not waiting and second > max(asked):
            break
    assert not waiting
    return gone


@given(WEIGHTS, st.integers(2, 6), st.data())
def test_never_more_than_the_share_in_any_stretch_but_for_one_thing_alone(
    weights: list[int], steps: int, data: st.DataObject
) -> None:
    asked = [data.draw(st.integers(0, 60)) for _ in weights]
    gone = play(weights, asked, steps)
    most = -(-sum(weights) // steps)
    for at, _ in gone:
        within = [lamps for other, lamps in gone if at <= other < at + GAP]
        assert sum(within) <= most or len(within) == 1
    assert sum(lamps for _, lamps in gone) == sum(weights)


@given(WEIGHTS, st.integers(2, 6))
def test_a_street_asked_to_go_dark_is_dark_within_a_bound(weights: list[int], steps: int) -> None:
    gone = play(weights, [0] * len(weights), steps)
    # Of two neighbouring steps at least one share is used up, or one thing that is bigger went alone.
    assert gone[-1][0] - T0 <= (2 * steps + 1) * GAP
    alike = play([1] * len(weights), [0] * len(weights), steps)
    assert alike[-1][0] - T0 <= (steps - 1) * GAP


@given(st.integers(1, 300), st.integers(2, 6))
def test_lamps_of_one_street_go_in_equal_steps(count: int, steps: int) -> None:
    pacing = Pacing({"s": count}, steps, GAP)
    waiting = [(str(n), {"s": 1}) for n in range(count)]
    done = []
    for step in range(steps):
        going = set(pacing.go(waiting, T0 + step * GAP))
        waiting = [row for row in waiting if row[0] not in going]
        done.append(len(going))
    assert not waiting
    assert list(accumulate(done))[-1] == count
    assert max(done) <= -(-count // steps)


def test_streets_do_not_wait_for_each_other_and_a_thing_of_two_waits_for_both() -> None:
    pacing = Pacing({"a": 3, "b": 3}, 3, GAP)
    assert pacing.go([("x", {"a": 1}), ("y", {"b": 1}), ("z", {"a": 1, "b": 1})], T0) == ["x", "y"]
    assert pacing.next(["a"]) == T0 + GAP
    assert pacing.go([("z", {"a": 1, "b": 1})], T0 + GAP) == ["z"]


def test_one_step_is_all_at_once() -> None:
    pacing = Pacing({"a": 100}, 1, GAP)
    assert len(pacing.go([(str(n), {"a": 1}) for n in range(100)], T0)) == 100


def test_a_clock_that_is_set_back_holds_nobody_up() -> None:
    pacing = Pacing({"a": 3}, 3, GAP)
    assert pacing.go([("x", {"a": 1})], T0) == ["x"]
    assert pacing.go([("y", {"a": 1})], T0 - timedelta(hours=1)) == ["y"]
