"""A device model as declared in a driver file, frozen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lightctl.wire.frame_rules import FrameRules
from lightctl.wire.scales import ContactorPattern, LevelScale, Scale
from lightctl.wire.topic_rules import TopicRules


class Table(StrEnum):
    """The four Modbus tables."""

    COIL = "coil"
    DISCRETE = "discrete"
    INPUT = "input"
    HOLDING = "holding"


class Encoding(StrEnum):
    """How a value lies in registers."""

    BOOL = "bool"
    UINT16 = "uint16"
    INT16 = "int16"
    UINT32 = "uint32"
    INT32 = "int32"
    UINT64 = "uint64"
    INT64 = "int64"
    FLOAT32 = "float32"
    FLOAT64 = "float64"
    BCD16 = "bcd16"
    """A decimal digit in each half byte, the highest first; a half byte over 9 is no data."""
    BCD32 = "bcd32"
    BCD64 = "bcd64"
    CALENDAR = "calendar"
    """A clock in `fields`, one to a register or two if `packed`; the value is UTC seconds of the epoch."""
    TEXT = "text"
    """ASCII in `length` registers, two characters each, padded with NUL or blanks."""


class WordOrder(StrEnum):
    """Which register of a multi-register value comes first."""

    HIGH_FIRST = "high-first"
    LOW_FIRST = "low-first"


class ByteOrder(StrEnum):
    """Which byte of a register comes first; Modbus says the high one."""

    HIGH_FIRST = "high-first"
    LOW_FIRST = "low-first"


class CalendarField(StrEnum):
    """What one register, or one byte, of a clock holds."""

    YEAR = "year"
    YEAR_2000 = "year-2000"
    """Years since 2000."""
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"
    WEEKDAY = "weekday"
    """1 Monday to 7 Sunday; written, never believed."""
    UNUSED = "unused"
    """Written 0, never looked at."""


class Access(StrEnum):
    """What may be done with a point."""

    READ = "r"
    WRITE = "w"
    READ_WRITE = "rw"


class Kind(StrEnum):
    """What a point means to lightctl; points without one are only shown."""

    # cabinet
    CONTACTOR = "contactor"
    CONTACTOR_FEEDBACK = "contactor-feedback"
    BREAKER_TRIPPED = "breaker-tripped"
    EARTH_LEAKAGE = "earth-leakage"
    LOCAL_MODE = "local-mode"
    DOOR_OPEN = "door-open"
    CLOCK = "clock"
    HEARTBEAT = "heartbeat"
    IDENTITY = "identity"
    # meter
    ENERGY = "energy"
    POWER = "power"
    VOLTAGE = "voltage"
    CURRENT = "current"
    # lamps (in a bank, or directly on the line)
    LEVEL_COMMAND = "level-command"
    LEVEL_IN_EFFECT = "level-in-effect"
    LAMP_POWER = "lamp-power"
    LAMP_ENERGY = "lamp-energy"
    LAMP_STATUS = "lamp-status"
    BURNING_HOURS = "burning-hours"
    LEVEL_BROADCAST = "level-broadcast"
    LEVEL_GROUP = "level-group"
    """`count` groups of one device, each told a level of its own."""
    GROUP_MEMBERS = "group-members"
    """A lamp's groups as bits: bit 0 is group 1."""
    FADE_TIME = "fade-time"
    # a cabinet's stored plan: rows of (instant, outputs), ascending
    PLAN_INSTANT = "plan-instant"
    """UTC seconds of the epoch from which a row counts; `count` rows."""
    PLAN_OUTPUTS = "plan-outputs"
    """Outputs closed from then on, as bits: bit 0 is output 1; `count` rows."""
    PLAN_LENGTH = "plan-length"
    """How many rows count; writing it last makes the rows the plan."""
    PLAN_STAMP = "plan-stamp"
    """What the master calls the plan: the first 32 bits of its digest."""
    PLAN_CHECKSUM = "plan-checksum"
    """The device's own CRC-16 over the rows it holds."""
    PLAN_ENABLED = "plan-enabled"
    """Outputs that the plan may close, as bits; a locked-out output has none."""
    PLAN_RUNNING = "plan-running"
    """Whether the plan rules now because the master is silent."""
    PLAN_WANTED = "plan-wanted"
    """The device asks to be sent its plan."""
    PLAN_AFTER = "plan-after"
    """Seconds without a heartbeat after which the plan rules."""
    FALLBACK_ON = "fallback-on"
    """Minute of the UTC day from which everything enabled burns when the plan has run out."""
    FALLBACK_OFF = "fallback-off"


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a device.

    value = raw × scale ÷ divisor + offset, in `unit`; a raw value in `sentinels` means "no data".
    In a bank, `address` is that of index 1 and index i lies at address + (i − 1) × stride. A point
    outside a bank with `count` > 1 (contactors of a cabinet) repeats in the same way.
    """

    name: str
    table: Table
    address: int
    encoding: Encoding
    access: Access = Access.READ
    kind: Kind | None = None
    unit: str = ""
    scale: float = 1.0
    divisor: float = 1.0
    offset: float = 0.0
    low: float | None = None
    high: float | None = None
    """Engineering range, both included; every writable number has one."""
    word_order: WordOrder = WordOrder.HIGH_FIRST
    sentinels: tuple[int, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    """Value map: raw value → word."""
    bits: Mapping[int, str] = field(default_factory=dict)
    """Bit map: bit number → flag name."""
    count: int = 1
    stride: int = 0
    """Registers (or bits) from one index to the next; 0 means the width of the value."""
    every: str = "normal"
    """How often it is read: `normal`, `energy`, `rare` or `never`."""
    note: str = ""
    byte_order: ByteOrder = ByteOrder.HIGH_FIRST
    length: int = 0
    """Registers of a text."""
    fields: tuple[CalendarField, ...] = ()
    """Of a calendar, in the order of the registers; if `packed`, high byte before low."""
    packed: bool = False
    utc_offset_s: float = 0.0
    """How far a calendar's own time is ahead of UTC."""
    expect: tuple[str, ...] = ()
    """What an identity may be, as `codec.identity` tells it; empty where anything may."""
    write_gap_s: float = 0.0
    """Least seconds between two writes to one index; what the device's memory endures."""
    writes_per_day: int = 0
    """Most writes to one index in 24 h; 0 for no limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request to the device may carry, and how fast requests may follow each other."""

    read_registers: int = 125
    read_bits: int = 2000
    write_registers: int = 123
    write_bits: int = 1968
    hole_registers: int = 8
    """Unused registers that a block read may step over; 0 where the device refuses holes."""
    gap_ms: float = 0.0
    timeout_ms: float = 1000.0
    connections: int = 1
    outstanding: int = 1
    """Requests that may be on their way at once on one Modbus TCP connection."""
    effect_ms: float | None = None
    """After an acknowledged level, when its effect can first be read; None: as such devices usually need."""


