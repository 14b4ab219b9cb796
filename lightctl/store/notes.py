"""What may wait for the next commit: telemetry and decisions."""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from lightctl.errors import StoreError
from lightctl.store.decisions import Recorded, record_decisions
from lightctl.store.names import Names
from lightctl.store.records import CircuitSample, LampSample, MeterSample, Sample
from lightctl.store.samples import SampleWriter
from lightctl.store.sqlite import Connection

T = TypeVar("T")
_Number = float | None
LampNote = (
    tuple[str, _Number, _Number, _Number, int]
    | tuple[str, _Number, _Number, _Number, int, _Number, _Number]
)  # fmt: skip
"""(lamp, level in effect %, power W, counter Wh, status bits), and level desired and accepted."""
_MOST_SAMPLES = 500_000
"""While the disk refuses, the oldest samples beyond this many are let go; the counters bridge them."""
_MOST_DECISIONS = 100_000
"""Likewise: a disk that stays full for weeks must not fill the memory, which the light needs."""
_CIRCUIT_REPEAT = timedelta(minutes=10)
"""A circuit that did not change is kept this often, as a sign that somebody looked."""


class Notes:
    """Takes notes on the event loop, writes them from the store's thread."""

    def __init__(self, main: Connection, names: Names, samples: Connection) -> None:
        self.decisions: deque[Recorded] = deque(maxlen=_MOST_DECISIONS)
        self._samples: deque[Sample] = deque(maxlen=_MOST_SAMPLES)
        self._circuits: dict[str, CircuitSample] = {}
        self._main, self._names = main, names
        self._writer = SampleWriter(samples)

    def meter(self, cabinet: str, at: datetime, energy_wh: float | None, power_w: float | None = None,
              voltage_v: Sequence[float] = ()) -> None:  # fmt: skip
        """A cabinet meter's answer; `energy_wh` is the counter's reading."""
        self._samples.append(MeterSample(cabinet, at, energy_wh, power_w, tuple(voltage_v)))

    def lamps(self, at: datetime, rows: Iterable[LampNote]) -> None:
        """Lamps' answers at one instant."""
        self._samples.extend(LampSample(lamp, at, *told) for lamp, *told in rows)  # type: ignore[arg-type]

    def circuit(self, circuit: str, at: datetime, closed: bool | None) -> None:
        """A contactor's feedback; kept when it changed, and now and then when it did not."""
        sample, last = CircuitSample(circuit, at, closed), self._circuits.get(circuit)
        if last is None or last.closed != closed or at - last.at >= _CIRCUIT_REPEAT:
            self._circuits[circuit] = sample
            self._samples.append(sample)

    def write(self) -> None:
        """Make everything noted so far durable; what cannot be written is kept. Raises StoreError."""
        self._write_decisions()
        self._write_samples()

    def _write_decisions(self) -> None:
        batch = [self.decisions.popleft() for _ in range(len(self.decisions))]
        if not batch:
            return
        try:
            record_decisions(self._main, self._names, batch)
        except StoreError:
            self._names.forget()
            _put_back(self.decisions, batch, _MOST_DECISIONS)
            raise

    def _write_samples(self) -> None:
        batch = [self._samples.popleft() for _ in range(len(self._samples))]
        try:
            self._writer.write(batch)
        except StoreError:
            _put_back(self._samples, batch, _MOST_SAMPLES)
            raise


def _put_back(notes: deque[T], batch: Sequence[T], most: int) -> None:
    """Before what came meanwhile; where there is no room for all, the oldest go."""
    room = most - len(notes)
    notes.extendleft(reversed(batch[max(0, len(batch) - room) :]))
