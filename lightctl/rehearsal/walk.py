"""A group's night as stretches of one level: from change to change, never minute by minute."""

from dataclasses import dataclass
from datetime import date, datetime

from lightctl.core.decide import decide
from lightctl.core.decision import Layer
from lightctl.core.image import Image, inputs_of
from lightctl.core.night import NightPlan
from lightctl.core.nights import Nights
from lightctl.core.units import Level
from lightctl.rehearsal.known import Known
from lightctl.site.model import Site

_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` to `end` (UTC) the level stays the same, and so does the layer with the last word."""

    start: datetime
    end: datetime
    level: Level
    layer: Layer

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return (self.end - self.start).total_seconds() / 3600


def walk(site: Site, plan: NightPlan, known: Known) -> tuple[Stretch, ...]:
    """A plan's night from noon to noon, without holes, decided as the daemon would decide it."""
    rows: list[Stretch] = []
    at = plan.starts
    while at < plan.ends:
        image = Image(
            at,
            {key: track.at(at) for key, track in known.traffic.items()},
            {hold: state for hold, track in known.weather.items() if (state := track.at(at)) is not None},
        )
        decision = decide(plan.group, plan, inputs_of(site.plant, plan, image), at)
        end = min(decision.valid_until, plan.ends, *_news(known, at))
        last = rows[-1] if rows else None
        if last and (last.level, last.layer) == (decision.level, decision.ruled_by):
            rows[-1] = Stretch(last.start, end, last.level, last.layer)
        else:
            rows.append(Stretch(at, end, decision.level, decision.ruled_by))
        at = end
    return tuple(rows)


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
                walked[key] = self._walk(group, night)
            stretches[group], profiles[group] = walked[key], profile
        return stretches, profiles

    def _walk(self, group: str, night: date) -> tuple[Stretch, ...]:
        plan = self._nights.on(group, night)
        heard = self._place(group)
        rule, raised = plan.profile.traffic, plan.profile.weather
        tracks = self._known.traffic
        mine = {(heard, rule): tracks[heard, rule]} if rule and (heard, rule) in tracks else {}
        skies = {s: t for s, t in self._known.weather.items() if raised and s == raised.sense}
        return walk(self._site, plan, Known(mine, skies))

    def _place(self, group: str) -> str:
        street = self._site.plant.streets[self._site.plant.groups[group].street]
        return street.place or street.follows

    def _key(self, group: str, profile: str) -> _Key:
        """Everything that a group's decisions rest on besides profile, night and weather."""
        plant = self._site.plant
        thing = plant.groups[group]
        street = plant.streets[thing.street]
        counted = (street.place, street.follows) if self._known.traffic else ()
        invited = tuple(group in event.groups for event in self._site.schedule.events if event.groups)
        lit = (street.lighting_class, street.luminance, street.never_below, thing.never_below)
        return (profile, *lit, counted, invited)


def _news(known: Known, at: datetime) -> list[datetime]:
    """When each sensor next says something else."""
    counts = (track.after(at) for track in known.traffic.values())
    skies = (track.after(at) for track in known.weather.values())
    return [change for change in (*counts, *skies) if change is not None]
