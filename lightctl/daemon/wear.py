"""What devices' memories endured today, over a restart: a daemon that starts often must not wear them out."""

import logging

from lightctl.daemon.parts import Parts
from lightctl.errors import StoreError

KEY = "writes"
EVERY_S = 60.0
"""City seconds; so long a crash may forget."""

log = logging.getLogger("lightctl.daemon")


async def keep_writes(parts: Parts) -> None:
    """Soon after writes, until cancelled."""
    while True:
        await parts.clock.sleep(EVERY_S)
        await keep(parts)


async def keep(parts: Parts) -> None:
    """Keep the day's counts where any has changed; without a store they are kept the next time."""
    writes = parts.field.writes
    changes = writes.changes
    if changes == writes.kept:
        return
    try:
        await parts.store.save_state(KEY, writes.remembered())
    except StoreError as error:
        log.warning("the day's writes to what wears out are not kept: %s", error)
    else:
        writes.kept = changes
