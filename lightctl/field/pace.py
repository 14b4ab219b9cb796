"""How fast the field goes, in seconds of the wire, and a stable share for each thing."""

from dataclasses import dataclass
from zlib import crc32

from lightctl.site.model import Settings
from lightctl.wire.driver import Limits

RARE_S = 3600.0
"""Identities and clocks are read this rarely, in city seconds."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Periods of the city, as seconds of the wire."""

    lamps_s: float
    cabinets_s: float
    energy_s: float
    dark_s: float
    rare_s: float
    gap_s: float
    spread_s: float
    rest_s: float = 0.0
    """Between a contactor's closing and its ordinary opening."""
    fade_s: float = 0.0
    """How softly lamps are dimmed; real seconds of the device, whatever the city's clock does."""


def pace_of(settings: Settings, rate: float) -> Pace:
    """The site's periods under a city clock that runs `rate` times as fast as the wire."""
    polling = settings.polling
    return Pace(
        lamps_s=polling.lamps.total_seconds() / rate,
        cabinets_s=polling.cabinets.total_seconds() / rate,
        energy_s=polling.energy.total_seconds() / rate,
        dark_s=polling.dark.total_seconds() / rate,
        rare_s=RARE_S / rate,
        gap_s=settings.contactor_gap.total_seconds() / rate,
        spread_s=settings.cabinet_spread.total_seconds() / rate,
        rest_s=settings.switch_rest.total_seconds() / rate,
        fade_s=settings.fade.total_seconds(),
    )


def effect_s(limits: Limits, usual_s: float) -> float:
    """After an acknowledged level, the seconds until its effect is first looked for."""
    return usual_s if limits.effect_ms is None else limits.effect_ms / 1000


def share_of(name: str, what: str) -> float:
    """A number from 0 to 1, the same at every start, spread over names."""
    return crc32(f"{what} {name}".encode()) / 0xFFFFFFFF
