"""The groups that a concentrator keeps itself: which lamps stand in which, as it says, as the plant has it.

A group is one of the plant's lighting groups; the largest get the numbers where the device has too few. One
write to a group is used where every lamp that it reaches wants that level, so it takes light from none.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lightctl.core.plant import Lamp
from lightctl.core.units import Level
from lightctl.field.levels import Levels
from lightctl.wire.codec import encode, width
from lightctl.wire.driver import Access, Driver, Kind, Point

LEAST_LAMPS = 2
"""A group of one is told as the lamp that it is."""
LEAST_SHARE = 0.5
"""Of a group's lamps at least are told something new by a write to it."""


@dataclass(frozen=True, slots=True)
class GroupAim:
    """One write that tells a whole group."""

    number: int
    """From 1."""
    level: Level
    slots: tuple[int, ...]
    """Every lamp that it reaches."""


class Groups:
    """The groups of one device; slots count from 0. A device without them, or mute about them, has none."""

    def __init__(self, driver: Driver, lamps: Mapping[int, Lamp]) -> None:
        members = [p for p in driver.bank if p.kind is Kind.GROUP_MEMBERS]
        self.readable = next((p for p in members if p.access is not Access.WRITE), None)
        self.writable = next((p for p in members if p.access is not Access.READ), None)
        level = next((p for p in driver.points if p.kind is Kind.LEVEL_GROUP), None)
        self.level = level if self.readable is not None else None
        self.slots = tuple(lamps)
        self._wanted = _numbered(lamps, _most(self.level, self.readable))
        self._used = sum(1 << bit for bit in range(len(set(self._wanted.values()))))
        self.held: dict[int, int | None] = dict.fromkeys(lamps)
        """The device's word on each lamp's groups, as bits; None while unknown."""

    def hear(self, first: int, masks: Collection[float | None]) -> None:
        """The device told the groups of lamps, from slot `first` on."""
        for slot, mask in enumerate(masks, first):
            if slot in self.held:
                self.held[slot] = None if mask is None else int(mask)

    def forget(self, slots: Collection[int] | None = None) -> None:
        """What was heard of these lamps, or of all, need not be so any more."""
        for slot in self.slots if slots is None else slots:
            if slot in self.held:
                self.held[slot] = None

    def changes(self) -> Iterator[tuple[int, bytes]]:
        """(slot, register bytes) where the device's word differs from the plant; foreign groups stay."""
        if self.writable is None or self.level is None:
            return
        for slot, mask in self.held.items():
            right = None if mask is None else mask & ~self._used | self._wanted.get(slot, 0)
            if right is not None and right != mask:
                yield slot, encode(self.writable, right)

    def best(self, levels: Levels, changing: Collection[int]) -> GroupAim | None:
        """The group write that tells most of these lamps something new, and no lamp less than its wish."""
        numbers = range(1, self._used.bit_length() + 1)
        aims = [aim for number in numbers if (aim := self._aim(number, levels)) is not None]
        fresh = {aim.number: len(set(aim.slots) & set(changing)) for aim in aims}
        worth = [aim for aim in aims if fresh[aim.number] >= max(LEAST_LAMPS, LEAST_SHARE * len(aim.slots))]
        return max(worth, key=lambda aim: fresh[aim.number], default=None)

    def _aim(self, number: int, levels: Levels) -> GroupAim | None:
        """A group whose lamps all want one level; a lamp that may stand in it counts as one of them."""
        bit = 1 << number - 1
        reached = tuple(slot for slot, mask in self.held.items() if mask is not None and mask & bit)
        unknown = [slot for slot, mask in self.held.items() if mask is None and not levels.dark[slot]]
        wanted = {levels.aim[slot] for slot in (*reached, *unknown)}
        level = wanted.pop() if len(wanted) == 1 else None
        return GroupAim(number, level, reached) if level is not None and reached else None


def _most(level: Point | None, members: Point | None) -> int:
    """Groups that the device has and a mask can name."""
    return min(level.count, 16 * width(members)) if level is not None and members is not None else 0


def _numbered(lamps: Mapping[int, Lamp], most: int) -> dict[int, int]:
    """The mask of each lamp that stands in one of the largest lighting groups."""
    sizes = Counter(lamp.group for lamp in lamps.values())
    ranked = sorted((name for name in sizes if sizes[name] >= LEAST_LAMPS), key=lambda n: (-sizes[n], n))
    bits = {name: 1 << bit for bit, name in enumerate(ranked[:most])}
    return {slot: bits[lamp.group] for slot, lamp in lamps.items() if lamp.group in bits}
