"""What the program says without a daemon: help, usage, durations, and honest exit codes."""

import contextlib
import shlex
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from lightctl.cli import client, commands
from lightctl.cli.client import Client
from lightctl.cli.exits import ended
from lightctl.cli.options import SOCKET, duration
from lightctl.cli.output import say_table, shown
from lightctl.cli.program import COMMANDS, program
from lightctl.errors import LightctlError, NoAnswer, SiteError, TargetError, Unreachable
from lightctl.site.init import init_site
from tests.cli.living import lightctl
from tests.conftest import REPOSITORY

SHOWN = sorted(name for name, (_, words) in COMMANDS.items() if words and name != "demo")


@pytest.mark.parametrize("name", SHOWN)
def test_every_command_has_help_with_an_example_and_json_where_it_answers(name: str) -> None:
    done = CliRunner().invoke(program, [name, "--help"])
    assert done.exit_code == 0, done.output
    if name != "driver":
        assert "Example" in done.output
    if name not in {"run", "simulate", "driver", "report", "commission", "feed", "scene"}:
        assert "--json" in done.output


def test_help_names_every_command_without_importing_one() -> None:
    code = (
        "import sys; sys.argv = ['lightctl', '--help']\n"
        "from lightctl.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'rich', 'fastapi', 'pydantic', 'yaml', 'sqlite3', 'astral'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 0, done.stderr
    for name in SHOWN:
        assert f"\n  {name} " in done.stdout


def test_an_unknown_command_is_usage_and_says_what_may_be_meant() -> None:
    done = CliRunner().invoke(program, ["statsu"])
    assert done.exit_code == 2
    assert "Did you mean 'status'?" in done.output


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("2h", 120), ("90min", 90), ("1h30min", 90), ("45 min", 45), ("90m", 90), ("1d", 1440)],
)
def test_a_duration_carries_its_unit(text: str, minutes: int) -> None:
    assert duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "0", "2", "forever", "2 weeks", "-1h", "h", "1e9h", "9" * 400 + "h"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(TargetError, match="not a duration"):
        duration(text)


@given(st.text(max_size=8))
def test_no_text_makes_a_duration_fail_otherwise(text: str) -> None:
    with contextlib.suppress(TargetError):
        assert duration(text) >= timedelta(0)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SiteError([]), 3), (TargetError("x"), 2), (Unreachable("x"), 4), (NoAnswer("x"), 1),
        (LightctlError("x"), 1),
    ],
)  # fmt: skip
def test_every_error_has_its_exit_code(error: LightctlError, code: int) -> None:
    assert ended(error) == code


