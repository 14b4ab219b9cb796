"""How long a command takes before it does anything, beside an empty Python."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from benchmarks.figure import Figure, in_turn, median_figure

ROUNDS = 11
AIM = "under 150 ms"


def figures() -> Iterator[Figure]:
    """Wall time of `--help` and of `status` without a daemon, in turn with `python -c pass`."""
    with tempfile.TemporaryDirectory() as empty:
        taken = in_turn(
            {
                "python -c pass": lambda: _ms("-c", "pass"),
                "lightctl --help": lambda: _ms("-m", "lightctl", "--help"),
                "lightctl status": lambda: _ms("-m", "lightctl", "status", "--site", empty),
            },
            ROUNDS,
        )
    for what, values in taken.items():
        yield median_figure(what, values, "ms", AIM if what.startswith("lightctl") else "")


def _ms(*words: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], capture_output=True, check=False)
    return (time.perf_counter() - began) * 1000
