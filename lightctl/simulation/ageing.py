"""Light of an ageing source: what a driver level gives, whatever anybody believes about it."""

from lightctl.core.plant import Luminaire

_BY_ITSELF = frozenset({"driver", "controller"})


class Ageing:
    """100 is the design output: `virtual_output` of the driver at the end of the lumen curve."""

    __slots__ = ("_by_itself", "_curve", "_left", "_virtual")

    def __init__(self, luminaire: Luminaire) -> None:
        clo = luminaire.constant_light
        self._curve = dict(clo.lumen_curve) if clo else {0.0: 1.0}
        self._by_itself = clo is not None and clo.by in _BY_ITSELF
        self._virtual = luminaire.virtual_output / 100.0
        self._left = 1.0
        self.grow(0.0)

    def grow(self, hours: float) -> None:
        """It has burned so long by now."""
        self._left = _on(self._curve, hours) / self._curve[max(self._curve)]

    def driver(self, told: float) -> float:
        """What the driver does when it is told a level; one that keeps the light constant does less."""
        return told / self._left if self._by_itself else told

    def light(self, told: float) -> float:
        """Percent of the design output."""
        if self._virtual == 1.0 and self._left == 1.0:
            return told
        return self.driver(told) * self._left / self._virtual


def _on(curve: dict[float, float], hours: float) -> float:
    """Straight between the points around, and as at the end beyond it."""
    before = max((at for at in curve if at <= hours), default=min(curve))
    following = min((at for at in curve if at > hours), default=None)
    if following is None or hours <= before:
        return curve[before]
    share = (hours - before) / (following - before)
    return curve[before] * (1 - share) + curve[following] * share
