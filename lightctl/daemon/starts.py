"""Starts that follow each other too quickly: the third within ten minutes lights by plan alone."""

import json
import logging
from datetime import datetime, timedelta

from lightctl.errors import StoreError
from lightctl.store import DAEMON, STARTED, Event, Store

KEY = "starts"
WITHIN = timedelta(minutes=10)
TOO_MANY = 3

log = logging.getLogger("lightctl.daemon")


async def begin(store: Store, now: datetime) -> bool:
    """Note a start; whether it is one too many of those that no clean stop has ended."""
    earlier = _read((await store.load_states()).get(KEY, "[]"))
    recent = [*(start for start in earlier if abs(now - start) < WITHIN), now]
    await _note(store, json.dumps([start.isoformat() for start in recent]))
    await _tell(store, now)
    return len(recent) >= TOO_MANY


async def end(store: Store) -> None:
    """Note a clean stop: whatever made the daemon fall is over."""
    await _note(store, "[]")


async def _tell(store: Store, now: datetime) -> None:
    """Into history: what lamps were told before a start, the daemon no longer knows."""
    try:
        await store.say(Event(now, DAEMON, STARTED, now.isoformat(), (("text", "the daemon started"),)))
    except StoreError as error:
        log.warning("this start is not in history: %s", error)


async def _note(store: Store, text: str) -> None:
    """A disk that takes nothing keeps no city dark."""
    try:
        await store.save_state(KEY, text)
    except StoreError as error:
        log.warning("starts are not counted: %s", error)


def _read(text: str) -> list[datetime]:
    try:
        return [datetime.fromisoformat(start) for start in json.loads(text)]
    except (TypeError, ValueError):
        return []
