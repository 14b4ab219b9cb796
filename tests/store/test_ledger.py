"""One street's night accounted by hand: every column, every flag."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from lightctl.core.plant import Fitted
from lightctl.figures.rows import LedgerHour, Quality
from lightctl.site.model import Site
from lightctl.store import FAILED, History, Store
from tests.store.test_commands import opened
from tests.store.town import HOUR, MINUTE, cabinet, lamp, local, one_street, town

Told = Callable[[datetime], float | None]


def play(
    store: Store, start: datetime, end: datetime, *, closed: tuple[datetime, datetime], watts: float = 60.0,
    meter: Callable[[datetime, float], float | None] = lambda at, wh: wh, failed: str = "",
    lamps: tuple[str, ...] = ("l-1", "l-2"), cabinet_id: str = "td-1",
) -> None:  # fmt: skip
    """A steady night: meter and contactor each minute, counters each quarter; two lamps of `watts` + 10 W."""
    at = start
    while at <= end:
        lit = max(timedelta(0), min(at, closed[1]) - closed[0]) / HOUR
        counted = meter(at, 50_000 + 10 * ((at - start) / HOUR) + len(lamps) * watts * lit)
        store.notes.meter(cabinet_id, at, counted)
        powered = closed[0] <= at < closed[1]
        store.notes.circuit(f"{cabinet_id}-1", at, powered)
        if at.minute % 15 == 0 and powered:
            rows = [(one, 60.0, watts, 700 + watts * lit, FAILED if one == failed else 0) for one in lamps]
            store.notes.lamps(at, rows)
        at += MINUTE


async def night(path: Path, site: Site | None = None, **how: object) -> tuple[list[LedgerHour], History]:
    """Play 16:00–08:00, lit 18:00–06:00, and account it."""
    store = opened(path)
    closed = (local(20, 18), local(21, 6))
    play(store, local(20, 16), local(21, 8), closed=closed, **how)  # type: ignore[arg-type]
    await store.update_ledger(site or one_street(), local(21, 8) + 5 * MINUTE)
    await store.close()
    history = History.open(path)
    return history.hours_between(local(20, 16), local(21, 8)), history


def by_hour(rows: list[LedgerHour]) -> dict[int, LedgerHour]:
    return {(row.hour + timedelta(hours=7)).hour: row for row in rows}


async def test_a_night_by_hand(tmp_path: Path) -> None:
    rows, history = await night(tmp_path)
    assert len(rows) == 16
    evening = by_hour(rows)[19]
    assert evening.street == "thd"
    assert evening.metered_dwh == 1300  # 2 × 60 W + 10 W of the cabinet itself
    assert evening.attributed_dwh == 1200
    assert evening.new_full_dwh == 2000
    assert evening.new_old_hours_dwh == 1900  # 95 % of the old lamps burned
    assert evening.base_dwh == 5282  # 2 × 278 W × 0.95
    assert evening.base_full_night_dwh == 5560
    assert (evening.lit_min, evening.lamps, evening.quality) == (120, 2, Quality(0))
    late = by_hour(rows)[23]
    assert (late.base_dwh, late.new_old_hours_dwh, late.base_full_night_dwh) == (2641, 950, 5560)
    noon = by_hour(rows)[17]
    assert (noon.metered_dwh, noon.base_dwh, noon.lit_min, noon.attributed_dwh) == (100, 0, 0, 0)
    (first, second) = history.day_sums(date(2026, 11, 20), date(2026, 11, 22))
    assert (first.hours, first.night_hours, second.night_hours) == (8, 6, 6)
    assert first.metered_dwh + second.metered_dwh == 16 * 100 + 12 * 1200
    assert first.base_full_night_dwh + second.base_full_night_dwh == 12 * 5560
    history.close()


async def test_the_last_minutes_of_a_morning_are_counted_in_the_evening(tmp_path: Path) -> None:
    store, site = opened(tmp_path), one_street()
    play(store, local(20, 16), local(21, 8), closed=(local(20, 18), local(21, 6)))
    await store.update_ledger(site, local(21, 8))
    with History.open(tmp_path) as history:
        (last,) = history.hours_between(local(21, 5), local(21, 6))
    assert (last.attributed_dwh, last.quality) == (900, Quality.LAMP_GAP)
    for at in (local(21, 18, 15), local(21, 18, 30)):
        lit = 12 + (at - local(21, 18)) / HOUR
        store.notes.lamps(at, [(one, 60.0, 60.0, 700 + 60 * lit, 0) for one in ("l-1", "l-2")])
    store.notes.circuit("td-1-1", local(21, 17, 59), False)
    store.notes.circuit("td-1-1", local(21, 18), True)
    await store.update_ledger(site, local(21, 19))
    await store.close()
    with History.open(tmp_path) as history:
        (last,) = history.hours_between(local(21, 5), local(21, 6))
        lamp_hours = history.lamp_hours_between(local(21, 5), local(21, 6), "l-1")
    assert (last.attributed_dwh, last.quality) == (1200, Quality(0))
    assert [(h.attributed_dwh, h.lit_min) for h in lamp_hours] == [(600, 60)]


@pytest.mark.parametrize("hour", range(6, 18, 3))
async def test_wherever_the_ledger_is_cut_a_morning_ends_with_the_evening(tmp_path: Path, hour: int) -> None:
    store, site = opened(tmp_path), one_street()
    play(store, local(20, 16), local(21, 8), closed=(local(20, 18), local(21, 6)))
    store.notes.circuit("td-1-1", local(21, 17, 59), False)
    for minute in range(0, 61, 15):
        at = local(21, 18, minute) if minute < 60 else local(21, 19)
        store.notes.circuit("td-1-1", at, True)
        lit = 12 + minute / 60
        store.notes.lamps(at, [(one, 60.0, 60.0, 700 + 60 * lit, 0) for one in ("l-1", "l-2")])
    await store.rebuild_ledger(site, local(20, 16), local(21, hour))
    await store.close()
    with History.open(tmp_path) as history:
        (last,) = history.hours_between(local(21, 5), local(21, 6))
    assert last.attributed_dwh == 1200


async def test_a_gap_is_named_and_its_hours_are_unknown(tmp_path: Path) -> None:
    dark = (local(20, 20, 30), local(20, 22, 15))
    rows, history = await night(tmp_path, meter=lambda at, wh: None if dark[0] < at < dark[1] else wh)
    unknown = [row for row in rows if row.metered_dwh is None]
    assert [row.hour for row in unknown] == [local(20, 20), local(20, 21), local(20, 22)]
    assert all(row.quality & Quality.UNKNOWN for row in unknown)
    assert [row.partial_dwh for row in unknown] == [650, 0, 975]
    (gap,) = history.gaps_between(local(20, 16), local(21, 8))
    assert (gap.cabinet, gap.since, gap.until, gap.passed_dwh) == ("td-1", *dark, 2275)
    everything = sum(row.metered_dwh or 0 for row in rows) + sum(row.partial_dwh for row in rows) + 2275
    assert everything == 16 * 100 + 12 * 1200
    day = history.day_sums(date(2026, 11, 20), date(2026, 11, 21))[0]
    assert (day.known_hours, day.hours, day.known_night_hours, day.night_hours) == (5, 8, 3, 6)
    assert day.base_dwh == 2 * 5282 + 2641
    assert day.quality == Quality.UNKNOWN  # a day carries the flags of any of its hours
    month = history.month_sums(date(2026, 11, 1), date(2026, 12, 1))[0]
    assert month.quality == Quality.UNKNOWN | Quality.LAMP_GAP  # the morning's last reading is to come
    history.close()


async def test_a_silence_of_half_an_hour_is_bridged(tmp_path: Path) -> None:
    dark = (local(20, 20, 30), local(20, 21))
    rows, history = await night(tmp_path, meter=lambda at, wh: None if dark[0] < at < dark[1] else wh)
    assert all(row.metered_dwh is not None for row in rows)
    assert history.gaps_between(local(20, 16), local(21, 8)) == []
    history.close()


async def test_a_reset_loses_its_hour_and_says_so(tmp_path: Path) -> None:
    swapped = local(20, 21, 10)
    rows, history = await night(tmp_path, meter=lambda at, wh: wh if at < swapped else wh - 49_000)
    assert by_hour(rows)[21].metered_dwh is None
    assert by_hour(rows)[21].quality == Quality.UNKNOWN | Quality.RESET
    assert by_hour(rows)[20].metered_dwh == by_hour(rows)[22].metered_dwh == 1300
    (gap,) = history.gaps_between(local(20, 16), local(21, 8))
    assert gap.passed_dwh is None
    history.close()


async def test_more_than_a_feeder_can_carry_is_never_billed(tmp_path: Path) -> None:
    swapped = local(20, 21, 10)
    rows, history = await night(tmp_path, meter=lambda at, wh: wh if at < swapped else wh + 5_000)
    assert by_hour(rows)[21].metered_dwh is None
    assert by_hour(rows)[21].quality == Quality.UNKNOWN | Quality.ABSURD
    assert by_hour(rows)[20].metered_dwh == by_hour(rows)[22].metered_dwh == 1300
    history.close()


async def test_a_glitch_to_zero_is_no_reset(tmp_path: Path) -> None:
    zero = {local(20, 21, 10), local(20, 21, 11)}
    rows, history = await night(tmp_path, meter=lambda at, wh: 0.0 if at in zero else wh)
    assert by_hour(rows)[21].metered_dwh == 1300
    assert by_hour(rows)[21].quality == Quality.GLITCH
    history.close()


async def test_a_failed_lamp_counts_on_neither_side(tmp_path: Path) -> None:
    rows, history = await night(tmp_path, failed="l-2")
    evening = by_hour(rows)[19]
    assert evening.quality == Quality.FAILED
    assert (evening.lamps, evening.new_full_dwh, evening.base_dwh) == (1, 1000, 2641)
    assert evening.metered_dwh == 1300
    history.close()


async def test_a_lamp_that_was_told_to_be_dark_gives_no_light(tmp_path: Path) -> None:
    store, site = opened(tmp_path), one_street()
    play(store, local(20, 16), local(21, 8), closed=(local(20, 18), local(21, 6)))
    for at in (local(20, 21), local(20, 21, 15), local(20, 21, 30)):
        store.notes.lamps(at, [("l-1", 0.0, 0.0, 700 + 60 * ((at - local(20, 18)) / HOUR), 0)])
    await store.update_ledger(site, local(21, 8) + 5 * MINUTE)
    await store.close()
    with History.open(tmp_path) as history:
        rows = by_hour(history.hours_between(local(20, 16), local(21, 8)))
    assert (rows[21].lit_min, rows[21].new_full_dwh) == (75, 1250)
    assert (rows[20].lit_min, rows[22].lit_min) == (120, 120)


async def test_a_luminaire_is_changed_between_two_nights(tmp_path: Path) -> None:
    site = town([lamp("l-1", "td-1", "thd")], [cabinet("td-1", "thd")])
    fitted = (Fitted(date(2024, 1, 1), "led-100"), Fitted(date(2026, 11, 20), "led-50"))
    one, big = site.plant.lamps["l-1"], site.plant.luminaires["led-100"]
    small = replace(big, id="led-50", power_curve=((10.0, 6.0), (100.0, 50.0)))
    plant = replace(
        site.plant, lamps={"l-1": replace(one, luminaires=fitted)},
        luminaires={"led-100": big, "led-50": small},
    )  # fmt: skip
    store = opened(tmp_path)
    play(store, local(19, 22), local(20, 20), closed=(local(19, 22), local(20, 20)), lamps=("l-1",))
    await store.update_ledger(replace(site, plant=plant), local(20, 20) + 5 * MINUTE)
    await store.close()
    with History.open(tmp_path) as history:
        rows = by_hour(history.hours_between(local(19, 22), local(20, 20)))
    assert [rows[hour].new_full_dwh for hour in (1, 11, 12, 19)] == [1000, 1000, 500, 500]


@pytest.mark.parametrize("exchanged", [False, True])
async def test_a_new_controllers_counter_is_no_going_on_of_the_old_ones(
    tmp_path: Path, exchanged: bool
) -> None:
    """At 05:45 the old counter of l-1 showed 1405 Wh; what hangs there at 18:00 shows 1408."""
    site = one_street()
    if exchanged:
        rows = (Fitted(date(2024, 1, 1), "LCU 1", "1"), Fitted(date(2026, 11, 21), "LCU 2", "2"))
        lamps = {**site.plant.lamps, "l-1": replace(site.plant.lamps["l-1"], controllers=rows)}
        site = replace(site, plant=replace(site.plant, lamps=lamps))
    store = opened(tmp_path)
    play(store, local(20, 16), local(21, 8), closed=(local(20, 18), local(21, 6)))
    store.notes.circuit("td-1-1", local(21, 17, 59), False)
    for minute in range(0, 61, 15):
        at, lit = local(21, 18) + minute * MINUTE, 12 + minute / 60
        store.notes.circuit("td-1-1", at, True)
        new, old = 1408 + minute, 700 + 60 * lit
        store.notes.lamps(at, [("l-1", 60.0, 60.0, new, 0), ("l-2", 60.0, 60.0, old, 0)])
    await store.update_ledger(site, local(21, 19))
    await store.close()
    with History.open(tmp_path) as history:
        (morning,) = history.lamp_hours_between(local(21, 5), local(21, 6), "l-1")
        (evening,) = history.lamp_hours_between(local(21, 18), local(21, 19), "l-1")
    assert evening.attributed_dwh == 600
    if exchanged:
        assert (morning.attributed_dwh, morning.quality) == (450, Quality.LAMP_GAP)
    else:
        assert (morning.attributed_dwh, morning.quality) == (480, Quality(0))


async def test_contactor_only_lamps_are_estimated(tmp_path: Path) -> None:
    site = town([lamp("l-1", "td-1", "thd", dimmable=False)], [cabinet("td-1", "thd")])
    rows, history = await night(tmp_path, site, watts=100.0, lamps=("l-1",))
    evening = by_hour(rows)[19]
    assert (evening.attributed_dwh, evening.new_full_dwh, evening.quality) == (1000, 1000, Quality.ESTIMATED)
    history.close()


async def test_an_unmetered_cabinet_is_never_metered(tmp_path: Path) -> None:
    site = town([lamp("l-1", "td-1", "thd", dimmable=False)], [cabinet("td-1", "thd", metered=False)])
    rows, history = await night(tmp_path, site, lamps=("l-1",))
    assert all(row.metered_dwh is None for row in rows)
    assert by_hour(rows)[19].quality == Quality.ESTIMATED | Quality.UNMETERED
    day = history.day_sums(date(2026, 11, 20), date(2026, 11, 21))[0]
    assert not day.metered
    assert (day.metered_dwh, day.attributed_dwh, day.base_dwh) == (0, 6000, 4 * 2641 + 2 * 1320)
    history.close()


async def test_an_unmetered_cabinet_that_is_silent_is_unknown_and_saves_nothing(tmp_path: Path) -> None:
    site = town([lamp("l-1", "td-1", "thd", dimmable=False)], [cabinet("td-1", "thd", metered=False)])
    store = opened(tmp_path)
    for minute in range(16 * 60 + 1):
        at = local(20, 16) + minute * MINUTE
        lit = local(20, 18) <= at < local(21, 6)
        heard = not local(20, 20, 30) < at < local(20, 22, 15)
        store.notes.circuit("td-1-1", at, lit if heard else None)
        store.notes.meter("other", at, 1.0)
    await store.update_ledger(site, local(21, 8) + 5 * MINUTE)
    await store.close()
    with History.open(tmp_path) as history:
        rows = by_hour(history.hours_between(local(20, 16), local(21, 8)))
        day = history.day_sums(date(2026, 11, 20), date(2026, 11, 21))[0]
    assert rows[19].quality == Quality.ESTIMATED | Quality.UNMETERED
    assert all(rows[hour].quality & Quality.UNKNOWN for hour in (20, 21, 22))
    assert (day.known_night_hours, day.night_hours) == (3, 6)
    assert day.base_dwh == 2 * 2641 + 1320


async def test_lamps_whose_circuit_is_silent_are_not_said_to_be_read(tmp_path: Path) -> None:
    store, site = opened(tmp_path), one_street()
    for minute in range(181):
        at = local(20, 18) + minute * MINUTE
        store.notes.meter("td-1", at, 1000.0 + 2 * minute)
        store.notes.circuit("td-1-1", at, True if minute < 60 else None)
    await store.update_ledger(site, local(20, 21))
    await store.close()
    with History.open(tmp_path) as history:
        rows = history.hours_between(local(20, 18), local(20, 21))
    assert [bool(row.quality & Quality.LAMP_GAP) for row in rows[1:]] == [True, True]


async def test_a_cabinet_of_two_streets_is_a_row_of_its_own(tmp_path: Path) -> None:
    site = town([lamp("l-1", "td-1", "thd"), lamp("l-2", "td-1", "le-loi")], [cabinet("td-1", "thd")])
    rows, history = await night(tmp_path, site)
    assert {row.street for row in rows} == {""}
    assert by_hour(rows)[19].quality == Quality.SHARED
    history.close()


async def test_a_stopped_daemon_leaves_unknown_hours_not_missing_ones(tmp_path: Path) -> None:
    store, site = opened(tmp_path), one_street()
    play(store, local(20, 16), local(20, 20), closed=(local(20, 18), local(21, 6)))
    await store.update_ledger(site, local(20, 20))
    await store.close()
    store = opened(tmp_path)
    play(store, local(22, 16), local(22, 20), closed=(local(22, 18), local(23, 6)))
    await store.update_ledger(site, local(22, 20))
    await store.close()
    with History.open(tmp_path) as history:
        rows = history.hours_between(local(20, 16), local(22, 20))
    assert [row.hour for row in rows] == [local(20, 16) + n * HOUR for n in range(52)]
    assert sum(row.metered_dwh is None for row in rows) == 44


async def test_working_out_again_changes_nothing(tmp_path: Path) -> None:
    rows, history = await night(tmp_path)
    days = history.day_sums(date.min, date.max)
    months = history.month_sums(date(2026, 1, 1), date(2027, 1, 1))
    history.close()
    store = opened(tmp_path)
    assert await store.rebuild_ledger(one_street(), local(20, 16), local(21, 8)) == 16
    assert await store.update_ledger(one_street(), local(21, 9)) == 0
    await store.close()
    with History.open(tmp_path) as again:
        assert again.hours_between(local(20, 16), local(21, 8)) == rows
        assert again.day_sums(date.min, date.max) == days
        assert again.month_sums(date(2026, 1, 1), date(2027, 1, 1)) == months
        assert months[0].metered_dwh == sum(day.metered_dwh for day in days)


@pytest.mark.parametrize("silence", [20, 45])
async def test_light_is_held_over_a_silent_cabinet_that_stayed_closed(tmp_path: Path, silence: int) -> None:
    store, site = opened(tmp_path), one_street()
    start = local(20, 19)
    for minute in range(120):
        at = start + minute * MINUTE
        store.notes.meter("td-1", at, 1000.0 + minute)
        if not 30 < minute < 30 + silence:
            store.notes.circuit("td-1-1", at, True)
    await store.update_ledger(site, local(20, 20))
    await store.close()
    with History.open(tmp_path) as history:
        (row,) = history.hours_between(start, start + HOUR)
    assert row.lit_min == 120


async def test_hours_outlive_their_samples(tmp_path: Path) -> None:
    rows, history = await night(tmp_path)
    history.close()
    store, site = opened(tmp_path), one_street()
    assert await store.purge(local(21, 0), keep=timedelta(hours=2)) > 0
    assert await store.rebuild_ledger(site, local(20, 16), local(21, 8)) == 0
    store.notes.meter("td-1", local(21, 8, 1), 60_000.0)
    await store.update_ledger(site, local(21, 9))
    await store.close()
    with History.open(tmp_path) as history:
        assert history.hours_between(local(20, 16), local(21, 8)) == rows
