"""Light sensors and water stations: what their words are worth, and what they may move."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from tests.oracle.words import duration

UNDER, NIGHT, DAY, UP = -6.0, -9.0, 15.0, 6.0  # the sun's altitude, degrees
MOST_LUX = 200_000.0
Stands = Callable[[datetime], float]


@dataclass(frozen=True)
class Word:
    """What a sensor said: lux, 1 by day and 0 in the dark, or metres; None where it does not know."""

    at: datetime
    value: float | None


@dataclass(frozen=True)
class _Opinion:
    """From one word to the next: dark or light or undecided, and whether that was worth anything."""

    at: datetime
    dark: bool | None
    believed: bool


class Eye:
    """One light sensor or photocell through a night."""

    def __init__(self, row: Mapping[str, Any], words: Sequence[Word], stands: Stands) -> None:
        self.before, self.after = (duration(row.get(name, "30min")) for name in ("before", "after"))
        self._row, self._stands = row, stands
        self._stale = duration(row.get("stale_after", "15min"))
        self._opinions: list[_Opinion] = []
        self._turns: list[tuple[datetime, bool]] = []
        self._hear(words)
        self._times = [one.at for one in self._opinions]

    def good(self, at: datetime) -> bool:
        """Fresh and believed; no word for light outlives the sun at −6°."""
        last = self._last(at)
        if last is None or not last.believed or at >= last.at + self._stale:
            return False
        return last.dark is True or self._stands(at) > UNDER

    def dark(self, at: datetime) -> bool | None:
        """What it holds the sky to be."""
        last = self._last(at)
        return last.dark if last else None

    def said(self, dark: bool, start: datetime, at: datetime) -> bool:
        """Whether it held the sky to be so at any time since."""
        turns = [one for one in self._turns if one[0] <= at]
        first = [said for when, said in turns if when <= start][-1:]
        return dark in first or any(said is dark and when >= start for when, said in turns)

    def light_to_stay(self, start: datetime, at: datetime) -> bool:
        """Whether it held the sky to be light since the start, and never dark after that."""
        before = [said for when, said in self._turns if when <= start][-1:]
        turns = [*before, *(said for when, said in self._turns if start < when <= at)]
        return False in turns and True not in turns[turns.index(False) :]

    def fell_silent(self, at: datetime, start: datetime) -> bool:
        """Whether nothing is wrong with it but that it spoke last some time ago, since the start."""
        last = self._last(at)
        return last is not None and last.believed and at >= last.at + self._stale and last.at >= start

    def _last(self, at: datetime) -> _Opinion | None:
        index = bisect_right(self._times, at) - 1
        return self._opinions[index] if index >= 0 else None

    def _hear(self, words: Sequence[Word]) -> None:
        debounce = duration(self._row.get("debounce", "2min"))
        dark: bool | None = None
        differs: datetime | None = None
        heard: datetime | None = None
        same: list[float] = []
        value: float | None = None
        lies: set[bool] = set()
        for word in words:
            if heard is not None and word.at >= heard + self._stale:
                differs = None
            heard = word.at
            said = self._meant(word.value, dark)
            if said is None:
                differs = None
                self._opinions.append(_Opinion(word.at, dark, False))
                continue
            height = self._stands(word.at)
            same = [*same, height] if word.value == value else [height]
            value = word.value
            differs = None if said is dark else differs or word.at
            if differs is not None and word.at - differs >= debounce:
                dark, differs = said, None
                self._turns.append((word.at, said))
            self._weigh(dark, height, lies)
            stuck = min(same) <= UNDER and max(same) >= UP
            absurd = bool(lies) or (dark is False and height <= UNDER)
            self._opinions.append(_Opinion(word.at, dark, dark is not None and not stuck and not absurd))

    def _meant(self, value: float | None, before: bool | None) -> bool | None:
        if value is None or not isfinite(value) or not 0 <= value <= MOST_LUX:
            return None
        if self._row["kind"] == "photocell":
            return {0.0: True, 1.0: False}.get(value)
        if value < float(self._row.get("dark_below", "20")):
            return True
        return False if value > float(self._row.get("light_above", "40")) else before

    @staticmethod
    def _weigh(dark: bool | None, height: float, lies: set[bool]) -> None:
        """By night nothing is light, by high day nothing is dark; who erred must see such a sky right."""
        if dark is None or NIGHT < height < DAY:
            return
        truth = height <= NIGHT
        if dark is truth:
            lies.discard(not truth)
        else:
            lies.clear()
            lies.add(dark)


def early_or_late(eyes: Sequence[Eye], on: datetime, off: datetime, at: datetime) -> bool:
    """Outside the lit hours: whether one of them has the street lit, before `on` or after `off`."""
    if at < on:
        starts = [(eye, on - eye.before) for eye in eyes if on - eye.before <= at]
        return any((eye.good(at) or eye.fell_silent(at, start)) and eye.said(True, start, at)
                   for eye, start in starts)  # fmt: skip
    waking = [eye for eye in eyes if off <= at < off + eye.after]
    return any(eye.good(at) and eye.dark(at) is True and not eye.said(False, off - eye.before, at)
               for eye in waking)  # fmt: skip


def still_or_already_light(eyes: Sequence[Eye], on: datetime, off: datetime, at: datetime) -> bool:
    """In the lit hours: whether every one of them works, and says that no lamp is wanted yet, or any more."""
    if not eyes or not all(eye.good(at) for eye in eyes):
        return False
    if at < on + (off - on) / 2:
        return all(
            at < on + eye.after and eye.dark(at) is False and not eye.said(True, on - eye.before, at)
            for eye in eyes
        )
    return all(at >= off - eye.before and eye.light_to_stay(off - eye.before, at) for eye in eyes)


def flooded(row: Mapping[str, Any], words: Sequence[Word], at: datetime) -> bool:
    """Whether a street stands under water, or did within the hold time."""
    high = float(row["flood_from"])
    low, hold = float(row.get("flood_ends", row["flood_from"])), duration(row.get("hold", "60min"))
    stands, until = False, datetime.min.replace(tzinfo=at.tzinfo)
    for word in words:
        if word.at > at:
            break
        if word.value is None or not -10 <= word.value <= 30:
            continue
        stands = word.value >= high or (stands and word.value >= low)
        until = word.at + hold if stands else until
    return at < until
