"""The real process: it obeys, remembers over SIGTERM and SIGKILL, and ends quickly."""

import getpass
from pathlib import Path

import pytest

from lightctl.site.init import init_site
from tests.cli.living import STOPS_WITHIN_S, daemon

pytestmark = [pytest.mark.live, pytest.mark.timeout(90)]

NIGHT = ("--clock-start", "2026-11-20T20:00")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    init_site(tmp_path / "city")
    return tmp_path / "city"


def test_sigterm_ends_it_cleanly_and_commands_outlive_it(site: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with daemon(site, state, *NIGHT) as running:
        circuit = _first_circuit(running.ask("cabinets"), running.ask("lamps"), site)
        running.ask("set", "city", "55", "--for", "3h", "--reason", "test")
        running.ask("lockout", circuit, "--crew", "team 3", "--reason", "cable")
        took = running.terminate()
        assert running.process.returncode == 0
        assert took < STOPS_WITHIN_S
        assert not (state / "lightctl.sock").exists()
    with daemon(site, state, *NIGHT) as running:
        overrides, lockouts = running.ask("overrides"), running.ask("lockouts")
        assert [(row["target"], row["level"], row["owner"]) for row in overrides] == [
            ("city", 55, getpass.getuser())
        ]
        assert [(row["circuit"], row["crew"]) for row in lockouts] == [(circuit, "team 3")]
        dark = running.ask("set", "city", "100", "--emergency", "--reason", "fire")["dark"]
        assert [(row["circuit"], row["why"], row["lamps"] > 0) for row in dark] == [
            (circuit, "lockout", True)
        ]
    log = state.with_suffix(".log").read_text(encoding="utf-8")
    assert log.count(f"lockout {circuit} by {getpass.getuser()}: locked out for team 3; why: cable") == 1
    assert log.count("; why: fire") == 1


def test_a_killed_daemon_loses_no_command(site: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with daemon(site, state, *NIGHT) as running:
        running.ask("set", "city", "55", "--reason", "test")
        running.process.kill()
        running.process.wait()
        assert running.type("status").returncode == 4
    with daemon(site, state, *NIGHT) as running:
        assert [row["level"] for row in running.ask("overrides")] == [55]
        assert running.ask("resume", "city")[0]["target"] == "city"
        assert running.ask("overrides") == []


def test_a_wrong_command_is_one_line_and_exit_code_two(site: Path, tmp_path: Path) -> None:
    with daemon(site, tmp_path / "state", *NIGHT) as running:
        street = running.ask("lamps")[0]["street"]
        for words, part in (
            (("set", f"street:{street[:-1]}x", "50", "--reason", "r"), "did you mean"),
            (("set", "city", "101", "--reason", "r"), "101 is not between 0 and 100"),
            (("set", "city", "50", "--for", "forever", "--reason", "r"), "at most 24h"),
            (("set", "city", "50", "--for", "25h", "--reason", "r"), "at most 24 hours"),
            (("set", "city", "50"), "needs a reason"),
            (("resume", "city"), "no override on city"),
        ):
            done = running.type(*words)
            assert (done.returncode, done.stdout) == (2, ""), done
            assert done.stderr.startswith("lightctl: ")
            assert done.stderr.count("\n") == 1
            assert part in done.stderr


def test_a_second_daemon_on_the_same_state_refuses_to_start(site: Path, tmp_path: Path) -> None:
    with daemon(site, tmp_path / "state", *NIGHT) as running:
        second = running.type("run", *NIGHT)
        assert second.returncode == 1
        assert "already runs here" in second.stderr.splitlines()[-1]
        assert running.type("status").returncode == 0


def _first_circuit(cabinets: list[dict[str, object]], lamps: list[dict[str, object]], site: Path) -> str:
    from lightctl.site.loader import load_site

    assert cabinets
    assert lamps
    return next(iter(load_site(site).plant.circuits))


def test_a_level_that_a_floor_holds_up_is_said_so(site: Path, tmp_path: Path) -> None:
    with daemon(site, tmp_path / "state", *NIGHT) as running:
        held = running.ask("set", "city", "1", "--reason", "test")
        assert held["floor"] > 1
        told = running.type("set", "city", "1", "--reason", "test").stdout
        assert f"not under the floor, here up to {held['floor']:g} %" in told
        assert running.ask("set", "city", "1", "--below-floor", "--reason", "test")["floor"] == 0


def test_a_name_server_that_never_answers_does_not_keep_a_stopping_daemon(site: Path, tmp_path: Path) -> None:
    plant = site / "config" / "plant.yaml"
    plant.write_text(plant.read_text().replace("127.0.0.1", "gateway.example.invalid"))
    deaf = (
        "import socket, sys, time; socket.getaddrinfo = lambda *_, **__: time.sleep(30);"
        f"sys.argv = ['lightctl', 'run', '--site', {str(site)!r}, '--state', {str(tmp_path / 'state')!r}];"
        "from lightctl.cli import main; main()"
    )
    with daemon(site, tmp_path / "state", program=("-c", deaf)) as running:
        assert running.terminate() < STOPS_WITHIN_S
        assert running.process.returncode == 0
