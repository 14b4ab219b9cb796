"""What a simulated city goes through: its chance, its mains, its weather and its mishaps."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class WeatherKind(StrEnum):
    """What the sky of the wet season does."""

    SHOWER = "shower"
    STORM = "storm"
    FOG = "fog"


class MishapKind(StrEnum):
    """What breaks."""

    CABINET_SILENT = "cabinet-silent"
    METER_SILENT = "meter-silent"
    LINE_DOWN = "line-down"
    CONCENTRATOR_SILENT = "concentrator-silent"
    LAMP_DEAD = "lamp-dead"
    BREAKER_TRIPPED = "breaker-tripped"
    EARTH_LEAKAGE = "earth-leakage"
    DOOR_OPEN = "door-open"
    CONTACTOR_STUCK_OPEN = "contactor-stuck-open"
    CONTACTOR_STUCK_CLOSED = "contactor-stuck-closed"
    CLOCK_DRIFT = "clock-drift"
    LOCAL_MODE = "local-mode"
    STRANGER = "stranger"
    """Another device answers in its place."""


@dataclass(frozen=True, slots=True)
class Spell:
    """Weather from a local time on; every night unless it names one."""

    at: time
    lasts: timedelta
    kind: WeatherKind
    night: date | None = None


@dataclass(frozen=True, slots=True)
class Mishap:
    """Something breaks at a local time; it mends itself after `lasts`, or stays broken without."""

    at: time
    what: MishapKind
    thing: str
    """Id of what it happens to: a cabinet or circuit, a lamp, a concentrator or a line."""
    lasts: timedelta | None = None
    night: date | None = None
    ahead: timedelta = timedelta(minutes=5)
    """Where a clock drifts: how far ahead it is from then on."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Which counting places count, and how people go about; no places: nobody counts."""

    places: tuple[str, ...] | None = None
    """None: all of them."""
    shape: str = "city"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario file; local times are those of the site it runs in."""

    id: str
    title: str
    seed: int
    spread_percent: float = 5.0
    mains_volts: float = 230.0
    mains_swing_percent: float = 3.0
    start: datetime | None = None
    """Local, without a zone: where a demo or a virtual night begins unless told otherwise."""
    weather: tuple[Spell, ...] = ()
    traffic: Traffic = Traffic()
    mishaps: tuple[Mishap, ...] = ()
