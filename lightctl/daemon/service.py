"""One daemon, from its first ring to its clean end."""

import gc
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import lightctl
from lightctl.daemon import below_floor, floods, starts, typical_days, wear, whereabouts
from lightctl.daemon.ageing import gear_up
from lightctl.daemon.agenda import Agenda
from lightctl.daemon.desk import FrontDesk
from lightctl.daemon.housekeeping import entries
from lightctl.daemon.parts import Parts, Surroundings, compose, works
from lightctl.daemon.reloading import ReloadDesk, note_start
from lightctl.daemon.remembering import KEY, recall, remembered
from lightctl.daemon.supervisor import Job, Supervisor
from lightctl.daemon.watch import keep_ringing
from lightctl.errors import StoreError
from lightctl.feeds import Feed, WeatherOrder
from lightctl.site.model import Site
from lightctl.store import Store
from lightctl.store.origin import mark_simulated

STORE_PENDING_EVERY_S = 5.0
OLD_COLLECTED_EVERY = 1000
"""Collections of what is younger; what the cycle leaves behind has no cycles and goes by itself."""
REMEMBER_SHARE = 0.2
"""Of the commit window: how soon what was concluded from a reading is durable."""

log = logging.getLogger("lightctl.daemon")

R = TypeVar("R")


class Service:
    """Lights a city: `run` returns after `stop`, and raises what a bug raised."""

    def __init__(self, site: Site, around: Surroundings) -> None:
        self.site = site
        self.supervisor = Supervisor()
        self._around = around

    async def run(self) -> None:
        """Take up what was in force, light the city until `stop`, and leave the lamps as they are."""
        zone = self.site.settings.place.zone
        _refuse_a_second(self._around.socket)
        store = Store.open(self._around.state, site_zone=zone, threaded=self._around.threaded)
        try:
            await self._run(store)
        finally:
            await store.close()

    async def _run(self, store: Store) -> None:
        if self._around.simulated:
            await mark_simulated(store)
        if await starts.begin(store, self._around.clock.now()):
            log.error("the third start within ten minutes: by plan alone, without feeds and extras")
            self._around = replace(self._around, traffic=None, weather=None, sensors=None, plan_only=True)
        parts = compose(self.site, self._around, store)
        await restore(parts)
        await note_start(parts)
        if self._around.threaded:
            keep_for_good()
        log.info("lightctl %s lights %s", lightctl.__version__, self.site.settings.name)
        await self.supervisor.run(self._jobs(parts))
        await _keep_conditions(parts)
        await wear.keep(parts)
        await starts.end(store)

    def stop(self) -> None:
        """End `run`; safe to call twice."""
        self.supervisor.stop()

    def _jobs(self, parts: Parts) -> list[Job]:
        around, clock = self._around, parts.clock
        agenda = Agenda(entries(parts, around.weather), clock, self.site.settings.place.zone)
        jobs = [
            Job("field", parts.field.run),
            Job(
                "cycle",
                lambda: keep_ringing(
                    parts.watch, parts.overrides, parts.lockouts, clock, more=lambda: works(parts)
                ),
            ),
            Job("history", lambda: self._keep_history(parts)),
            Job("records", lambda: _store_pending(parts)),
            Job("conditions", lambda: _remember(parts, around.commit_s * REMEMBER_SHARE)),
            Job("wear", lambda: wear.keep_writes(parts)),
            Job("agenda", agenda.run),
            Job("plans", parts.plans.run),
        ]
        if around.traffic is not None:
            jobs.append(_listen("traffic", around.traffic, parts.watch.heard_traffic))
        if around.weather is not None:
            jobs.append(_listen("weather", around.weather, parts.watch.heard_weather))
            if isinstance(around.weather, WeatherOrder):
                jobs += [Job(name, main) for name, main in around.weather.companions()]
        if around.sensors is not None:
            jobs.append(_listen("sensors", around.sensors, parts.watch.heard_sensor))
        if around.threaded and not around.plan_only and self.site.settings.time_series.url:
            jobs.append(Job("time series", parts.sink.run))
        if around.socket is not None:
            jobs.append(Job("api", self._api(parts, around.socket)))
        return jobs

    async def _keep_history(self, parts: Parts) -> None:
        while True:
            await parts.clock.sleep(self._around.commit_s)
            await parts.store.flush()

    def _api(self, parts: Parts, socket: Path) -> Callable[[], Awaitable[None]]:
        from lightctl.daemon.bench import WorkBench  # noqa: PLC0415 - nights in virtual time need no server
        from lightctl.daemon.listening import Listening  # noqa: PLC0415
        from lightctl.daemon.scene_desk import SceneDesk  # noqa: PLC0415
        from lightctl.web import make_app, serve  # noqa: PLC0415

        feeds = Listening(parts, self._around.traffic, self._around.weather)
        sites = ReloadDesk(parts, threaded=self._around.threaded)
        desk = FrontDesk(parts, self.supervisor.health)
        app = make_app(desk, WorkBench(parts), feeds, sites, SceneDesk(parts))
        return lambda: serve(app, socket)


