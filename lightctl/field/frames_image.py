"""What pages of a framed concentrator say of its lamps, in the shape in which a lamp table looks for it."""

from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from sys import byteorder

from lightctl.field.reading import Image
from lightctl.wire.dcu_frames import Ask
from lightctl.wire.dcu_words import counters, states
from lightctl.wire.driver import Access, Driver, Encoding, Kind, Point, Table
from lightctl.wire.frame_rules import FrameRules
from lightctl.wire.scales import LevelScale

NO_LEVEL = 0xFFFF
"""In the column of levels that a lamp table is given."""


class Page:
    """Consecutive lamps, as they were last read; `data` is empty until then."""

    __slots__ = ("ask", "count", "data", "first", "refused")

    def __init__(self, ask: Ask, first: int, count: int) -> None:
        self.ask = ask
        self.first = first
        """The first lamp's number, from 1."""
        self.count = count
        self.data = b""
        self.refused = False

    def take(self, payload: bytes) -> bool:
        """Keep it; whether it differs from before."""
        changed = payload != self.data
        self.data = payload
        return changed


class FramesImage(Image):
    """Columns by the points of `as_bank`."""

    def __init__(self, rules: FrameRules) -> None:
        super().__init__(())
        self._rules = rules
        names = ("level", "status", "power", "energy")
        self._columns: dict[str, list[float | None]] = {name: [None] * rules.lamps for name in names}
        self.at: datetime | None = None

    def holds(self, point: Point) -> bool:
        return point.name in self._columns

    def value(self, point: Point | None, index: int = 1) -> float | None:
        return None if point is None else self._columns[point.name][index - 1]

    def column(self, point: Point | None) -> Iterator[tuple[int, list[float | None]]]:
        if point is not None:
            yield 1, self._columns[point.name]

    def take_states(self, page: Page) -> bytes:
        """A page of states was read; gives its levels as a column of registers."""
        rows = states(page.data)
        divisor = self._rules.power_divisor
        self._put("level", page, [row.level for row in rows])
        self._put("status", page, [row.status for row in rows])
        self._put("power", page, [None if row.power is None else row.power / divisor for row in rows])
        words = array("H", (NO_LEVEL if row.level is None else row.level for row in rows))
        if byteorder == "little":
            words.byteswap()
        return words.tobytes()

    def take_counters(self, page: Page) -> None:
        """A page of counters was read."""
        scale = self._rules.energy_scale
        rows = counters(page.data)
        self._put("energy", page, [None if row.energy is None else row.energy * scale for row in rows])

    def _put(self, name: str, page: Page, values: list[int | None] | list[int] | list[float | None]) -> None:
        self._columns[name][page.first - 1 : page.first - 1 + page.count] = values


def as_bank(driver: Driver, rules: FrameRules) -> Driver:
    """The driver with its lamps as a bank, so that a lamp table knows levels, status and scales."""
    u16, u32 = Encoding.UINT16, Encoding.UINT32
    bank = (
        Point(
            "command", Table.HOLDING, 0, u16, Access.READ_WRITE, Kind.LEVEL_COMMAND,
            unit="%", low=0.0, high=100.0,
        ),
        Point("level", Table.INPUT, 0, u16, kind=Kind.LEVEL_IN_EFFECT, unit="%", sentinels=(NO_LEVEL,)),
        Point("status", Table.INPUT, 0, u16, kind=Kind.LAMP_STATUS, bits=rules.status),
        Point("power", Table.INPUT, 0, u16, kind=Kind.LAMP_POWER, unit="W"),
        Point("energy", Table.INPUT, 0, u32, kind=Kind.LAMP_ENERGY, unit="Wh", every="energy"),
    )  # fmt: skip
    return replace(driver, bank=bank, bank_size=rules.lamps, level_scale=LevelScale.PERCENT)
