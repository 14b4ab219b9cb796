"""Whatever order samples come in, and however often: the ledger equals the truth, and sums are exact."""

import asyncio
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lightctl.figures.rows import Gap, LedgerHour, LedgerSum
from lightctl.store import History, Store
from tests.store.test_commands import opened
from tests.store.town import MINUTE, local, one_street

START, HOURS = local(20, 16), 20
Sample = tuple[str, int, float]
"""What, minute since the start, value."""


@dataclass(frozen=True)
class Told:
    hours: list[LedgerHour]
    days: list[LedgerSum]
    months: list[LedgerSum]
    gaps: list[Gap]


def note(store: Store, samples: list[Sample]) -> None:
    for what, minute, value in samples:
        at = START + minute * MINUTE
        if what == "meter":
            store.notes.meter("td-1", at, value)
        elif what == "circuit":
            store.notes.circuit("td-1-1", at, bool(value))
        else:
            store.notes.lamps(at, [(what, 60.0, 60.0, value, 0)])


def account(path: Path, batches: list[list[Sample]]) -> Told:
    async def run() -> None:
        store = opened(path)
        for batch in batches:
            note(store, batch)
            await store.update_ledger(one_street(), START + HOURS * 60 * MINUTE)
        await store.close()

    asyncio.run(run())
    with History.open(path) as history:
        return Told(
            history.hours_between(START, START + timedelta(days=2)),
            history.day_sums(date(2026, 11, 1), date(2026, 12, 1)),
            history.month_sums(date(2026, 11, 1), date(2026, 12, 1)),
            history.gaps_between(START - timedelta(days=1), START + timedelta(days=2)),
        )


def counter(
    chance: random.Random, steps: list[int], watts: int, live: list[bool] | None = None
) -> list[tuple[int, float]]:
    """A counter read at irregular minutes, gaps among them; Wh. It counts in live minutes only, or always."""
    minute, value, rows = chance.randrange(40), float(chance.randrange(1, 10_000)), []
    while minute <= HOURS * 60:
        rows.append((minute, value))
        step = chance.choice(steps)
        counted = step if live is None else sum(live[minute : minute + step])
        minute += step
        value += round(chance.uniform(0, watts) * counted / 60, 1)
    return rows


