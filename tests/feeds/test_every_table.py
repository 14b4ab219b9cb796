"""Every recorded table, row by row, against a reading of it by hand: nothing lost, nothing made up."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lightctl.core.conditions import TrafficReading
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Quality, TrafficState, judge, step_traffic
from lightctl.feeds.mapped import Playback, read_mapped
from lightctl.site.library import Library
from lightctl.site.mapping_file import load_mapping
from tests.conftest import DATA, REPOSITORY, data_file

HOUR, QUARTER, FIVE = timedelta(hours=1), timedelta(minutes=15), timedelta(minutes=5)
SCATS = "scats_melbourne_15min_2006-10_sites_a.csv"
Flows = Mapping[datetime, float | None]


def read(name: str, mapping: str, sites: Mapping[str, str]) -> list[TrafficReading]:
    known = load_mapping(Library(REPOSITORY), f"config/mappings/{mapping}.yaml")
    return read_mapped(data_file(f"traffic/{name}"), known, sites, Playback(ZoneInfo("Asia/Ho_Chi_Minh")))


def rows(name: str, skip: int = 0) -> Iterator[list[str]]:
    with data_file(f"traffic/{name}").open(encoding="utf-8-sig") as file:
        yield from list(csv.reader(file))[1 + skip :]


def flows(readings: list[TrafficReading]) -> Flows:
    assert len(readings) == len({one.at for one in readings})
    return {one.at: one.flow for one in readings}


def ends(wall: datetime, zone: str, period: timedelta) -> datetime | None:
    """When the period that began then had passed; None where no clock showed that time, or twice."""
    there = ZoneInfo(zone)
    first, second = (wall.replace(tzinfo=there, fold=fold).astimezone(UTC) for fold in (0, 1))
    shown = first.astimezone(there).replace(tzinfo=None) == wall
    return first + period if shown and first == second else None


def one_a_period(counts: Mapping[datetime, set[float]], zone: str, period: timedelta) -> Flows:
    """Per hour; a period whose rows contradict each other is unknown."""
    found = {ends(wall, zone, period): told for wall, told in counts.items()}
    per_hour = HOUR / period
    return {end: told.pop() * per_hour if len(told) == 1 else None for end, told in found.items() if end}


def test_no_table_is_forgotten() -> None:
    if not (DATA / "traffic").is_dir():
        pytest.skip("no traffic under LIGHTCTL_DATA")
    known = {"i94_metro_hourly_2017", "junctions_1_2_hourly_2015-2017", "pems_5min_2016_jan_feb",
             "scats_melbourne_15min_2006-10_sites_a", "nab_occupancy_6005", "nab_speed_6005"}  # fmt: skip
    assert {path.stem for path in (DATA / "traffic").glob("*.csv")} == known
    told = (REPOSITORY / "docs" / "traffic-and-weather.md").read_text(encoding="utf-8")
    assert all(f"`{path.stem}`" in told for path in (REPOSITORY / "config" / "mappings").glob("*.yaml"))


def test_a_road_with_hours_written_twice_hours_missing_and_a_clock_that_is_changed() -> None:
    name, counts = "i94_metro_hourly_2017.csv", defaultdict(set)
    for row in rows(name):
        counts[datetime.fromisoformat(row[7])].add(float(row[8]))
    written = sum(1 for _ in rows(name))
    expected = one_a_period(counts, "America/Chicago", HOUR)
    found = flows(read(name, "i94", {"cam": "x"}))
    assert found == expected
    assert written > len(found) + 1500  # hours that were written more than once
    assert sum(flow == 0 for flow in found.values()) == sum(told == {0.0} for told in counts.values())
    gone = [wall for wall in counts if ends(wall, "America/Chicago", HOUR) is None]
    assert len(found) == len(counts) - len(gone)
    first, last = min(found), max(found)
    assert len(found) < (last - first) / HOUR  # what is missing stays missing


@pytest.mark.parametrize("junction", ["1", "2"])
def test_two_junctions_side_by_side(junction: str) -> None:
    name = "junctions_1_2_hourly_2015-2017.csv"
    expected = {
        datetime.strptime(row[0], "%d-%m-%Y %H.%M").replace(tzinfo=UTC) + HOUR: float(row[2])
        for row in rows(name) if row[1] == junction
    }  # fmt: skip
    assert flows(read(name, "junctions", {"cam": junction})) == expected
    assert len(expected) == 14592


def test_a_lane_whose_table_bears_a_mark_and_knows_no_weekends() -> None:
    name = "pems_5min_2016_jan_feb.csv"
    assert data_file(f"traffic/{name}").read_bytes()[:3] == b"\xef\xbb\xbf"
    counts = {datetime.strptime(row[0], "%d/%m/%Y %H:%M"): {float(row[1])} for row in rows(name)}  # noqa: DTZ007
    found = flows(read(name, "pems", {"cam": "x"}))
    assert found == one_a_period(counts, "America/Los_Angeles", FIVE)
    assert not [at for at in found if (at - FIVE).astimezone(ZoneInfo("America/Los_Angeles")).weekday() >= 5]


def scats_by_hand() -> dict[str, Flows]:
    """Sums of the approaches of each site, where all of them counted that day."""
    lanes: dict[str, dict[datetime, list[str]]] = defaultdict(dict)
    for row in rows(SCATS, skip=1):
        day = datetime.strptime(row[9], "%d/%m/%y")  # noqa: DTZ007 - a wall clock's day
        for number, cell in enumerate(row[10:106]):
            lanes[row[0]].setdefault(day + number * QUARTER, []).append(cell)
    found: dict[str, Flows] = {}
    for site, cells in lanes.items():
        most = max(map(len, cells.values()))
        instants = {wall: ends(wall, "Australia/Melbourne", QUARTER) for wall in cells}
        found[site] = {
            end: _sum(cells[wall], most) for wall, end in instants.items() if end is not None
        }  # fmt: skip
    return found


def _sum(cells: list[str], most: int) -> float | None:
    counts = [float(cell) for cell in cells if cell and float(cell) >= 0]
    return 4 * sum(counts) if len(counts) == most else None


def test_crossings_whose_tables_fill_the_hour_that_never_was_with_zeros() -> None:
    by_hand = scats_by_hand()
    never = datetime(2006, 10, 28, 16, tzinfo=UTC)  # Melbourne's 2:00 to 3:00 of the 29th
    readings = read(SCATS, "scats", {f"cam-{site}": site for site in by_hand})
    for site, expected in by_hand.items():
        found = flows([one for one in readings if one.place == f"cam-{site}"])
        assert found == expected
        assert never in found  # the quarter before the change
        assert not [at for at in expected if at not in found]
    assert len(by_hand) == 8
    days = Counter(len(expected) for expected in by_hand.values())
    assert all(count % 96 == 92 for count in days)  # four quarters less, once


@pytest.mark.parametrize(
    ("name", "mapping"), [("nab_occupancy_6005", "nab-occupancy"), ("nab_speed_6005", "nab-speed")]
)
def test_a_detector_that_counts_nothing_says_no_flow(name: str, mapping: str) -> None:
    counts = {datetime.fromisoformat(row[0]): float(row[1]) for row in rows(f"{name}.csv")}
    found = {one.at: one for one in read(f"{name}.csv", mapping, {"cam": "x"})}
    expected = {end - HOUR: value for wall, value in counts.items()
                if (end := ends(wall, "America/Chicago", HOUR))}  # fmt: skip
    assert found.keys() == expected.keys()
    assert all(one.flow is None for one in found.values())
    told = {at: one.occupancy or one.speed or 0.0 for at, one in found.items()}
    factor = 0.01 if "occupancy" in name else 1.609344
    assert told == pytest.approx({at: value * factor for at, value in expected.items()})


TABLES = {
    "i94": ("i94_metro_hourly_2017.csv", "x"), "junctions": ("junctions_1_2_hourly_2015-2017.csv", "2"),
    "pems": ("pems_5min_2016_jan_feb.csv", "x"), "scats": (SCATS, "2000"),
    "nab-occupancy": ("nab_occupancy_6005.csv", "x"), "nab-speed": ("nab_speed_6005.csv", "x"),
}  # fmt: skip


@pytest.mark.parametrize("mapping", TABLES)
def test_in_every_gap_the_street_is_in_doubt(mapping: str) -> None:
    name, site = TABLES[mapping]
    readings = read(name, mapping, {"cam": site})
    service = max((one.flow for one in readings if one.flow is not None), default=1000.0)
    state, doubted = TrafficState("cam"), 0
    for reading, following in pairwise(readings):
        state = step_traffic(state, reading, service, TrafficRule())
        if following.at - reading.at > timedelta(minutes=21):
            doubted += 1
            assert judge(state, following.at - timedelta(seconds=1))[0] is Quality.STALE
        assert reading.flow is not None or state.quality is not Quality.GOOD
    assert doubted > 0


def test_a_small_table_by_hand(tmp_path: Path) -> None:
    """What the tests above hold the recordings to, on five rows."""
    path = tmp_path / "small.csv"
    path.write_text(
        "holiday,date_time,traffic_volume\nx,2017-03-12 01:00:00,4\nx,2017-03-12 02:00:00,0\n"
        "x,2017-03-12 03:00:00,5\nx,2017-03-12 03:00:00,5\nx,2017-03-12 05:00:00,6\n", encoding="utf-8-sig",
    )  # fmt: skip
    known = load_mapping(Library(REPOSITORY), "config/mappings/i94.yaml")
    found = flows(read_mapped(path, known, {"cam": "x"}, Playback(ZoneInfo("Asia/Ho_Chi_Minh"))))
    walls = {datetime(2017, 3, 12, hour): {flow} for hour, flow in ((1, 4.0), (2, 0.0), (3, 5.0), (5, 6.0))}  # noqa: DTZ001
    assert found == one_a_period(walls, "America/Chicago", HOUR)
    assert [flow for _, flow in sorted(found.items())] == [4.0, 5.0, 6.0]
