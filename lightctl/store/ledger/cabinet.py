"""One cabinet's hours: what its meter counted, what its lamps explain, what they would have used."""

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from lightctl.core.energy import HourEnergy, SpanKind
from lightctl.core.plant import Cabinet, Lamp
from lightctl.figures.rows import LampHour, LedgerHour, Quality
from lightctl.store.ledger.lamps import LampInHour
from lightctl.store.ledger.old import OldLight

_KIND_QUALITY = {
    SpanKind.RESET: Quality.RESET,
    SpanKind.ROLLOVER: Quality.ROLLOVER,
    SpanKind.ABSURD: Quality.ABSURD,
    SpanKind.GLITCH: Quality.GLITCH,
}


@dataclass(frozen=True, slots=True)
class LampYield:
    """A lamp's part in one hour; `full_mw` milliwatts at 100 %, `counted` False where it has no counter."""

    lamp: Lamp
    baseline: str
    full_mw: int
    counted: bool
    heard: bool
    """Whether its circuit's feedback was known all the hour."""
    hour: LampInHour


@dataclass(slots=True)
class _Sums:
    attributed_dwh: int = 0
    full_mws: int = 0
    lit_s: int = 0
    lamps: int = 0
    quality: Quality = field(default_factory=lambda: Quality(0))
    fitted: Tally[tuple[str, int]] = field(default_factory=Tally)
    """Lamps that counted, by (baseline, full_mw)."""


def ledger_hour(
    cabinet: Cabinet, hour: tuple[datetime, datetime], meter: HourEnergy | None,
    lamps: Sequence[LampYield], old: OldLight,
) -> LedgerHour:  # fmt: skip
    """The cabinet's row of the hour [start, end)."""
    sums = _sum(lamps)
    metered, partial, quality = _metered(cabinet, meter)
    new_old, base, full_night = _old(sums, hour, old)
    if not cabinet.metered and not all(one.heard for one in lamps):
        quality |= Quality.UNKNOWN
    streets = {one.lamp.street for one in lamps} or {cabinet.street}
    if len(streets) > 1:
        quality |= Quality.SHARED
    return LedgerHour(
        hour=hour[0], cabinet=cabinet.id, street=next(iter(streets)) if len(streets) == 1 else "",
        metered_dwh=metered, attributed_dwh=sums.attributed_dwh, new_full_dwh=round(sums.full_mws / 360_000),
        new_old_hours_dwh=new_old, base_dwh=base, base_full_night_dwh=full_night,
        lit_min=round(sums.lit_s / 60), partial_dwh=partial, lamps=sums.lamps, quality=quality | sums.quality,
    )  # fmt: skip


def lamp_hour(one: LampYield, start: datetime) -> LampHour | None:
    """The lamp's own row; None for an hour without light."""
    if not one.hour.lit_s and not one.hour.energy_dwh:
        return None
    energy, quality = _attributed(one)
    return LampHour(start, one.lamp.id, energy, round(one.hour.lit_s / 60), quality)


def _sum(lamps: Sequence[LampYield]) -> _Sums:
    sums = _Sums()
    for one in lamps:
        energy, quality = _attributed(one)
        sums.attributed_dwh += energy or 0
        sums.quality |= quality
        if quality & Quality.FAILED:
            continue
        sums.full_mws += one.full_mw * one.hour.lit_s
        sums.lit_s += one.hour.lit_s
        sums.lamps += 1
        sums.fitted[one.baseline, one.full_mw] += 1
    return sums


def _attributed(one: LampYield) -> tuple[int | None, Quality]:
    quality = Quality.FAILED if one.hour.failed else Quality(0)
    if not one.heard:
        quality |= Quality.LAMP_GAP
    if not one.counted:
        lit_s = 0 if one.hour.failed else one.hour.lit_s
        estimated = Quality.ESTIMATED if one.hour.lit_s else Quality(0)
        return round(one.full_mw * lit_s / 360_000), quality | estimated
    return one.hour.energy_dwh, quality if one.hour.whole else quality | Quality.LAMP_GAP


def _metered(cabinet: Cabinet, meter: HourEnergy | None) -> tuple[int | None, int, Quality]:
    """Metered or None, what passed in a part-known hour, and what the counter went through."""
    if not cabinet.metered:
        return None, 0, Quality.UNMETERED
    if meter is None:
        return None, 0, Quality.UNKNOWN
    quality = Quality(0)
    for kind in meter.kinds:
        quality |= _KIND_QUALITY.get(kind, Quality(0))
    if not meter.complete:
        return None, meter.energy, quality | Quality.UNKNOWN
    return meter.energy, 0, quality


def _old(sums: _Sums, hour: tuple[datetime, datetime], old: OldLight) -> tuple[int, int, int]:
    """New lamps in the old hours, old lamps, and old lamps all night, in 0.1 Wh."""
    new_old = base = full_night = Decimal(0)
    for (baseline, full_mw), count in sums.fitted.items():
        one = old.hour(baseline, *hour)
        new_old += count * one.hours * full_mw / 1000
        base += count * one.wh
        full_night += count * one.full_night_wh
    return _dwh(new_old), _dwh(base), _dwh(full_night)


def _dwh(wh: Decimal) -> int:
    return int((wh * 10).quantize(Decimal(1), ROUND_HALF_EVEN))