def history_of(seed: int) -> list[Sample]:
    chance = random.Random(seed)
    rows: list[Sample] = [("meter", *row) for row in counter(chance, [1, 5, 10, 20, 30, 31, 47, 200], 3000)]
    switched = sorted(chance.sample(range(HOURS * 60), chance.randrange(8)))
    notes = {minute: bool(sum(at <= minute for at in switched) % 2) for minute in range(0, 1200, 9)}
    live = [notes[minute // 9 * 9] for minute in range(1200)]
    # A counter that runs in the dark is a contactor's feedback that lies: no reason to tell two stories.
    honest = chance.random() < 0.5
    rows += [
        ("l-1", *row) for row in counter(chance, [15, 15, 15, 30, 45, 300], 100, live if honest else None)
    ]
    return rows + [("circuit", minute, float(closed)) for minute, closed in notes.items()]


def lamp_and_circuit(readings: list[tuple[int, float]], closed: list[tuple[int, int]]) -> list[Sample]:
    """The lamp's readings, and the circuit's feedback every nine minutes: closed in [start, end)."""
    notes = [(minute, any(a <= minute < b for a, b in closed)) for minute in range(0, 1200, 9)]
    edges = [(minute, state) for a, b in closed for minute, state in ((a, True), (b, False))]
    circuit: list[Sample] = [("circuit", minute, float(state)) for minute, state in sorted({*notes, *edges})]
    return circuit + [("l-1", minute, value) for minute, value in readings]


HISTORIES = st.integers(0, 10_000).map(history_of)


def fresh(factory: Path) -> Path:
    return factory / f"{len(list(factory.iterdir()))}"


SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(history=HISTORIES, seed=st.integers(0, 1000))
def test_shuffled_twice_sent_and_late_samples_change_nothing(
    tmp_path: Path, history: list[Sample], seed: int
) -> None:
    chance = random.Random(seed)
    # A circuit's notes are thinned as they come, so that only counters may come in any order.
    circuits = [sample for sample in history if sample[0] == "circuit"]
    others = [sample for sample in history if sample[0] != "circuit"]
    truth = account(fresh(tmp_path), [circuits + others])
    mixed = others + chance.sample(others, len(others) // 3)
    chance.shuffle(mixed)
    cuts = sorted(chance.sample(range(len(mixed) + 1), 2))
    batches = [circuits + mixed[: cuts[0]], mixed[cuts[0] : cuts[1]], mixed[cuts[1] :]]
    assert account(fresh(tmp_path), batches) == truth


def test_a_reading_that_comes_late_mends_the_hour_before_its_left_neighbour(tmp_path: Path) -> None:
    closed = [(63, 83), (500, 1200)]
    lamp = [(62, 100.0), (300, 120.0), (515, 135.0)]
    truth = account(fresh(tmp_path), [lamp_and_circuit(lamp, closed)])
    early = lamp_and_circuit([lamp[0], lamp[2]], closed)
    told = account(fresh(tmp_path), [early, [("l-1", 300, 120.0)]])
    assert told == truth
    assert truth.hours[1].attributed_dwh == 200  # 17:03 to 17:23, known only with the late reading
    assert account(fresh(tmp_path), [early]).hours[1].attributed_dwh == 0


def test_what_a_counter_counts_while_the_feedback_says_open_is_told_where_it_was_seen(tmp_path: Path) -> None:
    readings = [(15 * n, 100.0 + 25 * n) for n in range(60)]
    history = lamp_and_circuit(readings, [(0, 60)])
    truth = account(fresh(tmp_path), [history])
    assert [row.attributed_dwh for row in truth.hours[1:14]] == [1000] * 13
    for cut in (5, 23, 37):
        lamp = history[-60:]
        rest = history[:-60]
        assert account(fresh(tmp_path), [rest + lamp[:cut], lamp[cut:]]) == truth
        assert account(fresh(tmp_path), [rest + lamp[cut:], lamp[:cut]]) == truth


@SLOW
@given(history=HISTORIES)
def test_every_watt_hour_is_in_one_place(tmp_path: Path, history: list[Sample]) -> None:
    told = account(fresh(tmp_path), [history])
    meter = [(minute, value) for what, minute, value in history if what == "meter"]
    ledgered = sum((row.metered_dwh or 0) + row.partial_dwh for row in told.hours)
    passed = sum(gap.passed_dwh or 0 for gap in told.gaps)
    assert ledgered + passed == round(10 * meter[-1][1]) - round(10 * meter[0][1])


@SLOW
@given(history=HISTORIES)
def test_hours_days_and_months_agree(tmp_path: Path, history: list[Sample]) -> None:
    told = account(fresh(tmp_path), [history])
    for name in ("attributed_dwh", "new_full_dwh", "new_old_hours_dwh", "base_dwh", "base_full_night_dwh"):
        hours = sum(getattr(row, name) for row in told.hours if row.metered_dwh is not None)
        assert hours == sum(getattr(row, name) for row in told.days)
        assert hours == sum(getattr(row, name) for row in told.months)
    metered = sum(row.metered_dwh or 0 for row in told.hours)
    assert metered == sum(row.metered_dwh for row in told.days) == sum(row.metered_dwh for row in told.months)
    assert sum(row.hours for row in told.days) == len(told.hours)
    for day in told.days:
        swap = day.base_dwh - day.new_old_hours_dwh
        switching = day.new_old_hours_dwh - day.new_full_dwh
        assert swap + switching + (day.new_full_dwh - day.metered_dwh) == day.base_dwh - day.metered_dwh
