"""Lamps that cannot always do at once what is wanted: what they were told, and what is still to come."""

import heapq
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime

from lightctl.core.lamp_pace import Step, Told, after, next_step
from lightctl.core.plant import Luminaire
from lightctl.core.units import Level

NOTHING = Told()


@dataclass(frozen=True, slots=True)
class Awaited:
    """A lamp's light, as wished, that it may not have yet; `rule` says why."""

    light: Level
    reason: str
    rule: str
    until: datetime


@dataclass(frozen=True, slots=True)
class _Done:
    """What a step came to, for every lamp that was told the same before; keeps alive what it is known by."""

    luminaire: Luminaire
    before: Told
    step: Step
    told: Told
    awaited: Awaited | None


class Paces:
    """One entry per lamp that was told anything; knows nothing of what was before the start."""

    def __init__(self) -> None:
        self._told: dict[str, Told] = {}
        self._awaited: dict[str, Awaited] = {}
        self._at: dict[datetime, dict[str, None]] = {}
        """Lamps by the instant of their next step; some have none any more, or a later one."""
        self._instants: list[datetime] = []
        self._ready: deque[str] = deque()
        self._asked = datetime.min.replace(tzinfo=UTC)
        """When somebody last wanted to know whose step has come."""
        self._now: datetime | None = None
        self._done: dict[tuple[int, int, tuple[Level, Level, str], bool], _Done] = {}
        """Steps of this instant."""

    def step(
        self, lamp: str, luminaire: Luminaire, wanted: tuple[Level, Level, str], now: datetime, *,
        urgent: bool,
    ) -> Step:  # fmt: skip
        """What a lamp's driver is told now; `wanted` is light, driver level and reason."""
        if now is not self._now:
            self._now = now
            self._done.clear()
        before = self._told.get(lamp, NOTHING)
        key = id(luminaire), id(before), wanted, urgent
        done = self._done.get(key)
        if done is None:
            done = self._done[key] = _stepped(luminaire, before, wanted, now, urgent=urgent)
        if done.told is not before:
            self._told[lamp] = done.told
        if done.awaited is None:
            self._awaited.pop(lamp, None)
        else:
            self._await(lamp, done.awaited)
        return done.step

    def awaited(self, lamp: str) -> Awaited | None:
        """What holds a lamp away from its light; None where nothing does."""
        return self._awaited.get(lamp)

    def cooling(self, lamp: str) -> bool:
        """Whether it stays dark until it has cooled down."""
        awaited = self._awaited.get(lamp)
        return awaited is not None and awaited.rule == "restrike"

    def next_due(self, now: datetime) -> tuple[str, Awaited] | None:
        """A lamp whose next step has come, to be told now; None where none is left."""
        while self._instants and self._instants[0] <= now:
            self._ready.extend(self._at.pop(heapq.heappop(self._instants)))
        while self._ready:
            lamp = self._ready.popleft()
            one = self._awaited.get(lamp)
            if one is not None and (one.until <= now or self._dark_later(lamp, now)):
                return lamp, one
            if one is not None:
                self._await(lamp, one)  # a later step, or the clock was set back
        return None

    def any_due(self, now: datetime) -> bool:
        """Whether any lamp's next step may have come; all of them, once the clock was set back."""
        if now < self._asked:
            self._ready.extend(self._awaited)
        self._asked = now
        return bool(self._ready or (self._instants and self._instants[0] <= now))

    def _dark_later(self, lamp: str, now: datetime) -> bool:
        """Whether it went dark at an instant that is still to come, since when no lamp cools down."""
        since = self._told[lamp].dark_since
        return since is not None and since > now

    def _await(self, lamp: str, awaited: Awaited) -> None:
        self._awaited[lamp] = awaited
        lamps = self._at.get(awaited.until)
        if lamps is None:
            lamps = self._at[awaited.until] = {}
            heapq.heappush(self._instants, awaited.until)
        lamps[lamp] = None


def _stepped(
    luminaire: Luminaire, before: Told, wanted: tuple[Level, Level, str], now: datetime, *, urgent: bool
) -> _Done:
    light, driver, reason = wanted
    step = next_step(luminaire, before, driver, now, urgent=urgent)
    told = before if step.driver == before.driver else after(before, step.driver, now)
    awaited = None if step.until is None else Awaited(light, reason, step.rule, step.until)
    return _Done(luminaire, before, step, told, awaited)
