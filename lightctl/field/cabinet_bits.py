"""What a cabinet says in single bits: its protection, its door, and whether its own plan rules."""

from collections.abc import Collection
from math import inf

from lightctl.field.reading import Image, Reading, plan_readings
from lightctl.wire.blocks import spots_of
from lightctl.wire.driver import Driver, Kind

_SAFETY = (
    Kind.CONTACTOR_FEEDBACK,
    Kind.BREAKER_TRIPPED,
    Kind.EARTH_LEAKAGE,
    Kind.LOCAL_MODE,
    Kind.DOOR_OPEN,
)
_SIGNS = (Kind.PLAN_RUNNING, Kind.PLAN_WANTED)
"""What a cabinet says of its own plan: read apart, for a refusal of these must keep no contactor open."""


class CabinetBits:
    """The blocks that hold them, and when what protects was last heard, by the wire's clock."""

    def __init__(self, driver: Driver, unit: int) -> None:
        self._driver = driver
        self._feedback = Kind.CONTACTOR_FEEDBACK if driver.point(Kind.CONTACTOR_FEEDBACK) else Kind.CONTACTOR
        self.safety = self._plan({*_SAFETY, self._feedback}, unit)
        self.signs = self._plan(_SIGNS, unit)
        self._image = Image([*self.safety, *self.signs])
        self._heard_at = dict.fromkeys(self.safety, -inf)

    def protects(self, reading: Reading, now: float) -> bool:
        """Whether it is a block of what protects, which was heard now."""
        if reading in self._heard_at:
            self._heard_at[reading] = now
            return True
        return False

    def doubt(self) -> None:
        """What was heard of protection counts no more: it has to be read again."""
        self._heard_at = dict.fromkeys(self.safety, -inf)

    def oldest_s(self, now: float) -> float:
        """How long ago the oldest block of what protects was heard; 0 where there is none."""
        return now - min(self._heard_at.values(), default=now)

    def closed(self, output: int) -> bool | None:
        """Whether a contactor is closed: its feedback, or its coil where it has none."""
        return self.of(self._feedback, output)

    def of(self, kind: Kind, output: int = 1) -> bool | None:
        """A bit of an output; a point that is there once speaks for the whole cabinet."""
        point = self._driver.readable(kind)
        if point is None:
            return None
        value = self._image.value(point, min(output, point.count) if point.count > 1 else 1)
        return None if value is None else bool(value)

    def _plan(self, kinds: Collection[Kind], unit: int) -> list[Reading]:
        points = [point for point in self._driver.points if point.kind in kinds]
        return plan_readings(spots_of(points), self._driver.limits, unit)
