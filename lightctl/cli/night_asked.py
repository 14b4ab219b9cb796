"""The night of a target: every different plan in it, and whom it rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lightctl.cli.night_curves import changes
from lightctl.core.commands import Scope
from lightctl.core.night import NightPlan
from lightctl.core.nights import Nights
from lightctl.core.sun import SunNight
from lightctl.core.target import groups_of, parse_target
from lightctl.site.model import Site

_WIDE = {Scope.CITY, Scope.DISTRICT}


@dataclass(frozen=True, slots=True)
class Ruled:
    """A plan that several groups share."""

    plan: NightPlan
    groups: tuple[str, ...]
    streets: tuple[str, ...]
    """Names, in plant order."""
    lamps: int


@dataclass(frozen=True, slots=True)
class Night:
    """One night of what was asked for; `wide` for a city or a district."""

    site: Site
    date: date
    sun: SunNight
    ruled: Sequence[Ruled]
    wide: bool


def night_of_target(site: Site, target: str, night: date) -> Night:
    """The night's plans by profile, rule and events, and by floor where something small was asked for.

    Raises TargetError for words that name nothing.
    """
    nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
    wanted = parse_target(target, site.plant)
    wide = wanted.scope in _WIDE
    shared: dict[tuple[object, ...], list[NightPlan]] = {}
    for group in groups_of(wanted, site.plant):
        plan = nights.on(group, night)
        shared.setdefault(_same(plan, wide=wide), []).append(plan)
    ruled = [_ruled(site, plans) for plans in shared.values()]
    return Night(site, night, nights.sun.events(night), ruled, wide)


def _same(plan: NightPlan, *, wide: bool) -> tuple[object, ...]:
    """What plans share that are told together."""
    light = (plan.profile.plan, plan.profile.least, plan.profile.full)
    return plan.profile.id, plan.rule, light, plan.events, 0 if wide else plan.floor


def as_data(night: Night) -> dict[str, Any]:
    """The same for programs; instants are local with their offset."""
    zone = night.site.settings.place.zone

    def local(at: datetime | None) -> str | None:
        return at.astimezone(zone).isoformat(timespec="seconds") if at else None

    def ruled(one: Ruled) -> dict[str, Any]:
        plan = one.plan
        steps = [
            {"at": local(row.at), "reached": local(row.reached), "least": row.levels.least,
             "plan": row.levels.plan, "full": row.levels.full}
            for row in changes(plan)
        ]  # fmt: skip
        return {
            "profile": plan.profile.id, "title": plan.profile.title, "rule": plan.rule,
            "holiday": plan.holiday or None, "luminance": plan.profile.luminance_from or None,
            "events": [
                {"title": held.event.title, "rule": held.event.where, "from": local(held.starts),
                 "to": local(held.ends)}
                for held in plan.events
            ],
            "groups": one.groups, "streets": one.streets, "lamps": one.lamps, "on": local(plan.on),
            "off": local(plan.off), "floor": plan.floor, "floor_of": plan.floor_of, "changes": steps,
        }  # fmt: skip

    sun = night.sun
    return {
        "site": night.site.settings.id,
        "night": night.date.isoformat(),
        "sun": {"sunset": local(sun.sunset), "dusk": local(sun.dusk), "dawn": local(sun.dawn),
                "sunrise": local(sun.sunrise), "always": sun.always},
        "plans": [ruled(one) for one in night.ruled],
    }  # fmt: skip


def _ruled(site: Site, plans: Sequence[NightPlan]) -> Ruled:
    groups = [site.plant.groups[plan.group] for plan in plans]
    streets = dict.fromkeys(site.plant.streets[group.street].name for group in groups)
    lamps = sum(len(group.lamps) for group in groups)
    return Ruled(plans[0], tuple(group.id for group in groups), tuple(streets), lamps)
