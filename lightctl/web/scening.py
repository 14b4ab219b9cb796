"""The API of scenes, and of the light after a command."""

from typing import Protocol

from fastapi import FastAPI

from lightctl.web.asks import SceneStartAsk, SceneStopAsk
from lightctl.web.command_rows import OverrideRow, Resuming, SceneRow
from lightctl.web.desk import Caller
from lightctl.web.who import Who


class Scening(Protocol):
    """Scenes as the API sees them; commands return after they are stored."""

    def scenes(self) -> list[SceneRow]: ...
    async def start(self, caller: Caller, ask: SceneStartAsk) -> list[OverrideRow]: ...
    async def stop(self, caller: Caller, ask: SceneStopAsk) -> list[OverrideRow]: ...
    async def overrides_and_then(self) -> list[OverrideRow]: ...
    async def resuming(self, target: str, *, everything: bool) -> Resuming: ...


def add_scening(app: FastAPI, desk: Scening) -> None:
    """The routes of scenes."""

    @app.get("/scenes")
    async def scenes() -> list[SceneRow]:
        return desk.scenes()

    @app.post("/scenes/start")
    async def start(ask: SceneStartAsk, who: Who) -> list[OverrideRow]:
        return await desk.start(who, ask)

    @app.post("/scenes/stop")
    async def stop(ask: SceneStopAsk, who: Who) -> list[OverrideRow]:
        return await desk.stop(who, ask)

    @app.get("/overrides/then")
    async def overrides_and_then() -> list[OverrideRow]:
        return await desk.overrides_and_then()

    @app.get("/resume")
    async def resuming(target: str, everything: bool = False) -> Resuming:
        return await desk.resuming(target, everything=everything)
