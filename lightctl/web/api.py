"""The API: every answer is JSON, every error is {"error": one sentence}."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

import lightctl
from lightctl.core.explaining import Story
from lightctl.errors import DoneUnstored, StoreError, TargetError
from lightctl.web.asks import LockoutAsk, RefuseAsk, ReleaseAsk, ResumeAsk, SetAsk
from lightctl.web.command_rows import LockoutRow, OverrideRow, ProposalRow
from lightctl.web.commissioning import Bench, add_commissioning
from lightctl.web.desk import Desk, NotAllowed
from lightctl.web.feeding import Feeds, add_feeding
from lightctl.web.reloading import Sites, add_reloading
from lightctl.web.rows import CabinetRow, LampRow, Status, StreetRow
from lightctl.web.scening import Scening, add_scening
from lightctl.web.who import Who


def make_app(
    desk: Desk, bench: Bench | None = None, feeds: Feeds | None = None, sites: Sites | None = None,
    scenes: Scening | None = None,
) -> FastAPI:  # fmt: skip
    """The application for one daemon; `bench` commissions devices, `feeds` is what it listens to."""
    app = FastAPI(title="lightctl", version=lightctl.__version__, docs_url=None, redoc_url=None)
    _add_reads(app, desk)
    _add_standing(app, desk)
    _add_commands(app, desk)
    if bench is not None:
        add_commissioning(app, bench)
    if feeds is not None:
        add_feeding(app, feeds)
    if sites is not None:
        add_reloading(app, sites)
    if scenes is not None:
        add_scening(app, scenes)
    _add_errors(app)
    return app


def _add_reads(app: FastAPI, desk: Desk) -> None:
    @app.get("/status")
    async def status() -> Status:
        return desk.status()

    @app.get("/cabinets")
    async def cabinets() -> list[CabinetRow]:
        return desk.cabinets()

    @app.get("/streets")
    async def streets() -> list[StreetRow]:
        return desk.streets()

    @app.get("/lamps")
    async def lamps(target: str = "city") -> list[LampRow]:
        return desk.lamps(target)

    @app.get("/explain")
    async def explain(lamp: str, lang: str = "en") -> Story:
        return desk.explain(lamp, lang)


def _add_standing(app: FastAPI, desk: Desk) -> None:
    @app.get("/overrides")
    async def overrides() -> list[OverrideRow]:
        return desk.overrides()

    @app.get("/lockouts")
    async def lockouts() -> list[LockoutRow]:
        return desk.lockouts()

    @app.get("/lockouts/proposed")
    async def proposals() -> list[ProposalRow]:
        return desk.proposals()


def _add_commands(app: FastAPI, desk: Desk) -> None:
    @app.post("/set")
    async def set_level(ask: SetAsk, who: Who) -> OverrideRow:
        return await desk.set_level(who, ask)

    @app.post("/resume")
    async def resume(ask: ResumeAsk, who: Who) -> list[OverrideRow]:
        return await desk.resume(who, ask)

    @app.post("/lockout")
    async def lockout(ask: LockoutAsk, who: Who) -> list[LockoutRow]:
        return await desk.lockout(who, ask)

    @app.post("/refuse")
    async def refuse(ask: RefuseAsk, who: Who) -> list[ProposalRow]:
        return await desk.refuse(who, ask)

    @app.post("/release")
    async def release(ask: ReleaseAsk, who: Who) -> list[LockoutRow]:
        return await desk.release(who, ask)


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(NotAllowed)
    async def not_allowed(_: Request, error: NotAllowed) -> JSONResponse:
        return _error(403, str(error))

    @app.exception_handler(TargetError)
    async def wrong(_: Request, error: TargetError) -> JSONResponse:
        return _error(422, str(error))

    @app.exception_handler(StoreError)
    async def not_stored(_: Request, error: StoreError) -> JSONResponse:
        done = isinstance(error, DoneUnstored)
        return _error(503, str(error) if done else f"not stored, so not done: {error}")

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        return _error(422, f"{'.'.join(map(str, first['loc'][1:]))}: {first['msg']}")

    @app.exception_handler(HTTPException)
    async def other(_: Request, error: HTTPException) -> JSONResponse:
        return _error(error.status_code, str(error.detail))


def _error(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status_code=status)
