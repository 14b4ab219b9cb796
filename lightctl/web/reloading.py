"""The API of live change: the daemon reads its site again."""

from dataclasses import asdict, dataclass
from typing import Protocol

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from lightctl.errors import RestartNeeded, SiteError
from lightctl.web.asks import Ask
from lightctl.web.desk import Caller
from lightctl.web.who import Who


class ReloadAsk(Ask):
    """Read the site's folder again and rule by it."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReloadRow:
    """What a reload changed; digests of the site before and of the one that rules now."""

    before: str
    digest: str
    streets: list[str]
    """Names of those whose night is another from now on."""
    lamps: int
    changed: list[str]


class Sites(Protocol):
    """What the daemon rules by."""

    async def reload(self, caller: Caller, reason: str) -> ReloadRow:
        """Take the folder over; raises SiteError, RestartNeeded or StoreError, then nothing changed."""


def add_reloading(app: FastAPI, sites: Sites) -> None:
    """Its route, and how its refusals are told: a conflict, with every mistake in its place."""

    @app.post("/reload")
    async def reload(ask: ReloadAsk, who: Who) -> ReloadRow:
        return await sites.reload(who, ask.reason)

    @app.exception_handler(SiteError)
    async def invalid(_: Request, error: SiteError) -> JSONResponse:
        problems = [asdict(problem) for problem in error.problems]
        return JSONResponse({"error": str(error), "problems": problems}, status_code=409)

    @app.exception_handler(RestartNeeded)
    async def not_live(_: Request, error: RestartNeeded) -> JSONResponse:
        return JSONResponse({"error": str(error), "needs": list(error.needs)}, status_code=409)
