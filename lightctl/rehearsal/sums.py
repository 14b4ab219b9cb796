"""Sums of computed nights: energy, light and money of one line of a rehearsal."""

from dataclasses import dataclass, field
from decimal import Decimal

from lightctl.core.units import Level

BANDS: tuple[tuple[str, float], ...] = (
    ("≤25 %", 25.0), ("≤50 %", 50.0), ("≤75 %", 75.0), ("<100 %", 99.99), ("100 %", 100.0),
)  # fmt: skip
"""Bands of level by name and upper end; a level belongs to the first band that reaches it."""


@dataclass(slots=True)
class Sums:
    """Additive figures; Wh are computed from power curves, base from the declared old installation."""

    lamp_nights: int = 0
    used_wh: float = 0.0
    full_wh: float = 0.0
    """The lamps at full, in the hours they are lit."""
    old_hours_wh: float = 0.0
    """The lamps at full, in the old installation's hours."""
    base_wh: float = 0.0
    base_full_night_wh: float = 0.0
    cost_vnd: Decimal | None = Decimal(0)
    saved_vnd: Decimal | None = Decimal(0)
    """With VAT; None where the site declares no tariff."""
    saved_co2_kg: Decimal | None = Decimal(0)
    """None where it declares no grid factor."""
    lamp_hours: list[float] = field(default_factory=lambda: [0.0] * len(BANDS))
    """Lit lamp-hours in each of BANDS."""
    typical_lamp_hours: float = 0.0
    """Those of them in which a typical day stood for a counter that the street does not have."""
    doubted_lamp_hours: float = 0.0
    """Those in which a counter was silent, stale, blind, absurd or jammed, which is full light."""

    def add(self, other: "Sums") -> None:
        """Add another line to this one."""
        self.lamp_nights += other.lamp_nights
        self.used_wh += other.used_wh
        self.full_wh += other.full_wh
        self.old_hours_wh += other.old_hours_wh
        self.base_wh += other.base_wh
        self.base_full_night_wh += other.base_full_night_wh
        self.cost_vnd = _plus(self.cost_vnd, other.cost_vnd)
        self.saved_vnd = _plus(self.saved_vnd, other.saved_vnd)
        self.saved_co2_kg = _plus(self.saved_co2_kg, other.saved_co2_kg)
        self.typical_lamp_hours += other.typical_lamp_hours
        self.doubted_lamp_hours += other.doubted_lamp_hours
        for band, hours in enumerate(other.lamp_hours):
            self.lamp_hours[band] += hours

    @property
    def lit_hours(self) -> float:
        """Lit hours of an average lamp in an average night."""
        return sum(self.lamp_hours) / self.lamp_nights if self.lamp_nights else 0.0

    def share_of_lit(self, lamp_hours: float) -> float:
        """Some of the lit lamp-hours as a share of all of them, 0–1."""
        lit = sum(self.lamp_hours)
        return lamp_hours / lit if lit else 0.0

    @property
    def saved_wh(self) -> float:
        """Estimated saving; swap + switching + dimming."""
        return self.base_wh - self.used_wh

    @property
    def saved_percent(self) -> float | None:
        """Of what the old installation would have used; None where that is nothing."""
        return 100 * self.saved_wh / self.base_wh if self.base_wh else None

    @property
    def swap_wh(self) -> float:
        """Saved by the new lamps themselves."""
        return self.base_wh - self.old_hours_wh

    @property
    def switching_wh(self) -> float:
        """Saved by other hours."""
        return self.old_hours_wh - self.full_wh

    @property
    def dimming_wh(self) -> float:
        """Saved by dimming."""
        return self.full_wh - self.used_wh


def band_of(level: Level) -> int:
    """Which of BANDS a level above 0 belongs to."""
    return next(band for band, (_, upper) in enumerate(BANDS) if level <= upper)


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other
