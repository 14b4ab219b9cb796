"""Whether a street's lamps, contactors and counters can do what a plan wants of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lightctl.core.lamp_level import gear_of
from lightctl.core.lint import Mark, Remark, Weight
from lightctl.core.night import NightPlan
from lightctl.core.pattern import Feeder, closed_of
from lightctl.core.plant import Lamp, Plant, SwitchPattern
from lightctl.core.profile import Profile
from lightctl.core.units import DARK, Level

MOST_SWITCHINGS = 6
"""Closings and openings of one contactor in a night, by plan alone."""


@dataclass(frozen=True, slots=True)
class Switched:
    """A cabinet's share of a group that only contactors switch: lamps by circuit, in order of output."""

    lamps: tuple[int, ...]
    patterns: tuple[SwitchPattern, ...] = ()
    """What the cabinet closes; empty for any set."""


DISCHARGE_LOWEST = 50.0
"""Below that discharge lamps are not to be dimmed (NEMA LSD 14: 50 to 70 %)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Everything of a group that matters to its plans; groups of one kind are judged once."""

    street_floor: Level
    group_floor: Level
    minimum: Level
    """The highest minimum level among its dimmable lamps; 0 without any."""
    switched: frozenset[Switched]
    """For a group that only contactors switch: its share of each cabinet; empty where lamps are dimmed."""
    design_class: str
    luminance: float | None
    counted: bool
    """Whether its street has a counter or follows one."""
    discharge: bool = False
    """Whether any of its dimmable lamps is a discharge lamp."""


def kind_of(plant: Plant, group_id: str, day: date) -> Kind:
    """The kind of a group as fitted on that day."""
    group = plant.groups[group_id]
    street = plant.streets[group.street]
    lamps = [plant.lamps[lamp] for lamp in group.lamps]
    dimmable = [plant.luminaires[lamp.luminaire_on(day)] for lamp in lamps if lamp.dimmable]
    return Kind(
        street_floor=street.never_below,
        group_floor=group.never_below,
        minimum=max((gear_of(luminaire, None).lowest for luminaire in dimmable), default=DARK),
        switched=frozenset() if dimmable else _switched(plant, lamps),
        design_class=street.lighting_class,
        luminance=street.luminance,
        counted=bool(street.place or street.follows),
        discharge=any(luminaire.discharge for luminaire in dimmable),
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
    if kind.discharge and DARK < lowest < DISCHARGE_LOWEST:
        yield _discharge(profile.id, lowest, mark(file, "floor"))
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
    if by_class(profile) and profile.luminance is None:
        message = "levels are worked out from lighting classes, and nobody measured or calculated the light"
        advice = "give the streets or the profile their luminance, calculated or measured"
        subject = f"profile {profile.id}"
        yield Remark(Weight.WARNING, "assumed-luminance", mark(file, "plan"), subject, message, advice)


def _discharge(profile: str, lowest: Level, where: str) -> Remark:
    return Remark(
        Weight.WARNING, "discharge-dimmed", where, f"profile {profile}, discharge lamps",
        f"{lowest:g} % is wanted, and discharge lamps suffer or go out below {DISCHARGE_LOWEST:g} %",
        "give these streets a profile that stays above it",
    )  # fmt: skip


def by_class(profile: Profile) -> bool:
    """Whether the profile itself names classes for its levels; traffic and weather go by them anyway."""
    return profile.full_of_class or any(step.lighting_class for step in (*profile.plan, *profile.least))


def lowest_wanted(plan: NightPlan) -> Level:
    """The lowest light that plan or traffic may ask for while there is light; 0 without any."""
    levels = (*plan.plan.levels, *plan.least.levels)
    return min((max(level, plan.floor) for level in levels if level > DARK), default=DARK)


def switchings(plan: NightPlan, kind: Kind) -> int:
    """How often the busiest contactor closes and opens in the night; 0 where lamps are dimmed."""
    levels = [max(level, plan.floor) if level > DARK else DARK for level in plan.plan.levels]
    return max((_busiest(one, levels) for one in kind.switched), default=0)


def _busiest(switched: Switched, levels: list[Level]) -> int:
    circuits = [str(output) for output in range(1, len(switched.lamps) + 1)]
    feeders = [Feeder(one, lamps) for one, lamps in zip(circuits, switched.lamps, strict=True) if lamps]
    before: set[str] = set()
    counts: Counter[str] = Counter()
    for level in levels:
        closed = closed_of(circuits, feeders, level, switched.patterns)
        counts.update(closed ^ before)
        before = closed
    return max(counts.values(), default=0)


def _switched(plant: Plant, lamps: list[Lamp]) -> frozenset[Switched]:
    by_circuit = Counter(lamp.circuit for lamp in lamps)
    cabinets = (plant.cabinets[one] for one in dict.fromkeys(lamp.cabinet for lamp in lamps))
    return frozenset(
        Switched(tuple(by_circuit[circuit.id] for circuit in cabinet.circuits), cabinet.patterns)
        for cabinet in cabinets
    )
