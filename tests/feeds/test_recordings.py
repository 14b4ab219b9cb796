"""Recorded traffic and weather: a gap is unknown, never no cars; an unknown icon is never clear sky."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import TrafficReading
from lightctl.errors import FeedError
from lightctl.feeds.mapped import Playback, read_mapped
from lightctl.feeds.recorded import SHORT, found, recorded_traffic, recorded_weather
from lightctl.feeds.replay import Replay
from lightctl.feeds.traffic_files import read_plain
from lightctl.feeds.weather_files import read_weather
from lightctl.site.library import Library
from lightctl.site.loader import load_site
from lightctl.site.mapping_file import load_mapping
from tests.conftest import REPOSITORY, data_file
from tests.site.good_city import FILES, write

TAN_AN, MELBOURNE = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Australia/Melbourne")
SCATS = "traffic/scats_melbourne_15min_2006-10_sites_a.csv"


def read_scats(path: Path, sites: dict[str, str], playback: Playback) -> list[TrafficReading]:
    return read_mapped(path, load_mapping(Library(REPOSITORY), SHORT["scats"]), sites, playback)


def scats_rows(*rows: tuple[str, str, list[int]]) -> str:
    head = ",,,,,,,,,Start Time,0:00\nSCATS Number,a,b,c,d,e,f,g,h,Date,V00\n"
    return head + "".join(f"{site},x,x,1,2,3,4,5,6,{day},{','.join(map(str, n))}\n" for site, day, n in rows)


def test_scats_approaches_are_summed_into_veh_per_hour(tmp_path: Path) -> None:
    file = tmp_path / "scats.csv"
    file.write_text(scats_rows(("0970", "2/10/06", [5] * 96), ("0970", "2/10/06", [7] * 96)), "utf-8")
    readings = read_scats(file, {"cam-01": "0970"}, Playback(TAN_AN, date(2026, 6, 1)))
    assert len(readings) == 96
    first = min(readings, key=lambda reading: reading.at)
    # The quarter 00:00–00:15 local ends at 17:15 UTC of the day before; (5 + 7) × 4 vehicles an hour.
    assert first == TrafficReading("cam-01", datetime(2026, 5, 31, 17, 15, tzinfo=UTC), 48.0, 900.0)


def test_a_day_without_one_approach_is_unknown(tmp_path: Path) -> None:
    file = tmp_path / "scats.csv"
    rows = [("0970", "2/10/06", [5] * 96), ("0970", "2/10/06", [7] * 96), ("0970", "3/10/06", [5] * 96)]
    file.write_text(scats_rows(*rows), "utf-8")
    readings = read_scats(file, {"cam-01": "0970"}, Playback(TAN_AN))
    begins = [reading.at - timedelta(minutes=15) for reading in readings if reading.flow is not None]
    known = {begin.astimezone(MELBOURNE).day for begin in begins}
    assert known == {2}


def test_the_hour_that_no_clock_showed_gives_no_reading(tmp_path: Path) -> None:
    file = tmp_path / "scats.csv"
    file.write_text(scats_rows(("0970", "29/10/06", [0] * 96)), "utf-8")
    readings = read_scats(file, {"cam-01": "0970"}, Playback(TAN_AN))
    assert len(readings) == 92


def test_real_scats_month_never_says_zero_in_the_missing_hour() -> None:
    sites = {"cam-01": "0970", "cam-02": "2000"}
    readings = read_scats(data_file(SCATS), sites, Playback(TAN_AN, date(2026, 6, 1)))
    assert {reading.place for reading in readings} == {"cam-01", "cam-02"}
    assert all(reading.flow is None or reading.flow >= 0 for reading in readings)
    missing = datetime(2026, 6, 29, 2, 15, tzinfo=TAN_AN)  # stands for 29 October, 02:00–02:45
    assert not [r for r in readings if missing <= r.at < missing + timedelta(minutes=45)]


def test_an_approach_that_reports_a_fault_makes_the_quarter_unknown(tmp_path: Path) -> None:
    file = tmp_path / "scats.csv"
    faulty = [-1022, *[7] * 95]
    file.write_text(scats_rows(("0970", "2/10/06", [1200] * 96), ("0970", "2/10/06", faulty)), "utf-8")
    first, second, *_ = read_scats(file, {"cam-01": "0970"}, Playback(TAN_AN))
    assert (first.flow, second.flow) == (None, 4828.0)


def test_a_day_cut_short_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "scats.csv"
    file.write_text(scats_rows(("0970", "2/10/06", [5] * 96), ("0970", "2/10/06", [5] * 95)), "utf-8")
    with pytest.raises(FeedError, match=r"scats\.csv:4: not a row of scats: 95 counts in a day"):
        read_scats(file, {"cam-01": "0970"}, Playback(TAN_AN))


@pytest.mark.parametrize("read", [read_plain, read_weather])
def test_a_file_that_is_no_text_is_a_feed_error(tmp_path: Path, read: Callable[[Path], object]) -> None:
    file = tmp_path / "noise.csv"
    file.write_bytes(b"at,place,flow_veh_h,period_s\n\xff\xfe\n")
    with pytest.raises(FeedError, match=r"noise\.csv"):
        read(file)


@pytest.mark.parametrize("read", [read_plain, read_weather])
def test_an_instant_outside_the_calendar_is_a_feed_error(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    file = tmp_path / "old.csv"
    file.write_text("at,code,place,flow_veh_h,period_s\n0001-01-01T00:00:00+14:00,1,cam-01,1,300\n", "utf-8")
    with pytest.raises(FeedError, match=r"old\.csv:2"):
        read(file)


@pytest.mark.parametrize("period", ["nan", "inf", "-1", "1e300"])
def test_a_period_that_no_clock_measures_is_a_feed_error(tmp_path: Path, period: str) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(f"at,place,flow_veh_h,period_s\n2026-06-01T18:00:00Z,cam-01,0,{period}\n", "utf-8")
    with pytest.raises(FeedError, match=r"odd\.csv:2"):
        read_plain(file)


def test_a_recording_is_looked_for_in_the_site_then_in_the_shipped_library(tmp_path: Path) -> None:
    settings = FILES["config/settings.yaml"]
    settings += "traffic: {source: file, file: recordings/counts.csv}\n"
    site = load_site(write(tmp_path / "own", {**FILES, "config/settings.yaml": settings}))
    shipped = tmp_path / "shipped" / "recordings" / "counts.csv"
    rows = "at,place,flow_veh_h,period_s\n2026-06-01T18:00:00+07:00,cam-1,{},300\n"
    write(tmp_path / "shipped", {"recordings/counts.csv": rows.format(1)})
    assert found(site, "recordings/counts.csv", tmp_path / "shipped") == shipped
    write(site.root, {"recordings/counts.csv": rows.format(2)})
    assert found(site, "recordings/counts.csv", tmp_path / "shipped") == site.root / "recordings/counts.csv"
    assert [reading.flow for reading in recorded_traffic(site) or ()] == [2.0]


def test_a_scats_recording_is_played_as_the_settings_say(tmp_path: Path) -> None:
    settings = FILES["config/settings.yaml"]
    settings += "traffic: {source: file, file: s.csv, mapping: scats, sites: {cam-1: '0970'}, "
    settings += "first_day: 2026-06-01}\nweather: {source: file, file: w.csv, first_day: 2026-06-02}\n"
    files = {
        **FILES,
        "config/settings.yaml": settings,
        "s.csv": scats_rows(("0970", "2/10/06", [5] * 96)),
        "w.csv": "at,code\n2024-06-01T11:00:00Z,61\n",
    }
    site = load_site(write(tmp_path, files))
    counts, skies = recorded_traffic(site), recorded_weather(site)
    assert counts is not None
    assert skies is not None
    assert (len(counts), counts[0].place, counts[0].flow) == (96, "cam-1", 20.0)
    assert counts[0].at == datetime(2026, 5, 31, 17, 15, tzinfo=UTC)
    assert [sky.at for sky in skies] == [datetime(2026, 6, 2, 11, tzinfo=UTC)]


def test_an_unknown_site_is_refused_with_those_there_are(tmp_path: Path) -> None:
    file = tmp_path / "scats.csv"
    file.write_text(scats_rows(("0970", "2/10/06", [5] * 96)), "utf-8")
    with pytest.raises(FeedError, match="has no site 9999; it has 0970"):
        read_scats(file, {"cam-01": "9999"}, Playback(TAN_AN))


def test_plain_rows_with_byte_order_mark_and_unknown_flow(tmp_path: Path) -> None:
    file = tmp_path / "plain.csv"
    text = "at,place,flow_veh_h,period_s\n"
    text += "2026-06-01T18:00:00+07:00,cam-01,120,300\n2026-06-01T18:05:00+07:00,cam-01,,300\n"
    file.write_text(text, "utf-8-sig")
    first, second = read_plain(file)
    assert first == TrafficReading("cam-01", datetime(2026, 6, 1, 11, tzinfo=UTC), 120.0, 300.0)
    assert second.flow is None


@pytest.mark.parametrize("row", ["2026-06-01T18:00:00,cam-01,120,300", "yesterday,cam-01,120,300", "x"])
def test_a_bad_plain_row_is_named(tmp_path: Path, row: str) -> None:
    file = tmp_path / "plain.csv"
    file.write_text(f"at,place,flow_veh_h,period_s\n{row}\n", "utf-8")
    with pytest.raises(FeedError, match=r"plain\.csv:2: not a traffic row"):
        read_plain(file)


def test_an_icon_nobody_knows_is_unknown_weather(tmp_path: Path) -> None:
    file = tmp_path / "polls.csv"
    head = "fetched_utc,local_hour,icon_code,condition,temp_c,wind_kph\n"
    file.write_text(head + "2024-06-01T11:00:00Z,18,353,x,1,1\n2024-06-01T11:20:00Z,18,999,x,1,1\n", "utf-8")
    shower, unknown = read_weather(file, date(2026, 6, 1))
    assert shower.code == 80
    assert shower.at == datetime(2026, 6, 1, 11, tzinfo=UTC)
    assert unknown.code is None


def test_real_month_of_polls_is_understood_whole() -> None:
    readings = read_weather(data_file("weather/hcmc_current_polls_2024-06.csv"))
    assert len(readings) == 3235
    assert all(reading.code is not None for reading in readings)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"nothing\.csv: cannot be read: No such file"):
        read_weather(tmp_path / "nothing.csv")


def test_replay_gives_readings_at_their_instants_and_skips_the_past() -> None:
    start = datetime(2026, 6, 1, 11, tzinfo=UTC)
    recording = [TrafficReading("cam-01", start + timedelta(minutes=m), 1.0, 300) for m in (10, -5, 5)]

    async def play() -> list[tuple[datetime, datetime]]:
        clock = RunningClock(start)
        return [(clock.now(), r.at) async for r in Replay("test", recording, clock).readings()]

    seen = run_in_virtual_time(play())
    assert [at for _, at in seen] == [start + timedelta(minutes=5), start + timedelta(minutes=10)]
    assert all(now == at for now, at in seen)
