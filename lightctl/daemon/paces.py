"""Lamps that cannot always do at once what is wanted: what they were told, and what is still to come."""

from dataclasses import dataclass
from datetime import datetime

from lightctl.core.lamp_pace import Step, Told, after, next_step
from lightctl.core.plant import Luminaire
from lightctl.core.units import Level


@dataclass(frozen=True, slots=True)
class Awaited:
    """A lamp's light, as wished, that it may not have yet; `rule` says why."""

    light: Level
    reason: str
    rule: str
    until: datetime


class Paces:
    """One entry per lamp that was told anything; knows nothing of what was before the start."""

    def __init__(self) -> None:
        self._told: dict[str, Told] = {}
        self._awaited: dict[str, Awaited] = {}

    def step(
        self, lamp: str, luminaire: Luminaire, wanted: tuple[Level, Level, str], now: datetime, *,
        urgent: bool,
    ) -> Step:  # fmt: skip
        """What a lamp's driver is told now; `wanted` is light, driver level and reason."""
        light, driver, reason = wanted
        told = self._told.get(lamp, Told())
        step = next_step(luminaire, told, driver, now, urgent=urgent)
        if step.driver != told.driver:
            self._told[lamp] = after(told, step.driver, now)
        if step.until is None:
            self._awaited.pop(lamp, None)
        else:
            self._awaited[lamp] = Awaited(light, reason, step.rule, step.until)
        return step

    def awaited(self, lamp: str) -> Awaited | None:
        """What holds a lamp away from its light; None where nothing does."""
        return self._awaited.get(lamp)

    def cooling(self, lamp: str) -> bool:
        """Whether it stays dark until it has cooled down."""
        awaited = self._awaited.get(lamp)
        return awaited is not None and awaited.rule == "restrike"

    def due(self, now: datetime) -> list[tuple[str, Awaited]]:
        """Lamps whose next step has come."""
        return [(lamp, one) for lamp, one in self._awaited.items() if one.until <= now]

    def any_due(self, now: datetime) -> bool:
        """Whether any lamp's next step has come."""
        return any(one.until <= now for one in self._awaited.values())
