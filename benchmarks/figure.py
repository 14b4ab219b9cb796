"""A measured figure, and how things are compared fairly."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table; `aim` is what the house set itself, in words."""

    what: str
    value: float
    unit: str
    aim: str = ""
    spread: str = ""

    def told(self) -> str:
        """The value, short enough to read."""
        return f"{self.value:,.4g} {self.unit}"


def in_turn(contestants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Every contestant once per round, so that a busy minute hurts all alike."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            taken[name].append(run())
    return taken


def median_figure(what: str, values: list[float], unit: str, aim: str = "") -> Figure:
    """The median, with the range beside it."""
    spread = f"{min(values):.4g}–{max(values):.4g} over {len(values)}"
    return Figure(what, statistics.median(values), unit, aim, spread)
