"""A starter city on disk, typed at through click, with a history of two October nights beside it."""

import asyncio
import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from lightctl.cli.exits import ended
from lightctl.cli.program import program
from lightctl.errors import LightctlError
from lightctl.site.init import init_site
from lightctl.site.loader import load_site
from lightctl.store import Store

CABINET = "cabinet-1"
FIRST = datetime(2026, 10, 4, 17, tzinfo=UTC)  # local midnight of 5 October
LIT_FROM, LIT_TO, WATTS = 18, 6, 500.0


def typed(*words: str) -> Result:
    """Type `lightctl WORDS`."""
    return CliRunner().invoke(program, list(words))


def code_of(result: Result) -> int:
    """The exit code with which the real program would end."""
    if isinstance(result.exception, LightctlError):
        return ended(result.exception)
    return result.exit_code


def data_of(*words: str) -> Any:
    """What `lightctl WORDS --json` answers."""
    result = typed(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def city(folder: Path) -> Path:
    """A starter site."""
    init_site(folder / "city")
    return folder / "city"


def with_history(site: Path, hours: int = 48, silent: Sequence[int] = ()) -> None:
    """A meter that counted 500 W from 18:00 to 06:00 local; in `silent` hours nobody heard it."""
    asyncio.run(_keep(site, hours, silent))


async def _keep(site: Path, hours: int, silent: Sequence[int]) -> None:
    loaded = load_site(site)
    store = Store.open(site / "state", site_zone=loaded.settings.place.zone, threaded=False)
    energy = 1000.0
    for quarter in range(hours * 4 + 1):
        at = FIRST + timedelta(minutes=15 * quarter)
        clock = (quarter / 4) % 24
        if math.floor(quarter / 4) not in silent:
            store.notes.meter(CABINET, at, energy, None, ())
        energy += WATTS / 4 if clock >= LIT_FROM or clock < LIT_TO else 0.0
    await store.flush()
    await store.rebuild_ledger(loaded, FIRST, FIRST + timedelta(hours=hours))
    await store.close()
