"""Scenes and the light after a command, asked for over the socket."""

import asyncio
import os
import pwd
from pathlib import Path

import pytest

from lightctl.errors import TargetError
from lightctl.web import Caller, make_app, serve
from lightctl.web.asks import SceneStartAsk, SceneStopAsk
from lightctl.web.command_rows import AfterRow, OverrideRow, Resuming, SceneRow
from tests.web.test_socket import PretendedDesk, _until_answered, ask

pytestmark = pytest.mark.live
ROW = OverrideRow("s-1", "city", 90.0, "19:00", "21:00", "an", "x", False, False, 8, scene="walk")


class PretendedScenes:
    """One scene."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []

    def scenes(self) -> list[SceneRow]:
        return [SceneRow("walk", "Walk", 60.0, False, [("city", 90.0, 8)], None, "")]

    async def start(self, caller: Caller, ask: SceneStartAsk) -> list[OverrideRow]:
        if ask.scene != "walk":
            raise TargetError("no such scene")
        self.asked.append((caller.name, ask))
        return [ROW]

    async def stop(self, caller: Caller, ask: SceneStopAsk) -> list[OverrideRow]:
        self.asked.append((caller.name, ask))
        return [ROW]

    async def overrides_and_then(self) -> list[OverrideRow]:
        return [ROW]

    async def resuming(self, target: str, *, everything: bool) -> Resuming:
        return Resuming([], [AfterRow(target, 8, 90.0, 80.0 if everything else 70.0, "plan")])


async def test_scenes_are_started_by_the_kernels_name_and_read(tmp_path: Path) -> None:
    scenes, path = PretendedScenes(), tmp_path / "s"
    server = asyncio.create_task(serve(make_app(PretendedDesk(), scenes=scenes), path))
    await asyncio.to_thread(_until_answered, path)

    async def asked(method: str, where: str, body: object = None) -> tuple[int, object]:
        return await asyncio.to_thread(ask, path, method, where, body)

    me = pwd.getpwuid(os.getuid()).pw_name
    assert (await asked("POST", "/scenes/start", {"scene": "walk", "reason": "x"}))[0] == 200
    assert scenes.asked == [(me, SceneStartAsk(scene="walk", reason="x"))]
    assert (await asked("POST", "/scenes/stop", {"scene": "walk"}))[0] == 200
    assert (await asked("POST", "/scenes/start", {"scene": "wlak"}))[0] == 422
    assert (await asked("POST", "/scenes/start", {"scene": "walk", "owner": "me"}))[0] == 422
    status, rows = await asked("GET", "/scenes")
    assert (status, rows[0]["rows"]) == (200, [["city", 90.0, 8]])  # type: ignore[index]
    _, rows = await asked("GET", "/overrides/then")
    assert rows[0]["scene"] == "walk"  # type: ignore[index]
    _, row = await asked("GET", "/resume?target=city&everything=true")
    assert row["then"][0]["then"] == 80.0  # type: ignore[index]
    server.cancel()
    with pytest.raises(asyncio.CancelledError):
        await server
