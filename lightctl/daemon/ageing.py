"""At noon every lamp is geared for the night: by the luminaire that hangs there, and by its burning hours."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime, timedelta

from lightctl.core.calendar import night_bounds, night_of
from lightctl.core.lamp_ages import KEY, Aged, grown, hours_of, read_ages, write_ages
from lightctl.core.lamp_hours import burned, longest_night_h
from lightctl.core.plant import Lamp, Plant
from lightctl.daemon.parts import Parts
from lightctl.errors import StoreError

AT_A_TIME = 500
"""Lamps between two turns of the loop."""

log = logging.getLogger("lightctl.daemon")


async def gear_up(parts: Parts, now: datetime) -> None:
    """Count hours, keep them, and gear all lamps; without a store lamps age by the calendar, at its worst."""
    place, plant = parts.site.settings.place, parts.site.plant
    night = night_of(place, now)
    ageing = [
        lamp async for lamp in _in_turns(plant.lamps.values()) if lamp.dimmable and _ages(plant, lamp, night)
    ]
    if not ageing:
        parts.wishing.refit(night, {})
        return
    before = await _known(parts)
    lit = await _lit(parts, night)
    night_h, ages = longest_night_h(place), dict(before)
    async for lamp in _in_turns(ageing):
        own = before.get(lamp.id)
        known = own.now if own else None
        yesterday = known is not None and known.day == night - timedelta(days=1)
        hours = burned(
            lamp, night, known, counter_h=parts.field.board.lamp(lamp.id).burning_h,
            lit_h=lit.get(lamp.id) if yesterday else None, night_h=night_h,
        )  # fmt: skip
        if known is None or known.day < night or known.since != hours.since:
            ages[lamp.id] = grown(own, hours, plant.luminaires[lamp.luminaire_on(night)])
    parts.wishing.refit(night, hours_of(ages, night, (lamp.id for lamp in ageing)))
    await _keep(parts, ages)


async def _in_turns(lamps: Iterable[Lamp]) -> AsyncIterator[Lamp]:
    """One after another, and now and then it is others' turn: a large city would hold the loop for long."""
    for count, lamp in enumerate(lamps, 1):
        yield lamp
        if count % AT_A_TIME == 0:
            await asyncio.sleep(0)


def _ages(plant: Plant, lamp: Lamp, night: date) -> bool:
    return plant.luminaires[lamp.luminaire_on(night)].constant_light is not None


async def _known(parts: Parts) -> dict[str, Aged]:
    try:
        return read_ages((await parts.store.load_states()).get(KEY, "{}"))
    except (StoreError, ValueError, KeyError, TypeError) as error:
        log.warning("burning hours begin anew, by the calendar: %s", error)
        return {}


async def _lit(parts: Parts, night: date) -> dict[str, float]:
    """Hours of the night before, of lamps of which the ledger knows all of it."""
    start, end = night_bounds(parts.site.settings.place, night - timedelta(days=1))
    try:
        return await parts.store.lit_hours(start, end)
    except StoreError as error:
        log.warning("the night's burning hours are not known: %s", error)
        return {}


async def _keep(parts: Parts, ages: dict[str, Aged]) -> None:
    try:
        await parts.store.save_state(KEY, write_ages(ages))
    except StoreError as error:
        log.warning("burning hours are not kept: %s", error)
