"""A site of one street, one cabinet and a few lamps, changed in memory to what a test needs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.plant import CountingPlace
from lightctl.core.profile import Profile, TrafficRule
from lightctl.core.traffic import TrafficState
from lightctl.feeds.counts import Counts, counts_of
from lightctl.rehearsal.counted import Listening, listen
from lightctl.rehearsal.track import Track
from lightctl.site.init import init_site
from lightctl.site.loader import load_site
from lightctl.site.model import Site

STREET = "first-street"
CAMERA = "cam-01"


@cache
def starter() -> Site:
    """The starter site: 16 dimmable lamps of 60 W on two circuits."""
    with TemporaryDirectory() as folder:
        init_site(Path(folder) / "site")
        return load_site(Path(folder) / "site")


def site_with(profile: Profile, *, counted: bool = False, **street: object) -> Site:
    """The starter site, ruled by this profile on every night; counted by a camera of its own."""
    site = starter()
    row = replace(site.plant.streets[STREET], **{"place": CAMERA if counted else "", **street})  # type: ignore[arg-type]
    places = {CAMERA: CountingPlace(CAMERA, "Camera", STREET)} if counted else {}
    groups = {STREET: replace(site.plant.groups[STREET], never_below=row.never_below)}
    plant = replace(site.plant, streets={STREET: row}, groups=groups, places=places)
    rules = tuple(replace(rule, profile=profile.id, nights=()) for rule in site.schedule.rules)
    return replace(
        site, plant=plant, profiles={profile.id: profile}, schedule=replace(site.schedule, rules=rules)
    )


def counts(start: datetime, flows: list[float | None], every: timedelta) -> list[TrafficReading]:
    """One count after the other."""
    return [
        TrafficReading(CAMERA, start + every * (i + 1), flow, every.total_seconds())
        for i, flow in enumerate(flows)
    ]


def track_of(
    readings: Sequence[TrafficReading], service_flow: float, rule: TrafficRule, stale_after: timedelta,
    rains: Sequence[datetime] = (), place: str = CAMERA,
) -> Track[TrafficState]:  # fmt: skip
    """One place's counts as one rule reads them."""
    counts = counts_of(replace(one, place=place) for one in readings).get(place) or Counts(place)
    return listen(counts, Listening(service_flow, (rule,), UTC, stale_after, rains)).tracks[rule]


def skies(start: datetime, codes: list[int | None], every: timedelta) -> list[WeatherReading]:
    """One present-weather code after the other."""
    return [WeatherReading(start + every * i, "test", code) for i, code in enumerate(codes)]


def utc(*parts: int) -> datetime:
    """An instant."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]
