"""A writer killed at any moment loses nothing that it acknowledged."""

import os
import random
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lightctl.store import History
from lightctl.store.sqlite import check
from tests.conftest import REPOSITORY
from tests.store.test_commands import T0

WRITER = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from lightctl.store import Act
from tests.store.test_commands import T0, opened, override

async def main():
    store = opened(Path(sys.argv[1]), threaded=True)
    n = int(sys.argv[2])
    while True:
        at = T0 + timedelta(seconds=n)
        store.notes.lamps(at, [(f"lamp-{k}", 80.0, 60.0, 10.0 * n, 0) for k in range(50)])
        act = Act(at, "lan", "set", f"lamp:{n}", "why")
        await store.add_override(override(f"o{n}", at, timedelta(hours=1)), act)
        await store.flush()
        print(n, flush=True)
        n += 1

asyncio.run(main())
"""


def write_until_killed(directory: Path, first: int, chance: random.Random) -> int:
    """Run the writer, kill it after a random number of its acknowledgements; the last one it gave."""
    command = [sys.executable, "-c", WRITER, str(directory), str(first)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=environment)
    assert child.stdout is not None
    last = first - 1
    for _ in range(chance.randrange(1, 60)):
        last = int(child.stdout.readline())
    select.select([], [], [], chance.random() / 100)
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read().split()
    child.wait()
    child.stdout.close()
    return int(rest[-1]) if rest else last


@pytest.mark.parametrize("seed", range(3))
def test_nothing_acknowledged_is_lost(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    last = -1
    for _ in range(3):
        last = write_until_killed(tmp_path, last + 1000, chance)
        with History.open(tmp_path) as history:
            check(history.main)
            check(history.samples)
            kept = {o.id for o in history.overrides_between(T0, T0.replace(year=2027))}
            acts = {a.target for a in history.acts_between(T0, T0.replace(year=2027))}
            assert history.verify_audit() == len(acts)
            (newest,) = history.samples.execute("SELECT max(energy_dwh) FROM lamp").fetchone()
        assert f"o{last}" in kept
        assert {f"lamp:{name[1:]}" for name in kept} == acts
        assert newest >= last * 100
