"""What the field measured, as the store takes it: plain numbers with units in their names."""

from dataclasses import dataclass
from datetime import datetime

FAILED = 1
"""Status bit of a lamp that does not light although it should; it counts on neither side of a saving."""


@dataclass(frozen=True, slots=True)
class MeterSample:
    """A cabinet meter's answer; `energy_wh` is the counter's reading, None where the answer had none."""

    cabinet: str
    at: datetime
    energy_wh: float | None
    power_w: float | None = None
    voltage_v: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class LampSample:
    """A lamp's answer; `energy_wh` is the counter's reading, `status` bits begin with FAILED.

    `level` is the one in effect, beside it what was asked of the lamp and what its controller accepted.
    """

    lamp: str
    at: datetime
    level: float | None
    power_w: float | None
    energy_wh: float | None
    status: int = 0
    desired: float | None = None
    accepted: float | None = None


@dataclass(frozen=True, slots=True)
class CircuitSample:
    """Whether a circuit had power: from its contactor's feedback, None where nobody knows."""

    circuit: str
    at: datetime
    closed: bool | None


Sample = MeterSample | LampSample | CircuitSample
