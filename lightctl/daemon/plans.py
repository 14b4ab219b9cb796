"""Gives every cabinet that can hold one the plan of the coming nights, so that it needs nobody to be lit."""

import logging
from datetime import date, timedelta
from functools import partial
from typing import Protocol

from lightctl.clock import SiteClock
from lightctl.core.fallback import Fallback, LitSpan, fallback_of, span_of_night
from lightctl.core.night import NightPlan, night_of
from lightctl.core.nights import Nights
from lightctl.core.stored_plan import StoredPlan, compile_plan
from lightctl.site.model import Site

NIGHTS = 14
"""Tonight and the coming ones: how long a city without its daemon is lit to the minute."""
LOOK_EVERY_S = 60.0
NIGHTS_AT_A_TIME = 4
"""Of a year's: computed between two rings of the cycle."""

log = logging.getLogger("lightctl.daemon")


class PlanStore(Protocol):
    """The field as this room sees it."""

    def plan_room(self, cabinet_id: str) -> int: ...
    def store_plan(self, cabinet_id: str, plan: StoredPlan | None) -> None: ...


class PlanGiving:
    """Compiles at the start and at every noon; without overrides, traffic and weather: by plan alone."""

    def __init__(self, site: Site, field: PlanStore, clock: SiteClock) -> None:
        self._field = field
        self._clock = clock
        self._given: tuple[date, str] | None = None
        """For which night, and by which site (digest)."""
        self.adopt(site)

    def adopt(self, site: Site) -> None:
        """Go on with another site of the same wiring; its plans are given within a minute."""
        self._site = site
        self._place = site.settings.place
        self._nights = Nights(site.plant, site.profiles, site.schedule, self._place)
        self._fallback: tuple[int, Fallback] | None = None

    async def run(self) -> None:
        """Give for ever, once a night and for each site; also after the clock was set to another night."""
        while True:
            wanted = night_of(self._place, self._clock.now()), self._site.digest
            if wanted != self._given:
                await self.give(wanted[0])
                self._given = wanted
            await self._clock.sleep(LOOK_EVERY_S)

    async def give(self, night: date) -> None:
        """Hand the field the plans from this night on, cabinet by cabinet."""
        fallback = await self._fallback_of(night)
        known: dict[tuple[date, str], NightPlan] = {}
        nights = [partial(self._plan, known, night + timedelta(days=n)) for n in range(NIGHTS)]
        plant, short = self._site.plant, []
        for cabinet in plant.cabinets.values():
            if room := self._field.plan_room(cabinet.id):
                plan = compile_plan(plant, cabinet, nights, room, fallback, self._site.digest)
                self._field.store_plan(cabinet.id, plan)
                short += [f"{cabinet.id} ({plan.nights})"] if plan.nights < plan.asked else []
                await self._clock.sleep(0)
        if short:
            log.warning("fewer than %d nights have room in %s", NIGHTS, ", ".join(short))

    def _plan(self, known: dict[tuple[date, str], NightPlan], night: date, group: str) -> NightPlan:
        if (night, group) not in known:
            known[night, group] = self._nights.on(group, night)
        return known[night, group]

    async def _fallback_of(self, night: date) -> Fallback:
        """Of the whole city, over the night's year: the earliest on and the latest off."""
        if self._fallback is None or self._fallback[0] != night.year:
            span: LitSpan | None = None
            for count in range(366):
                one = date(night.year, 1, 1) + timedelta(days=count)
                events = self._nights.sun.events(one)
                more = span_of_night(self._place, events, self._site.profiles.values(), one)
                span = more.widened(span) if more else span
                if count % NIGHTS_AT_A_TIME == 0:
                    await self._clock.sleep(0)
            self._fallback = night.year, fallback_of(self._place, span)
        return self._fallback[1]
