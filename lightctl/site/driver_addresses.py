"""Addresses as a register list prints them, made into those of the wire: from 0, in registers or bits."""

from dataclasses import dataclass, replace

from lightctl.site.words import wrong
from lightctl.wire.driver import Point, Table

_BITS = {Table.COIL, Table.DISCRETE}


@dataclass(frozen=True, slots=True)
class Addressing:
    """How a list counts: its first address, and whether registers are counted by their bytes."""

    counts_from: int = 0
    in_bytes: bool = False

    def on_the_wire(self, point: Point, at: tuple[str, ...]) -> Point:
        """The point where a request finds it; `at` is where the file says it. Raises the file's error."""
        address = point.address - self.counts_from
        if address < 0:
            raise wrong(
                f"address {point.address} lies before the first one, which is {self.counts_from}",
                "counts_from: 0, or the address of the list", (*at, "address"),
            )  # fmt: skip
        if not self.in_bytes or point.table in _BITS:
            return replace(point, address=address)
        for key, number in (("address", address), ("stride", point.stride)):
            if number % 2:
                raise wrong(
                    f"byte {key} {number} ends in the middle of a register, and Modbus reads whole registers",
                    "the even byte before it, in a type that holds both", (*at, key),
                )  # fmt: skip
        return replace(point, address=address // 2, stride=point.stride // 2)
