"""What a driver of the framed serial dialogue declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FrameRules:
    """A concentrator that speaks dcu-frames; the dialogue itself is described in docs/dcu-frames.md."""

    lamps: int
    """Lamps that it reaches at most."""
    groups: int = 0
    """Groups that it knows; 0 for none."""
    payload_bytes: int = 240
    """The longest payload of one frame, both ways."""
    power_divisor: float = 10.0
    """Power is told in watts ÷ divisor."""
    energy_scale: float = 1.0
    """Energy is told in watt-hours × scale."""
    status: Mapping[int, str] = field(default_factory=dict)
    """Bit map of a lamp's status."""
