"""What one write to a concentrator tells which lamps: everyone, a group, or a block of single levels."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from lightctl.core.units import Level
from lightctl.field.groups import Groups
from lightctl.field.lamps import LampTable
from lightctl.wire.blocks import plan_writes
from lightctl.wire.codec import encode_level, stride
from lightctl.wire.driver import Driver, Kind, Point
from lightctl.wire.request import Request

BROADCAST_SHARE = 0.8
"""Of all lamps want the same: then one broadcast is cheaper than blocks."""
BROADCAST_LEAST = 0.5
"""Of all lamps at least are told something new by it."""
SINGLY_S = 900.0
"""After a block of levels was refused, each lamp is told alone for so long: one of them is the trouble."""


@dataclass(frozen=True, slots=True)
class Order:
    """One write, the lamps that it reaches with the level each is told, and the values that it writes."""

    request: Request
    told: Mapping[int, Level | None]
    point: Point
    indexes: Sequence[int]


class Orders:
    """Chooses the next write of levels; slots count from 0."""

    def __init__(self, driver: Driver, unit: int, table: LampTable, groups: Groups) -> None:
        self._driver = driver
        self._unit = unit
        self._table = table
        self._groups = groups
        self._limits = table.limits
        self._broadcast = driver.writable(Kind.LEVEL_BROADCAST)
        self._group = groups.level
        self._singly_until = -inf

    def next(self, slots: list[int], now: float) -> Order:
        """One write for these slots: all lamps or a whole group where that takes light from none."""
        urgent = any(self._table.levels.raises(slot) for slot in slots)
        at_once = self._to_all(slots, now, urgent) or self._to_group(slots, now, urgent)
        return at_once or self._block(slots, now)

    def several(self, slots: list[int], now: float, most: int) -> list[Order]:
        """Up to `most` writes that may be under way together: one that tells many, or so many blocks."""
        orders = [self.next(slots, now)]
        left = [slot for slot in slots if slot not in orders[0].told]
        while left and len(orders) < most and orders[-1].point is self._table.command:
            orders.append(self._block(left, now))
            left = [slot for slot in left[1:] if slot not in orders[-1].told]
        return orders

    def refused(self, order: Order, now: float) -> bool:
        """Find another way: no broadcast or group any more, then one by one; False where none is left."""
        if order.point is self._broadcast:
            self._broadcast = None
        elif order.point is self._group:
            self._group = None
        elif len(order.told) > 1:
            self._singly_until = now + SINGLY_S
        else:
            return False
        return True

    def _to_all(self, slots: list[int], now: float, urgent: bool) -> Order | None:
        """What all may be told at once: wanted by most, exceeded by no lamp, and new to half of them."""
        levels, lamps = self._table.levels, self._table.lamps
        aims = [levels.aim[slot] for slot in lamps]
        ((aim, votes),) = Counter(aims).most_common(1)
        wanted = [other for other in aims if other is not None]
        if aim is None or len(wanted) < len(aims) or max(wanted) > aim or votes < BROADCAST_SHARE * len(aims):
            return None
        changing = [slot for slot in slots if levels.aim[slot] == aim]
        if self._broadcast is None or len(changing) < BROADCAST_LEAST * len(aims):
            return None
        return self._told_at_once(self._broadcast, 1, dict.fromkeys(lamps, aim), now, urgent)

    def _to_group(self, slots: list[int], now: float, urgent: bool) -> Order | None:
        """A group is told what is new to it; a lamp that did not follow is told again by its own name."""
        levels = self._table.levels
        fresh = [slot for slot in slots if levels.told[slot] != levels.aim[slot]]
        best = self._groups.best(levels, fresh) if self._group is not None and fresh else None
        if best is None or self._group is None:
            return None
        told = dict.fromkeys(best.slots, best.level)
        return self._told_at_once(self._group, best.number, told, now, urgent)

    def _told_at_once(
        self, point: Point, index: int, told: Mapping[int, Level | None], now: float, urgent: bool
    ) -> Order | None:
        if self._limits.ready_at(point, index, urgent=urgent) > now:
            return None
        levels = self._table.levels
        wished = max(levels.wished[slot] or 0.0 for slot in told if levels.aim[slot] == told[slot])
        data = encode_level(self._driver.level_scale, point, wished)
        request = plan_writes(self._unit, [(point, index, data)], self._driver.limits)[0]
        return Order(request, told, point, (index,))

    def _block(self, slots: list[int], now: float) -> Order:
        """The first legal write from the first of these slots; wishes in between are written again.

        Where writing wears the device, only what has to be written is.
        """
        levels, command = self._table.levels, self._table.command
        last = slots[0] if now < self._singly_until else slots[-1]
        worn = command.write_gap_s or command.writes_per_day
        inside = [slot for slot in slots if slot <= last] if worn else range(slots[0], last + 1)
        changes = [(command, slot + 1, data) for slot in inside if (data := levels.data(slot)) is not None]
        request = plan_writes(self._unit, changes, self._driver.limits)[0]
        first = (request.address - command.address) // stride(command)
        many = max(1, request.count // stride(command))
        reached = [slot for slot in range(first, first + many) if slot in self._table.lamps]
        told = {slot: levels.aim[slot] for slot in reached}
        return Order(request, told, command, [slot + 1 for slot in reached])
