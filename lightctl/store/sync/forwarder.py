"""Sends what is pending to the time-series server, and forgets it when the server has taken that version."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Protocol
from zoneinfo import ZoneInfo

from lightctl.clock import SiteClock
from lightctl.errors import StoreError
from lightctl.site.model import Site
from lightctl.store import chunks
from lightctl.store.chunks import Chunk, greet
from lightctl.store.store import Store
from lightctl.store.sync.errors import SinkAway, SinkDenied, SinkRefused
from lightctl.store.sync.points import lines_of
from lightctl.store.times import to_ms


class Writer(Protocol):
    """A way to one bucket of one server."""

    @property
    def name(self) -> str:
        """Which bucket of which server; another name is sent the whole ledger."""

    async def write(self, lines: str) -> None:
        """Deliver lines; raises SinkAway, SinkDenied or SinkRefused."""

    async def close(self) -> None:
        """Let go of the connection."""


_BATCH = 1000
_IDLE_S, _DENIED_S = 10.0, 300.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class SinkStatus:
    """One line of `status`: how far the server is behind, and what went wrong last."""

    pending: int
    last_success: datetime | None
    last_error: str


class Forwarder:
    """One per server; one request in flight, so that a correction never overtakes what it corrects."""

    def __init__(self, store: Store, writer: Writer, clock: SiteClock, zone: ZoneInfo) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._zone = zone
        self._chance = Random()
        self._pause_s = _FIRST_PAUSE_S
        self._last_success: datetime | None = None
        self._last_error = ""

    async def run(self) -> None:
        """Send until cancelled; whatever goes wrong, nothing is lost."""
        try:
            while True:
                pause = await self._once()
                if pause:
                    await asyncio.sleep(pause)
        finally:
            await self._writer.close()

    async def status(self) -> SinkStatus:
        """How things stand."""
        left = await self._store.work(lambda main, _: chunks.count(main))
        return SinkStatus(left, self._last_success, self._last_error)

    async def step(self) -> int:
        """Send one batch; returns how many points the server took or refused for good."""
        await self._store.work(lambda main, _: greet(main, self._writer.name))
        batch = await self._store.work(lambda main, _: chunks.pending(main, _BATCH))
        if not batch:
            return 0
        lines = await self._store.work(lambda main, _: lines_of(main, batch, self._zone))
        await self._deliver(lines)
        gone = set(batch) - {chunk for chunk, _ in lines}
        await self._store.work(lambda main, _: chunks.forget(main, gone))
        self._last_success = self._clock.now()
        return len(batch)

    async def _once(self) -> float:
        """One step; how many seconds to wait before the next."""
        try:
            sent = await self.step()
        except SinkAway as error:
            self._last_error = str(error)
            return max(error.retry_after_s, self._back_off())
        except StoreError as error:
            self._last_error = str(error)
            return _DENIED_S if isinstance(error, SinkDenied) else _LONGEST_PAUSE_S
        self._pause_s, self._last_error = _FIRST_PAUSE_S, ""
        return 0.0 if sent else _IDLE_S

    def _back_off(self) -> float:
        pause, self._pause_s = self._pause_s, min(2 * self._pause_s, _LONGEST_PAUSE_S)
        return pause * self._chance.uniform(0.5, 1.0)

    async def _deliver(self, lines: Sequence[tuple[Chunk, str]]) -> None:
        """Send the lines; a batch that is refused is halved until the poison stands alone."""
        if not lines:
            return
        try:
            await self._writer.write("\n".join(text for _, text in lines))
        except SinkRefused as error:
            await self._halve(lines, error)
            return
        await self._store.work(lambda main, _: chunks.forget(main, [chunk for chunk, _ in lines]))

    async def _halve(self, lines: Sequence[tuple[Chunk, str]], error: SinkRefused) -> None:
        if len(lines) == 1:
            (chunk, text), at = lines[0], to_ms(self._clock.now())
            await self._store.work(
                lambda main, _: chunks.reject(main, chunk, at, error.http, str(error), text)
            )
            return
        middle = len(lines) // 2
        await self._deliver(lines[:middle])
        await self._deliver(lines[middle:])


def open_forwarder(store: Store, site: Site, clock: SiteClock) -> Forwarder:
    """The forwarder to a site's server; StoreError where its token cannot be read."""
    from lightctl.store.influx import InfluxWriter  # noqa: PLC0415 - 200 ms and 50 MB, only where used

    sink = site.settings.time_series
    writer = InfluxWriter(sink, _token(site.root / sink.token_file) if sink.token_file else "")
    return Forwarder(store, writer, clock, site.settings.place.zone)


def _token(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise StoreError(f"The time-series server's token cannot be read from {path}: {error}.") from error
