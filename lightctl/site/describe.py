"""What `lightctl check` says of a good site: what there is, which file won, and what happens tonight."""

from collections import Counter
from collections.abc import Iterable, Sized
from dataclasses import dataclass
from datetime import date, datetime

from lightctl.core.anchors import instant_of
from lightctl.core.night import NightPlan
from lightctl.core.nights import Nights
from lightctl.core.plant import Lamp
from lightctl.core.profile import Step
from lightctl.site.model import Site
from lightctl.site.shadows import shadows


@dataclass(frozen=True, slots=True)
class Tonight:
    """What one profile does on a night, and for whom."""

    profile: str
    title: str
    groups: tuple[str, ...]
    lamps: int
    on: str
    off: str
    """Local times "HH:MM"; a dash on a night without light."""
    steps: tuple[tuple[str, float], ...]
    """Local time and level of each step of the plan."""
    rule: str


def describe(site: Site, night: date) -> list[str]:
    """The site in lines of plain text."""
    return [*_heading(site), "", *_counts(site), "", *_files(site), "", *_night(site, night)]


def tonight(site: Site, night: date) -> list[Tonight]:
    """Each profile of the night with its times, in the order of the plant's groups."""
    nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
    by_rule: dict[tuple[str, str], list[NightPlan]] = {}
    for group in site.plant.groups:
        plan = nights.on(group, night)
        by_rule.setdefault((plan.profile.id, plan.rule), []).append(plan)
    return [_tonight(site, plans, nights) for plans in by_rule.values()]


def _tonight(site: Site, plans: list[NightPlan], nights: Nights) -> Tonight:
    first = plans[0]
    groups = tuple(plan.group for plan in plans)
    return Tonight(
        profile=first.profile.id,
        title=first.profile.title,
        groups=groups,
        lamps=sum(len(site.plant.groups[group].lamps) for group in groups),
        on=_clock(site, first.on),
        off=_clock(site, first.off),
        steps=tuple((_clock(site, at), step.level) for at, step in _steps(first, nights)),
        rule=first.rule,
    )


def _steps(plan: NightPlan, nights: Nights) -> Iterable[tuple[datetime, Step]]:
    """Steps with the instants at which they begin, as far as the night reaches them."""
    if plan.on is None or plan.off is None:
        return
    place, events = nights.sun.place, nights.sun.events(plan.night)
    for i, step in enumerate(plan.profile.plan):
        at = plan.on if i == 0 else instant_of(step.at, place, events, plan.night)
        if at is not None and at < plan.off:
            yield max(at, plan.on), step


def _heading(site: Site) -> list[str]:
    place = site.settings.place
    where = f"{place.latitude:g}, {place.longitude:g}, {place.zone.key}"
    return [f"{site.settings.name} ({site.settings.id}), {where}", f"digest {site.digest[:16]}"]


def _counts(site: Site) -> list[str]:
    plant = site.plant
    reached = Counter(map(_way, plant.lamps.values()))
    followers = sum(bool(street.follows) for street in plant.streets.values())
    meters = Counter(_meter(c.metered, c.meter is not None) for c in plant.cabinets.values())
    return [
        f"{_of(plant.streets, 'street')}, {_of(plant.groups, 'group')}",
        f"{_of(plant.lamps, 'lamp')}: {_listed(reached)}",
        f"{_of(plant.cabinets, 'cabinet')}, {_of(plant.circuits, 'circuit')}: {_listed(meters)}",
        f"{_of(plant.concentrators, 'concentrator')}, {_of(plant.lines, 'line')}",
        f"{_of(plant.luminaires, 'luminaire model')}, {_of(site.drivers, 'driver')}",
        f"{_of(plant.places, 'counting place')}; streets that follow a neighbour's: {followers}",
        f"{_of(site.profiles, 'profile')}, {_of(site.schedule.rules, 'rule')} in the schedule",
    ]


def _of(things: Sized, noun: str) -> str:
    return f"{len(things)} {noun}" if len(things) == 1 else f"{len(things)} {noun}s"


def _way(lamp: Lamp) -> str:
    if lamp.concentrator:
        return "behind concentrators"
    return "directly on a line" if lamp.direct else "switched by contactors only"


def _meter(metered: bool, own: bool) -> str:
    if not metered:
        return "without a meter"
    return "with a meter of its own" if own else "metered by the controller"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.most_common())


def _files(site: Site) -> list[str]:
    origins = Counter(site.origins.values())
    lines = [f"{len(site.origins)} files read: {origins['site']} of the site, {origins['shipped']} shipped"]
    for shadow in shadows(site):
        if not shadow.differences:
            lines.append(f"{shadow.path} replaces the shipped file, and is the same")
            continue
        lines.append(f"{shadow.path} replaces the shipped file:")
        lines += [f"    {line}" for line in shadow.differences[2:]]
    return lines


def _night(site: Site, night: date) -> list[str]:
    lines = [f"Night of {night.isoformat()}"]
    for one in tonight(site, night):
        steps = " · ".join(f"{at} {level:g} %" for at, level in one.steps)
        who = one.groups[0] if len(one.groups) == 1 else f"{len(one.groups)} groups"
        lines.append(f"  {one.profile}: {who}, {one.lamps} lamps, {one.on}–{one.off} ({one.rule})")
        lines.append(f"    {steps or 'no light'}")
    return lines


def _clock(site: Site, at: datetime | None) -> str:
    return at.astimezone(site.settings.place.zone).strftime("%H:%M") if at else "–"
