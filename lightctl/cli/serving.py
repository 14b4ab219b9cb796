"""The daemon over the machine's real lines, composed."""

import asyncio
import json
import logging
import os
import signal
from dataclasses import replace
from pathlib import Path

from lightctl.cli.clocks import ClockChoice
from lightctl.cli.options import FEEDS, SENSORS, TRAFFIC, WEATHER, make_state
from lightctl.core.words import counted
from lightctl.daemon import Service, Surroundings
from lightctl.daemon.reloading import digest_of
from lightctl.errors import LightctlError, SiteError, StoreError
from lightctl.feeds import sensor_feed, traffic_feed, weather_feed
from lightctl.links import LineDialer
from lightctl.site.kept import kept_site
from lightctl.site.loader import load_site
from lightctl.site.model import SensingSource, Site, TrafficSource, WeatherSource
from lightctl.store import History

LEAVE_WITHIN_S = 2

log = logging.getLogger("lightctl")


class Broken(LightctlError):
    """A bug stopped the daemon; the log holds where."""


def serve_city(site: Path, state: Path, choice: ClockChoice, socket: Path, field: Path | None) -> None:
    """Load the site and run its daemon until it is told to stop; raises Broken after a bug."""

    def reread() -> Site:
        return prepared(load_site(site))

    def prepared(loaded: Site) -> Site:
        return loaded if field is None else listening_to(loaded, field.parent / FEEDS)

    loaded, notice = good_site(site, state)
    loaded = prepared(loaded)
    clock = choice.clock(loaded.settings.place.zone)
    make_state(state)

    async def main() -> None:
        around = Surroundings(
            dialer=LineDialer(state, addresses(field)), clock=clock, state=state,
            traffic=traffic_feed(loaded, clock), weather=weather_feed(loaded, clock, state),
            sensors=sensor_feed(loaded, clock), socket=socket,
            commit_s=max(5.0, 2.0 * clock.rate), simulated=field is not None,
            reread=reread, notice=notice,
        )  # fmt: skip
        service = Service(loaded, around)
        service.supervisor.stop_on_signals()
        await service.run()
        _leave_soon()

    try:
        asyncio.run(main())
        signal.alarm(0)
    except ExceptionGroup as group:
        raise _said(group) from group


def good_site(site: Path, state: Path) -> tuple[Site, str]:
    """The site of the folder; where it is refused, the last good one that ruled here, and what to say of it.

    SiteError where the folder is refused and no good one is known.
    """
    try:
        return load_site(site), ""
    except SiteError as error:
        last = last_good(state, site)
        if last is None:
            raise
        for problem in error.problems:
            log.critical("%s", problem)
        mistakes = counted(len(error.problems), "mistake")
        notice = f"THE SITE'S FOLDER IS REFUSED ({mistakes}): the last good site rules, {last.digest[:12]}"
        log.critical("%s; mend the folder, then lightctl reload", notice)
        return last, notice


def last_good(state: Path, root: Path) -> Site | None:
    """The site that ruled last in a state directory; None where none did or it cannot be read."""
    try:
        with History.open(state) as history:
            return kept_site(state, digest_of(history.states()), root)
    except (StoreError, SiteError) as error:
        log.warning("no last good site: %s", error)
        return None


def _leave_soon() -> None:
    """All is stored and closed: a thread that waits for a dead name server must not keep the process."""
    signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
    signal.alarm(LEAVE_WITHIN_S)


def listening_to(site: Site, feeds: Path) -> Site:
    """The site hearing a simulated field's cameras, sky and sensors, where it names no sources of its own."""
    settings = site.settings
    traffic, weather, sensors = feeds / TRAFFIC, feeds / WEATHER, feeds / SENSORS
    if settings.traffic.kind == "none" and traffic.exists():
        played = TrafficSource(kind="file", file=str(traffic.resolve()), mapping="plain")
        settings = replace(settings, traffic=played)
    if settings.weather.kind == "none" and weather.exists():
        settings = replace(settings, weather=WeatherSource(kind="file", file=str(weather.resolve())))
    if settings.sensing.kind == "none" and sensors.exists():
        settings = replace(settings, sensing=SensingSource(kind="file", file=str(sensors.resolve())))
    return replace(site, settings=settings)


def addresses(field: Path | None) -> dict[str, tuple[str, int]]:
    """Line id → host and port of a simulated field's file; empty without one."""
    if field is None:
        return {}
    rows = json.loads(field.read_text(encoding="utf-8"))["lines"]
    split = {line: address.rpartition(":") for line, address in rows.items()}
    return {line: (host, int(port)) for line, (host, _, port) in split.items()}


def _said(group: ExceptionGroup[Exception]) -> LightctlError:
    """What is the city's trouble is a sentence; what is a bug goes to the log whole."""
    known, bugs = group.split(LightctlError)
    if bugs is not None:
        log.critical("a bug stopped the daemon; the cabinets keep their lamps as they are", exc_info=bugs)
        return Broken("a bug stopped the daemon; see the log above")
    error: BaseException = known if known is not None else group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error if isinstance(error, LightctlError) else Broken(str(error))
