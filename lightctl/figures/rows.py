"""The ledger's rows, as the store keeps them and figures read them.

Energy is whole 0.1 Wh (`_dwh`). Within a row: saving = base − metered, and metered − attributed is
unattributed; neither is ever stored.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntFlag


class Quality(IntFlag):
    """What must be known about a row before it is believed."""

    UNKNOWN = 1
    """The meter (without one: the circuits' feedback) does not cover the hour: it counts on neither side."""
    ESTIMATED = 2
    """Some lamps have no counter: power curve × lit time."""
    RESET = 4
    ROLLOVER = 8
    ABSURD = 16
    """The meter counted more than the feeder can carry."""
    GLITCH = 32
    """The meter showed zero in between; dropped."""
    SHARED = 64
    """The cabinet's lamps lie in several streets: it is a row of its own."""
    UNMETERED = 128
    """No meter: only estimated, never part of a metered figure."""
    LAMP_GAP = 256
    """Some lamps' counters, or their circuits, were not heard all the time: attributed is too low."""
    FAILED = 512
    """Some lamps did not light: they count on neither side."""
    MISSING = 1024
    """Hours that were asked for and that the ledger does not hold; never stored."""
    TESTED = 2048
    """The cabinet was under test: the hour counts on neither side, its energy is told apart."""


UNMETERED_BIT = int(Quality.UNMETERED)
"""Flags compare fifty times slower than whole numbers, and a year has many rows."""


@dataclass(frozen=True, slots=True)
class LedgerHour:
    """One cabinet, one hour. `street` is empty where the cabinet is a row of its own."""

    hour: datetime
    cabinet: str
    street: str
    metered_dwh: int | None
    attributed_dwh: int
    """What the lamps' own counters explain."""
    new_full_dwh: int
    """The new lamps at full, in the hours they really were lit."""
    new_old_hours_dwh: int
    """The new lamps at full, in the old installation's hours."""
    base_dwh: int
    """The old installation, as its baseline declares."""
    base_full_night_dwh: int
    """All old lamps, all night."""
    lit_min: int
    """Lamp-minutes of light."""
    partial_dwh: int
    """What the meter saw in an hour that it does not cover wholly; part of no other figure."""
    lamps: int
    quality: Quality
    tested_dwh: int = 0
    """What passed in an hour with a test of the cabinet; part of no other figure."""


@dataclass(frozen=True, slots=True)
class LedgerSum:
    """One cabinet over a local day or month: sums over its known hours only."""

    day: date
    """The day, or the month's first."""
    cabinet: str
    street: str
    metered_dwh: int
    attributed_dwh: int
    new_full_dwh: int
    new_old_hours_dwh: int
    base_dwh: int
    base_full_night_dwh: int
    lit_min: int
    partial_dwh: int
    lamps: int
    """The most lamps that counted in any hour."""
    hours: int
    night_hours: int
    """Hours in which the old lamps would have burned, or the new ones did."""
    known_hours: int
    known_night_hours: int
    quality: Quality
    tested_dwh: int = 0

    @property
    def metered(self) -> bool:
        """Whether the cabinet has a meter at all."""
        return not int(self.quality) & UNMETERED_BIT


@dataclass(frozen=True, slots=True)
class Gap:
    """Between two readings of a cabinet's meter nobody knows when what passed; None: not even how much."""

    cabinet: str
    since: datetime
    until: datetime
    passed_dwh: int | None

    @property
    def passed_kwh(self) -> Decimal | None:
        """The same in kWh."""
        return None if self.passed_dwh is None else Decimal(self.passed_dwh) / 10_000


@dataclass(frozen=True, slots=True)
class LampHour:
    """One lamp, one hour with light; `attributed_dwh` None where its counter says nothing."""

    hour: datetime
    lamp: str
    attributed_dwh: int | None
    lit_min: int
    quality: Quality
