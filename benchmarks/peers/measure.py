"""One contestant against one farm: started, warmed up, measured in a steady window, ended."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.farm import Farm
from benchmarks.peers.tree import pin, processor_s, resident_mb

CLIENT_CORE, SERVER_CORE = 0, 1


@dataclass(frozen=True, slots=True)
class Run:
    """What a window showed; points are registers that the server sent."""

    us_per_point: float
    points_per_s: float
    core_percent: float
    memory_mb: float
    server_percent: float


def measure(words: list[str], farm: Farm, warm_s: float, window_s: float, log: Path) -> Run:
    """Processor time of the whole process tree per point; RuntimeError where nothing was polled."""
    with log.open("ab") as output:
        client = subprocess.Popen(words, stdout=output, stderr=output, start_new_session=True)
    try:
        pin(farm.pid, SERVER_CORE)
        pin(client.pid, CLIENT_CORE)
        time.sleep(warm_s)
        pin(client.pid, CLIENT_CORE)
        return _window(client.pid, farm, window_s, log)
    finally:
        os.killpg(client.pid, signal.SIGKILL)
        client.wait()


def _window(pid: int, farm: Farm, window_s: float, log: Path) -> Run:
    before, server, points, began = (
        processor_s(pid),
        processor_s(farm.pid),
        farm.counts().registers,
        time.monotonic(),
    )
    time.sleep(window_s)
    try:
        taken = processor_s(pid) - before
    except FileNotFoundError:
        raise RuntimeError(f"ended by itself: {_last(log)}") from None
    lasted = time.monotonic() - began
    read = farm.counts().registers - points
    if not read:
        raise RuntimeError(f"polled nothing: {_last(log)}")
    return Run(
        us_per_point=taken / read * 1e6,
        points_per_s=read / lasted,
        core_percent=100 * taken / lasted,
        memory_mb=resident_mb(pid),
        server_percent=100 * (processor_s(farm.pid) - server) / lasted,
    )


def _last(log: Path) -> str:
    return " / ".join(log.read_text("utf-8", "replace").splitlines()[-3:])
