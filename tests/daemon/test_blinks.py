"""A lamp pulses for the engineer at its pole, and nothing else does."""

from datetime import timedelta
from pathlib import Path

import pytest

from lightctl.errors import TargetError
from lightctl.store import History
from tests.daemon.conftest import Opener
from tests.daemon.small import EVENING
from tests.daemon.test_trials import NOON, Bench

BEAT = timedelta(seconds=5)


async def lit(tmp_path: Path, open_store: Opener) -> Bench:
    bench = Bench(open_store(tmp_path), EVENING)
    bench.house.board.report("c1-2", closed=True)
    bench.ring()
    return bench


async def test_it_pulses_and_goes_back_to_its_plan(tmp_path: Path, open_store: Opener) -> None:
    bench = await lit(tmp_path, open_store)
    planned = bench.house.field.lamps["lamp-1"]
    others = {lamp: level for lamp, level in bench.house.field.lamps.items() if lamp != "lamp-1"}
    await bench.blinks.begin("an", "lamp-1", seconds=30)
    seen = []
    for _ in range(6):
        bench.ring()
        seen.append(bench.house.field.lamps["lamp-1"])
        bench.ring(BEAT)
    assert seen == [20, 100, 20, 100, 20, 100]
    assert bench.house.field.lamps["lamp-1"] == planned
    assert {lamp: level for lamp, level in bench.house.field.lamps.items() if lamp != "lamp-1"} == others
    await bench.store.flush()
    with History.open(tmp_path) as history:
        acts = history.acts_between(EVENING, EVENING + 12 * BEAT)
    assert [(act.what, act.target, act.who) for act in acts] == [("blink", "lamp:lamp-1", "an")]


async def test_a_lockout_ends_it_for_good(tmp_path: Path, open_store: Opener) -> None:
    bench = await lit(tmp_path, open_store)
    await bench.blinks.begin("an", "lamp-1", seconds=60)
    bench.ring()
    await bench.house.lockouts.lock("ba", "c1-2", crew="2", reason="ladder")
    bench.ring(BEAT)
    assert bench.house.field.lamps["lamp-1"] == 0
    assert bench.house.field.forbidden == {"c1-2": "lockout"}
    assert bench.blinks.overrides() == ()


@pytest.mark.parametrize(
    ("lamp", "seconds", "told"),
    [
        ("lamp-10", 30, "hangs on a contactor"),
        ("street:a", 30, "no lamp"),
        ("lamp-1", 5, "blink it for 20 s to 300 s"),
        ("lamp-1", 3600, "blink it for 20 s to 300 s"),
        ("lamp-2", 30, "no power: circuit c1-1 is open"),
        ("nobody", 30, "nobody"),
    ],
)
async def test_what_cannot_pulse_is_told_and_why(
    tmp_path: Path, open_store: Opener, lamp: str, seconds: float, told: str
) -> None:
    bench = await lit(tmp_path, open_store)
    bench.house.board.report("c1-1", closed=False)
    with pytest.raises(TargetError, match=told):
        await bench.blinks.begin("an", lamp, seconds=seconds)
    assert bench.blinks.overrides() == ()


async def test_never_on_a_dead_circuit_nor_where_nobody_knows(tmp_path: Path, open_store: Opener) -> None:
    bench = await lit(tmp_path, open_store)
    bench.known.answers = False
    with pytest.raises(TargetError, match="nobody knows"):
        await bench.blinks.begin("an", "lamp-1", seconds=30)
    bench.known.answers = True
    bench.house.board.report("c1-2", closed=True, tripped=True)
    bench.ring()
    with pytest.raises(TargetError, match=r"kept dead \(breaker\)"):
        await bench.blinks.begin("an", "lamp-1", seconds=30)


async def test_by_day_it_pulses_in_a_test(tmp_path: Path, open_store: Opener) -> None:
    bench = Bench(open_store(tmp_path), NOON)
    await bench.trials.begin("an", "c1", lasting=timedelta(minutes=10), reason="x")
    bench.house.board.report("c1-1", closed=True)
    bench.ring(timedelta(seconds=1))
    await bench.blinks.begin("an", "lamp-2", seconds=30)
    bench.ring(timedelta(seconds=1))
    assert bench.house.field.lamps["lamp-2"] == 20
    bench.ring(timedelta(seconds=5))
    assert bench.house.field.lamps["lamp-2"] == 100
