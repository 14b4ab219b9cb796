"""The API of the engineer who puts devices into service: blink, test, find."""

from dataclasses import dataclass
from typing import Protocol

from fastapi import FastAPI

from lightctl.web.asks import Ask
from lightctl.web.desk import Caller
from lightctl.web.who import Who


class BlinkAsk(Ask):
    """Let a lamp pulse, thirty seconds unless told."""

    lamp: str
    seconds: float = 30.0


class TestAsk(Ask):
    """Light a cabinet's circuits one after another."""

    cabinet: str
    minutes: float = 10.0
    reason: str = ""


class StopAsk(Ask):
    """End a test."""

    cabinet: str
    reason: str = ""


class FindAsk(Ask):
    """Look for devices on a line, on the lines of a cabinet, or on all; units `first` to `last`."""

    line: str = ""
    cabinet: str = ""
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class BlinkRow:
    """A lamp that pulses; `silent` where its controller does not answer and may not follow."""

    lamp: str
    pole: str
    until: str
    low: float
    beat_s: float
    silent: bool


@dataclass(frozen=True, slots=True)
class TurnRow:
    """When a circuit is lit in a test."""

    circuit: str
    lamps: int
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class TestRow:
    """A test that goes on."""

    id: str
    cabinet: str
    since: str
    until: str
    owner: str
    reason: str
    turns: list[TurnRow]


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A difference between a line and the inventory; `what` is unknown, missing, other or never-heard."""

    line: str
    what: str
    thing: str
    """The device in the inventory, or the unit or slot that nobody declared."""
    told: str
    suggestion: str
    """The row to add or to change, as it is written in the site's files; empty for none."""


@dataclass(frozen=True, slots=True)
class Search:
    """How far a search has come, and what it found."""

    asked: int
    total: int
    done: bool
    rows: list[FoundRow]
    notes: list[str]
    """What could not be looked at, and why."""


class Bench(Protocol):
    """Commands return after they are stored; a search goes on by itself."""

    async def blink(self, caller: Caller, ask: BlinkAsk) -> BlinkRow: ...
    async def begin_test(self, caller: Caller, ask: TestAsk) -> TestRow: ...
    async def stop_test(self, caller: Caller, ask: StopAsk) -> TestRow: ...
    def tests(self) -> list[TestRow]: ...
    async def find(self, caller: Caller, ask: FindAsk) -> Search: ...
    def found(self) -> Search: ...


def add_commissioning(app: FastAPI, bench: Bench) -> None:
    """Put the bench's paths into an application."""

    @app.post("/blink")
    async def blink(ask: BlinkAsk, who: Who) -> BlinkRow:
        return await bench.blink(who, ask)

    @app.get("/tests")
    async def tests() -> list[TestRow]:
        return bench.tests()

    @app.post("/test")
    async def begin_test(ask: TestAsk, who: Who) -> TestRow:
        return await bench.begin_test(who, ask)

    @app.post("/test/stop")
    async def stop_test(ask: StopAsk, who: Who) -> TestRow:
        return await bench.stop_test(who, ask)

    @app.post("/find")
    async def find(ask: FindAsk, who: Who) -> Search:
        return await bench.find(who, ask)

    @app.get("/find")
    async def found() -> Search:
        return bench.found()
