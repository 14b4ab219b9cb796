"""Stores that are closed again, however a test ends."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from lightctl.store import Store
from tests.daemon.small import PLACE

Opener = Callable[[Path], Store]


@pytest.fixture
async def open_store() -> AsyncIterator[Opener]:
    """Open the history of a state directory, inline; closed after the test."""
    opened: list[Store] = []

    def opener(directory: Path) -> Store:
        store = Store.open(directory, site_zone=PLACE.zone, threaded=False)
        opened.append(store)
        return store

    yield opener
    for store in opened:
        await store.close()
