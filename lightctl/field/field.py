"""The field as the rest of the house uses it: wishes in, a board, samples and events out."""

import asyncio
from collections.abc import Callable, Iterable, Iterator

from lightctl.clock import SiteClock, WireClock, loop_clock
from lightctl.core.plant import Line, LineKind
from lightctl.core.stored_plan import StoredPlan
from lightctl.core.units import Level
from lightctl.field.board import Board
from lightctl.field.comparing import heard_by_broker, heard_by_frames, never_answered, never_heard
from lightctl.field.day_writes import DayWrites
from lightctl.field.device import Connection, Surroundings
from lightctl.field.finding import (
    PATIENCE,
    PAUSE_S,
    UNIT_WAIT_S,
    Found,
    Search,
    Seeker,
    units_asked,
)
from lightctl.field.frames_concentrator import FramesConcentrator
from lightctl.field.frames_guard import FramesGuard
from lightctl.field.line import LineOwner
from lightctl.field.node_line import NodeLine
from lightctl.field.pace import pace_of
from lightctl.field.reports import FieldEvent
from lightctl.field.roster import Roster, Sample
from lightctl.field.transaction import Guard
from lightctl.links import Dialer, LinesDialer
from lightctl.site.model import Site


class Field:
    """Knows devices, not nights. Wishes return at once and are replaced, never queued.

    `on_sample` and `on_event` are called from the event loop and must not block.
    """

    def __init__(
        self, site: Site, dialer: LinesDialer, clock: SiteClock, *,
        on_sample: Callable[[Sample], None] | None = None,
        on_event: Callable[[FieldEvent], None] | None = None,
    ) -> None:  # fmt: skip
        self._around = Surroundings(clock, _LoopTime(), on_event or _ignore, site.settings.place.zone)
        self._roster = Roster(site, self._around, pace_of(site.settings, clock.rate), on_sample or _ignore)
        self._plant = site.plant
        self._lines = [
            self._owner(line, dialer) for line in site.plant.lines.values() if self._roster.on_line[line.id]
        ]
        self._brokers = [
            NodeLine(site.plant.lines[line], dialer, self._around, groups)
            for line, groups in self._roster.nodes.items()
        ]

    @property
    def board(self) -> Board:
        """What is known."""
        return self._roster.board

    @property
    def writes(self) -> DayWrites:
        """How often what wears out was written today; taken over before `run`, it outlives a restart."""
        return self._around.writes

    @property
    def transactions(self) -> int:
        """Requests sent since the start, on all lines."""
        asked = sum(line.transactions for line in self._lines)
        return asked + sum(line.transactions for line in self._brokers)

    async def run(self) -> None:
        """Serve every line until cancelled; waits for no device, and only a bug ends it by itself."""
        self._around.wire = loop_clock()
        async with asyncio.TaskGroup() as group:
            owners: list[LineOwner | NodeLine] = [*self._lines, *self._brokers]
            for line in owners:
                group.create_task(line.run(), name=f"line {line.line.id}")

    def wish_lamp(self, lamp_id: str, level: Level, reason: str) -> None:
        """Replace the wish for a lamp; KeyError for an unknown id, ValueError for what is no level."""
        self._roster.wishes[lamp_id](level, reason)

    def wish_circuit(self, circuit_id: str, closed: bool, reason: str) -> None:
        """Replace the wish for a circuit; protection and lockouts stand over it."""
        circuit = self._roster.circuits[circuit_id]
        circuit.reason = reason
        if circuit.desired is not closed:
            circuit.desired = closed
            self._roster.cabinet_of[circuit_id].wish(circuit_id)

    def forbid_circuit(self, circuit_id: str, reason: str) -> None:
        """Never energise it, from now until `allow_circuit`; a closed one is opened first of all."""
        self._set_forbidden(circuit_id, reason or "forbidden")

    def allow_circuit(self, circuit_id: str) -> None:
        """The wish for it counts again."""
        self._set_forbidden(circuit_id, "")

    def plan_room(self, cabinet_id: str) -> int:
        """Rows of a plan that the cabinet holds; 0 where it cannot hold one."""
        return self._roster.cabinets[cabinet_id].plan.room

    def store_plan(self, cabinet_id: str, plan: StoredPlan | None) -> None:
        """From now on the cabinet shall hold this plan; None: none. KeyError for an unknown id."""
        self._roster.cabinets[cabinet_id].plan.store(plan)

    def find(self, lines: Iterable[str], first: int | None = None, last: int | None = None) -> Search:
        """Look on these lines for what the inventory lacks, and for what is only in it; goes on by itself."""
        scope = frozenset(lines)
        search = Search(rows=list(self._known_differences(scope)))
        for owner in self._lines:
            if owner.line.id in scope and owner.line.kind is not LineKind.SERIAL:
                units = units_asked(owner, first, last)
                Seeker(owner, self._around, search).look(units, self._roster.serials, self._roster.drivers)
        should_s = search.total * (PAUSE_S + 4 * UNIT_WAIT_S)
        search.until = self._around.wire() + 10.0 + PATIENCE * should_s
        return search

    def _known_differences(self, lines: frozenset[str]) -> Iterator[Found]:
        for owner in self._lines:
            if owner.line.id in lines:
                yield from never_answered(owner.devices)
                for device in owner.devices:
                    if isinstance(device, FramesConcentrator):
                        yield from heard_by_frames(device)
        for line, groups in self._roster.nodes.items():
            for group in groups if line in lines else ():
                yield from heard_by_broker(line, group, self._plant)
        yield from never_heard(self.board, self._plant, lines)

    def trust_time(self, trusted: bool) -> None:
        """While the city's time is in doubt, device clocks are not set."""
        self._around.time_trusted = trusted

    def _owner(self, line: Line, dialer: Dialer) -> LineOwner:
        """Over as many connections as every device of a TCP line takes."""
        devices = self._roster.on_line[line.id]
        most = min(device.peer.connections for device in devices) if line.kind is LineKind.TCP else 1
        first, *more = (self._connection(line, dialer) for _ in range(min(most, len(devices))))
        return LineOwner(line, first, self._around, devices, more)

    def _connection(self, line: Line, dialer: Dialer) -> Connection:
        if line.kind is LineKind.SERIAL:
            devices = self._roster.on_line[line.id]
            listeners = {one.peer.unit: one.event for one in devices if isinstance(one, FramesConcentrator)}
            return FramesGuard(line, dialer, self._around.wire, listeners)
        return Guard(line, dialer, self._around.wire)

    def _set_forbidden(self, circuit_id: str, reason: str) -> None:
        circuit = self._roster.circuits[circuit_id]
        if circuit.forbidden != reason:
            circuit.forbidden = reason
            self.board.circuit_changed()
            self._roster.cabinet_of[circuit_id].reconsider()


class _LoopTime:
    """The clock of the loop that first asks; a Field may be made before its loop runs."""

    _time: WireClock | None = None

    def __call__(self) -> float:
        if self._time is None:
            self._time = loop_clock()
        return self._time()


def _ignore(_: object) -> None:
    """Nobody listens."""
