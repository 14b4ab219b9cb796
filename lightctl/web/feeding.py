"""The API of feeds: what is listened to, and counts that counters push."""

from dataclasses import dataclass
from typing import Protocol

from fastapi import FastAPI, Request

from lightctl.errors import TargetError

BIGGEST_PUSH = 1_000_000


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One source, counting place or sensor; `age_s` is that of its last word, None before there was one."""

    name: str
    kind: str
    """weather, traffic or sensors; place for a counting place; lux, photocell or water for a sensor."""
    at: str | None
    age_s: float | None
    quality: str
    says: str
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class PushedRow:
    """How many readings a push completed."""

    readings: int


class Feeds(Protocol):
    """What the daemon listens to."""

    def feeds(self) -> list[FeedRow]:
        """Every source and counting place."""

    def push(self, place: str, payload: bytes) -> int:
        """Take counts in the forms that MQTT knows; raises TargetError with what is wrong with them."""


def add_feeding(app: FastAPI, feeds: Feeds) -> None:
    """The routes of feeds."""

    @app.get("/feeds")
    async def rows() -> list[FeedRow]:
        return feeds.feeds()

    @app.post("/traffic")
    async def push(request: Request, place: str = "") -> PushedRow:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > BIGGEST_PUSH:
                raise TargetError(f"more than {BIGGEST_PUSH} bytes in one push")
        return PushedRow(feeds.push(place, bytes(body)))
