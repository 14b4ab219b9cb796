"""What the real daemon takes while it lights the reference city over loopback for a minute."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from benchmarks.figure import Figure
from tests.nights.live import LiveCity, unfinished, wait_until

EVENING = "2026-11-20T23:45:00"
MEASURED_S = 60.0
VALUES_OF_A_LAMP, VALUES_OF_A_CABINET = 3, 46
"""Level, status and power; feedback, protection, door, mode and the meter."""


def figures() -> Iterator[Figure]:
    """A quiet minute of polling at night, after every lamp is verified."""
    with tempfile.TemporaryDirectory(prefix="lc-") as folder, LiveCity(Path(folder), EVENING) as city:
        city.light()
        wait_until(lambda: not unfinished(city.lamps()), 120, "the city is lit")
        if city.daemon is None:
            raise RuntimeError("no daemon")
        before, began = _processor_s(city.daemon.pid), time.monotonic()
        time.sleep(MEASURED_S)
        taken, lasted = _processor_s(city.daemon.pid) - before, time.monotonic() - began
        memory = _resident_mb(city.daemon.pid)
        since = city.now.timestamp() - lasted
        lamps = sum(1 for row in city.lamps() if _seen(row["at"], since))
        cabinets = sum(1 for row in city.ask("cabinets") if _seen(row["at"], since))
    points = (lamps * VALUES_OF_A_LAMP + cabinets * VALUES_OF_A_CABINET) / lasted
    yield Figure(f"processor, {lamps:,} lamps at 60 s", 100 * taken / lasted, "% of a core", "under 5 %")
    yield Figure("resident memory", memory, "MB", "under 150 MB")
    yield Figure("points read", points, "1/s")
    yield Figure("processor per point", taken / (points * lasted) * 1e6, "µs")


def _seen(at: str | None, since: float) -> bool:
    return at is not None and datetime.fromisoformat(at).replace(tzinfo=None).timestamp() >= since


def _processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    rows = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(row.split()[1]) / 1024 for row in rows if row.startswith("VmRSS"))
