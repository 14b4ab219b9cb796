"""A group's night as stretches of one level: from change to change, never minute by minute."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lightctl.core.decide import decide
from lightctl.core.decision import Decision, Layer
from lightctl.core.image import Image, inputs_of
from lightctl.core.night import NightPlan
from lightctl.core.nights import Nights
from lightctl.core.sensing import Sensed
from lightctl.core.typical import Usual, usual_of
from lightctl.core.units import Level
from lightctl.rehearsal.known import Known
from lightctl.site.model import Site

_Key = tuple[object, ...]


class Counted(StrEnum):
    """What light rested on where traffic may move it."""

    NOT = ""
    WELL = "counted"
    TYPICAL = "typical"
    """A typical day stood for a counter that the street does not have."""
    DOUBTED = "doubted"
    """A counter that is silent, stale, blind, absurd or jammed: full light."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` to `end` (UTC) the level stays the same, and so does what made it."""

    start: datetime
    end: datetime
    level: Level
    layer: Layer
    """The one with the last word."""
    counted: Counted = Counted.NOT
    """What traffic rested on."""

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return (self.end - self.start).total_seconds() / 3600


_OF_RULE = {"flow": Counted.WELL, "neighbour": Counted.WELL, "typical": Counted.TYPICAL}


def walk(site: Site, plan: NightPlan, known: Known) -> tuple[Stretch, ...]:
    """A plan's night from noon to noon, without holes, decided as the daemon would decide it."""
    heard = _Heard(site, plan, known)
    rows: list[Stretch] = []
    at = plan.starts
    while at < plan.ends:
        decision = decide(plan.group, plan, inputs_of(site.plant, plan, heard.image(at)), at)
        end = min(decision.valid_until, plan.ends, *heard.news(at))
        told = decision.level, decision.ruled_by, _counted(decision)
        last = rows[-1] if rows else None
        if last and (last.level, last.layer, last.counted) == told:
            rows[-1] = Stretch(last.start, end, *told)
        else:
            rows.append(Stretch(at, end, *told))
        at = end
    return tuple(rows)


def _counted(decision: Decision) -> Counted:
    rules = [reason.rule for reason in decision.reasons if reason.layer is Layer.TRAFFIC]
    return _OF_RULE.get(rules[0], Counted.DOUBTED) if rules else Counted.NOT


class _Heard:
    """What one group's plan hears of everything that is known."""

    def __init__(self, site: Site, plan: NightPlan, known: Known) -> None:
        group = site.plant.groups[plan.group]
        street = site.plant.streets[group.street]
        rule, raised, self._plan = plan.profile.traffic, plan.profile.weather, plan
        counter = street.place or street.follows
        self._key = (counter, rule) if rule and (counter, rule) in known.traffic else None
        self._counts = known.traffic[self._key] if self._key else None
        self._sense = raised.sense if raised and raised.sense in known.weather else None
        self._sky = known.weather[self._sense] if self._sense else None
        self._learned = known.usual.get(street.typical) if rule and not self._counts else None
        if self._learned:
            place = site.plant.places[street.typical]
            self._service = site.plant.streets[place.street].service_flow
        self._sensors = known.sensors
        light, water = known.sensors.light_of, known.sensors.water_of
        self._light = {s.id: known.light[s.id] for s in light.get(group.id, ()) if s.id in known.light}
        self._water = {s.id: known.water[s.id] for s in water.get(group.id, ()) if s.id in known.water}

    def image(self, at: datetime) -> Image:
        """What is known at an instant."""
        sky = self._sky.at(at) if self._sky else None
        light, water = self._light, self._water
        return Image(
            at,
            {self._key: self._counts.at(at)} if self._key and self._counts else {},
            {self._sense: sky} if self._sense and sky else {},
            sensed=Sensed(
                self._sensors, {name: one.at(at) for name, one in light.items()},
                {name: one.at(at) for name, one in water.items()},
            ),
            usual=self._usual(at),
        )  # fmt: skip

    def news(self, at: datetime) -> Iterator[datetime]:
        """When each sensor next says something else; nobody asks how much traffic an unlit street has."""
        changes = [self._sky.after(at)] if self._sky else []
        if self._counts and self._plan.lit(at) and not self._plan.dark_by_plan(at):
            changes.append(self._counts.after(at))
        changes += [track.after(at) for track in self._light.values()]
        changes += [track.after(at) for track in self._water.values()]
        return (change for change in changes if change is not None)

    def _usual(self, at: datetime) -> Mapping[str, Usual]:
        if self._learned is None:
            return {}
        place = self._learned.place
        return {place: usual_of(place, self._learned.usual(at), self._service, at)}


class Walker:
    """Walks the nights of a whole city; groups that cannot differ share one walk."""

    def __init__(self, site: Site, known: Known) -> None:
        self._site = site
        self._known = known
        self._nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
        self.sun = self._nights.sun

    def night(self, night: date) -> tuple[dict[str, tuple[Stretch, ...]], dict[str, str]]:
        """Each group's stretches, and the profile that ruled it."""
        walked: dict[_Key, tuple[Stretch, ...]] = {}
        stretches: dict[str, tuple[Stretch, ...]] = {}
        profiles: dict[str, str] = {}
        for group in self._site.plant.groups:
            profile = self._nights.rule(group, night).profile
            key = self._key(group, profile)
            if key not in walked:
                walked[key] = walk(self._site, self._nights.on(group, night), self._known)
            stretches[group], profiles[group] = walked[key], profile
        return stretches, profiles

    def _key(self, group: str, profile: str) -> _Key:
        """Everything that a group's decisions rest on besides profile, night and weather."""
        plant, sensors = self._site.plant, self._known.sensors
        thing = plant.groups[group]
        street = plant.streets[thing.street]
        counted = (street.place, street.follows, street.typical) if self._known.traffic else ()
        invited = tuple(group in event.groups for event in self._site.schedule.events if event.groups)
        lit = (street.lighting_class, street.luminance, street.never_below, thing.never_below)
        sensed = tuple(one.id for rows in (sensors.light_of, sensors.water_of) for one in rows.get(group, ()))
        return (profile, *lit, counted, invited, sensed)
