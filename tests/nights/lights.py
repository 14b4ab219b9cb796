"""What every lamp really showed, minute by minute, held against what the oracle says."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from tests.oracle import contactors
from tests.oracle.light import Night, was_right, within

MINUTE = timedelta(minutes=1)
LATE = timedelta(seconds=45)
"""How long a change may take to reach every lamp."""
BOOT = timedelta(seconds=75)
"""After mains comes a lamp boots at 100 %, and is then told its level."""

Change = tuple[datetime, str, float]


class Shown:
    """Light of every lamp over time, from the simulator's own record."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._times: dict[str, list[datetime]] = defaultdict(list)
        self._levels: dict[str, list[float]] = defaultdict(list)
        for at, lamp, level in changes:
            self._times[lamp].append(at)
            self._levels[lamp].append(level)

    def at(self, lamp: str, instant: datetime) -> float:
        """Light in percent; 0 before the first change."""
        index = bisect_right(self._times[lamp], instant)
        return self._levels[lamp][index - 1] if index else 0.0

    def row(self, lamp: str, instants: Sequence[datetime]) -> list[float]:
        """Light at ascending instants."""
        light: list[float] = []
        level = 0.0
        for at, following in zip(self._times[lamp], self._levels[lamp], strict=True):
            place = bisect_right(instants, at)
            if place and instants[place - 1] == at:
                place -= 1
            light += [level] * (place - len(light))
            level = following
        return light + [level] * (len(instants) - len(light))

    def changes_between(self, lamp: str, start: datetime, end: datetime) -> list[tuple[datetime, float]]:
        """Changes of one lamp in (start, end]."""
        times = self._times[lamp]
        picked = range(bisect_right(times, start), bisect_right(times, end))
        return [(times[n], self._levels[lamp][n]) for n in picked]


@dataclass(frozen=True)
class Spell:
    """Lamps that are not expected to follow for a while: only to be `dark`, or `lit`, or nothing at all."""

    lamps: frozenset[str]
    since: datetime
    until: datetime
    only: Literal["dark", "lit", ""] = ""

    def holds(self, at: datetime) -> bool:
        """Whether it is in force."""
        return self.since <= at < self.until

    def allows(self, light: float) -> bool:
        """Whether a lamp in it may show that light."""
        return not self.only or (light > 0) == (self.only == "lit")


@dataclass
class Verdict:
    """What a check saw, in lamp-minutes."""

    exact: int = 0
    changing: int = 0
    excused: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def checked(self) -> int:
        """Lamp-minutes looked at."""
        return self.exact + self.changing + self.excused


def minutes(start: datetime, end: datetime) -> list[datetime]:
    """Every minute of [start, end)."""
    return [start + n * MINUTE for n in range(int((end - start) / MINUTE))]


def check(night: Night, shown: Shown, times: Sequence[datetime], spells: Sequence[Spell] = ()) -> Verdict:
    """Every dimmable lamp at every instant."""
    verdict = Verdict()
    for names in _alike(night):
        bounds = [within(night, names[0], at, LATE) for at in times]
        for name in names:
            own = [spell for spell in spells if name in spell.lamps]
            _check_lamp(verdict, night, name, zip(times, shown.row(name, times), bounds, strict=True), own)
    return verdict


def _check_lamp(
    verdict: Verdict, night: Night, name: str,
    rows: Iterable[tuple[datetime, float, tuple[float, float]]], spells: Sequence[Spell],
) -> None:  # fmt: skip
    for at, light, (low, high) in rows:
        if spells and (holding := [spell for spell in spells if spell.holds(at)]):
            verdict.excused += 1
            for spell in holding:
                if not spell.allows(light):
                    verdict.faults.append(f"{at:%H:%M} {name}: {light:g} % where it must be {spell.only}")
            continue
        if low == high:
            verdict.exact += 1
        else:
            verdict.changing += 1
        if low <= light <= high or _booting(night, name, at, light):
            continue
        if not was_right(night, name, light, at, LATE):
            verdict.faults.append(f"{at:%H:%M} {name}: {light:g} % where {low:g} to {high:g} % is right")


def _alike(night: Night) -> Iterator[list[str]]:
    """Dimmable lamps for which the oracle says the same."""
    alike: dict[tuple[str, str, tuple[bool, ...]], list[str]] = {}
    for name, lamp in night.city.lamps.items():
        if lamp.dimmable:
            reached = tuple(order.reaches(name, lamp) for order in night.seen.orders)
            alike.setdefault((lamp.group, lamp.luminaire, reached), []).append(name)
    yield from alike.values()


def _booting(night: Night, name: str, at: datetime, light: float) -> bool:
    return light == 100 and night.lamp_level(name, at) > 0 and night.lamp_level(name, at - BOOT) == 0


def check_contactors(
    night: Night, shown: Shown, times: Sequence[datetime], spells: Sequence[Spell] = ()
) -> Verdict:
    """Lamps that can only be switched: at every instant, per cabinet and group, a pattern that is enough."""
    verdict = Verdict()
    for feeders in switched(night):
        lamps = {lamp for names in feeders.values() for lamp in names}
        own = [spell for spell in spells if lamps & spell.lamps]
        for at in times:
            if any(spell.holds(at) for spell in own):
                verdict.excused += len(lamps)
            else:
                _look_at_pattern(verdict, night, shown, feeders, at)
    return verdict


def switched(night: Night) -> Iterator[dict[str, list[str]]]:
    """Contactor-only lamps by circuit, for each cabinet and group."""
    rows: dict[tuple[str, str], dict[str, list[str]]] = {}
    cabinets = {one: name for name, circuits in night.city.circuits_of_cabinet.items() for one in circuits}
    for name, lamp in night.city.lamps.items():
        if not lamp.dimmable:
            feeders = rows.setdefault((cabinets[lamp.circuit], lamp.group), {})
            feeders.setdefault(lamp.circuit, []).append(name)
    yield from rows.values()


def _look_at_pattern(
    verdict: Verdict, night: Night, shown: Shown, feeders: Mapping[str, list[str]], at: datetime
) -> None:
    lamps = [lamp for names in feeders.values() for lamp in names]
    now, before = night.wanted(lamps[0], at), night.wanted(lamps[0], at - LATE)
    if now != before:
        verdict.changing += len(lamps)
        return
    verdict.exact += len(lamps)
    closed = {circuit: shown.at(names[0], at) > 0 for circuit, names in feeders.items()}
    fault = contactors.fault({circuit: len(names) for circuit, names in feeders.items()}, closed, now)
    if fault:
        verdict.faults.append(f"{at:%H:%M} {lamps[0]} and its like: {fault}")
