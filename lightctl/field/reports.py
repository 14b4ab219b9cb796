"""What the field tells the rest of the house: reports on demand, samples and events as they come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from lightctl.core.units import Level


class LampState(StrEnum):
    """How far a wish has come."""

    UNKNOWN = "unknown"
    SENT = "sent"
    ACCEPTED = "accepted"
    VERIFIED = "verified"
    DIFFERS = "differs"
    SILENT = "silent"
    UNPOWERED = "unpowered"


@dataclass(frozen=True, slots=True)
class CommandSteps:
    """How the latest command to a lamp went; None for a step that has not come."""

    sent: datetime | None = None
    accepted: datetime | None = None
    in_effect: datetime | None = None
    verified: datetime | None = None


@dataclass(frozen=True, slots=True)
class LampReport:
    """One lamp: asked for, acknowledged by its controller, and read back; levels are the driver's."""

    lamp: str
    state: LampState
    desired: Level | None = None
    accepted: Level | None = None
    measured: Level | None = None
    power_w: float | None = None
    energy_wh: float | None = None
    """The lamp controller's counter."""
    burning_h: float | None = None
    """The lamp controller's counter of hours; None where it has none."""
    status: frozenset[str] = frozenset()
    at: datetime | None = None
    """The last good answer that spoke of it."""
    reason: str = ""
    command: CommandSteps = CommandSteps()


@dataclass(frozen=True, slots=True)
class CircuitReport:
    """One contactor's feeder."""

    circuit: str
    desired: bool | None
    closed: bool | None
    """From the contactor's feedback."""
    tripped: bool
    leakage: bool
    local: bool
    forbidden: str
    """Why it must stay dead; empty when it need not."""
    at: datetime | None
    differs: bool = False
    """The contactor did not follow its coil."""
    accepted: bool | None = None
    """What the cabinet took for its coil, or is seen to have taken."""


class PlanState(StrEnum):
    """How a cabinet's own plan stands."""

    NONE = "none"
    STORED = "stored"
    DIFFERS = "differs"
    UNABLE = "unable"
    """It cannot hold one that we could write and read back."""


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What a cabinet would do while nobody speaks to it."""

    state: PlanState
    until: datetime | None = None
    """The end of the last night that it holds."""
    nights: int = 0
    asked: int = 0
    """Nights that it was to hold."""
    running: bool | None = None
    """Whether it runs its plan now because the master is silent."""
    can_be_disabled: bool = False
    """Whether single outputs can be taken out of it."""


@dataclass(frozen=True, slots=True)
class CabinetReport:
    """One cabinet controller and its meter."""

    cabinet: str
    answering: bool
    energy_wh: float | None = None
    power_w: float | None = None
    voltage_v: tuple[float, ...] = ()
    door_open: bool | None = None
    clock_offset_s: float | None = None
    """The cabinet's clock minus the city's."""
    at: datetime | None = None
    plan: PlanReport = PlanReport(PlanState.UNABLE)


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """How well one device answers."""

    device: str
    line: str
    answering: bool
    silent_since: datetime | None
    failures: int
    """In a row."""
    at: datetime | None
    period_s: float | None
    """City seconds between its last two whole polls, as achieved."""
    trouble: str


class MeterSample(NamedTuple):
    """What a meter showed; None where this poll did not read it or it had no data."""

    cabinet: str
    at: datetime
    energy_wh: float | None
    power_w: float | None
    voltage_v: tuple[float, ...] | None
    flags: frozenset[str] = frozenset()


class LampRow(NamedTuple):
    """One lamp in a bank sample; levels are the driver's."""

    lamp: str
    level: Level | None
    power_w: float | None
    energy_wh: float | None
    status: int
    desired: Level | None = None
    accepted: Level | None = None


class BankSamples(NamedTuple):
    """Lamps of one concentrator, or one lamp on the line itself, at the energy rate."""

    source: str
    at: datetime
    rows: tuple[LampRow, ...]


class FieldEvent(NamedTuple):
    """Something said once: `silent` and `back` of devices, `differs` and `agrees` of lamps and circuits."""

    kind: str
    thing: str
    at: datetime
    text: str
