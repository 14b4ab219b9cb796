"""The farm of cabinets that every contestant polls: a C program, so that it never limits a client."""

import mmap
import random
import shutil
import socket
import struct
import subprocess
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

SOURCE = Path(__file__).parent / "farm.c"
VALUES = 500
"""Values of one cabinet, one register each, from `FIRST` on, in five reads of a hundred."""
FIRST, READ = 0x0100, 100
CHANGED_PERMILLE = 100
_COUNTS = struct.Struct("7Q")


class Counts(NamedTuple):
    """What the server counted since it began."""

    transactions: int
    registers: int
    bits: int
    writes: int
    connections: int
    first_write_ns: int
    last_write_ns: int


class Farm:
    """A running farm; its ports follow each other."""

    def __init__(self, folder: Path, cabinets: int, round_trip_ms: float = 0.0) -> None:
        self.cabinets = cabinets
        self._folder = folder
        self._round_trip_us = round(1000 * round_trip_ms)
        self.port = _free_ports(cabinets)

    def __enter__(self) -> Self:
        stats = self._folder / f"farm-{self.port}.stats"
        words = (stats, self.port, self.cabinets, self._round_trip_us, CHANGED_PERMILLE)
        self._process = subprocess.Popen(
            [_compiled(self._folder), *map(str, words)], stdout=subprocess.PIPE, text=True
        )
        if self._process.stdout is None or self._process.stdout.readline() != "ready\n":
            raise RuntimeError("the farm did not start")
        with stats.open("rb") as file:
            self._stats = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._process.pid

    def counts(self) -> Counts:
        """Everything counted so far."""
        return Counts(*_COUNTS.unpack_from(self._stats))


def _compiled(folder: Path) -> str:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise RuntimeError("the farm needs a C compiler (Debian: gcc)")
    program = folder / "farm"
    if not program.exists():
        subprocess.run([compiler, "-O2", "-o", str(program), str(SOURCE)], check=True)
    return str(program)


def _free_ports(count: int) -> int:
    """The first of so many free ports in a row; elsewhere each time, lest a forgotten client calls."""
    low = random.randrange(21_000, 26_000)
    for first in range(low, 32_000, count):
        if all(_free(port) for port in range(first, first + count)):
            return first
    raise RuntimeError(f"no {count} free ports in a row")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
