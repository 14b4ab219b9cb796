"""Another site under a running daemon: taken over whole between two rings, or not at all."""

import asyncio
import gc
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lightctl.core.commands import Override, Scope
from lightctl.core.night import night_of
from lightctl.core.nights import Nights
from lightctl.core.target import lamps_of
from lightctl.core.words import counted
from lightctl.daemon.commanded import log_act
from lightctl.daemon.parts import Parts, works
from lightctl.errors import RestartNeeded, SiteError, StoreError, TargetError
from lightctl.feeds.sensing import MqttSensors
from lightctl.site.diff import Difference, difference
from lightctl.site.kept import keep_site
from lightctl.site.model import Site
from lightctl.store import Act
from lightctl.store.worker import Worker
from lightctl.web.desk import Caller
from lightctl.web.reloading import ReloadRow

KEY = "site"
"""Of the daemon's state: the digest of the site that rules, the last good one for a start that needs it."""
ITSELF = "lightctl"
MOST_SAID = 10
"""Changes named in the audit; all of them are in the kept sites."""

log = logging.getLogger("lightctl.daemon")


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reload changed; nothing where the folder is as it was."""

    difference: Difference
    lamps: int
    """Lamps whose night is another from now on."""


async def reload(parts: Parts, who: str, reason: str, *, threaded: bool = True) -> Reloaded:
    """Read the folder again and rule by it at once.

    SiteError where it is not valid, RestartNeeded where it cannot be taken over, StoreError where it
    cannot be kept: then nothing has changed. One at a time; the caller sees to it.
    """
    if parts.reread is None:
        raise TargetError("this daemon cannot read its site again; restart it")
    worker = Worker(threaded=threaded)
    try:
        site = await worker.run(parts.reread)
        await worker.run(site.plant.index)
        night = _tonight(parts)
        change = await worker.run(lambda: difference(parts.site, site, night))
        needs = (*_restarts(change), *_lost(parts, site))
        if needs:
            raise RestartNeeded(needs)
        await worker.run(lambda: keep_site(site, parts.store.directory))
    except OSError as error:
        raise StoreError(f"the site could not be kept: {error.strerror}") from error
    except (SiteError, RestartNeeded) as error:
        await _note_refusal(parts, who, reason, error)
        raise
    finally:
        worker.close()
    if site.digest == parts.site.digest and not parts.notice:
        return Reloaded(change, 0)
    act = Act(parts.clock.now(), who, "reload", KEY, reason, parts.site.digest, _said(site, change))
    await parts.store.take_site({KEY: json.dumps(site.digest)}, act)
    log_act(act)
    adopt(parts, site)
    if threaded:
        gc.freeze()  # as after a start: the new site stays
    await _ring(parts)
    return Reloaded(change, sum(row.lamps for row in change.nights))


class ReloadDesk:
    """Reloads on request, between two commands of others."""

    def __init__(self, parts: Parts, *, threaded: bool) -> None:
        self._parts = parts
        self._threaded = threaded

    async def reload(self, caller: Caller, reason: str) -> ReloadRow:
        """Reload and tell what changed."""
        async with self._parts.one_at_a_time:
            done = await reload(self._parts, caller.name, reason, threaded=self._threaded)
        change = done.difference
        streets = list(dict.fromkeys(row.name for row in change.nights))
        return ReloadRow(change.old, change.new, streets, done.lamps, list(change.rules))


def adopt(parts: Parts, site: Site) -> None:
    """Go on with another site of the same wiring; every group is decided again at the next ring."""
    plant, settings = site.plant, site.settings
    nights = Nights(plant, site.profiles, site.schedule, settings.place)
    parts.site, parts.nights, parts.recording.digest, parts.notice = site, nights, site.digest, ""
    parts.conditions.adopt(
        plant, site.profiles, stale_after=settings.traffic.stale_after, sensors=site.sensors,
        altitude=nights.sun.altitude,
    )  # fmt: skip
    if isinstance(parts.sensing, MqttSensors):
        parts.sensing.adopt(site.sensors)
    day = parts.clock.now().astimezone(settings.place.zone).date()
    parts.wishing.adopt(plant, day, off_steps=settings.off_steps, off_gap=settings.off_gap)
    parts.cycle.adopt(plant, nights)
    for part in (parts.watch, parts.overrides, parts.lockouts, parts.trials, parts.blinks):
        part.adopt(plant)
    for keeper in (parts.accounting, parts.situation, parts.plans):
        keeper.adopt(site)
    parts.scenes.adopt(site.scenes)
    parts.below_floors.adopt(plant, nights)


async def note_start(parts: Parts) -> None:
    """Keep the site that a start rules by; one that came in through a restart stands in the audit too.

    A disk that takes nothing keeps no city dark.
    """
    site, store = parts.site, parts.store
    try:
        keep_site(site, store.directory)
        before = digest_of(await store.load_states())
        if before != site.digest:
            act = Act(parts.clock.now(), ITSELF, "start", KEY, "", before, site.digest)
            states = {KEY: json.dumps(site.digest)}
            await (store.take_site(states, act) if before else store.save_states(states))
    except (OSError, SiteError, StoreError) as error:
        log.warning("the site is not kept, so no later start can fall back to it: %s", error)


def digest_of(states: dict[str, str]) -> str:
    """The digest of the site that ruled last; empty where none did, or the text cannot be read."""
    try:
        found = json.loads(states.get(KEY, '""'))
    except ValueError:
        return ""
    return found if isinstance(found, str) else ""


def _tonight(parts: Parts) -> date:
    return night_of(parts.site.settings.place, parts.clock.now())


def _restarts(change: Difference) -> Iterator[str]:
    yield from (f"restart needed: {need}" for need in change.restart)


def _lost(parts: Parts, site: Site) -> Iterator[str]:
    """Commands in force that would reach nothing any more."""
    for override in parts.overrides.active():
        if not _reached(override, site):
            yield f"the override on {override.target} would reach nothing: resume it first"


def _reached(override: Override, site: Site) -> bool:
    target, plant = override.target, site.plant
    if target.scope is Scope.GROUP and target.id not in plant.groups:
        return False
    return bool(lamps_of(target, plant))


async def _note_refusal(parts: Parts, who: str, reason: str, error: SiteError | RestartNeeded) -> None:
    """A refused reload stands in the audit as well, where the disk takes it."""
    first, _, more = str(error).partition("\n")
    after = f"refused: {first}" + (f" (and {len(more.splitlines())} more)" if more else "")
    act = Act(parts.clock.now(), who, "reload refused", KEY, reason, parts.site.digest, after)
    try:
        await parts.store.audit(act)
    except StoreError as trouble:
        log.warning("a refused reload is not in the audit: %s", trouble)
    log_act(act)


def _said(site: Site, change: Difference) -> str:
    """What changed, short enough for the audit."""
    lamps = sum(row.lamps for row in change.nights)
    streets = {row.street for row in change.nights}
    more = len(change.rules) - MOST_SAID
    where = f"{counted(lamps, 'lamp')} in {counted(len(streets), 'street')} tonight"
    parts = [site.digest, where, *change.rules[:MOST_SAID]]
    return "; ".join([*parts, *([f"and {more} more"] if more > 0 else [])])


async def _ring(parts: Parts) -> None:
    """Decide all of it now, slice by slice."""
    parts.watch.commanded((*parts.overrides.active(), *works(parts)))
    parts.watch.ring(parts.clock.now())
    while parts.cycle.unfinished:
        await asyncio.sleep(0)
        parts.watch.ring(parts.clock.now())
