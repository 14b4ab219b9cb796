"""What the API says, as plain rows that JSON can carry; instants are ISO 8601 in the city's local time."""

from dataclasses import dataclass, field

from lightctl.web.command_rows import BelowFloorRow, ProposalRow


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job of the daemon; `trouble` is empty while it runs well."""

    name: str
    failures: int
    trouble: str


@dataclass(frozen=True, slots=True)
class DriftRow:
    """A thing that changed without our command, `foreign-write` or `restarted`, and that is not over."""

    thing: str
    kind: str
    since: str
    at: str
    count: int
    text: str
    held: bool
    """Whether it is put right only rarely by now."""


@dataclass(frozen=True, slots=True)
class CircuitRow:
    """A contactor's feeder: wanted, taken by its cabinet for the coil, and told by the feedback."""

    id: str
    desired: bool | None
    accepted: bool | None
    measured: bool | None
    differs: bool
    """Whether the contactor does not follow its coil."""
    kept_dead: str
    """Why it must stay dead; empty when it need not."""


@dataclass(frozen=True, slots=True)
class LampCounts:
    """How many lamps are in which state of the field's board."""

    total: int
    wanted_lit: int
    verified: int
    differs: int
    silent: int
    unpowered: int
    unserved: int
    """Lamps that protection keeps dark."""
    sent: int = 0
    """Told, and not yet acknowledged."""
    accepted: int = 0
    """Acknowledged, and not yet seen in effect."""


@dataclass(frozen=True, slots=True)
class SensorStatus:
    """A light sensor (`lux`, `photocell`) or a water station."""

    id: str
    kind: str
    quality: str
    """good, or why it is not believed: unsure, stale, stuck, absurd, silent."""
    age_s: float | None
    """Since its last word; None before the first."""
    says: str


@dataclass(frozen=True, slots=True)
class Status:
    """The city at a glance."""

    site: str
    name: str
    version: str
    digest: str
    now: str
    started: str
    clock_rate: float
    night: str
    sunset: str | None
    sunrise: str | None
    lamps: LampCounts
    cabinets_answering: int
    cabinets_total: int
    circuits_closed: int
    circuits_total: int
    power_w: float | None
    weather: str
    traffic_good: int
    traffic_total: int
    overrides: int
    lockouts: int
    cycle_ms: float
    """Processor time of the busiest ring of the last minute."""
    time_series: str
    """How far the time-series server is behind, or "off"."""
    jobs: list[JobRow]
    notes: list[str]
    drifts: list[DriftRow] = field(default_factory=list)
    circuits_wanted: int = 0
    circuits_accepted: int = 0
    sensors: list[SensorStatus] = field(default_factory=list)
    proposals: list[ProposalRow] = field(default_factory=list)
    below_floor: list[BelowFloorRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CabinetRow:
    """A cabinet as its controller reports it."""

    id: str
    name: str
    street: str
    answering: bool
    circuits_closed: int
    circuits_total: int
    unserved: list[str]
    power_w: float | None
    energy_wh: float | None
    voltage_v: list[float]
    door_open: bool | None
    clock_offset_s: float | None
    plan: str
    """The cabinet's own plan: none, stored, differs or unable."""
    plan_until: str | None
    """The end of the last night that it holds."""
    autonomous: bool | None
    """Whether it runs its plan now because it hears no master; None where it does not say."""
    at: str | None
    circuits: list[CircuitRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street at a glance; `level` is the brightest of its groups, None before the first decision."""

    id: str
    name: str
    level: float | None
    layer: str
    """The layer that had the last word there."""
    lamps: int
    silent: bool
    """Whether a cabinet of the street does not answer."""


@dataclass(frozen=True, slots=True)
class LampRow:
    """A lamp: asked for, accepted by its controller, and measured."""

    id: str
    street: str
    cabinet: str
    decided: float | None
    layer: str
    """The layer that had the last word."""
    desired: float | None
    accepted: float | None
    measured: float | None
    power_w: float | None
    energy_wh: float | None
    state: str
    flags: list[str]
    at: str | None
    sent: str | None = None
    """When the latest command left, and then each step that it has reached."""
    acknowledged: str | None = None
    in_effect: str | None = None
    verified: str | None = None
