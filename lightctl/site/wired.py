"""What a running daemon cannot take over: what its connections, devices and feeds were built from."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from lightctl.core.plant import Plant
from lightctl.site.model import Settings, Site, TrafficSource

LIVE_SETTINGS = frozenset({"name", "languages", "place", "traffic", "off_steps", "off_gap"})
"""Settings that change in place; `place` and `traffic` only in part, see `_settings`."""
MOST_NAMED = 5


def restart_needed(old: Site, new: Site) -> tuple[str, ...]:
    """What changed that only a restart takes over, one phrase for each kind; empty where a reload will do."""
    a, b = old.plant, new.plant
    return (
        *_things("line", a.lines, b.lines),
        *_things("cabinet", _cabinets(a), _cabinets(b)),
        *_things("concentrator", a.concentrators, b.concentrators),
        *_things("lamp", _lamps(a), _lamps(b)),
        *_things("counting place", a.places, b.places),
        *_things("driver", old.drivers, new.drivers),
        *_settings(old.settings, new.settings),
    )  # fmt: skip


def _cabinets(plant: Plant) -> dict[str, object]:
    return {name: replace(cabinet, name="", street="") for name, cabinet in plant.cabinets.items()}


def _lamps(plant: Plant) -> dict[str, object]:
    return {
        name: (lamp.circuit, lamp.cabinet, lamp.controllers, lamp.concentrator, lamp.slot, lamp.direct)
        for name, lamp in plant.lamps.items()
    }


def _things(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterable[str]:
    for word, names in (
        ("new", [name for name in new if name not in old]),
        ("gone", [name for name in old if name not in new]),
        ("wired or reached otherwise", [name for name in new if name in old and old[name] != new[name]]),
    ):
        if names:
            yield f"{kind}{'s' * (len(names) > 1)} {word}: {_some(names)}"


def _settings(old: Settings, new: Settings) -> Iterable[str]:
    for field in fields(Settings):
        if field.name not in LIVE_SETTINGS and getattr(old, field.name) != getattr(new, field.name):
            yield f"setting changed: {field.name}"
    if old.place.zone.key != new.place.zone.key:
        yield f"setting changed: time zone {old.place.zone.key} → {new.place.zone.key}"
    if _source(old.traffic) != _source(new.traffic):
        yield "setting changed: where traffic comes from"


def _source(traffic: TrafficSource) -> TrafficSource:
    return replace(traffic, stale_after=TrafficSource().stale_after)


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
