"""What a proof is made of: numbered items, each of which counts something or fails."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

Counts = Mapping[str, float]
"""What one item counted. Names that begin with `most` keep their greatest value, others are summed."""


@contextmanager
def in_silence() -> Iterator[None]:
    """Nothing is logged meanwhile: what devices and cities suffer here would fill a disk."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


class Failed(AssertionError):
    """An item showed something that must not be; the message says what."""


class Part(Protocol):
    """One promise and the items that put it to the test; items are independent and repeatable."""

    name: str
    promise: str
    size: int

    def item(self, number: int) -> Counts:
        """Run item `number` (0 … size−1); raises Failed."""


@dataclass
class Tally:
    """How far a part has come."""

    done: int = 0
    seconds: float = 0.0
    counts: dict[str, float] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, counts: Counts) -> None:
        """Count one more item in."""
        self.done += 1
        for name, value in counts.items():
            old = self.counts.get(name)
            if old is None:
                self.counts[name] = value
            else:
                self.counts[name] = max(old, value) if name.startswith("most") else old + value

    def fail(self, number: int, why: str) -> None:
        """Count an item that failed."""
        self.done += 1
        self.failures.append(f"item {number}: {why}")

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for a file."""
        return asdict(self)
