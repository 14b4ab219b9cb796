"""Modbus RTU on a pretended bus with the wire's own time: how close to the line, and is its silence kept.

The bus counts, not the clients. Its formula: both frames at 11 bits a character and twice 3.5 characters.
"""

import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figure import Figure, in_turn
from benchmarks.rtu_client import WORDS

CLIENTS = ("lightctl", "pymodbus", "minimalmodbus")
AIMS = {9600: "98, at least 95", 19200: "98, at least 95", 115200: "96, at least 92"}
ROUNDS = 2
WARM_S, COUNTED_S = 3.0, 6.0
DEAD_UNITS, DEAD_BAUD = 2, 19200
DEAD_S = {"lightctl": 60.0, "pymodbus": 15.0, "minimalmodbus": 15.0}
"""Long enough for every pause that a client gives a dead unit; those that give none need less."""


@dataclass(frozen=True, slots=True)
class Count:
    """What the bus saw."""

    seconds: float
    transactions: int
    violations: int
    broken: int
    dead: int


def figures() -> Iterator[Figure]:
    """Share of the wire's own speed at three speeds, and with two of 32 units dead."""
    compiler = shutil.which("cc")
    if compiler is None:
        yield Figure("RTU: not measured, there is no C compiler for the bus", 0, "")
        return
    with tempfile.TemporaryDirectory() as folder:
        bus = Path(folder) / "rtu_bus"
        source = Path(__file__).with_name("rtu_bus.c")
        subprocess.run([compiler, "-O2", "-o", bus, source, "-lutil"], check=True)
        for baud, aim in AIMS.items():
            yield from _speeds(bus, baud, aim)
        yield from _dead(bus)


def _speeds(bus: Path, baud: int, aim: str) -> Iterator[Figure]:
    counts: dict[str, list[Count]] = {name: [] for name in CLIENTS}

    def run(name: str) -> float:
        counts[name].append(measured(bus, name, baud, 0, COUNTED_S))
        return _share(counts[name][-1], baud)

    shares = in_turn({name: lambda name=name: run(name) for name in CLIENTS}, ROUNDS)  # type: ignore[misc]
    for name, values in shares.items():
        broken = sum(count.violations for count in counts[name])
        asked = sum(count.transactions for count in counts[name])
        spread = f"{min(values):.4g}–{max(values):.4g} over {len(values)}; silence broken {broken} of {asked}"
        ours = aim if name == "lightctl" else ""
        yield Figure(
            f"{name}: {WORDS} registers at {baud} baud",
            statistics.median(values),
            "% of the wire",
            ours,
            spread,
        )


def _dead(bus: Path) -> Iterator[Figure]:
    for name in CLIENTS:
        live = measured(bus, name, DEAD_BAUD, 0, COUNTED_S)
        dead = measured(bus, name, DEAD_BAUD, DEAD_UNITS, DEAD_S[name])
        share = 100 * (dead.transactions / dead.seconds) / (live.transactions / live.seconds)
        aim = "95, at least 85" if name == "lightctl" else ""
        spread = (
            f"the dead were asked {dead.dead} times in {dead.seconds:.0f} s; silence broken {dead.violations}"
        )
        yield Figure(f"{name}: {DEAD_UNITS} of 32 units dead", share, "% of the live rate", aim, spread)


def _share(count: Count, baud: int) -> float:
    character_s = 11 / baud
    silence_s = 3.5 * character_s if baud <= 19200 else 0.00175
    ideal_s = (8 + 5 + 2 * WORDS) * character_s + 2 * silence_s
    return 100 * count.transactions * ideal_s / count.seconds


def measured(bus: Path, name: str, baud: int, dead: int, seconds: float) -> Count:
    """One client on a bus of its own, without its first seconds."""
    words = [str(bus), str(baud), str(dead)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as served:
        port = served.stdout.readline().strip() if served.stdout else ""
        client = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.rtu_client", name, port, str(baud), str(dead)]
        )
        try:
            time.sleep(WARM_S)
            served.send_signal(signal.SIGUSR1)
            time.sleep(seconds)
            if client.poll() is not None:
                raise RuntimeError(f"{name} ended by itself")
        finally:
            client.kill()
            client.wait()
            served.terminate()
            counted = served.stdout.read().split() if served.stdout else []
    took, *counts = counted
    return Count(float(took), *map(int, counts))
