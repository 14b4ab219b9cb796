"""The store's writer is killed without warning, a thousand times, and nothing it acknowledged is lost."""

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from lightctl.core.commands import Lockout, Override, Scope, Target
from lightctl.core.units import Level
from lightctl.store import Store
from lightctl.store.audit import Act
from prove.part import Counts, Failed

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FRESH_EVERY = 50
"""A new state directory after so many kills, so that files both small and grown are hit."""


class Kills:
    """One item is one writer, killed at an instant drawn by chance."""

    name = "kills"
    promise = "after kill -9 of the writer both files are whole and every acknowledged command is in them"
    size = 1000

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="lightctl-kills-"))
        self._known: set[str] = set()

    def __del__(self) -> None:
        shutil.rmtree(self._home, ignore_errors=True)

    def item(self, number: int) -> Counts:
        """Write, kill, read everything back."""
        directory = self._home / f"state-{number // FRESH_EVERY}"
        if number % FRESH_EVERY == 0 or not directory.exists():
            directory.mkdir(exist_ok=True)
            self._known = set()
        chance = random.Random(number)
        acknowledged = _killed_after(directory, number, chance.uniform(0.0, 0.06))
        self._known |= acknowledged
        kept = _kept(directory)
        if lost := self._known - kept:
            raise Failed(f"{len(lost)} acknowledged commands are gone: {sorted(lost)[:3]}")
        if len(extra := kept - self._known) > 1:
            raise Failed(f"{len(extra)} commands that nobody was told of")
        self._known |= extra
        return {"kills": 1, "acknowledged": len(acknowledged), "saved_but_not_yet_told": len(extra)}


def _killed_after(directory: Path, number: int, seconds: float) -> set[str]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write_for_ever(directory, number, writing)
    os.close(writing)
    first = os.read(reading, 1)  # it has begun
    if not first:
        os.waitpid(child, 0)
        raise Failed("the writer could not open the store again")
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = first + b"".join(_until_end(reading))
    os.close(reading)
    return {line.decode() for line in told.split(b"\n")[1:-1]}


def _until_end(reading: int) -> Iterator[bytes]:
    while data := os.read(reading, 65536):
        yield data


def _write_for_ever(directory: Path, number: int, told: int) -> NoReturn:
    try:
        asyncio.run(_commands(directory, number, told))
    finally:
        os._exit(70)


async def _commands(directory: Path, number: int, told: int) -> None:
    store = Store.open(directory, site_zone=ZONE, threaded=False)
    os.write(told, b"\n")
    count = 0
    while True:
        name = f"{number}-{count}"
        act = Act(NIGHT, "prover", "set", "city", "to be killed")
        if count % 2:
            lockout = Lockout(name, "circuit-1", NIGHT, "prover", "crew", "to be killed")
            await store.add_lockout(lockout, act)
        else:
            until = NIGHT + timedelta(hours=2)
            wish = Override(name, Target(Scope.CITY), Level(60.0), NIGHT, until, "prover", "to be killed")
            await store.add_override(wish, act)
        os.write(told, f"{name}\n".encode())
        count += 1


def _kept(directory: Path) -> set[str]:
    """Ids of every command in the files; looks into them without lightctl."""
    for name in ("lightctl.db", "samples.db"):
        with closing(sqlite3.connect(directory / name)) as file:
            if (verdict := file.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise Failed(f"{name}: {verdict}")
    with closing(sqlite3.connect(directory / "lightctl.db")) as file:
        names = {row[0] for row in file.execute("SELECT id FROM override UNION ALL SELECT id FROM lockout")}
        acts = file.execute("SELECT count(*) FROM audit").fetchone()[0]
    if acts != len(names):
        raise Failed(f"{acts} acts in the audit for {len(names)} commands")
    return names
