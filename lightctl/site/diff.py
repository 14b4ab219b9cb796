"""What another site would change: tonight's plans street by street, rules, floors, money, and the wiring."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime

from lightctl.core.night import NightPlan
from lightctl.core.nights import Nights
from lightctl.core.units import Level
from lightctl.site.diff_stretches import Stretch, stretches
from lightctl.site.model import Settings, Site
from lightctl.site.wired import LIVE_SETTINGS, restart_needed

_PLACES = frozenset({"place", "traffic"})


@dataclass(frozen=True, slots=True)
class Brief:
    """One plan of a night in a few words."""

    profile: str
    on: datetime | None
    off: datetime | None
    floor: Level


@dataclass(frozen=True, slots=True)
class NightChange:
    """Groups of one street whose night becomes another; None before or after for a new or lost group."""

    street: str
    name: str
    groups: tuple[str, ...]
    lamps: int
    before: Brief | None
    after: Brief | None
    stretches: tuple[Stretch, ...]
    moments: int = 0
    """Differences of a minute or less by themselves, which are left out of the stretches."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changes from one site to another on one night."""

    old: str
    new: str
    """Digests."""
    night: date
    nights: tuple[NightChange, ...]
    rules: tuple[str, ...]
    """Whatever else an engineer changed that is taken over live, one phrase each."""
    restart: tuple[str, ...]
    """What only a restart takes over."""

    @property
    def empty(self) -> bool:
        """Whether the city would go on as it is."""
        return not (self.nights or self.rules or self.restart)


_Key = tuple[str, Brief | None, Brief | None, tuple[Stretch, ...], int]
"""What groups share that are told together: street, before, after, stretches, moments left out."""


def difference(old: Site, new: Site, night: date) -> Difference:
    """Compare two sites; plans are compared without sensors and commands."""
    rules = (*_rules(old, new),)
    return Difference(
        old.digest, new.digest, night, _nights(old, new, night), rules, restart_needed(old, new)
    )


def _nights(old: Site, new: Site, night: date) -> tuple[NightChange, ...]:
    before, after = (Nights(s.plant, s.profiles, s.schedule, s.settings.place) for s in (old, new))
    rows: dict[_Key, list[str]] = {}
    for group in dict.fromkeys((*new.plant.groups, *old.plant.groups)):
        then = before.on(group, night) if group in old.plant.groups else None
        now = after.on(group, night) if group in new.plant.groups else None
        rows_of, moments = stretches(then, now) if then and now else ((), 0)
        if then is None or now is None or rows_of or moments or _brief(then) != _brief(now):
            site = new if group in new.plant.groups else old
            key = site.plant.groups[group].street, _brief(then), _brief(now), rows_of, moments
            rows.setdefault(key, []).append(group)
    return tuple(_change(old, new, key, groups) for key, groups in rows.items())


def _change(old: Site, new: Site, key: _Key, groups: list[str]) -> NightChange:
    street, then, now, rows, moments = key
    plant = new.plant if groups[0] in new.plant.groups else old.plant
    lamps = sum(len(plant.groups[group].lamps) for group in groups)
    return NightChange(street, plant.streets[street].name, tuple(groups), lamps, then, now, rows, moments)


def _brief(plan: NightPlan | None) -> Brief | None:
    return Brief(plan.profile.id, plan.on, plan.off, plan.floor) if plan else None


def _rules(old: Site, new: Site) -> Iterator[str]:
    """Changes of everything that rules the light but is no wiring."""
    a, b = old.plant, new.plant
    yield from _rows("profile", old.profiles, new.profiles)
    if old.schedule.rules != new.schedule.rules or old.schedule.events != new.schedule.events:
        yield f"schedule: {len(new.schedule.rules)} rules, {len(new.schedule.events)} events"
    if (old.schedule.tables or None) != (new.schedule.tables or None):
        yield "schedule: tables of holidays"
    yield from _rows("street", a.streets, b.streets)
    yield from _rows("group", a.groups, b.groups)
    yield from _rows("luminaire", a.luminaires, b.luminaires)
    yield from _rows("lamp", a.lamps, b.lamps, only=("luminaires", "street", "group"))
    yield from _rows("light sensor", old.sensors.light, new.sensors.light)
    yield from _rows("water station", old.sensors.water, new.sensors.water)
    yield from _rows("scene", old.scenes, new.scenes)
    yield from _fields("accounts", old.accounts, new.accounts)
    yield from _settings(old.settings, new.settings)


def _settings(old: Settings, new: Settings) -> Iterator[str]:
    for name in sorted(LIVE_SETTINGS - _PLACES):
        if getattr(old, name) != getattr(new, name):
            yield f"setting {name}: {_shown(getattr(old, name))} → {_shown(getattr(new, name))}"
    if (old.place.latitude, old.place.longitude) != (new.place.latitude, new.place.longitude):
        yield "setting place: the sun is computed for another place"
    if old.traffic.stale_after != new.traffic.stale_after:
        yield f"setting traffic stale after: {old.traffic.stale_after} → {new.traffic.stale_after}"


def _rows(
    kind: str, old: Mapping[str, object], new: Mapping[str, object], only: tuple[str, ...] = ()
) -> Iterator[str]:
    for name in dict.fromkeys((*new, *old)):
        if name not in old:
            yield f"{kind} {name}: new"
        elif name not in new:
            yield f"{kind} {name}: gone"
        elif old[name] != new[name]:
            yield from _fields(f"{kind} {name}", old[name], new[name], only)


def _fields(what: str, old: object, new: object, only: tuple[str, ...] = ()) -> Iterable[str]:
    """One phrase for all changed fields of a thing; short values are told before and after."""
    if not (is_dataclass(old) and is_dataclass(new)):
        return
    names = [field.name for field in fields(new) if not only or field.name in only]
    changed = [name for name in names if getattr(old, name) != getattr(new, name)]
    if changed:
        yield f"{what}: " + ", ".join(
            _change_of(name, getattr(old, name), getattr(new, name)) for name in changed
        )


def _change_of(name: str, old: object, new: object) -> str:
    plain = name.replace("_", " ")
    short = all(isinstance(value, str | float | int | None) and len(str(value)) < 40 for value in (old, new))
    return f"{plain} {_shown(old)} → {_shown(new)}" if short else plain


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "none" if value in {None, ""} else str(value)
