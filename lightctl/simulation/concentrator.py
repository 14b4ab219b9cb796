"""A concentrator as it really is: it says yes at once, and its lamps obey a few seconds later."""

from collections.abc import Iterable

from lightctl.simulation.cabinet import CabinetTruth
from lightctl.simulation.lamp import LampTruth
from lightctl.simulation.wear import Wear


class ConcentratorTruth:
    """Slots of lamps, each with the last level it was asked for; an empty slot takes orders and does nothing.

    It holds no level for a lamp that is dark: whoever wants one must ask again when mains is back.
    """

    def __init__(self, concentrator_id: str, size: int) -> None:
        self.id = concentrator_id
        self.silent = False
        self.stranger = False
        """Another device of the same kind answers in its place."""
        self.wear = Wear()
        self.fade_s = 0.0
        """How long every change of level takes from now on."""
        self.groups: list[int] = [0] * size
        """Each slot's groups as bits: bit 0 is group 1."""
        self.asked: list[float] = [100.0] * size
        self.lamps: list[LampTruth | None] = [None] * size
        self.used: list[LampTruth | None] = []
        """The slots up to the last one with a lamp."""
        self._cabinets: list[CabinetTruth | None] = [None] * size
        self._feeders: list[CabinetTruth] = []

    @property
    def feeders(self) -> Iterable[CabinetTruth]:
        """The cabinets that feed its lamps; usually one."""
        return self._feeders

    def connect(self, slot: int, lamp: LampTruth, cabinet: CabinetTruth) -> None:
        """A lamp, fed by that cabinet, in a slot counted from 0."""
        self.lamps[slot] = lamp
        self._cabinets[slot] = cabinet
        self.used = self.lamps[: max(len(self.used), slot + 1)]
        if cabinet not in self._feeders:
            self._feeders.append(cabinet)

    def advance(self, t: float) -> None:
        """Let everything happen that was due by `t`."""
        for cabinet in self._feeders:
            cabinet.advance(t)

    def changes(self) -> int:
        """Grows whenever something about its lamps has changed."""
        return sum(cabinet.changes for cabinet in self._feeders)

    def order(self, t: float, slot: int, level: float) -> None:
        """One lamp is asked for a level."""
        self.asked[slot] = level
        lamp, cabinet = self.lamps[slot], self._cabinets[slot]
        if lamp is not None and cabinet is not None:
            cabinet.order(t, lamp, level, self.fade_s)

    def order_group(self, t: float, number: int, level: float) -> None:
        """The lamps of one group, counted from 1, are asked for a level."""
        for slot, mask in enumerate(self.groups):
            if mask >> number - 1 & 1:
                self.order(t, slot, level)

    def join(self, _t: float, slot: int, mask: float) -> None:
        """A slot's groups, as bits."""
        self.groups[slot] = int(mask)

    def set_fade(self, _t: float, _index: int, seconds: float) -> None:
        """How long every change of level takes from now on."""
        self.fade_s = seconds

    def order_all(self, t: float, level: float) -> None:
        """All lamps are asked for a level by broadcast."""
        for slot in range(len(self.lamps)):
            self.order(t, slot, level)
