"""The API on its socket: who calls is what the kernel says, errors are sentences, the mode is 0660."""

import asyncio
import http.client
import json
import os
import pwd
import socket
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from lightctl.core.explaining import Story
from lightctl.errors import DoneUnstored, StoreError, TargetError
from lightctl.web import Caller, NotAllowed, make_app, serve
from lightctl.web.asks import LockoutAsk, RefuseAsk, ReleaseAsk, ResumeAsk, SetAsk
from lightctl.web.command_rows import LockoutRow, OverrideRow, ProposalRow
from lightctl.web.rows import CabinetRow, LampRow, Status, StreetRow
from lightctl.web.server import AlreadyServed, answers

pytestmark = pytest.mark.live


class PretendedDesk:
    """Answers little, but notes who asked for what."""

    def __init__(self) -> None:
        self.asked: list[tuple[Caller, object]] = []

    def status(self) -> Status:
        raise TargetError("no status here")

    def cabinets(self) -> list[CabinetRow]:
        return []

    def streets(self) -> list[StreetRow]:
        return [StreetRow("a", "Trần Hưng Đạo", 80.0, "plan", 12, silent=False)]

    def lamps(self, target: str) -> list[LampRow]:
        raise TargetError(f"nothing is called {target}")

    def overrides(self) -> list[OverrideRow]:
        return []

    def lockouts(self) -> list[LockoutRow]:
        return []

    def proposals(self) -> list[ProposalRow]:
        return [ProposalRow("td-1", "canal", "2026-11-20T02:00:00+07:00", 0.7, 0.5)]

    def explain(self, target: str, language: str) -> Story:
        raise TargetError(target)

    async def set_level(self, caller: Caller, ask: SetAsk) -> OverrideRow:
        self.asked.append((caller, ask))
        return OverrideRow("o", ask.target, ask.level, "", "", caller.name, ask.reason, False, False, 1)

    async def resume(self, caller: Caller, ask: ResumeAsk) -> list[OverrideRow]:
        raise StoreError("disk full")

    async def lockout(self, caller: Caller, ask: LockoutAsk) -> list[LockoutRow]:
        raise DoneUnstored(f"{ask.target} is locked out now")

    async def refuse(self, caller: Caller, ask: RefuseAsk) -> list[ProposalRow]:
        self.asked.append((caller, ask))
        return self.proposals()

    async def release(self, caller: Caller, ask: ReleaseAsk) -> list[LockoutRow]:
        raise NotAllowed("an locked it out")


class Connection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("lightctl", timeout=5)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(str(self.path))


def ask(path: Path, method: str, where: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    connection = Connection(path)
    text = None if body is None else json.dumps(body)
    connection.request(method, where, text, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    result = answer.status, json.loads(answer.read())
    connection.close()
    return result


async def asked(
    desk: PretendedDesk, path: Path, method: str, where: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    """Serve, ask once from another thread as a client would, and stop."""
    server = asyncio.create_task(serve(make_app(desk), path))
    await asyncio.to_thread(_until_answered, path)
    try:
        return await asyncio.to_thread(ask, path, method, where, body, **headers)
    finally:
        server.cancel()
        with pytest.raises(asyncio.CancelledError):
            await server
        assert not answers(path)


def _until_answered(path: Path) -> None:
    while not answers(path):
        time.sleep(0.01)


async def test_proposed_lockouts_are_read_apart(tmp_path: Path) -> None:
    status, rows = await asked(PretendedDesk(), tmp_path / "lightctl.sock", "GET", "/lockouts/proposed")
    assert (status, [row["circuit"] for row in rows]) == (200, ["td-1"])


async def test_the_name_is_the_kernels_and_a_claimed_one_is_ignored(tmp_path: Path) -> None:
    desk = PretendedDesk()
    body = {"target": "city", "level": 50.0, "reason": "why"}
    status, answer = await asked(
        desk, tmp_path / "s", "POST", "/set", body, **{"X-Forwarded-For": "admin", "X-User": "admin"}
    )
    assert status == 200
    assert answer["owner"] == pwd.getpwuid(os.getuid()).pw_name
    assert desk.asked[0][0] == Caller(answer["owner"], os.getuid())


@pytest.mark.parametrize(
    ("method", "where", "body", "status", "words"),
    [
        ("GET", "/lamps?target=nowhere", None, 422, "nothing is called nowhere"),
        ("GET", "/nothing", None, 404, "Not Found"),
        ("POST", "/set", {"target": "city", "level": "loud"}, 422, "level"),
        ("POST", "/set", {"target": "city", "level": 5.0, "owner": "root"}, 422, "owner"),
        ("POST", "/resume", {"target": "city"}, 503, "not stored, so not done: disk full"),
        ("POST", "/lockout", {"target": "c", "crew": "t", "reason": "x"}, 503, "c is locked out now"),
        ("POST", "/release", {"target": "c", "reason": "x"}, 403, "an locked it out"),
    ],
)
async def test_an_error_is_a_status_and_one_sentence(
    tmp_path: Path, method: str, where: str, body: Any, status: int, words: str
) -> None:
    got, answer = await asked(PretendedDesk(), tmp_path / "s", method, where, body)
    assert got == status
    assert list(answer) == ["error"]
    assert words in answer["error"]
    assert ("not done" in answer["error"]) == (where == "/resume")
    assert "\n" not in answer["error"]


async def test_vietnamese_names_arrive_as_written(tmp_path: Path) -> None:
    _, answer = await asked(PretendedDesk(), tmp_path / "s", "GET", "/streets")
    assert answer[0]["name"] == "Trần Hưng Đạo"


async def test_the_socket_is_for_owner_and_group_and_for_one_daemon(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(path))
    server = asyncio.create_task(serve(make_app(PretendedDesk()), path))
    await asyncio.to_thread(_until_answered, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    with pytest.raises(AlreadyServed, match="already runs here"):
        await serve(make_app(PretendedDesk()), path)
    assert path.exists()
    server.cancel()
    with pytest.raises(asyncio.CancelledError):
        await server
