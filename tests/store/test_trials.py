"""Energy of a test: on neither side of any saving; and the hour in which a controller is replaced."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from lightctl.core.trial import Trial
from lightctl.figures import By, period_of, savings_report, savings_table
from lightctl.figures.rows import LedgerHour, LedgerSum, Quality
from lightctl.site.model import Site
from lightctl.store import Act, History
from tests.store.test_commands import opened
from tests.store.town import MINUTE, local, one_street

START = local(20, 8)
"""08:00: nobody wants light for ten hours."""
WATTS = 200
NIGHTLY = range(10 * 60, 16 * 60)
"""Minutes from 18:00 to 24:00."""


def run(
    path: Path, tested: range | None, *, every: int = 5, by_day: bool = True, site: Site | None = None
) -> tuple[list[LedgerHour], list[LedgerSum]]:
    """A day whose lamps burn in the evening and, where one is given, in a test's minutes."""

    async def keep() -> None:
        store = opened(path)
        if tested is not None:
            since, until = START + tested.start * MINUTE, START + tested.stop * MINUTE
            trial = Trial("t-1", "td-1", since, until, "an", "x")
            await store.add_trial(trial, Act(trial.since, "an", "test", "cabinet:td-1", "x"))
        energy = 0.0
        for minute in range(16 * 60 + 1):
            lit = minute in NIGHTLY or (tested is not None and by_day and minute in tested)
            if minute % every == 0:
                store.notes.meter("td-1", START + minute * MINUTE, energy)
            store.notes.circuit("td-1-1", START + minute * MINUTE, lit)
            energy += WATTS / 60 if lit else 0.0
        await store.update_ledger(site or one_street(), START + 16 * 60 * MINUTE)
        await store.close()

    asyncio.run(keep())
    with History.open(path) as history:
        hours = history.hours_between(START, START + timedelta(days=1))
        return hours, history.day_sums(date(2026, 11, 20), date(2026, 11, 21))


def test_a_test_by_day_changes_no_saving_and_no_coverage(tmp_path: Path) -> None:
    _, (plain,) = run(tmp_path / "a", None)
    hours, (day,) = run(tmp_path / "b", range(130, 140))
    tested = [row for row in hours if row.quality & Quality.TESTED]
    assert [row.hour for row in tested] == [START + 120 * MINUTE]
    assert tested[0].metered_dwh is None
    assert tested[0].tested_dwh == round(WATTS / 60 * 10 * 10)
    assert day.tested_dwh == tested[0].tested_dwh
    for name in ("metered_dwh", "base_dwh", "new_full_dwh", "new_old_hours_dwh", "night_hours",
                 "known_night_hours", "lit_min", "attributed_dwh"):  # fmt: skip
        assert getattr(day, name) == getattr(plain, name), name


def test_without_the_mark_the_same_energy_would_have_counted(tmp_path: Path) -> None:
    """The hand-made counter-case: a lamp that burns by day is a cost as long as nobody calls it a test."""
    _, (plain,) = run(tmp_path / "a", None)
    _, (day,) = run(tmp_path / "b", range(130, 140))
    whole = day.metered_dwh + day.tested_dwh
    assert whole - plain.metered_dwh == day.tested_dwh > 0


def test_a_meter_read_rarely_carries_a_test_into_the_hours_around_it(tmp_path: Path) -> None:
    hours, (day,) = run(tmp_path, range(176, 179), every=25)
    tested = {(row.hour - START) // (60 * MINUTE) for row in hours if row.quality & Quality.TESTED}
    assert tested == {2, 3}  # read at 175 and at 200 minutes
    _, (plain,) = run(tmp_path / "plain", None, every=25)
    assert day.metered_dwh == plain.metered_dwh


def test_at_dusk_the_hour_counts_on_neither_side_and_is_not_covered(tmp_path: Path) -> None:
    _, (plain,) = run(tmp_path / "a", None)
    _, (day,) = run(tmp_path / "b", range(600, 610), by_day=False)
    assert day.known_night_hours == plain.known_night_hours - 1
    assert day.night_hours == plain.night_hours
    assert plain.metered_dwh - day.metered_dwh == day.tested_dwh == WATTS * 10
    assert day.base_dwh < plain.base_dwh


def test_the_report_says_what_passed_in_tests(tmp_path: Path) -> None:
    _, days = run(tmp_path, range(130, 190))
    site = one_street()
    period = period_of(days, [], date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22))
    report = savings_report(days, [], [], site.accounts, period)
    assert report.tested_kwh == Decimal("0.2")
    table = savings_table(days, site.accounts, By.DAY)
    assert table.total.quality & Quality.TESTED


@pytest.mark.parametrize("begins", [0.0, 3.0])
def test_the_hour_in_which_a_controller_is_replaced(tmp_path: Path, begins: float) -> None:
    """The new counter begins anew: its value is no energy, and the meter's hour stays whole."""

    async def keep() -> None:
        store = opened(tmp_path)
        meter, lamp = 0.0, 5000.0
        for minute in range(0, 181, 5):
            at = START + minute * MINUTE
            if minute == 90:
                lamp = begins
            store.notes.circuit("td-1-1", at, True)
            store.notes.meter("td-1", at, meter)
            store.notes.lamps(at, [("l-1", 100.0, 100.0, lamp, 0)])
            meter += WATTS / 12
            lamp += 100 / 12
        await store.update_ledger(one_street(), START + 180 * MINUTE)
        await store.close()

    asyncio.run(keep())
    with History.open(tmp_path) as history:
        hours = history.lamp_hours_between(START, START + timedelta(hours=3), "l-1")
        metered = [row.metered_dwh for row in history.hours_between(START, START + timedelta(hours=3))]
    assert metered == [WATTS * 10] * 3
    before, during, after = hours
    assert before.attributed_dwh == pytest.approx(1000, abs=2)
    assert after.attributed_dwh == pytest.approx(1000, abs=2)
    assert during.attributed_dwh == pytest.approx(1000 * 55 / 60, abs=20)
    assert during.quality & Quality.LAMP_GAP
    assert not before.quality & Quality.LAMP_GAP


def test_a_street_that_goes_dark_slowly_keeps_its_test_apart_as_long(tmp_path: Path) -> None:
    """Twenty turns a minute apart: the light of a test until 10:56 lasts into the next hour."""
    slow = replace(one_street().settings, off_steps=20, off_gap=MINUTE)
    hours, _ = run(tmp_path / "slow", range(170, 176), site=replace(one_street(), settings=slow))
    tested = [row.hour for row in hours if row.quality & Quality.TESTED]
    assert tested == [START + 120 * MINUTE, START + 180 * MINUTE]
    hours, _ = run(tmp_path / "usual", range(160, 172))
    assert [row.hour for row in hours if row.quality & Quality.TESTED] == [START + 120 * MINUTE]
