"""Which groups a framed concentrator keeps, as wished by the site and as it says itself."""

from collections.abc import Mapping, Sequence

from lightctl.core.plant import Lamp


class GroupBook:
    """Lamps of a concentrator by number (from 1); the site's groups are numbered in the order of their names.

    A group is used only while everything that was read back agrees: all of its lamps, and no other.
    """

    def __init__(self, lamps: Sequence[Lamp], size: int, most: int) -> None:
        names = sorted({lamp.group for lamp in lamps})[:most]
        numbers = {name: number for number, name in enumerate(names, 1)}
        self._wanted = [0] * size
        self._slots: dict[int, frozenset[int]] = {
            number: frozenset(lamp.slot - 1 for lamp in lamps if lamp.group == name)
            for name, number in numbers.items()
        }
        for lamp in lamps:
            if lamp.group in numbers:
                self._wanted[lamp.slot - 1] = 1 << numbers[lamp.group] - 1
        self._ours = sum(1 << number - 1 for number in numbers.values())
        self._known: list[int | None] = [None] * size
        self._barred: set[int] = set()
        self.usable: Mapping[int, frozenset[int]] = {}
        """Group number → slots (from 0)."""

    def forget(self) -> None:
        """What the concentrator keeps is not known any more."""
        self._known = [None] * len(self._known)
        self.usable = {}

    def observe(self, first: int, masks: Sequence[int]) -> None:
        """Memberships were read, from lamp `first` on."""
        self._known[first - 1 : first - 1 + len(masks)] = masks
        self._weigh()

    def bar(self, group: int) -> None:
        """The concentrator refused a command to this group: not used until it is known anew."""
        self._barred.add(group)
        self._weigh()

    def read_whole(self) -> None:
        """Everything was read anew: what was barred may be tried again."""
        self._barred.clear()
        self._weigh()

    def wrong(self) -> dict[int, int]:
        """Lamp number → the mask that it should have; other people's groups are left as they are."""
        return {
            lamp: known & ~self._ours | wanted
            for lamp, (known, wanted) in enumerate(zip(self._known, self._wanted, strict=True), 1)
            if known is not None and known & self._ours != wanted
        }

    def _weigh(self) -> None:
        if None in self._known:
            self.usable = {}
            return
        self.usable = {
            number: slots
            for number, slots in self._slots.items()
            if number not in self._barred and self._members(number) == slots
        }

    def _members(self, number: int) -> set[int]:
        bit = 1 << number - 1
        return {slot for slot, mask in enumerate(self._known) if mask is not None and mask & bit}
