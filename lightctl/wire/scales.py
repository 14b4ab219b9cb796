"""In what a device is told how much light: a number, a control voltage, or which contactors are closed."""

from dataclasses import dataclass
from enum import StrEnum


class LevelScale(StrEnum):
    """How percent of light becomes a raw number; always rounded so that light is never under the decision."""

    PERCENT = "percent"
    LINEAR_254 = "linear-254"
    DALI_LOG = "dali-log"
    VOLTS_0_10 = "volts-0-10"
    """In a driver it stands as `VoltScale`."""


@dataclass(frozen=True, slots=True)
class VoltScale:
    """A control voltage: `lowest_v` gives `lowest_level` percent of light, 10 V all of it, straight between.

    0 V is off. Where the gear's least light lies above nothing, so does its voltage.
    """

    lowest_v: float = 0.0
    lowest_level: float = 0.0


Scale = LevelScale | VoltScale


@dataclass(frozen=True, slots=True)
class ContactorPattern:
    """What a cabinet that can only switch closes for at least `level` percent of its light."""

    level: float
    outputs: frozenset[int]
    """Outputs from 1."""
