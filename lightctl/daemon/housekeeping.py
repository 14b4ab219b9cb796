"""What is done by the calendar, besides lighting: accounts, tonight's agenda, old samples, the clock."""

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, runtime_checkable

from lightctl.clock import loop_clock
from lightctl.core.night import night_of
from lightctl.daemon.ageing import gear_up
from lightctl.daemon.agenda import Entry
from lightctl.daemon.parts import Parts
from lightctl.daemon.timekeeping import Timekeeping, doubt_of
from lightctl.daemon.typical_days import KEY

log = logging.getLogger("lightctl.daemon")

CLOCK_EVERY = timedelta(minutes=1)
CIRCUITS_EVERY = timedelta(minutes=1)
KEEP_AT_MINUTE = 10
ACCOUNT_AT_MINUTE = 20
"""Of every hour: the counters of the full hour before have been read by then."""


def entries(parts: Parts, weather: object) -> tuple[Entry, ...]:
    """The house's calendar; a weather source with its own rhythm rings itself."""

    async def account(now: datetime) -> None:
        await parts.accounting.account(now)

    async def look_ahead(now: datetime) -> None:
        log.info("%s", tonight(parts, now))

    async def clear_out(now: datetime) -> None:
        await parts.store.purge(now)

    async def look_at_circuits(now: datetime) -> None:
        parts.accounting.note_circuits(parts.field.board, now)

    timekeeping = Timekeeping(parts.clock, loop_clock())

    async def check_clock(now: datetime) -> None:
        doubt = doubt_of(parts.clock)
        parts.field.trust_time(not doubt)
        if doubt:
            log.warning("%s", doubt)
        if step := timekeeping.step():
            log.warning("%s; everything is decided again", timekeeping.sentence(step, now))
            parts.cycle.touch_all()

    bells = (_weather_bell(parts, weather),) if isinstance(weather, Rung) else ()
    return (
        *bells,
        Entry("clock", check_clock, every=CLOCK_EVERY),
        Entry("circuits", look_at_circuits, every=CIRCUITS_EVERY),
        Entry("water", parts.floods.note, every=CIRCUITS_EVERY),
        Entry("accounts", account, minute=ACCOUNT_AT_MINUTE),
        Entry("gear", partial(gear_up, parts), daily_at="12:00"),
        Entry("tonight", look_ahead, daily_at="12:00"),
        *_typical_days(parts),
        Entry("old samples", clear_out, daily_at="12:30"),
    )


def _typical_days(parts: Parts) -> tuple[Entry, ...]:
    """Learned at noon, when every street begins a new night anyway; what was counted is kept by the hour."""

    async def learn_days(now: datetime) -> None:
        parts.conditions.days.learn(now)
        parts.cycle.touch_all()

    async def keep_hours(_: datetime) -> None:
        await parts.store.save_state(KEY, parts.conditions.days.remembered())

    return (
        Entry("typical days", learn_days, daily_at="12:15"),
        Entry("counted hours", keep_hours, minute=KEEP_AT_MINUTE),
    )


@runtime_checkable
class Rung(Protocol):
    """A feed that fetches when a bell rings."""

    def ring(self) -> None:
        """Fetch soon."""


def _weather_bell(parts: Parts, feed: Rung) -> Entry:
    async def fetch(_: datetime) -> None:
        feed.ring()

    return Entry("weather", fetch, every=parts.site.settings.weather.every)


def tonight(parts: Parts, now: datetime) -> str:
    """One line for the log: when the coming night is lit, and by how many profiles."""
    place = parts.site.settings.place
    night = night_of(place, now)
    plans = [parts.nights.on(group, night) for group in parts.site.plant.groups]
    on = min((plan.on for plan in plans if plan.on), default=None)
    off = max((plan.off for plan in plans if plan.off), default=None)
    if on is None or off is None:
        return f"night of {night}: no light needed"
    names = sorted({plan.profile.id for plan in plans})
    hours = f"{on.astimezone(place.zone):%H:%M} to {off.astimezone(place.zone):%H:%M}"
    return f"night of {night}: lit from {hours}, by {', '.join(names)}"