@pytest.mark.parametrize(
    "words",
    [("status",), ("cabinets", "--json"), ("set", "city", "50", "--reason", "r"), ("resume", "city"),
     ("lockout", "c", "--crew", "a", "--reason", "r"), ("explain", "thd-001"), ("status", "--watch")],
)  # fmt: skip
def test_without_a_daemon_one_line_and_exit_code_four(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = lightctl(*words, state=tmp_path, site=tmp_path)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.count("\n") == 1
    assert "no daemon answers" in done.stderr


def test_a_level_over_100_is_refused_before_anyone_is_asked(tmp_path: Path) -> None:
    done = lightctl("set", "city", "101", "--reason", "r", state=tmp_path, site=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "lightctl: level 101 is not between 0 and 100 percent\n"


def test_an_invalid_site_is_exit_code_three(tmp_path: Path) -> None:
    done = lightctl("run", state=tmp_path / "state", site=tmp_path)
    assert done.returncode == 3
    assert "config/settings.yaml" in done.stderr


def test_past_reasons_need_a_history(tmp_path: Path) -> None:
    done = lightctl("explain", "thd-001", "--at", "2026-11-20T20:00", state=tmp_path, site=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


def test_a_table_aligns_numbers_and_shows_what_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    say_table(("lamp", "W"), [("a-1", 75.0), ("b", None), ("c", 1234.5)], empty="none")
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["lamp        W", "a-1        75", "b           –", "c     1,234.5"]
    say_table(("lamp",), [], empty="none")
    assert capsys.readouterr().out == "none\n"
    assert [shown(True), shown([]), shown(["x", "y"])] == ["yes", "–", "x, y"]


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    init_site(tmp_path / "city")
    check = shlex.join([sys.executable, "-m", "lightctl", "check", "--site", f"{tmp_path}/city", "--json"])
    words = ["bash", "-c", f"set -o pipefail; {check} | head -1"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (0, "")


class Listener:
    """Something on the daemon's socket that is no daemon: it answers each request with these bytes."""

    def __init__(self, path: Path, answer: bytes) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen()
        self._answer = answer

    def serve_one(self) -> None:
        connection, _ = self._listener.accept()
        connection.recv(4096)
        connection.sendall(self._answer)
        connection.close()

    def close(self) -> None:
        self._listener.close()


def test_a_bug_in_the_daemon_is_not_called_a_missing_daemon(tmp_path: Path) -> None:
    broken = b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 21\r\n\r\nInternal Server Error"
    with closing(Listener(tmp_path / SOCKET, broken)) as listener, ThreadPoolExecutor() as pool:
        pool.submit(listener.serve_one)
        with pytest.raises(LightctlError, match=r"failed at this \(HTTP 500\)") as caught:
            Client(tmp_path).get("/status")
    assert ended(caught.value) == 1


def test_a_daemon_that_hangs_is_not_called_a_missing_daemon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "TIMEOUT_S", 0.1)
    listening = closing(Listener(tmp_path / SOCKET, b""))
    with listening, pytest.raises(Unreachable, match="hangs or is overloaded"):
        Client(tmp_path).get("/status")


def test_a_socket_file_that_a_killed_daemon_left_is_a_missing_daemon(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left.bind(str(tmp_path / SOCKET))
    left.close()
    with pytest.raises(Unreachable, match="no daemon answers"):
        Client(tmp_path).get("/status")


def test_after_a_demo_has_ended_the_answer_says_so(tmp_path: Path) -> None:
    state = tmp_path / "state"
    ended = "the demo has ended: start ./demo again, or the site's own daemon with lightctl run"

    def said(folder: Path) -> str:
        with pytest.raises(Unreachable, match="no daemon answers") as caught:
            Client(folder).get("/status")
        return str(caught.value)

    assert said(state).endswith(f"{SOCKET}: start it with lightctl run")
    (state / "demo").mkdir(parents=True)
    assert said(state).endswith(f"{SOCKET}: {ended}")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as demo:
        demo.bind(str(state / "demo" / SOCKET))
        assert said(state).endswith(f"{SOCKET}: start it with lightctl run")
    assert said(state / "demo").endswith(ended)


@pytest.mark.parametrize(
    ("closed", "words"),
    [(False, "its contactor is open"), (True, "STILL CLOSED"), (None, "NOBODY KNOWS")],
)
def test_a_lockout_says_whether_the_contactor_is_seen_open(
    monkeypatch: pytest.MonkeyPatch, closed: bool | None, words: str
) -> None:
    row = {"id": "k", "circuit": "c-1", "crew": "team 3", "closed": True, "own_plan": "disabled"}
    monkeypatch.setattr(Client, "post", lambda *_, **__: [row])
    monkeypatch.setattr(Client, "get", lambda *_: [{**row, "closed": closed}, {**row, "id": "other"}])
    monkeypatch.setattr(time, "sleep", lambda _: None)
    done = CliRunner().invoke(commands.lockout, ["c-1", "--crew", "team 3", "--reason", "r"])
    assert done.exit_code == 0, done.output
    assert done.output.count("c-1 is locked out") == 1
    assert words in done.output


@pytest.mark.parametrize(
    ("own_plan", "warned"),
    [("disabled", False), ("unproven", True), ("cannot be disabled", True)],
)
def test_a_lockout_warns_of_a_cabinet_that_may_close_by_itself(
    monkeypatch: pytest.MonkeyPatch, own_plan: str, warned: bool
) -> None:
    row = {"id": "k", "circuit": "c-1", "crew": "team 3", "closed": False, "own_plan": own_plan}
    monkeypatch.setattr(Client, "post", lambda *_, **__: [row])
    monkeypatch.setattr(Client, "get", lambda *_: [row])
    monkeypatch.setattr(time, "sleep", lambda _: None)
    done = CliRunner().invoke(commands.lockout, ["c-1", "--crew", "team 3", "--reason", "r"])
    assert done.exit_code == 0, done.output
    assert ("should lightctl fall silent, it may switch the circuit on" in done.output) is warned
    assert ("CANNOT BE DISABLED" in done.output) is (own_plan == "cannot be disabled")
    assert "Hang your padlock" in done.output


def test_a_proposal_is_refused_with_a_reason_and_locks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, dict[str, object]]] = []

    def post(_: Client, path: str, **fields: object) -> list[dict[str, str]]:
        asked.append((path, fields))
        return [{"circuit": "c-1", "station": "canal"}]

    monkeypatch.setattr(Client, "post", post)
    done = CliRunner().invoke(commands.lockout, ["c-1", "--refuse", "--reason", "on a dam"])
    assert (done.exit_code, done.output) == (
        0, "c-1 stays as it is; canal proposes it again in the next flood\n",
    )  # fmt: skip
    for wrong in (
        ["c-1", "--refuse", "--crew", "3"],
        ["c-1", "--refuse", "--accept"],
        ["c-1", "--reason", "r"],
    ):
        assert CliRunner().invoke(commands.lockout, wrong).exit_code == 2
    assert asked == [("/refuse", {"target": "c-1", "reason": "on a dam"})]


@pytest.mark.parametrize(("typed", "level"), [("80", 80.0), ("80%", 80.0), ("0.5", 0.5)])
def test_a_level_may_be_typed_with_its_percent_sign(
    monkeypatch: pytest.MonkeyPatch, typed: str, level: float
) -> None:
    row = {"target": "city", "until": "2026-11-20T19:49:00+07:00", "floor": None}
    monkeypatch.setattr(Client, "post", lambda _self, _path, **sent: {**row, "level": sent["level"]})
    done = CliRunner().invoke(commands.set_level, ["city", typed, "--reason", "r", "--json"])
    assert done.exit_code == 0, done.output
    assert f'"level": {level}' in done.output


def test_set_says_which_lamps_stay_dark(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("cabinet-1-a", "lockout", 8), ("cabinet-2-b", "breaker", 4)]
    dark = [dict(zip(("circuit", "why", "lamps"), row, strict=True)) for row in rows]
    row = {"target": "city", "until": "2026-11-20T19:49:00+07:00", "floor": 0.0, "level": 100.0,
           "lamps": 1204, "overruled": [], "below_floor": False, "emergency": True}  # fmt: skip
    words = ["city", "100", "--emergency", "--reason", "fire"]

    def said(*kept: dict[str, object]) -> str:
        monkeypatch.setattr(Client, "post", lambda *_, **__: {**row, "dark": list(kept)})
        return CliRunner().invoke(commands.set_level, words).output

    assert said(dark[0]).splitlines()[1:] == [
        "it covers 1,204 lamps", "8 lamps stay dark: cabinet-1-a (lockout)",
    ]  # fmt: skip
    assert "12 lamps stay dark: cabinet-1-a (lockout), cabinet-2-b (breaker)" in said(*dark)
    assert "1 lamp stays dark" in said({**dark[0], "lamps": 1})
    assert "dark" not in said()


@pytest.mark.parametrize("typed", ["eighty", "80 percent", "%", ""])
def test_what_is_no_level_is_refused_in_one_line(typed: str) -> None:
    done = CliRunner().invoke(commands.set_level, ["city", typed, "--reason", "r"])
    assert isinstance(done.exception, TargetError)
    assert str(done.exception) == f"{typed!r} is not a level: write a number from 0 to 100"


@pytest.mark.parametrize("command", [("run",), ("demo", "--plain", "--seconds", "1")])
def test_a_state_directory_that_cannot_be_made_is_said_in_one_line(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    done = lightctl(*command, site=REPOSITORY, state=tmp_path / "file" / "state")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "cannot be made" in done.stderr
