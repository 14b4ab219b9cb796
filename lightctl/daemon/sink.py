"""The time-series server beside the daemon: fed where the site names one, and never waited for."""

import asyncio

from lightctl.clock import SiteClock
from lightctl.site.model import Site
from lightctl.store import Store
from lightctl.store.sync import Forwarder, SinkStatus, open_forwarder

LOOK_EVERY_S = 10.0


class Sink:
    """Feeds the server while `run` runs; `words` is its one line in `status`."""

    def __init__(self, store: Store, site: Site, clock: SiteClock) -> None:
        self._store = store
        self._site = site
        self._clock = clock
        self.words = "off"

    async def run(self) -> None:
        """Feed until cancelled; raises StoreError where the server's token cannot be read."""
        self.words = "no answer yet"
        forwarder = open_forwarder(self._store, self._site, self._clock)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(forwarder.run(), name="time-series forwarder")
            tasks.create_task(self._look(forwarder), name="time-series status")

    async def _look(self, forwarder: Forwarder) -> None:
        while True:
            self.words = told(await forwarder.status(), self._site.settings.time_series.url)
            await asyncio.sleep(LOOK_EVERY_S)


def told(status: SinkStatus, url: str) -> str:
    """How far behind the server is, and what it complains of, in a few words."""
    behind = "up to date" if not status.pending else f"{status.pending:,} chunks behind"
    return f"{url}: {behind}" + (f"; {status.last_error}" if status.last_error else "")
