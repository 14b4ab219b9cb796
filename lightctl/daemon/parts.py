"""The daemon's parts, made and wired to each other."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from pathlib import Path

import lightctl
from lightctl.clock import SiteClock, loop_clock
from lightctl.core.commands import Override
from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.decision import Decision
from lightctl.core.nights import Nights
from lightctl.daemon.accounting import Accounting
from lightctl.daemon.below_floor import BelowFloors
from lightctl.daemon.blinks import Blinks
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.cycle import Cycle
from lightctl.daemon.floods import Floods
from lightctl.daemon.lockouts import Lockouts
from lightctl.daemon.overrides import Overrides
from lightctl.daemon.plans import PlanGiving
from lightctl.daemon.protection import Protection
from lightctl.daemon.scenes import Scenes
from lightctl.daemon.sink import Sink
from lightctl.daemon.situation import Situation
from lightctl.daemon.trials import Trials
from lightctl.daemon.typical_days import TypicalDays
from lightctl.daemon.watch import Watch
from lightctl.daemon.wishing import Wishing
from lightctl.feeds import Feed
from lightctl.field import Field
from lightctl.links import LinesDialer
from lightctl.site.model import Site
from lightctl.store import Store


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a daemon is given: how it reaches devices, its time, its directory, what it listens to."""

    dialer: LinesDialer
    clock: SiteClock
    state: Path
    traffic: Feed[TrafficReading] | None = None
    weather: Feed[WeatherReading] | None = None
    sensors: Feed[SensorReading] | None = None
    socket: Path | None = None
    """None: no API."""
    threaded: bool = True
    """Whether history is written by a thread of its own; False in virtual time."""
    plan_only: bool = False
    """Whether the daemon fell too often lately to trust more than the plan."""
    commit_s: float = 5.0
    """City seconds between commits of telemetry and decisions; commands are committed at once."""
    simulated: bool = False
    """Whether the devices are simulated: their history says so for good."""
    reread: Callable[[], Site] | None = None
    """Reads the site's folder again, SiteError where it is not valid; None: it cannot be reloaded."""
    notice: str = ""
    """What status says besides: why the site that rules is not that of its folder."""


class Recording:
    """Notes decisions for history, with the site and the version that made them."""

    def __init__(self, store: Store, digest: str) -> None:
        self._store = store
        self.digest = digest

    def __call__(self, decision: Decision) -> None:
        """Note one."""
        self._store.note_decisions([decision], self.digest, lightctl.__version__)


@dataclass(slots=True)
class Parts:
    """Everything that a running daemon consists of; only a reload puts another site and its nights here."""

    site: Site
    clock: SiteClock
    store: Store
    field: Field
    nights: Nights
    conditions: Conditions
    protection: Protection
    wishing: Wishing
    cycle: Cycle
    watch: Watch
    overrides: Overrides
    lockouts: Lockouts
    trials: Trials
    blinks: Blinks
    accounting: Accounting
    sink: Sink
    started: datetime
    plan_only: bool
    floods: Floods
    scenes: Scenes
    below_floors: BelowFloors
    situation: Situation
    plans: PlanGiving
    recording: Recording
    reread: Callable[[], Site] | None
    notice: str
    sensing: Feed[SensorReading] | None = None
    one_at_a_time: asyncio.Lock = made(default_factory=asyncio.Lock)
    """Held by a command while it is stored, and by a reload."""


def compose(site: Site, around: Surroundings, store: Store) -> Parts:
    """Make the parts of one daemon; nothing runs yet."""
    plant, clock = site.plant, around.clock
    plant.index()
    accounting = Accounting(store, site)
    field = Field(site, around.dialer, clock, on_sample=accounting.take, on_event=accounting.take_event)
    nights = Nights(plant, site.profiles, site.schedule, site.settings.place)
    conditions = Conditions(
        plant, site.profiles, counted=around.traffic is not None,
        stale_after=site.settings.traffic.stale_after, sensors=site.sensors, altitude=nights.sun.altitude,
        days=TypicalDays(site.settings.place.zone),
    )  # fmt: skip
    protection = Protection(tuple(plant.circuits), field)
    wishing = Wishing(
        plant, field, clock.now().astimezone(site.settings.place.zone).date(),
        off_steps=site.settings.off_steps, off_gap=site.settings.off_gap,
    )  # fmt: skip
    recording = Recording(store, site.digest)
    cycle = Cycle(plant, nights, wishing, recording, wire=loop_clock())
    watch = Watch(plant, cycle, conditions, protection, field.board, loop_clock())
    overrides = Overrides(plant, store, clock, wishing.describe)
    lockouts = Lockouts(plant, store, clock, protection, watch.protected)
    situation = Situation(site, field.board, protection, wishing)
    trials = Trials(plant, store, clock, situation)
    accounting.light = wishing.gearing.light
    accounting.under_test = lambda thing: trials.under_test(situation.cabinet_of(thing))
    return Parts(
        site, clock, store, field, nights, conditions, protection, wishing, cycle, watch, overrides,
        lockouts, trials, Blinks(plant, store, clock, situation), accounting, Sink(store, site, clock),
        clock.now(), around.plan_only, Floods(conditions, lockouts, store),
        situation=situation, plans=PlanGiving(site, field, clock), recording=recording,
        reread=around.reread, notice=around.notice, sensing=around.sensors,
        scenes=Scenes(site.scenes, overrides, clock),
        below_floors=BelowFloors(plant, nights, overrides, store, clock),
    )  # fmt: skip


def works(parts: Parts) -> tuple[Override, ...]:
    """What tests and blinking lamps ask for now."""
    return (*parts.trials.overrides(), *parts.blinks.overrides())
