"""How long a whole night of the whole city takes: daemon, Modbus at both ends, every lamp."""

import logging
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from lightctl.clock.virtual import run_in_virtual_time
from tests.nights.city_night import CityNight
from tests.nights.one_street import sky


def figures() -> Iterator[Figure]:
    """Wall and processor time of one night in virtual time."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        night = CityNight(Path(folder), sky(), seed=1)
        wall, processor = time.perf_counter(), time.process_time()
        run_in_virtual_time(night.live())
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    logging.disable(logging.NOTSET)
    hours = (night.end - night.start).total_seconds() / 3600
    yield Figure(f"a night of {hours:.1f} h, wall", wall, "s", "20 s, at most 60 s")
    yield Figure("of it processor", processor, "s")
