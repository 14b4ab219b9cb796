"""One lamp as it really is: light, power, energy and hours, whatever anybody believes about it."""

from bisect import bisect_left
from collections.abc import Callable
from functools import cache

from lightctl.core.plant import Luminaire
from lightctl.simulation.ageing import Ageing
from lightctl.simulation.energy import EnergyAccount
from lightctl.simulation.mains import WarmUp

BOOT_LEVEL = 100.0
FADE_STEP_S = 0.5
"""A fade is drawn in steps of that length, straight from one level to the other."""

NoteLevel = Callable[[float, str, float], None]
"""Told (instant, lamp id, light in percent) whenever a lamp's light changes."""


def not_noted(_t: float, _lamp: str, _level: float) -> None:
    """The recorder of a city that records nothing."""


@cache
def curve_watts(curve: tuple[tuple[float, float], ...], level: float) -> float:
    """Power at a level above 0, linear between the curve's points and flat beyond them."""
    index = bisect_left(curve, (level,))
    if index == 0:
        return curve[0][1]
    if index == len(curve):
        return curve[-1][1]
    (low, low_w), (high, high_w) = curve[index - 1], curve[index]
    return low_w + (high_w - low_w) * (level - low) / (high - low)


class LampTruth:
    """A luminaire with its node. After mains returns it shines at 100 % and boots, deaf, for a few seconds.

    It keeps no level over a power cut. A dead luminaire gives no light and takes its standby power,
    while its node goes on answering.
    """

    __slots__ = (
        "_account", "_anchor", "_energy", "_lit_s", "_lit_since", "_luminaire", "_note", "_spread", "_steady",
        "_warm_anchor", "_warm_up", "boot_s", "booting_until", "dead", "delay_s", "fade_s", "fading",
        "first_s", "first_wh", "fitted_s", "id", "level", "powered", "shine", "wanted", "wanted_at",
    )  # fmt: skip

    def __init__(
        self, lamp_id: str, luminaire: Luminaire, account: EnergyAccount, *,
        spread: float, boot_s: float, delay_s: float, note: NoteLevel = not_noted,
    ) -> None:  # fmt: skip
        self.id = lamp_id
        self.boot_s = boot_s
        self.delay_s = delay_s
        """From the concentrator's acknowledgement to the lamp's obedience."""
        self.dead = False
        self.powered = False
        self.level = 0.0
        """The level the node holds; light only while powered and alive."""
        self.booting_until = 0.0
        self.wanted: float | None = None
        self.wanted_at = 0.0
        """When it begins, or takes its next step."""
        self.fade_s = 0.0
        """How long it shall take to get there."""
        self.fading: tuple[float, float] | None = None
        """Since when, and from what level, while it fades."""
        self.first_wh = 0.0
        """What the node's counters showed when the city began."""
        self.first_s = 0.0
        self.fitted_s = 0.0
        """What it showed when the luminaire was new."""
        self.shine = Ageing(luminaire)
        self._luminaire = luminaire
        self._account = account
        self._spread = spread
        self._note = note
        self._steady = 0.0
        self._warm_up: WarmUp | None = None
        self._anchor = self._warm_anchor = self._energy = 0.0
        self._lit_s = self._lit_since = 0.0

    @property
    def light(self) -> float:
        """Light in percent of the design output, as old as it was when its level last changed."""
        return self.shine.light(self.level) if self.powered and not self.dead else 0.0

    def booting(self, t: float) -> bool:
        """Whether the node is still starting and neither hears nor answers."""
        return self.powered and t < self.booting_until

    def fit(self, t: float, luminaire: Luminaire) -> None:
        """Another luminaire hangs there, whole again."""
        self._luminaire, self.shine = luminaire, Ageing(luminaire)
        self.fitted_s = self.hours_s(t)
        self.dead = False
        self._set(t, self.level)

    def energise(self, t: float) -> None:
        """Mains comes."""
        if not self.powered:
            self.powered = True
            self.booting_until = t + self.boot_s
            self._set(t, BOOT_LEVEL)

    def cut(self, t: float) -> None:
        """Mains goes; a command under way is lost with it."""
        if self.powered:
            self.powered = False
            self.wanted = self.fading = None
            self._set(t, 0.0)

    def obey(self, t: float, level: float) -> None:
        """The node takes a level; one below the luminaire's minimum becomes the minimum, 0 is off."""
        self.wanted = self.fading = None
        self._hold(t, level)

    def follow(self, t: float) -> bool:
        """Go on to what is wanted, in one step or fading; whether there is more to go, at `wanted_at`."""
        if self.wanted is None:
            return False
        since, start = self.fading or (t, self.level)
        if t >= since + self.fade_s - 1e-9:
            self.obey(t, self.wanted)
            return False
        self.fading = since, start
        self._hold(t, start + (self.wanted - start) * (t - since) / self.fade_s)
        self.wanted_at = min(t + FADE_STEP_S, since + self.fade_s)
        return True

    def fail(self, t: float, dead: bool) -> None:
        """The luminaire dies or is repaired."""
        if dead != self.dead:
            self.dead = dead
            self._set(t, self.level)

    def watts(self, t: float) -> float:
        """Power at `t`."""
        share = self._warm_up.share(t) if self._warm_up else 0.0
        return self._steady * self._account.mains.factor(t) * (1.0 + share)

    def watt_seconds(self, t: float) -> float:
        """Energy since the beginning."""
        passed = self._account.mains.integral(t) - self._anchor
        if self._warm_up is not None:
            passed += self._warm_up.integral(t) - self._warm_anchor
        return self._energy + self._steady * passed

    def counter_wh(self, t: float) -> float:
        """The node's energy counter."""
        return self.first_wh + self.watt_seconds(t) / 3600.0

    def hours_s(self, t: float) -> float:
        """The node's burning-hours counter, in seconds."""
        return self.first_s + self.lit_seconds(t)

    def lit_seconds(self, t: float) -> float:
        """How long it has shone since the beginning."""
        return self._lit_s + self._shone_since_change(t)

    def _hold(self, t: float, level: float) -> None:
        held = max(level, float(self._luminaire.minimum_level)) if level > 0 else 0.0
        if self.powered and held != self.level:
            self._set(t, held)

    def _set(self, t: float, level: float) -> None:
        self._close_piece(t)
        self.level = level
        self.shine.grow((self.hours_s(t) - self.fitted_s) / 3600.0)
        light = self.light
        self._switch_warm_up(t, lit=light > 0)
        steady = self._steady_watts(self.shine.driver(level) if light > 0 else 0.0)
        self._account.change(t, steady)
        if self._warm_up is not None:
            self._account.change_warm_up(self._warm_up, t, steady)
        self._steady = steady
        self._note(t, self.id, light)

    def _close_piece(self, t: float) -> None:
        """Book what has passed, and take this lamp out of the feeder's load."""
        self._energy = self.watt_seconds(t)
        self._lit_s, self._lit_since = self._lit_s + self._shone_since_change(t), t
        self._anchor = self._account.mains.integral(t)
        self._account.change(t, -self._steady)
        if self._warm_up is not None:
            self._warm_anchor = self._warm_up.integral(t)
            self._account.change_warm_up(self._warm_up, t, -self._steady)

    def _shone_since_change(self, t: float) -> float:
        return t - self._lit_since if self._warm_up is not None else 0.0

    def _switch_warm_up(self, t: float, *, lit: bool) -> None:
        if lit and self._warm_up is None:
            self._warm_up = self._account.begin_warm_up(t)
            self._warm_anchor = self._warm_up.integral(t)
        elif not lit:
            self._warm_up = None

    def _steady_watts(self, driver: float) -> float:
        if driver > 0:
            return curve_watts(self._luminaire.power_curve, driver) * self._spread
        return float(self._luminaire.standby_w) if self.powered else 0.0
