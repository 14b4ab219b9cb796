"""What is known at one instant, frozen, and what follows from it for every lamp of a group."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from lightctl.core.commands import Override
from lightctl.core.decide import Inputs, decide, protect
from lightctl.core.decision import Decision, Fact
from lightctl.core.night import NightPlan
from lightctl.core.plant import Group, Lamp, Plant
from lightctl.core.profile import TrafficRule
from lightctl.core.sensing import Sensed
from lightctl.core.traffic import TrafficState
from lightctl.core.typical import Usual
from lightctl.core.weather import WeatherState
from lightctl.core.weather_rule import WeatherSense


@dataclass(frozen=True, slots=True)
class Protected:
    """Why a circuit must stay dead: `rule` is lockout, breaker, leakage or local."""

    circuit: str
    rule: str
    facts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom the overrides in force reach: whole groups, and lamps over and above their group."""

    groups: Mapping[str, tuple[Override, ...]]
    lamps: Mapping[str, tuple[Override, ...]]
    """Single lamps."""
    cabinets: Mapping[str, tuple[Override, ...]] = field(default_factory=dict)
    """Every lamp that a cabinet feeds, of whatever group."""

    def over_group(self, lamp: Lamp) -> tuple[Override, ...]:
        """What reaches a lamp besides what reaches its group."""
        by_cabinet = self.cabinets.get(lamp.cabinet, ())
        return by_cabinet + self.lamps[lamp.id] if lamp.id in self.lamps else by_cabinet


NOBODY = Reach({}, {})


@dataclass(frozen=True, slots=True)
class Image:
    """Everything a decision rests on besides the plan.

    Profiles may read the same sensor differently: traffic is kept by counting place and rule,
    weather by how it is believed.
    """

    now: datetime
    traffic: Mapping[tuple[str, TrafficRule], TrafficState]
    weather: Mapping[WeatherSense, WeatherState]
    reach: Reach = NOBODY
    protected: Mapping[str, Protected] = field(default_factory=dict)
    sensed: Sensed = field(default_factory=Sensed)
    usual: Mapping[str, Usual] = field(default_factory=dict)
    """What a place usually counts now, where a street without a counter wants to know."""


@dataclass(frozen=True, slots=True)
class GroupDecision:
    """The group's own decision, and those of its lamps that differ from it."""

    group: Decision
    lamps: Mapping[str, Decision]

    @property
    def due(self) -> datetime:
        """When any of them stops holding."""
        return min([self.group.valid_until, *(lamp.valid_until for lamp in self.lamps.values())])

    def of(self, lamp: str) -> Decision:
        """The decision that rules a lamp of this group."""
        return self.lamps.get(lamp, self.group)


def decide_group(plant: Plant, plan: NightPlan, image: Image) -> GroupDecision:
    """Decide a group and every lamp of it that an override or protection sets apart; pure."""
    group = plant.groups[plan.group]
    base = inputs_of(plant, plan, image)
    decision = decide(group.id, plan, base, image.now)
    if not _cut_through(plant, group, image):
        return GroupDecision(decision, {})
    apart: dict[str, Decision] = {}
    shared: dict[tuple[Override, ...], Decision] = {(): decision}
    for lamp_id in group.lamps:
        lamp = plant.lamps[lamp_id]
        extra = image.reach.over_group(lamp)
        why = image.protected.get(lamp.circuit)
        if not extra and why is None:
            continue
        if extra not in shared:
            shared[extra] = decide(lamp_id, plan, replace(base, overrides=base.overrides + extra), image.now)
        apart[lamp_id] = _for_lamp(lamp, shared[extra], why)
    return GroupDecision(decision, apart)


def _cut_through(plant: Plant, group: Group, image: Image) -> bool:
    """Whether a command for single lamps, or protection, may set lamps of the group apart."""
    reach, protected = image.reach, image.protected
    if reach.lamps and not reach.lamps.keys().isdisjoint(group.lamps):
        return True
    if not protected and not reach.cabinets:
        return False
    circuits = plant.circuits_of_group[group.id]
    return any(one in protected or plant.circuits[one].cabinet in reach.cabinets for one in circuits)


def inputs_of(plant: Plant, plan: NightPlan, image: Image) -> Inputs:
    """What a plan's group is decided from, out of everything that is known."""
    group = plant.groups[plan.group]
    street = plant.streets[group.street]
    traffic, weather = plan.profile.traffic, plan.profile.weather
    return Inputs(
        traffic=image.traffic.get((street.place or street.follows, traffic)) if traffic else None,
        traffic_upwards_only=not street.place,
        typical=image.usual.get(street.typical),
        weather=image.weather.get(weather.sense) if weather else None,
        overrides=image.reach.groups.get(group.id, ()),
        never_below=group.never_below,
        light=image.sensed.light_at(group.id),
        water=image.sensed.water_at(group.id),
    )


def _for_lamp(lamp: Lamp, decision: Decision, why: Protected | None) -> Decision:
    if why is None:
        return replace(decision, thing=lamp.id)
    return protect(replace(decision, thing=lamp.id), why.rule, (("circuit", why.circuit), *why.facts))
