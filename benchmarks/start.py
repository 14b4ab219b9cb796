"""How long a command takes before it does anything, beside an empty Python."""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from benchmarks.figure import Figure, in_turn, median_figure

ROUNDS = 11
AIM = "under 150 ms"


def figures() -> Iterator[Figure]:
    """Of `--help` and of `status` without a daemon, in turn with `python -c pass`.

    Processor time: starting is computing, and a busy machine must not look like a slow program.
    """
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
        yield median_figure(what, values, "ms of processor", AIM if what.startswith("lightctl") else "")


def _ms(*words: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000
