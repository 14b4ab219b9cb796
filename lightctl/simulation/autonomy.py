"""The program inside a cabinet: when nobody speaks to it, it follows its stored plan by its own clock."""

from bisect import bisect_right
from collections.abc import Callable
from math import inf
from struct import pack

from lightctl.wire.crc import crc16

DAY_S = 86_400
MINUTE_S = 60
EVERYTHING = 0xFFFF
GRAIN_S = 1e-3
"""An instant counts as come this much before: seconds of the epoch are no finer as floats of two clocks."""

OwnTime = Callable[[float], float]
"""The cabinet's own UTC seconds of the epoch at a city second."""
CityTime = Callable[[float], float]
"""The city second at which the cabinet's own clock shows that instant, if nobody sets it."""


class Autonomy:
    """Rows, mask and timer, all kept over a power cut; `due` is the city second of its next step."""

    def __init__(self, room: int, own: OwnTime, city: CityTime) -> None:
        self._own = own
        self._city = city
        self.instants = [0.0] * room
        self.outputs = [0.0] * room
        self.length = 0
        self.stamp = 0.0
        self.enabled = EVERYTHING
        self.after_s = 0.0
        """Seconds of silence until the plan rules; 0: never."""
        self.fallback = [0.0, 0.0]
        """Minutes of the UTC day: on, off."""
        self.wanted = False
        self.running = False
        self.heard_at = 0.0
        self.due = inf
        self._rows: list[tuple[float, int]] = []

    def checksum(self) -> int:
        """CRC-16 over the rows that count."""
        return crc16(b"".join(pack(">IH", int(at), outputs) for at, outputs in self._rows))

    def put_length(self, length: int) -> None:
        """The first rows, as they stand now, are the plan."""
        self.length = length
        self._rows = [(self.instants[i], int(self.outputs[i])) for i in range(length)]
        self.wanted = False

    def hear(self, t: float) -> None:
        """The master spoke."""
        self.heard_at, self.running = t, False
        self.plan_step(t)

    def restart(self) -> None:
        """Power came back: whether a master is there it does not know, so its plan rules until one speaks."""
        self.heard_at = -inf

    def plan_step(self, t: float) -> None:
        """Work out when it has to act next, after anything in it or its clock changed."""
        if not self.after_s:
            self.running, self.due = False, inf
        elif not self.running:
            self.due = max(t, self.heard_at + self.after_s)
        else:
            self.due = self._next_change(t)

    def outputs_now(self, t: float) -> int:
        """Outputs that its program closes: the plan's, and where that says nothing, rather lit than dark."""
        now = self._own(t) + GRAIN_S
        index = bisect_right(self._rows, (now, EVERYTHING))
        if not self._rows or index == len(self._rows):
            return self.enabled if self._fallback_lit(now) else 0
        return self.enabled if index == 0 else self._rows[index - 1][1] & self.enabled

    def _fallback_lit(self, now: float) -> bool:
        on, off = self.fallback
        minute = now % DAY_S // MINUTE_S
        return on <= minute < off if on < off else minute >= on or minute < off

    def _next_change(self, t: float) -> float:
        now = self._own(t) + GRAIN_S
        index = bisect_right(self._rows, (now, EVERYTHING))
        if index < len(self._rows):
            return max(t, self._city(self._rows[index][0]))
        midnight = now - now % DAY_S
        edges = [midnight + day + minute * MINUTE_S for day in (0, DAY_S) for minute in self.fallback]
        return max(t, self._city(min(edge for edge in edges if edge > now)))
