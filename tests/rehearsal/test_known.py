"""What a rehearsal takes from a site's sources."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from lightctl.core.traffic import Quality, judge
from lightctl.errors import FeedError
from lightctl.rehearsal import By, Recordings, known_of, rehearse
from lightctl.site.model import Site, TrafficSource, WeatherSource
from tests.core.make import ARTERIAL
from tests.rehearsal.make import CAMERA, site_with, starter, utc

COUNTS = """at,place,flow_veh_h,period_s
2026-11-20T13:00:00+00:00,cam-01,30,600
2026-11-20T13:10:00+00:00,cam-01,30,600
2026-11-20T13:20:00+00:00,cam-01,30,600
"""


def recorded(folder: Path, text: str) -> Site:
    (folder / "counts.csv").write_text(text, encoding="utf-8")
    site = replace(site_with(ARTERIAL, counted=True), root=folder)
    source = TrafficSource(kind="file", file="counts.csv", mapping="plain")
    return replace(site, settings=replace(site.settings, traffic=source))


def test_a_site_without_sources_knows_nothing_and_says_so() -> None:
    known = known_of(starter())
    assert not known.traffic
    assert not known.weather
    assert all("no source" in note.en for note in known.notes)


def test_sources_that_only_speak_live_are_said_and_left_out() -> None:
    site = site_with(ARTERIAL, counted=True)
    sources = {"traffic": TrafficSource(kind="mqtt"), "weather": WeatherSource(kind="open-meteo")}
    known = known_of(replace(site, settings=replace(site.settings, **sources)))  # type: ignore[arg-type]
    assert not known.traffic
    assert [("only live" in note.en) for note in known.notes] == [True, True]


def test_recorded_counts_are_believed_until_they_are_stale(tmp_path: Path) -> None:
    known = known_of(recorded(tmp_path, COUNTS))
    assert ARTERIAL.traffic is not None
    track = known.traffic[CAMERA, ARTERIAL.traffic]
    ends = utc(2026, 11, 20, 13, 40)
    for at, quality in (
        (utc(2026, 11, 20, 12, 59), Quality.SILENT),
        (utc(2026, 11, 20, 13, 0), Quality.GOOD),
        (ends - timedelta(seconds=1), Quality.GOOD),
        (ends, Quality.STALE),
    ):
        assert judge(track.at(at), at)[0] is quality
    assert "2026-11-20" in known.notes[0].en


def test_an_empty_street_uses_less_than_one_whose_counter_is_silent(tmp_path: Path) -> None:
    night = date(2026, 11, 20)
    site = recorded(tmp_path, COUNTS)
    counted = rehearse(site, night, night, By.STREET, known_of(site)).total
    silent = recorded(tmp_path, COUNTS.splitlines()[0] + "\n")
    assert counted.used_wh < rehearse(silent, night, night, By.STREET, known_of(silent)).total.used_wh


def test_an_unreadable_recording_is_told_by_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"counts\.csv:2"):
        known_of(recorded(tmp_path, COUNTS.replace("+00:00", "")))


def test_other_profiles_hear_the_same_recording_by_their_own_rules(tmp_path: Path) -> None:
    site = recorded(tmp_path, COUNTS)
    deaf = replace(site, profiles={"deaf": replace(ARTERIAL, id="deaf", traffic=None)})
    recordings = Recordings.of(site)
    (tmp_path / "counts.csv").unlink()
    known = recordings.known(site)
    assert known is recordings.known(replace(site, profiles={"twin": replace(ARTERIAL, id="twin")}))
    assert [len(one.traffic) for one in (known, recordings.known(deaf))] == [1, 0]


def test_an_empty_recording_is_silence_and_a_missing_place_is_named(tmp_path: Path) -> None:
    empty = known_of(recorded(tmp_path, COUNTS.splitlines()[0] + "\n"))
    assert "the recording is empty" in empty.notes[0].en
    other = known_of(recorded(tmp_path, COUNTS.replace("cam-01", "cam-77")))
    assert any(
        "1 counting place is not in the recording" in note.en and CAMERA in note.en for note in other.notes
    )
    assert all(note.told("vi") != note.told("en") for note in (*empty.notes, *other.notes))
