"""Why a lamp was as it was: the stored decision, told and recomputed by the site that ruled then."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import lightctl
from lightctl.cli.clocks import instant
from lightctl.cli.readable import readable_site
from lightctl.core.calendar import night_of
from lightctl.core.explaining import Case, Itself, Story, explain
from lightctl.core.lamp_ages import KEY, read_ages
from lightctl.core.lamp_kind import KeptBy
from lightctl.core.lamp_level import Gear, gear_of
from lightctl.core.lamp_replay import BEFORE, held_at
from lightctl.core.lamp_story import Carrying, for_lamp
from lightctl.core.nights import Nights
from lightctl.core.noted import UNREADABLE, read_noted
from lightctl.core.plant import Lamp
from lightctl.core.retelling import Age, Missing, Retold, ages_of, cannot, retell_text
from lightctl.core.target import lamps_of, parse_target
from lightctl.core.units import Level
from lightctl.errors import SiteError, TargetError
from lightctl.site.kept import kept_site
from lightctl.site.lamp_steps import steps_of
from lightctl.site.model import Site
from lightctl.store import DAEMON, STARTED, History, Recorded

_QUIET = timedelta(minutes=20)
"""A running daemon notes something at least this often."""
_ANSWERED = timedelta(hours=1)
"""An answer of the lamp that is older says little about the instant."""


def past(folder: Path, state: Path, name: str, at: str, language: str) -> Story:
    """The chain of a lamp at an instant; raises TargetError where nothing was decided by then."""
    with History.open(state) as history:
        when = instant(at, history.zone)
        site, kept = _site_of(folder, state, history, when)
        lamp = _lamp(site, name)
        rows = _ruling(history, lamp, when)
        if not rows:
            raise TargetError(f"nothing was decided about {name} by {when:%Y-%m-%d %H:%M}")
        row = rows[-1]
        gear, lost = _gear(site, history, lamp, when)
        how = Carrying(lamp, gear, step=steps_of(site, lamp))
        if gear is not None:
            held = held_at(gear, [one.decision for one in rows], _starts(history, when), when)
            how = replace(how, hold=held.rule, until=held.until)
        case = Case(
            lamp=lamp.id, asked=when, past=True, decision=for_lamp(row.decision, how),
            ages=tuple(_ages(row, site, lamp)), known_at=row.decision.at,
            retold=_again(row, site) if kept else cannot(Missing.SITE), site=row.site, version=row.version,
            recomputed_by=lightctl.__version__, itself=_itself(history, lamp, when), hours_lost=lost,
            ends=_ends(history, when),
        )  # fmt: skip
        return explain(case, language, history.zone)


def _site_of(folder: Path, state: Path, history: History, when: datetime) -> tuple[Site, bool]:
    """The site that ruled then, and whether it is that one: the folder's stands in for one not kept."""
    digest = history.site_at(when)
    if digest is None:
        raise TargetError(f"nothing was decided by {when:%Y-%m-%d %H:%M}")
    try:
        return kept_site(state, digest), True
    except SiteError:
        site = readable_site(folder, state)
        return site, site.digest == digest


def _lamp(site: Site, name: str) -> Lamp:
    words = name if ":" in name else f"lamp:{name}"
    lamps = lamps_of(parse_target(words, site.plant), site.plant)
    if len(lamps) != 1:
        raise TargetError(f"{name} has {len(lamps)} lamps: name one, for example {lamps[0]}")
    return site.plant.lamps[lamps[0]]


def _ruling(history: History, lamp: Lamp, when: datetime) -> list[Recorded]:
    """The decisions that ruled a lamp, its own before its group's, from some hours before on."""
    start, found = when - BEFORE, dict[datetime, Recorded]()
    for thing in (lamp.group, lamp.id):
        first = history.decision_at(thing, start)
        rows = history.decisions_between(start, when + timedelta(milliseconds=1), thing)
        found |= {row.decision.at: row for row in ([first] if first else []) + rows}
    return [found[at] for at in sorted(found)]


def _gear(site: Site, history: History, lamp: Lamp, when: datetime) -> tuple[Gear | None, bool]:
    """The lamp's gear on that night, and whether the hours that it was geared by are not kept."""
    if not lamp.dimmable:
        return None, False
    night = night_of(site.settings.place, when)
    luminaire = site.plant.luminaires[lamp.luminaire_on(night)]
    try:
        aged = read_ages(history.states().get(KEY, "{}")).get(lamp.id)
    except UNREADABLE:
        aged = None
    hours = aged.hours_on(night) if aged else None
    clo = luminaire.constant_light
    return gear_of(luminaire, hours), clo is not None and clo.by is KeptBy.LIGHTCTL and hours is None


def _ends(history: History, when: datetime) -> datetime | None:
    last = history.last_instant()
    return last if last is not None and when - last > _QUIET else None


def _starts(history: History, when: datetime) -> list[datetime]:
    rows = history.events_between(when - BEFORE, when, DAEMON)
    return [row.at for row in rows if row.topic == STARTED]


def _ages(row: Recorded, site: Site, lamp: Lamp) -> list[Age]:
    try:
        known = read_noted(row.noted)
    except UNREADABLE:
        return []
    street = site.plant.streets[lamp.street]
    return list(ages_of(known, row.decision.reasons, neighbour=not street.place))


def _again(row: Recorded, site: Site) -> Retold:
    if row.site != site.digest:
        return cannot(Missing.SITE)
    nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
    return retell_text(row.decision, row.noted, site.plant, nights, site.sensors)


def _itself(history: History, lamp: Lamp, when: datetime) -> Itself | None:
    samples = history.lamp_samples_between(when - _ANSWERED, when + timedelta(seconds=1), lamp.id)
    if not samples:
        return None
    last = samples[-1]
    asked, accepted, level = last.desired, last.accepted, last.level
    return Itself(last.at, _level(asked), _level(accepted), _level(level), last.power_w)


def _level(level: float | None) -> Level | None:
    return None if level is None else Level(level)