@dataclass(frozen=True, slots=True)
class Driver:
    """A whole device model."""

    id: str
    """File path under drivers/ without suffix: `cabinets/mcu-reference`."""
    title: str
    speaks: str
    """The dialogue: `modbus`, `dcu-frames` or `mqtt-json`."""
    proven: str
    source: str
    """The document it was written from, or "ours" for a reference device."""
    points: tuple[Point, ...]
    bank: tuple[Point, ...] = ()
    """Points repeated for each lamp of a concentrator."""
    bank_size: int = 0
    level_scale: Scale = LevelScale.PERCENT
    patterns: tuple[ContactorPattern, ...] = ()
    """Of a cabinet that can only switch, ascending, the last one full; empty where the field decides."""
    limits: Limits = Limits()
    frames: FrameRules | None = None
    """Of a device that speaks dcu-frames."""
    topics: TopicRules | None = None
    """Of a device that speaks mqtt-json."""

    @property
    def lamps(self) -> int:
        """Lamps that one such device reaches; 0 for none."""
        return self.frames.lamps if self.frames else self.bank_size

    def point(self, kind: Kind) -> Point | None:
        """The first point of that kind, banks included."""
        return next(self._of(kind), None)

    def readable(self, kind: Kind) -> Point | None:
        """The first point of that kind that can be read; a device may keep what is set elsewhere."""
        return next((p for p in self._of(kind) if p.access is not Access.WRITE), None)

    def writable(self, kind: Kind) -> Point | None:
        """The first point of that kind that can be written."""
        return next((p for p in self._of(kind) if p.access is not Access.READ), None)

    def _of(self, kind: Kind) -> Iterator[Point]:
        return (p for p in (*self.points, *self.bank) if p.kind is kind)
