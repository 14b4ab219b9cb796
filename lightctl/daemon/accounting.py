"""What the field measured goes into history, and history into the ledger."""

from collections import deque
from collections.abc import Callable
from datetime import datetime

from lightctl.core.units import Level
from lightctl.field import BankSamples, Board, FieldEvent, MeterSample
from lightctl.field.reports import LampRow
from lightctl.site.model import Site
from lightctl.store import Event, Store

MOST_WAITING = 10_000
"""Events that wait for a disk which takes nothing; older ones go first."""
TOPICS = dict.fromkeys(("foreign-write", "foreign-held", "foreign-quiet", "restarted", "steady"), "written")
"""Events that are told apart from how a thing answers, so that neither hides the other's news."""


class Accounting:
    """Notes samples as they come, never waiting for the disk; accounts when the agenda rings."""

    def __init__(self, store: Store, site: Site) -> None:
        self._store = store
        self._site = site
        self._events: deque[Event] = deque(maxlen=MOST_WAITING)
        self.light: Callable[[str, Level | None], Level | None] = lambda _, driver: driver
        """The light that a lamp gives at a driver level."""
        self.under_test: Callable[[str], str] = lambda _: ""
        """The id of the test in the cabinet of a thing; what is said meanwhile carries it."""

    def adopt(self, site: Site) -> None:
        """Go on with another site of the same wiring."""
        self._site = site

    def take(self, sample: MeterSample | BankSamples) -> None:
        """Note a meter's or a bank's answer for the next commit."""
        if isinstance(sample, MeterSample):
            self._store.notes.meter(
                sample.cabinet, sample.at, sample.energy_wh, sample.power_w, sample.voltage_v or ()
            )
        else:
            self._store.notes.lamps(sample.at, [self._as_light(row) for row in sample.rows])

    def _as_light(self, row: LampRow) -> LampRow:
        """History holds light, not driver levels."""
        light, lamp = self.light, row.lamp
        return row._replace(
            level=light(lamp, row.level), desired=light(lamp, row.desired), accepted=light(lamp, row.accepted)
        )

    def take_event(self, event: FieldEvent) -> None:
        """Note what the field said, for `keep_events`."""
        trial = self.under_test(event.thing)
        facts = (("text", event.text), *((("test", trial),) if trial else ()))
        self._events.append(
            Event(event.at, event.thing, TOPICS.get(event.kind, "answers"), event.kind, facts)
        )

    async def keep_events(self) -> None:
        """Store the events noted so far."""
        while self._events:
            event = self._events[0]
            await self._store.say(event)
            if self._events and self._events[0] is event:
                self._events.popleft()

    async def account(self, now: datetime) -> None:
        """Bring the ledger up to the last full hour."""
        await self._store.update_ledger(self._site, now)

    def note_circuits(self, board: Board, now: datetime) -> None:
        """Note every contactor's feedback; nobody knows it while the cabinet is silent."""
        for cabinet in self._site.plant.cabinets.values():
            report = board.device(cabinet.id)
            at = report.at if report.answering and report.at else now
            for circuit in cabinet.circuits:
                closed = board.circuit(circuit.id).closed if report.answering else None
                self._store.notes.circuit(circuit.id, at, closed)
