"""Every recorded table through its mapping: a gap is unknown, never no cars."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lightctl.core.conditions import TrafficReading
from lightctl.errors import FeedError, SiteError
from lightctl.feeds.mapped import Playback, read_mapped
from lightctl.feeds.recorded import recorded_traffic
from lightctl.site.library import Library
from lightctl.site.loader import load_site
from lightctl.site.mapping_file import MappingFile, load_mapping
from tests.conftest import REPOSITORY, data_file
from tests.site.good_city import FILES, write

TAN_AN = ZoneInfo("Asia/Ho_Chi_Minh")
OWN = Playback(TAN_AN)
SHIPPED = sorted((REPOSITORY / "config" / "mappings").glob("*.yaml"))


def mapping(name: str) -> MappingFile:
    return load_mapping(Library(REPOSITORY), f"config/mappings/{name}.yaml")


def read(
    path: Path, name: str, sites: dict[str, str] | None = None, play: Playback = OWN
) -> list[TrafficReading]:
    return read_mapped(path, mapping(name), sites or {"cam-01": "x"}, play)


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding)
    return path


I94 = "holiday,date_time,traffic_volume\n"


def gaps(readings: list[TrafficReading]) -> list[timedelta]:
    return [later.at - earlier.at for earlier, later in pairwise(readings)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_mapping_is_named_as_its_file(path: Path) -> None:
    assert mapping(path.stem).mapping == path.stem


def test_an_hour_written_twice_counts_once_and_one_that_contradicts_itself_is_unknown(tmp_path: Path) -> None:
    rows = "None,2017-01-01 00:00:00,10\nNone,2017-01-01 00:00:00,10\n"
    rows += "None,2017-01-01 01:00:00,10\nNone,2017-01-01 01:00:00,11\nNone,2017-01-01 05:00:00,\n"
    readings = read(table(tmp_path, I94 + rows), "i94")
    assert readings[0] == TrafficReading("cam-01", datetime(2017, 1, 1, 7, tzinfo=UTC), 10.0, 3600.0)
    assert [(r.at.hour, r.flow) for r in readings] == [(7, 10.0), (8, None), (12, None)]


def test_an_hour_that_never_was_and_one_that_was_twice_are_unknown(tmp_path: Path) -> None:
    rows = "".join(f"None,2017-{day} {hour:02}:00:00,0\n" for day in ("03-12", "11-05") for hour in range(4))
    readings = read(table(tmp_path, I94 + rows), "i94")
    assert [reading.at for reading in readings] == [
        datetime(2017, 3, 12, hour, tzinfo=UTC)
        for hour in (7, 8, 9)  # 02:00 never was
    ] + [datetime(2017, 11, 5, hour, tzinfo=UTC) for hour in (6, 9, 10)]  # 01:00 was twice


def test_a_marked_table_of_one_lane(tmp_path: Path) -> None:
    text = "5 Minutes,Lane 1 Flow (Veh/5 Minutes),# Lane Points,% Observed\n04/01/2016 0:00,12,1,100\n"
    (reading,) = read(table(tmp_path, text, "utf-8-sig"), "pems")
    assert reading == TrafficReading("cam-01", datetime(2016, 1, 4, 8, 5, tzinfo=UTC), 144.0, 300.0)


def test_junctions_side_by_side_played_in_the_city(tmp_path: Path) -> None:
    text = "DateTime,Junction,Vehicles,ID\n01-11-2015 0.00,1,15,7\n01-11-2015 0.00,2,6,8\n"
    sites, play = {"cam-01": "1", "cam-02": "2"}, Playback(TAN_AN, date(2026, 6, 1))
    readings = read(table(tmp_path, text), "junctions", sites, play)
    end = datetime(2026, 5, 31, 18, tzinfo=UTC)
    assert [(r.place, r.at, r.flow) for r in readings] == [("cam-01", end, 15.0), ("cam-02", end, 6.0)]


def test_occupancy_and_speed_without_a_count_say_no_flow(tmp_path: Path) -> None:
    path = table(tmp_path, "timestamp,value\n2015-09-01 13:45:00,26.5\n")
    (full,), (fast,) = read(path, "nab-occupancy"), read(path, "nab-speed")
    assert (full.flow, full.occupancy, full.at) == (None, 0.265, datetime(2015, 9, 1, 18, 45, tzinfo=UTC))
    assert (fast.flow, round(fast.speed or 0, 2)) == (None, 42.65)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (I94 + "None,2017-01-01,x\n", r"table\.csv:2: not a row of i94"),
        (I94 + "None,2017-01-01T00:00:00+01:00,1\n", r"table\.csv:2: not a row of i94"),
        (I94 + "None\n", r"table\.csv:2: not a row of i94"),
        ("date_time\n", r"table\.csv:1: has no column 'traffic_volume'"),
        ("", r"has no line 1"),
        (I94, r"no counts in it"),
    ],
)
def test_a_table_that_is_none_is_named(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(FeedError, match=what):
        read(table(tmp_path, text), "i94")


@pytest.mark.parametrize(
    ("rows", "what"),
    [("count: a\nflow: b\n", "at once"), ("", "nothing is read"),
     ("count: a\nzone: Mars\n", "unknown time zone"),
     ("wide: {first: a, counts: 23}\n", "are no day")],
)  # fmt: skip
def test_a_wrong_mapping_is_told(tmp_path: Path, rows: str, what: str) -> None:
    text = "mapping: own\ntitle: t\nsource: s\ntime: t\ntime_is: end\nperiod: 1h\n"
    text += rows if "zone" in rows else f"zone: Etc/UTC\n{rows}"
    write(tmp_path, {"own.yaml": text})
    with pytest.raises(SiteError, match=what):
        load_mapping(Library(tmp_path), "own.yaml")
    with pytest.raises(SiteError, match="no such mapping"):
        load_mapping(Library(tmp_path), "other.yaml")


def test_a_site_names_its_mapping(tmp_path: Path) -> None:
    settings = FILES["config/settings.yaml"] + (
        "traffic: {source: file, file: counts.csv, mapping: config/mappings/own.yaml, "
        "sites: {cam-1: north}}\n"
    )
    own = "mapping: own\ntitle: t\nsource: s\ntime: t\ntime_is: end\nperiod: 15min\n"
    own += "zone: offset\nplace: p\nflow: f\n"
    files = {**FILES, "config/settings.yaml": settings, "config/mappings/own.yaml": own,
             "counts.csv": "t,p,f\n2026-06-01T18:00:00+07:00,north,120\n"}  # fmt: skip
    site = load_site(write(tmp_path, files))
    (reading,) = recorded_traffic(site) or []
    assert reading == TrafficReading("cam-1", datetime(2026, 6, 1, 11, tzinfo=UTC), 120.0, 900.0)
    del files["config/mappings/own.yaml"]
    with pytest.raises(SiteError, match="there is no mapping"):
        load_site(write(tmp_path / "other", files))


def test_the_recorded_year_of_a_road() -> None:
    readings = read(data_file("traffic/i94_metro_hourly_2017.csv"), "i94")
    assert len(readings) == len({reading.at for reading in readings})
    assert 8000 < len(readings) < 8760
    assert sum(reading.flow is None for reading in readings) < 5
    assert max(gaps(readings)) > timedelta(hours=1)


def test_the_recorded_junctions() -> None:
    sites = {"cam-01": "1", "cam-02": "2"}
    readings = read(data_file("traffic/junctions_1_2_hourly_2015-2017.csv"), "junctions", sites)
    assert len(readings) == 29184
    assert all(reading.flow is not None for reading in readings)


def test_the_recorded_lane_with_its_weekends_left_out() -> None:
    readings = read(data_file("traffic/pems_5min_2016_jan_feb.csv"), "pems")
    assert len(readings) == 7776
    assert max(gaps(readings)) >= timedelta(days=2)


def test_the_recorded_detector() -> None:
    full = read(data_file("traffic/nab_occupancy_6005.csv"), "nab-occupancy")
    fast = read(data_file("traffic/nab_speed_6005.csv"), "nab-speed")
    assert min(len(full), len(fast)) > 2300
    assert all(reading.occupancy is not None and 0 <= reading.occupancy <= 1 for reading in full)
    assert max(gaps(fast)) > timedelta(days=3)
