"""What a cabinet says of its stored plan, and the requests that would make it hold another."""

from lightctl.core.stored_plan import StoredPlan
from lightctl.field.reading import Image, Reading, plan_readings
from lightctl.wire.blocks import Write, plan_writes, spots_of
from lightctl.wire.codec import encode
from lightctl.wire.driver import Access, Driver, Kind
from lightctl.wire.plan_table import Row, checksum, plan_table
from lightctl.wire.request import Request

_TOLD = (Kind.PLAN_STAMP, Kind.PLAN_AFTER, Kind.FALLBACK_ON, Kind.FALLBACK_OFF)
_SAID = (*_TOLD, Kind.PLAN_LENGTH, Kind.PLAN_CHECKSUM, Kind.PLAN_ENABLED)


class PlanImage:
    """The plan points of one driver, as they were last read; `table` is None where no plan can be held."""

    def __init__(self, driver: Driver, unit: int, highest_output: int) -> None:
        self._driver = driver
        self._unit = unit
        self.table = plan_table(driver, highest_output)
        found = driver.point(Kind.PLAN_ENABLED)
        self.enabled = found if found is not None and found.access is Access.READ_WRITE else None
        said = [p for p in (driver.readable(kind) for kind in _SAID) if p is not None]
        self.readings = plan_readings(spots_of(said), driver.limits, unit) if said else []
        """The blocks that tell of the plan without its rows."""
        self._said = Image(self.readings)
        self._rows = Image([])

    def mask(self) -> int | None:
        """Outputs that the plan may close, as read last."""
        value = self._said.value(self.enabled)
        return None if value is None else int(value)

    def says(self, plan: StoredPlan | None, after_s: float) -> bool:
        """Whether length, stamp, checksum and fallback are those of the plan, where the device tells them."""
        rows = rows_of(plan)
        wanted = {**_told(plan, after_s), Kind.PLAN_LENGTH: len(rows), Kind.PLAN_CHECKSUM: checksum(rows)}
        return all(
            self._said.value(point) == value
            for kind, value in wanted.items()
            if (point := self._driver.readable(kind)) is not None
        )

    def row_readings(self, plan: StoredPlan | None) -> list[Reading]:
        """Fresh readings of the rows that the plan fills."""
        if self.table is None:
            return []
        indexes = range(1, len(rows_of(plan)) + 1)
        spots = spots_of((self.table.instant, self.table.outputs), indexes)
        readings = plan_readings(spots, self._driver.limits, self._unit)
        self._rows = Image(readings)
        return readings

    def holds(self, plan: StoredPlan | None) -> bool:
        """Whether the rows read last are the plan's."""
        return self.table is not None and all(
            (self._rows.value(self.table.instant, index), self._rows.value(self.table.outputs, index)) == row
            for index, row in enumerate(rows_of(plan), start=1)
        )

    def requests(self, plan: StoredPlan | None, after_s: float) -> list[Request]:
        """First no rows count, at last the plan's do: cut short in between, the fallback rules."""
        if self.table is None:
            return []
        rows, length = rows_of(plan), self.table.length
        told = [
            (point, 1, encode(point, value))
            for kind, value in _told(plan, after_s).items()
            if (point := self._driver.writable(kind)) is not None
        ]
        return [
            *self._writes([(length, 1, encode(length, 0))]),
            *self._writes(self.table.writes(rows)),
            *self._writes(told),
            *(self._writes([(length, 1, encode(length, len(rows)))]) if rows else ()),
        ]

    def _writes(self, changes: list[Write]) -> tuple[Request, ...]:
        return plan_writes(self._unit, changes, self._driver.limits)


def rows_of(plan: StoredPlan | None) -> list[Row]:
    """The plan's rows as numbers; none for no plan."""
    return [(int(row.at.timestamp()), row.outputs) for row in plan.rows] if plan else []


def _told(plan: StoredPlan | None, after_s: float) -> dict[Kind, float]:
    if plan is None:
        return {}
    return {
        Kind.PLAN_STAMP: plan.stamp,
        Kind.PLAN_AFTER: after_s,
        Kind.FALLBACK_ON: plan.fallback.on,
        Kind.FALLBACK_OFF: plan.fallback.off,
    }
