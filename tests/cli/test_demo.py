"""The demo: what it tells, what it shows, and that nothing of it is left behind."""

import io
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from lightctl.cli.demo.clock import FastClock
from lightctl.cli.demo.past import last_word, whole_days
from lightctl.cli.demo.screen import Look, progress, screen
from lightctl.cli.demo.story import Story
from tests.conftest import REPOSITORY

TAN_AN = ZoneInfo("Asia/Ho_Chi_Minh")


def status(now: str = "18:00", *, wanted: int = 100, verified: int = 0, **changed: Any) -> dict[str, Any]:
    return {
        "name": "Tân An", "now": f"2026-11-20T{now}:00+07:00", "clock_rate": 180.0, "weather": "calm",
        "sunset": "2026-11-20T17:28:00+07:00", "cabinets_answering": 2, "cabinets_total": 2,
        "power_w": 5000.0, "overrides": 0, "lockouts": 0,
        "lamps": {"total": 100, "wanted_lit": wanted, "verified": verified}, **changed,
    }  # fmt: skip


def cabinets(*, answering: bool) -> list[dict[str, Any]]:
    return [{"id": "td-001", "name": "Tủ Một", "answering": answering}]


def told(*looks: tuple[dict[str, Any], list[dict[str, Any]]]) -> list[str]:
    story = Story()
    for look in looks:
        story.look(*look)
    return [sentence for _, sentence in story.told[1:]]


def test_dusk_and_proof_are_told_once() -> None:
    calm = cabinets(answering=True)
    sentences = told(
        (status(wanted=0), calm), (status(wanted=30), calm), (status(verified=99), calm),
        (status(verified=90), calm), (status(verified=99), calm),
    )  # fmt: skip
    assert [sentence.split(" ", 1)[0] for sentence in sentences] == ["dusk:", "99"]


def test_a_cabinet_is_lost_only_if_it_ever_answered() -> None:
    here, gone = cabinets(answering=True), cabinets(answering=False)
    assert told((status(), gone), (status(), gone), (status(), here)) == []
    lost, found = told((status(), here), (status(), here), (status(), gone), (status(), here))
    assert lost.startswith("Tủ Một (td-001) does not answer")
    assert found.startswith("Tủ Một (td-001) answers again")


def test_rain_and_dry_roads_are_told_and_not_knowing_is_not() -> None:
    calm = cabinets(answering=True)
    looks = [(status(weather=kind), calm) for kind in ("unknown", "calm", "rain", "calm")]
    assert told(*looks) == ["rain: light is raised, and held while the road is wet", "the road is dry again"]


@pytest.mark.parametrize(("width", "height", "named"), [(120, 45, True), (80, 24, False)])
def test_the_screen_fits_and_shows_every_street(width: int, height: int, named: bool) -> None:
    streets = [
        {"name": f"Phố {n}", "level": 65.0 + n % 3, "layer": "plan", "silent": n == 7} for n in range(78)
    ]
    console = Console(width=width, height=height, record=True, file=io.StringIO())
    console.print(screen(Look(status(), streets, progress(0.25, "soon"), "hint"), Story(), height))
    lines = console.export_text().splitlines()
    assert len(lines) <= height
    assert all(len(line) <= width for line in lines)
    assert ("Phố 77" in "\n".join(lines)) is named
    assert sum(line.count(" 6") for line in lines if "│" in line) >= 77


@pytest.mark.parametrize(("wanted", "said"), [(100, "40/100 lamps proved"), (0, "100 lamps off by plan")])
def test_by_day_no_lamp_seems_to_be_missing(wanted: int, said: str) -> None:
    console = Console(width=120, height=40, record=True, file=io.StringIO())
    look = Look(status(wanted=wanted, verified=40), [], progress(0.25, "soon"), "hint")
    console.print(screen(look, Story(), 40))
    assert said in console.export_text()


def test_past_days_count_when_the_ledger_holds_them(tmp_path: Path) -> None:
    log = tmp_path / "past-days.log"
    assert last_word(log) == (0.0, None)
    log.write_text('{"at": "2026-11-18T00:20+07:00", "done": 0.33}\nnoise\n', "utf-8")
    done, at = last_word(log)
    assert done == 0.33
    tonight = date(2026, 11, 20)
    assert at is not None
    assert whole_days(at, tonight, 3) == 0
    assert whole_days(at + timedelta(minutes=10), tonight, 3) == 1
    assert whole_days(datetime(2026, 11, 20, 1, tzinfo=TAN_AN), tonight, 3) == 3


def test_all_processes_keep_one_clock() -> None:
    options = FastClock(datetime(2026, 11, 20, 17, tzinfo=TAN_AN), 180.0, 12.5).options()
    assert options == [
        "--clock-start", "2026-11-20T17:00:00+07:00", "--clock-rate", "180", "--clock-origin", "12.500000",
    ]  # fmt: skip


def lightctl(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "lightctl", *words]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.live
@pytest.mark.timeout(90)
@pytest.mark.xdist_group("demo")
def test_the_demo_lights_the_city_and_leaves_nothing_running(tmp_path: Path) -> None:
    state = tmp_path / "a demo"
    words = ["demo", "--plain", "--seconds", "14", "--days", "1", "--speed", "300", "--state", str(state)]
    ended = lightctl(*words)
    assert ended.returncode == 0, ended.stderr
    assert "dusk: contactors close" in ended.stdout
    assert not (state / "lightctl.sock").exists()
    assert not (state / "field.json").exists()
    running = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(state) not in running


@pytest.mark.live
@pytest.mark.timeout(150)
@pytest.mark.xdist_group("demo")
def test_a_demo_that_is_told_to_end_takes_its_city_with_it(tmp_path: Path) -> None:
    state = tmp_path / "a demo"
    words = ["demo", "--plain", "--days", "1", "--speed", "300", "--seconds", "100", "--state", str(state)]
    with subprocess.Popen([sys.executable, "-m", "lightctl", *words], cwd=REPOSITORY, text=True) as demo:
        end = time.monotonic() + 80
        while not (lit := str(state) in _running("lightctl run")) and time.monotonic() < end:
            time.sleep(0.2)
        demo.terminate()
        demo.wait(60)
    assert lit
    assert str(state) not in _running("lightctl")


def _running(what: str) -> str:
    listed = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return "\n".join(row for row in listed.splitlines() if what in row)


def test_the_demo_never_clears_what_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("precious", "utf-8")
    ended = lightctl("demo", "--plain", "--state", str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "holds something that is not a demo's" in ended.stderr
    assert (tmp_path / "ledger").read_text("utf-8") == "precious"


def test_a_simulated_field_says_what_its_cameras_and_its_sky_will_see(tmp_path: Path) -> None:
    from lightctl.cli.options import TRAFFIC, WEATHER
    from lightctl.cli.simulated_feeds import write_feeds
    from lightctl.feeds.traffic_files import read_plain
    from lightctl.feeds.weather_files import read_weather
    from lightctl.site.loader import load_scenario, load_site

    site = load_site(REPOSITORY)
    start = datetime(2026, 11, 20, 17, tzinfo=TAN_AN)
    write_feeds(site, load_scenario(REPOSITORY, "demo", site.plant), start, tmp_path)
    counts, skies = read_plain(tmp_path / TRAFFIC), read_weather(tmp_path / WEATHER)
    assert {one.place for one in counts} == set(site.plant.places)
    shower = [one for one in skies if one.at.astimezone(TAN_AN).strftime("%d %H:%M") == "20 18:30"]
    assert [one.code for one in shower] == [81]
