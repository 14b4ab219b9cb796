"""What was read of a device: raw blocks, compared as bytes first and decoded only when somebody asks."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime

from lightctl.errors import BadFrame, FieldError, NoAnswer, Refused
from lightctl.field.device import BUSY, Device
from lightctl.field.rounds import Rounds
from lightctl.field.together import ask_together, lasting, worst
from lightctl.field.transaction import Guard
from lightctl.wire.blocks import Block, Run, plan_reads, spots_of
from lightctl.wire.codec import stride
from lightctl.wire.driver import Access, Driver, Kind, Limits, Point, Table
from lightctl.wire.modbus import request_pdu, unpack_bits
from lightctl.wire.prepared import Decoder, decoder

_BITS = {Table.COIL, Table.DISCRETE}


class Reading:
    """One block, as it was last read; `data` is empty until then."""

    __slots__ = ("at", "block", "data", "pdu", "refused", "request")

    def __init__(self, block: Block, unit: int) -> None:
        self.block = block
        self.request = block.request(unit)
        self.pdu = request_pdu(self.request)
        self.data = b""
        self.at: datetime | None = None
        self.refused = False
        """Whether the device said that it has no such registers; asked again all the same."""

    def take(self, data: bytes, at: datetime | None) -> bool:
        """Keep it; whether it differs from before."""
        self.at = at
        if data == self.data:
            return False
        self.data = data
        return True


class Image:
    """Every reading of a device, found by point."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._found: dict[str, list[tuple[Reading, Run]]] = {}
        self._spots: dict[tuple[str, int], tuple[tuple[Reading, Decoder, int], ...]] = {}
        """Where a value lies: what was asked for once is asked for again."""
        for reading in readings:
            for run in reading.block.runs:
                self._found.setdefault(run.point.name, []).append((reading, run))

    def holds(self, point: Point) -> bool:
        """Whether that point is ever read."""
        return point.name in self._found

    def readings_of(self, point: Point) -> list[Reading]:
        """The readings that hold it."""
        return [reading for reading, _ in self._found.get(point.name, [])]

    def value(self, point: Point | None, index: int = 1) -> float | None:
        """The latest value of one index; None for no data, not read yet, or no such point."""
        if point is None:
            return None
        spots = self._spots.get((point.name, index))
        if spots is None:
            spots = self._spots[point.name, index] = tuple(self._look_up(point.name, index))
        for reading, decode, at in spots:
            if reading.data:
                return decode(reading.data, at)
        return None

    def _look_up(self, name: str, index: int) -> Iterator[tuple[Reading, Decoder, int]]:
        for reading, run in self._found.get(name, []):
            if run.first <= index < run.first + run.count:
                place = run.offset + (index - run.first) * stride(run.point)
                if run.point.table in _BITS:
                    yield reading, _bit, place
                else:
                    yield reading, decoder(run.point), 2 * place

    def column(self, point: Point | None) -> Iterator[tuple[int, list[float | None]]]:
        """(first index, values) of everything read of a point."""
        for reading, run in self._found.get(point.name, []) if point is not None else []:
            if reading.data:
                yield run.first, run.values(reading.data)


class Round(Rounds[Reading]):
    """Reads a set of blocks again and again; `on_block` hears of each with whether its bytes changed."""

    __slots__ = ("_on_block",)

    def __init__(
        self, device: Device, readings: list[Reading], period_s: float,
        on_block: Callable[[Reading, bool], None], on_end: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__(device, readings, period_s, on_end)
        self._on_block = on_block

    async def _read_next(self, guard: Guard) -> None:
        together = self.parts[self._position : self._position + guard.at_once(self._device.peer)]
        if len(together) > 1:
            await self._read_together(guard, together)
            return
        reading = self.parts[self._position]
        try:
            await read_once(self._device, guard, reading, self._on_block)
        except Refused as refusal:
            if not lasting(refusal):
                self._go_on(answered=False, stay=refusal.code == BUSY)
                raise
            self._refused(reading, refusal)
        except (NoAnswer, BadFrame):
            self._go_on(answered=False)
            raise
        self._go_on()

    async def _read_together(self, guard: Guard, readings: list[Reading]) -> None:
        """Several blocks under way at once; the worst trouble is told when all were looked at."""
        errors = await read_together(self._device, guard, readings, self._on_block)
        passing: list[FieldError] = []
        for reading, error in zip(readings, errors, strict=True):
            if lasting(error):
                self._refused(reading, error)
            elif error is not None:
                passing.append(error)
            self._go_on(answered=error is None or error not in passing)
        if passing:
            raise worst(passing)


async def read_once(
    device: Device, guard: Guard, reading: Reading, on_block: Callable[[Reading, bool], None]
) -> None:
    """One read of one block; raises FieldError."""
    data = await device.ask(guard, reading.request, reading.pdu)
    if data is not None:
        on_block(reading, reading.take(data, device.at))


async def read_together(
    device: Device, guard: Guard, readings: Sequence[Reading], on_block: Callable[[Reading, bool], None]
) -> list[FieldError | None]:
    """Reads of several blocks, at most `Guard.at_once`, and what went wrong with each."""
    answers = await ask_together(device, guard, [(reading.request, reading.pdu) for reading in readings])
    for reading, answer in zip(readings, answers, strict=True):
        if isinstance(answer, bytes):
            on_block(reading, reading.take(answer, device.at))
    return [None if isinstance(answer, bytes) else answer for answer in answers]


def plan_readings(points: Iterable[tuple[Point, int]], limits: Limits, unit: int) -> list[Reading]:
    """The fewest legal blocks for these points and indexes."""
    return [Reading(block, unit) for block in plan_reads(points, limits)]


def plan_kinds(driver: Driver, kinds: Collection[Kind], every: str, unit: int) -> list[Reading]:
    """Blocks for the readable points outside the bank of these kinds that are read this often."""
    points = [
        p for p in driver.points if p.kind in kinds and p.every == every and p.access is not Access.WRITE
    ]
    return plan_readings(spots_of(points), driver.limits, unit)


def _bit(data: bytes, place: int) -> float | None:
    return unpack_bits(data, place + 1)[place]
