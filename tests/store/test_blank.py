"""What the ledger does not hold is asked for all the same: by hour, cabinet and local day."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lightctl.figures.rows import Quality
from lightctl.store import History
from lightctl.store.ledger import blanks
from tests.store.test_commands import opened
from tests.store.test_ledger import play
from tests.store.town import cabinet, lamp, local, one_street, town

DAY = timedelta(days=1)


def test_a_cabinet_without_any_row_lacks_every_hour_of_light() -> None:
    missing = blanks(one_street(), [], local(1, 0), local(8, 0))
    assert [row.day for row in missing] == [date(2026, 11, 1) + n * DAY for n in range(7)]
    assert {(row.cabinet, row.street, row.hours, row.night_hours) for row in missing} == {
        ("td-1", "thd", 24, 12)
    }
    assert {(row.known_hours, row.known_night_hours, row.metered_dwh, row.base_dwh) for row in missing} == {
        (0, 0, 0, 0)
    }
    assert {row.quality for row in missing} == {Quality.MISSING}


def test_cabinets_of_several_streets_without_lamps_and_without_a_meter() -> None:
    site = town(
        [lamp("l-1", "td-1", "thd"), lamp("l-2", "td-1", "le-loi"), lamp("l-3", "td-2", "le-loi")],
        [cabinet("td-1", "thd"), cabinet("td-2", "le-loi", metered=False), cabinet("td-3", "thd")],
    )
    shared, unmetered, empty = blanks(site, [], local(1, 0), local(2, 0))
    assert (shared.street, shared.night_hours) == ("", 12)
    assert unmetered.quality == Quality.MISSING | Quality.UNMETERED
    assert (empty.street, empty.hours, empty.night_hours) == ("thd", 24, 0)


def test_nothing_is_asked_of_days_to_come() -> None:
    assert blanks(one_street(), [], local(8, 0), local(8, 0)) == []
    assert blanks(one_street(), [], local(8, 0), local(1, 0)) == []


async def test_a_day_that_is_held_in_part_lacks_the_rest(tmp_path: Path) -> None:
    store, site = opened(tmp_path), one_street()
    play(store, local(20, 16), local(21, 8), closed=(local(20, 18), local(21, 6)))
    await store.update_ledger(site, local(21, 8))
    await store.close()
    with History.open(tmp_path) as history:
        held = history.day_sums(date(2026, 11, 20), date(2026, 11, 22))
    missing = blanks(site, held, local(20, 0), local(22, 0))
    assert [(row.day.day, row.hours, row.night_hours) for row in missing] == [(20, 16, 6), (21, 16, 6)]
    begun_at_four = blanks(site, held, local(20, 16), local(21, 0))
    assert begun_at_four == []


def test_days_of_a_clock_change_have_their_own_hours() -> None:
    site, berlin = one_street(), ZoneInfo("Europe/Berlin")
    place = site.settings.place
    object.__setattr__(place, "zone", berlin)
    start = datetime(2026, 10, 25, tzinfo=berlin).astimezone(UTC)
    (long,) = blanks(site, [], start, datetime(2026, 10, 26, tzinfo=berlin).astimezone(UTC))
    assert (long.hours, long.night_hours) == (25, 13)
