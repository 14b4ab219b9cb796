"""What has passed a feeder, as sums: exact, cheap to read, and indifferent to the order of changes."""

from lightctl.simulation.mains import Mains, WarmUp


class EnergyAccount:
    """Energy of many loads at once.

    A load that changes by d watts at instant tᵢ adds d × (I(t) − I(tᵢ)) until t, where I is the mains
    integral; so Σd and Σd·I(tᵢ) tell the energy at any later instant, whatever the order of changes.
    The same holds for each warm-up with its own integral.
    """

    def __init__(self, mains: Mains) -> None:
        self.mains = mains
        self._watts = 0.0
        self._charged = 0.0
        self._warm_ups: list[WarmUp] = []
        self._settled = 0.0
        self._changes = 0
        self._last_watts: tuple[float, int, float] = (-1.0, 0, 0.0)

    def change(self, t: float, watts: float) -> None:
        """From `t` on the steady load is `watts` more."""
        self._changes += 1
        self._watts += watts
        self._charged += watts * self.mains.integral(t)

    def begin_warm_up(self, t: float) -> WarmUp:
        """The warm-up of lamps that are switched on at `t`; the same one for the same instant."""
        for warm_up in reversed(self._warm_ups):
            if warm_up.began == t:
                return warm_up
        self._warm_ups.append(WarmUp(self.mains, t))
        return self._warm_ups[-1]

    def change_warm_up(self, warm_up: WarmUp, t: float, watts: float) -> None:
        """From `t` on, `watts` more of steady load are in that warm-up."""
        if t < warm_up.ends:
            self._changes += 1
            warm_up.watts += watts
            warm_up.charged += watts * warm_up.integral(t)

    def watts(self, t: float) -> float:
        """Power at `t`."""
        at, changes, value = self._last_watts
        if at != t or changes != self._changes:
            extra = sum(warm_up.watts * warm_up.share(t) for warm_up in self._warm_ups)
            value = self.mains.factor(t) * (self._watts + extra)
            self._last_watts = (t, self._changes, value)
        return value

    def watt_seconds(self, t: float) -> float:
        """Energy from the beginning to `t`; ask only with every change up to `t` made."""
        self._forget_finished(t)
        energy = self._watts * self.mains.integral(t) - self._charged + self._settled
        for warm_up in self._warm_ups:
            energy += warm_up.watts * warm_up.integral(t) - warm_up.charged
        return energy

    def warming(self, t: float) -> bool:
        """Whether power still changes by warm-up at `t`."""
        self._forget_finished(t)
        return bool(self._warm_ups)

    def _forget_finished(self, t: float) -> None:
        while self._warm_ups and self._warm_ups[0].ends <= t:
            done = self._warm_ups.pop(0)
            self._settled += done.watts * done.integral(done.ends) - done.charged