def keep_for_good() -> None:
    """Have garbage collected without another look at what is there now, and seldom wholly."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], OLD_COLLECTED_EVERY)


def _refuse_a_second(socket: Path | None) -> None:
    """Before any device is spoken to: one city, one daemon."""
    if socket is not None:
        from lightctl.web import refuse_if_served  # noqa: PLC0415

        refuse_if_served(socket)


async def restore(parts: Parts) -> None:
    """Take over overrides, lockouts, traffic and weather from history; from nothing too."""
    states = await parts.store.load_states()
    places = whereabouts.read_places(states.get(whereabouts.KEY, "{}"))
    parts.lockouts.restore(tuple(await parts.store.active_lockouts()), places)
    for circuit in parts.lockouts.lost():
        log.critical("%s is locked out, but the plant does not know it: NOTHING KEEPS IT DEAD", circuit)
    parts.overrides.restore(tuple(await parts.store.active_overrides(parts.clock.now())))
    parts.trials.restore(tuple(await parts.store.active_trials(parts.clock.now())))
    parts.floods.restore(states.get(floods.KEY, "[]"))
    parts.below_floors.restore(states.get(below_floor.KEY, "[]"))
    if wear.KEY in states:
        parts.field.writes.recall(states[wear.KEY])
    if KEY in states:
        recall(parts.conditions, states[KEY])
    if typical_days.KEY in states:
        parts.conditions.days.recall(states[typical_days.KEY], parts.clock.now())
    await gear_up(parts, parts.clock.now())


async def _keep_conditions(parts: Parts) -> None:
    """Keep traffic and weather for the next start; without them it begins anew, in doubt fully lit."""
    try:
        await parts.store.save_state(KEY, remembered(parts.conditions))
    except StoreError as error:
        log.warning("traffic and weather are not kept: %s", error)


async def _store_pending(parts: Parts) -> None:
    while True:
        await parts.clock.sleep(STORE_PENDING_EVERY_S)
        await parts.lockouts.store_pending()
        await parts.trials.store_pending()
        await parts.below_floors.note()
        await parts.accounting.keep_events()


async def _remember(parts: Parts, every_s: float) -> None:
    """Soon after each reading: a count that a crash forgets is missed until the next comes."""
    kept = parts.conditions.changes
    while True:
        await parts.clock.sleep(every_s)
        if parts.conditions.changes != kept:
            kept = parts.conditions.changes
            await parts.store.save_state(KEY, remembered(parts.conditions))


def _listen(name: str, feed: Feed[R], heard: Callable[[R], None]) -> Job:
    async def listen() -> None:
        async for reading in feed.readings():
            heard(reading)

    return Job(name, listen)
