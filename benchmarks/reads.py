"""A read of a hundred registers over Modbus TCP: our line beside pymodbus's own client, in turn."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.figure import Figure, in_turn, median_figure

ROUNDS = 3
CLIENTS = {
    "lightctl": "lightctl: a read of 100 registers",
    "together": "lightctl: the same, five under way together",
    "pymodbus": "pymodbus: a read of 100 registers",
    "c": "a client in C that only waits for it",
}
CONNECTIONS, READS = 50, 20_000
SOURCE = Path(__file__).parent / "reader.c"


def figures() -> Iterator[Figure]:
    """Processor time per read, the server in a process of its own."""
    clients = [name for name in CLIENTS if name != "c" or shutil.which("cc")]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.farm"], stdout=subprocess.PIPE, text=True
        ) as server,
    ):
        try:
            port = server.stdout.readline().strip() if server.stdout else ""
            read = partial(_reader, port, Path(folder))
            taken = in_turn({name: partial(read, name) for name in clients}, ROUNDS)
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
    yield from _beside_c(taken)


def _beside_c(taken: dict[str, list[float]]) -> Iterator[Figure]:
    if "c" in taken:
        ratios = [ours / least for ours, least in zip(taken["lightctl"], taken["c"], strict=True)]
        yield median_figure("lightctl over the client in C", ratios, "times", "2.5 at most, 1.7 wished for")


def _reader(port: str, folder: Path, name: str) -> float:
    words = [sys.executable, "-m", "benchmarks.reader", name, port]
    if name == "c":
        program = folder / "reader"
        if not program.exists():
            subprocess.run(["cc", "-O2", "-o", str(program), str(SOURCE)], check=True)
        words = [str(program), port, str(CONNECTIONS), str(READS)]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
