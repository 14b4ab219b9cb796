"""A read of a hundred registers over Modbus TCP: our line beside pymodbus's own client, in turn."""

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.figure import Figure, in_turn, median_figure

ROUNDS = 3
CLIENTS = {
    "lightctl": "lightctl: a read of 100 registers",
    "together": "lightctl: the same, five under way together",
    "pymodbus": "pymodbus: a read of 100 registers",
}


def figures() -> Iterator[Figure]:
    """Processor time per read, the server in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.farm"], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            port = server.stdout.readline().strip() if server.stdout else ""
            taken = in_turn({name: lambda name=name: _reader(name, port) for name in CLIENTS}, ROUNDS)  # type: ignore[misc]
        finally:
            server.kill()
    for name, values in taken.items():
        yield median_figure(CLIENTS[name], values, "µs of processor")
    for name, what, aim in (
        ("lightctl", "pymodbus over lightctl", "4 at least, 6 wished for"),
        ("together", "pymodbus over lightctl, five together", "10 at least, 20 wished for"),
    ):
        ratios = [theirs / ours for ours, theirs in zip(taken[name], taken["pymodbus"], strict=True)]
        yield median_figure(what, ratios, "times", aim)


def _reader(name: str, port: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reader", name, port], capture_output=True, text=True, check=True
    )
    return float(done.stdout)
