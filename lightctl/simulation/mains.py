"""The supply of one cabinet: a voltage that wanders, and what that does to power and energy.

Time is seconds since the city began. The voltage holds for ten minutes and then steps, so that every
integral over it has a closed form per piece.
"""

from math import exp
from random import Random

PIECE_S = 600.0
POWER_PER_VOLT_SHARE = 0.5
"""Relative change of power per relative change of voltage: LED drivers hold their power, in part."""

WARM_UP_SHARE = 0.03
"""How much more a cold luminaire takes in the first instant (forward voltage falls as it warms)."""
WARM_UP_TAU_S = 300.0
WARM_UP_END_S = 2400.0
"""After eight time constants the rest is 0.001 % and counts as nothing."""


class Mains:
    """Voltage and power factor over time, and their running integral; the same for the same chance."""

    def __init__(self, chance: Random, *, volts: float, swing_percent: float) -> None:
        self._chance = chance
        self._nominal = volts
        self._swing = swing_percent / 100.0
        self._wander = chance.uniform(-0.5, 0.5)
        self._volts: list[float] = []
        self._factors: list[float] = []
        self._integrals = [0.0]
        self._last: tuple[float, float] = (0.0, 0.0)
        self._last_factor: tuple[float, float] = (-1.0, 1.0)

    def piece(self, t: float) -> int:
        """Which ten minutes `t` lies in; nothing about the mains changes within them."""
        index = int(t // PIECE_S)
        while len(self._factors) <= index:
            self._extend()
        return index

    def volts(self, t: float) -> float:
        """Phase voltage at `t`."""
        return self._volts[self.piece(t)]

    def factor(self, t: float) -> float:
        """Power at `t` relative to power at nominal voltage."""
        at, value = self._last_factor
        if at != t:
            value = self._factors[self.piece(t)]
            self._last_factor = (t, value)
        return value

    def factor_of(self, piece: int) -> float:
        """The factor that holds throughout a piece."""
        self.piece(piece * PIECE_S)
        return self._factors[piece]

    def integral(self, t: float) -> float:
        """∫ factor dt from the beginning to `t`, in seconds."""
        at, value = self._last
        if at == t:
            return value
        index = self.piece(t)
        value = self._integrals[index] + self._factors[index] * (t - index * PIECE_S)
        self._last = (t, value)
        return value

    def _extend(self) -> None:
        self._wander = max(-1.0, min(1.0, 0.9 * self._wander + self._chance.uniform(-0.3, 0.3)))
        share = self._swing * self._wander
        factor = 1.0 + POWER_PER_VOLT_SHARE * share
        self._volts.append(self._nominal * (1.0 + share))
        self._factors.append(factor)
        self._integrals.append(self._integrals[-1] + factor * PIECE_S)


class WarmUp:
    """The extra power of lamps that were switched on together: share × e^(−age/τ) of their own power."""

    __slots__ = ("_last", "_last_share", "_mains", "began", "charged", "watts")

    def __init__(self, mains: Mains, began: float) -> None:
        self._mains = mains
        self._last: tuple[float, float] = (began, 0.0)
        self._last_share: tuple[float, float] = (-1.0, 0.0)
        self.began = began
        self.watts = 0.0
        """Steady power of the lamps in it now; kept by the feeder's account."""
        self.charged = 0.0

    @property
    def ends(self) -> float:
        """When it is over."""
        return self.began + WARM_UP_END_S

    def share(self, t: float) -> float:
        """Extra power at `t` as a share of the steady power."""
        at, value = self._last_share
        if at != t:
            age = t - self.began
            value = WARM_UP_SHARE * exp(-age / WARM_UP_TAU_S) if 0.0 <= age < WARM_UP_END_S else 0.0
            self._last_share = (t, value)
        return value

    def integral(self, t: float) -> float:
        """∫ mains factor × share dt from the switch-on to `t`, in seconds."""
        until = min(t, self.ends)
        at, value = self._last
        if until != at:
            value = self._between(at, until) + value if until > at else self._between(self.began, until)
            self._last = (until, value)
        return value

    def _between(self, start: float, end: float) -> float:
        total = 0.0
        at = start
        while at < end:
            piece = self._mains.piece(at)
            stop = min(end, (piece + 1) * PIECE_S)
            total += self._mains.factor_of(piece) * (self._decay(at) - self._decay(stop))
            at = stop
        return total * WARM_UP_SHARE * WARM_UP_TAU_S

    def _decay(self, t: float) -> float:
        return exp(-(t - self.began) / WARM_UP_TAU_S)
