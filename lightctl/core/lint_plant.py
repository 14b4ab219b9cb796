"""Whether a street's lamps, contactors and counters can do what a plan wants of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lightctl.core.lint import Mark, Remark, Weight
from lightctl.core.night import NightPlan
from lightctl.core.pattern import Feeder, closed_for
from lightctl.core.plant import Lamp, Plant
from lightctl.core.units import DARK, Level

MOST_SWITCHINGS = 6
"""Closings and openings of one contactor in a night, by plan alone."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Everything of a group that matters to its plans; groups of one kind are judged once."""

    street_floor: Level
    group_floor: Level
    minimum: Level
    """The highest minimum level among its dimmable lamps; 0 without any."""
    patterns: frozenset[tuple[int, ...]]
    """For a group that only contactors switch: lamps by circuit, in order of output, of each cabinet."""
    design_class: str
    luminance: float | None
    counted: bool
    """Whether its street has a counter or follows one."""


def kind_of(plant: Plant, group_id: str, day: date) -> Kind:
    """The kind of a group as fitted on that day."""
    group = plant.groups[group_id]
    street = plant.streets[group.street]
    lamps = [plant.lamps[lamp] for lamp in group.lamps]
    dimmable = [plant.luminaires[lamp.luminaire_on(day)] for lamp in lamps if lamp.dimmable]
    return Kind(
        street_floor=street.never_below,
        group_floor=group.never_below,
        minimum=max((luminaire.minimum_level for luminaire in dimmable), default=DARK),
        patterns=frozenset() if dimmable else _patterns(plant, lamps),
        design_class=street.lighting_class,
        luminance=street.luminance,
        counted=bool(street.place or street.follows),
    )


def remarks_of_plant(plan: NightPlan, kind: Kind, mark: Mark) -> Iterator[Remark]:
    """What hardware cannot do of a plan, or should not."""
    profile = plan.profile
    file = f"profiles/{profile.id}"
    lowest = lowest_wanted(plan)
    if kind.minimum > lowest > DARK:
        subject = f"profile {profile.id}, lamps from {kind.minimum:g} %"
        message = f"{lowest:g} % is wanted and these lamps burn at {kind.minimum:g} % at least"
        advice = "raise the floor and the levels to what the lamps can do"
        yield Remark(Weight.WARNING, "lamps-minimum", mark(file, "floor"), subject, message, advice)
    switched = switchings(plan, kind)
    if switched > MOST_SWITCHINGS:
        message = f"a contactor switches {switched} times a night, and {MOST_SWITCHINGS} are enough"
        advice = "fewer steps for streets that contactors alone switch"
        subject = f"profile {profile.id} (by {plan.rule})"
        yield Remark(Weight.WARNING, "switchings", mark(file, "plan"), subject, message, advice)
    if profile.traffic and not kind.counted:
        message = "these streets neither have a counter nor follow one: its traffic rule is idle there"
        advice = "give the streets place: or follows:, or a profile without traffic"
        subject = f"profile {profile.id}"
        yield Remark(Weight.WARNING, "no-counter", mark(file, "traffic"), subject, message, advice)


def lowest_wanted(plan: NightPlan) -> Level:
    """The lowest light that plan or traffic may ask for while there is light; 0 without any."""
    levels = (*plan.plan.levels, *plan.least.levels)
    return min((max(level, plan.floor) for level in levels if level > DARK), default=DARK)


def switchings(plan: NightPlan, kind: Kind) -> int:
    """How often the busiest contactor closes and opens in the night; 0 where lamps are dimmed."""
    levels = [max(level, plan.floor) if level > DARK else DARK for level in plan.plan.levels]
    return max((_busiest(pattern, levels) for pattern in kind.patterns), default=0)


def _busiest(pattern: tuple[int, ...], levels: list[Level]) -> int:
    feeders = [Feeder(str(output), lamps) for output, lamps in enumerate(pattern)]
    before: set[str] = set()
    counts: Counter[str] = Counter()
    for level in levels:
        closed = set(closed_for(feeders, level))
        counts.update(closed ^ before)
        before = closed
    return max(counts.values(), default=0)


def _patterns(plant: Plant, lamps: list[Lamp]) -> frozenset[tuple[int, ...]]:
    by_circuit = Counter(lamp.circuit for lamp in lamps)
    cabinets = dict.fromkeys(lamp.cabinet for lamp in lamps)
    circuits = ([circuit.id for circuit in plant.cabinets[one].circuits] for one in cabinets)
    return frozenset(tuple(by_circuit[one] for one in row if one in by_circuit) for row in circuits)
