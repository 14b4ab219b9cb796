"""Whether a street's lamps and counters can do what a plan wants of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lightctl.core.lamp_level import gear_of
from lightctl.core.lint import Mark, Remark, Weight
from lightctl.core.night import NightPlan
from lightctl.core.plant import Lamp, Plant
from lightctl.core.units import DARK, Level

DISCHARGE_LOWEST = 50.0
"""Below that discharge lamps are not to be dimmed (NEMA LSD 14: 50 to 70 %)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Everything of a group that matters to its plans; groups of one kind are judged once."""

    street_floor: Level
    group_floor: Level
    minimum: Level
    """The highest minimum level among its dimmable lamps; 0 without any."""
    dimmed: bool
    """Whether any of its lamps can be told a level."""
    design_class: str
    luminance: float | None
    counted: str
    """How its street hears of traffic: `counter`, `neighbour`, `typical`, or not at all."""
    discharge: bool = False
    """Whether any of its dimmable lamps is a discharge lamp."""


def kind_of(plant: Plant, group_id: str, first: date, last: date | None = None) -> Kind:
    """The kind of a group with what is fitted on the first day, and until the last one where given."""
    group = plant.groups[group_id]
    street = plant.streets[group.street]
    lamps = [plant.lamps[lamp] for lamp in group.lamps]
    models = {model for lamp in lamps if lamp.dimmable for model in _fitted(lamp, first, last or first)}
    dimmable = [plant.luminaires[model] for model in models]
    ways = (("counter", street.place), ("neighbour", street.follows), ("typical", street.typical))
    return Kind(
        street_floor=street.never_below,
        group_floor=group.never_below,
        minimum=max((gear_of(luminaire, None).lowest for luminaire in dimmable), default=DARK),
        dimmed=bool(dimmable),
        design_class=street.lighting_class,
        luminance=street.luminance,
        counted=next((way for way, place in ways if place), ""),
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
    if profile.traffic and not kind.counted:
        message = "its traffic rule is idle here: these streets neither have a counter nor follow one"
        advice = "give the streets place:, follows: or typical:, or a profile without traffic"
        subject = f"profile {profile.id}"
        yield Remark(Weight.WARNING, "no-counter", mark(file, "traffic"), subject, message, advice)


def _discharge(profile: str, lowest: Level, where: str) -> Remark:
    return Remark(
        Weight.WARNING, "discharge-dimmed", where, f"profile {profile}, discharge lamps",
        f"{lowest:g} % is wanted, and discharge lamps suffer or go out below {DISCHARGE_LOWEST:g} %",
        "give these streets a profile that stays above it",
    )  # fmt: skip


def lowest_wanted(plan: NightPlan) -> Level:
    """The lowest light that plan or traffic may ask for while there is light; 0 without any."""
    levels = (*plan.plan.levels, *plan.least.levels)
    return min((max(level, plan.floor) for level in levels if level > DARK), default=DARK)


def _fitted(lamp: Lamp, first: date, last: date) -> set[str]:
    """Luminaire models in place on the first day or put there until the last."""
    later = {row.model for row in lamp.luminaires if first < row.since <= last}
    return {lamp.luminaire_on(first), *later}
