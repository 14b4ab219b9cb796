"""How often lamps are told a level on each day of the city, against what their devices' memory endures."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from lightctl.core.lamp_pace import RAMP_STEP
from lightctl.core.lint import Mark, Remark, Weight
from lightctl.core.lint_plant import Kind
from lightctl.core.night import NightPlan
from lightctl.core.place import Place
from lightctl.core.plant import Plant
from lightctl.core.units import DARK, Level


@dataclass(frozen=True, slots=True)
class LevelWrites:
    """What a driver declares of its lamps' levels."""

    per_day: int
    """Writes of one lamp's level that its memory endures in 24 hours."""
    blind: bool = False
    """Levels cannot be read back: half of the writes go into telling them again."""

    @property
    def left(self) -> int:
        """Writes for levels that change."""
        return self.per_day // 2 if self.blind else self.per_day


class Writes:
    """Groups behind devices with a limit, counted day by day; nights come in order."""

    def __init__(self, plant: Plant, drivers: Mapping[str, LevelWrites], place: Place, mark: Mark) -> None:
        self._plant, self._drivers, self._place, self._mark = plant, drivers, place, mark
        self._behind = _behind(plant, drivers)
        self._counts: dict[str, Counter[date]] = {group: Counter() for group in self._behind}

    def night(self, night: date, plan: NightPlan, kind: Kind, groups: Sequence[str]) -> Iterator[Remark]:
        """Count one night's writes; the evening's date is then complete, but for the morning of the first."""
        for group in groups:
            if group in self._behind:
                self._counts[group] += self._told(plan, kind, self._ramp(group))
                yield from self._remarks(group, plan, night)

    def _remarks(self, group: str, plan: NightPlan, night: date) -> Iterator[Remark]:
        count = self._counts[group].pop(night, 0)
        for device, driver in self._behind[group]:
            limit = self._drivers[driver]
            if count > limit.left:
                kept = ", half of them for what cannot be read back" if limit.blind else ""
                street = self._plant.streets[self._plant.groups[group].street].name
                message = (
                    f"lamps of {device} in {street} are told {count} levels on {night}, and driver "
                    f"{driver} allows {limit.per_day} writes a day{kept}"
                )
                advice = "fewer steps, or a larger step: for its ramps"
                where = self._mark(f"profiles/{plan.profile.id}", "plan")
                subject = f"profile {plan.profile.id} by {driver}"
                yield Remark(Weight.WARNING, "write-limit", where, subject, message, advice)

    def _ramp(self, group: str) -> float | None:
        """The slowest way down of its lamps, in percent per second; None where all go at once."""
        lamps = (self._plant.lamps[lamp] for lamp in self._plant.groups[group].lamps)
        models = {row.model for lamp in lamps for row in lamp.luminaires}
        ramps = (self._plant.luminaires[model].ramp_down for model in models)
        return min((ramp for ramp in ramps if ramp), default=None)

    def _told(self, plan: NightPlan, kind: Kind, ramp: float | None) -> Counter[date]:
        """Writes to one lamp by the date that clocks in the street show."""
        told: Counter[date] = Counter()
        before = DARK
        for at, level in zip(plan.plan.times, plan.plan.levels, strict=True):
            aim = _given(level, plan, kind) if plan.lit(at) else DARK
            told[self._day(at)] += _steps(before, aim, ramp)
            before = aim
        return told

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._place.zone).date()


def _given(level: Level, plan: NightPlan, kind: Kind) -> Level:
    """What the lamp is told in the end; floors and minima make levels alike."""
    dark = level <= DARK and (plan.profile.part_night or plan.floor <= DARK)
    return DARK if dark else max(level, plan.floor, kind.minimum)


def _steps(before: Level, after: Level, ramp: float | None) -> int:
    if before == after:
        return 0
    if ramp is None or after >= before or after <= DARK:
        return 1
    return ceil((before - after) / (ramp * RAMP_STEP.total_seconds()))


def _behind(plant: Plant, drivers: Mapping[str, LevelWrites]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Groups with lamps behind limited devices: the first device of each driver."""
    found: dict[str, dict[str, str]] = {}
    for lamp in plant.lamps.values() if drivers else ():
        address = lamp.direct or (
            plant.concentrators[lamp.concentrator].address if lamp.concentrator else None
        )
        if address is not None and address.driver in drivers:
            found.setdefault(lamp.group, {}).setdefault(address.driver, lamp.concentrator or lamp.id)
    return {
        group: tuple((device, driver) for driver, device in rows.items()) for group, rows in found.items()
    }
