"""What money is counted against: baselines, tariffs and the grid's CO2, each dated and sourced."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from lightctl.core.profile import Anchor


@dataclass(frozen=True, slots=True)
class OldSwitching:
    """How the old lamps were switched: on and off anchors, and a share of lamps off between two times."""

    on: Anchor
    off: Anchor
    half_from: time | None = None
    half_to: time | None = None
    half_share: Decimal = Decimal(0)
    """Share of lamps that the half-night pattern turned off, 0–1."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A declared, dated rule: what the old installation would have used on a night.

    Evaluated from calendar and sun alone, never from what lightctl did.
    """

    id: str
    title: str
    since: date
    lamp_w: Decimal
    ballast_w: Decimal
    switching: OldSwitching
    availability: Decimal
    """Share of old lamps that burned, 0–1."""
    author: str
    evidence: str
    """A document, or the word "assumed"."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """Price of a kWh from a date on, before VAT."""

    since: date
    price_vnd_per_kwh: Decimal
    vat_percent: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class GridFactor:
    """Tonnes of CO2 per MWh from a date on."""

    since: date
    t_co2_per_mwh: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """Everything a figure in money or carbon rests on; rows ascend by date."""

    baselines: tuple[Baseline, ...]
    tariffs: tuple[Tariff, ...]
    grid_factors: tuple[GridFactor, ...]
    coverage_needed: Decimal = Decimal("0.90")
    sample_gap: timedelta = timedelta(minutes=30)
