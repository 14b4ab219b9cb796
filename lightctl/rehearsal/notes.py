"""What a rehearsal rests on, in lines for a person."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from lightctl.core.conditions import SensorReading, WeatherReading
from lightctl.feeds.counts import CountsByPlace
from lightctl.site.model import Site

_SILENT = "counters are silent, which is full light where there is one"
_UNSEEN = "taken as silent, as the daemon takes them: the plan switches, and no water is seen"


def notes_of(
    site: Site, counts: CountsByPlace | None, skies: Sequence[WeatherReading] | None,
    words: Sequence[SensorReading] | None,
) -> tuple[str, ...]:  # fmt: skip
    """One line for each kind of sensor that the site has, and for traffic and weather in any case."""
    settings = site.settings
    ends = [at for one in (counts or {}).values() for at in (min(one.at), max(one.at))]
    without = "streets keep to their plan" if counts is None else _SILENT
    notes = [
        _note("traffic", settings.traffic.kind, ends, without),
        _note("weather", settings.weather.kind, [one.at for one in skies or ()], "no night is raised for it"),
        *_missing(site, counts or {}),
        *_typical(site, counts or {}),
    ]
    if site.sensors.light or site.sensors.water:
        instants = [one.at for one in words or ()]
        notes.append(_note(" and ".join(_kinds(site)), settings.sensing.kind, instants, _UNSEEN))
    return tuple(notes)


def _missing(site: Site, counts: CountsByPlace) -> Iterator[str]:
    """Places that a recording leaves out."""
    missing = [place for place in site.plant.places if place not in counts]
    if counts and missing:
        shown = ", ".join(missing[:5]) + ", …" * (len(missing) > 5)
        places = "1 counting place is" if len(missing) == 1 else f"{len(missing)} counting places are"
        yield f"traffic: {places} not in the recording, silent and so at full light: {shown}"


def _typical(site: Site, counts: CountsByPlace) -> Iterator[str]:
    streets = [street for street in site.plant.streets.values() if street.typical]
    if not streets:
        return
    many = "1 street keeps" if len(streets) == 1 else f"{len(streets)} streets keep"
    if any(street.typical in counts for street in streets):
        yield f"typical days: {many} to them, each night by what was recorded before it, never by later days"
    else:
        yield f"typical days: nothing recorded to learn them from, {many} to plan"


def _kinds(site: Site) -> Iterator[str]:
    if site.sensors.light:
        yield "light sensors"
    if site.sensors.water:
        yield "water stations"


def _note(what: str, kind: str, instants: Iterable[datetime], without: str) -> str:
    known = list(instants)
    if known:
        return f"{what}: recorded from {min(known):%Y-%m-%d} to {max(known):%Y-%m-%d} (UTC)"
    if kind == "none":
        return f"{what}: the site has no source, {without}"
    if kind == "file":
        return f"{what}: the recording is empty, {without}"
    return f"{what}: the source ({kind}) speaks only live, {without}"
