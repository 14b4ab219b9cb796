"""What a simulated framed concentrator says unasked: repeated until somebody takes it, for a while."""

from collections.abc import Callable
from dataclasses import dataclass
from struct import pack

from lightctl.simulation.concentrator import ConcentratorTruth
from lightctl.simulation.lamp import LampTruth
from lightctl.wire.dcu_frames import Frame, Op

AGAIN_S = 2.0
MOST_TIMES = 3
WANTS_CLOCK_AND_GROUPS = b"\x03"
BY_POWER = b"\x00"


@dataclass(slots=True)
class _Item:
    number: int
    opcode: Op
    payload: bytes
    times: int = 0
    last: float = 0.0


class News:
    """Events of one concentrator; it notices changes when somebody on the line speaks."""

    def __init__(self, truth: ConcentratorTruth, status: Callable[[LampTruth, float], int]) -> None:
        self._truth = truth
        self._status = status
        self._items: list[_Item] = []
        self._number = -1
        self._silent = False
        self._seen = -1
        self._dead: dict[int, bool] = {}
        self.started = 0.0
        """City second of its last start."""
        self._add(Op.WANTS, WANTS_CLOCK_AND_GROUPS)

    def due(self, t: float, address: int) -> list[Frame]:
        """The events that are on the wire now; of those that wait, one at a time."""
        self._notice(t)
        if self._silent and not (self._items and self._items[0].opcode is Op.LAST_GASP):
            return []
        self._items = [item for item in self._items if item.times < MOST_TIMES]
        for item in self._items[:1]:
            if not item.times or t - item.last >= AGAIN_S:
                item.times, item.last = item.times + 1, t
                if item.opcode is Op.LAST_GASP:
                    self._items.clear()
                return [Frame(address, item.number, item.opcode, item.payload)]
        return []

    def taken(self, number: int) -> None:
        """That event need not be said again."""
        self._items = [item for item in self._items if item.number != number]

    def _notice(self, t: float) -> None:
        if self._truth.silent != self._silent:
            self._silent = self._truth.silent
            self._items.clear()
            if self._silent:
                self._add(Op.LAST_GASP, b"")
            else:
                self.started = t
                self._add(Op.RESTARTED, BY_POWER)
        changes = self._truth.changes()
        if not self._silent and changes != self._seen:
            self._seen = changes
            self._notice_lamps(t)

    def _notice_lamps(self, t: float) -> None:
        for slot, lamp in enumerate(self._truth.used):
            if lamp is not None and lamp.dead != self._dead.get(slot, False):
                self._dead[slot] = lamp.dead
                self._add(Op.LAMP_EVENT, pack(">HH", slot + 1, self._status(lamp, t)))

    def _add(self, opcode: Op, payload: bytes) -> None:
        self._number = (self._number + 1) & 0xFF
        self._items.append(_Item(self._number, opcode, payload))
