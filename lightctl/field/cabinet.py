"""A cabinet controller: contactors with feedback, protection, door, meter, clock and heartbeat."""

import logging
from collections.abc import Callable, Sequence
from math import inf

from lightctl.core.plant import Cabinet
from lightctl.errors import BadFrame, LinkDown, NoAnswer, Refused
from lightctl.field.cabinet_bits import CabinetBits
from lightctl.field.circuits import CircuitState
from lightctl.field.contactor_drift import ContactorWatch
from lightctl.field.contactors import Contactor, Contactors
from lightctl.field.device import PASSING, Device, Duty, Surroundings, Urgency
from lightctl.field.housekeeping import Housekeeping
from lightctl.field.meter import MeterPoints
from lightctl.field.metering import METERED, Metering
from lightctl.field.pace import Pace, share_of
from lightctl.field.peer import peer_of
from lightctl.field.plan_keeper import PlanKeeper
from lightctl.field.reading import Image, Reading, Round, plan_kinds, read_once
from lightctl.field.reports import MeterSample
from lightctl.field.transaction import Guard
from lightctl.wire.blocks import plan_writes
from lightctl.wire.driver import Driver, Kind, Point

FRESH_S = 5.0
"""Protection is read again before a contactor closes, unless it was read this recently."""
FEEDBACK_S = 1.0
"""Between a coil write and the look at its feedback."""

log = logging.getLogger(__name__)


class CabinetDevice(Device):
    """One cabinet controller on its line; `circuits` are its outputs in order."""

    def __init__(
        self, cabinet: Cabinet, driver: Driver, circuits: Sequence[CircuitState], around: Surroundings,
        pace: Pace, give: Callable[[MeterSample], None] | None,
    ) -> None:  # fmt: skip
        super().__init__(cabinet.id, cabinet.address.line, peer_of(driver, cabinet.address.unit), around)
        self._driver = driver
        self.circuits = {c.output: circuits[i] for i, c in enumerate(cabinet.circuits)}
        """By output, from 1."""
        self._coil = driver.writable(Kind.CONTACTOR)
        self._offset_s = share_of(cabinet.id, "spread") * pace.spread_s
        outputs = [c.output for c in cabinet.circuits]
        self._contactors = Contactors(list(circuits), outputs, pace.gap_s, pace.rest_s)
        self._watch = ContactorWatch(cabinet.id, self._contactors.all, around.drifts, self._offset_s)
        self._by_circuit = {contactor.circuit.id: contactor for contactor in self._contactors.all}
        self.door_open: bool | None = None
        self._arrange(driver, pace, METERED if give is not None else frozenset())
        points = MeterPoints(driver, self._image)
        self.metering = Metering(cabinet.id, points, give) if give is not None else None
        """None where the meter is another device, or there is none."""
        self._housekeeping = Housekeeping(self, driver, self._image)
        self.plan = PlanKeeper(self, driver, self.circuits, pace)
        """What it does by itself."""
        rounds = [self._normal, self._energy, self._rare]
        self.duties = [self._switch, self._verify, *rounds, *self._housekeeping.duties, *self.plan.duties]

    @property
    def clock_offset_s(self) -> float | None:
        """The cabinet's clock minus the city's, when last read."""
        return self._housekeeping.offset_s

    def begin(self, now: float) -> None:
        share = share_of(self.line, "poll")
        self._normal.begin(now + share, share)
        self._energy.begin(now + share, share)
        self._rare.begin(now + share, share)
        self._housekeeping.begin(now)
        self.plan.begin(now)

    def reconnected(self) -> None:
        super().reconnected()
        self._bits.doubt()
        self._watch.away = True
        self.plan.doubt()
        self._housekeeping.speak_soon()

    def wish(self, circuit_id: str) -> None:
        """The wish for a circuit changed: switch it at this cabinet's own moment."""
        self._by_circuit[circuit_id].not_before = self.around.wire() + self._offset_s
        self.reconsider()

    def reconsider(self) -> None:
        """Look again at what is to be switched, here and by the cabinet's own plan."""
        self.plan.reconsider()
        self._switch.due = self._contactors.due() if self._coil is not None else inf
        self.wake()

    def _arrange(self, driver: Driver, pace: Pace, metered: frozenset[Kind]) -> None:
        """Which blocks are read how often, and what hears of them."""
        unit = self.peer.unit
        self._bits = CabinetBits(driver, unit)
        shown = metered | {Kind.CLOCK}
        normal, energy, rare = (
            plan_kinds(driver, shown, every, unit) for every in ("normal", "energy", "rare")
        )
        self._image = Image([*normal, *energy, *rare])
        self._switch = Duty(Urgency.PROTECTION, self._switch_next)
        self._verify = Duty(Urgency.VERIFY, self._read_back)
        often = [*self._bits.signs, *self._bits.safety, *normal]
        self._normal = Round(self, often, pace.cabinets_s, self._heard, self._round_done)
        self._energy = Round(self, energy, pace.energy_s, self._heard, self._sample)
        self._rare = Round(self, rare, pace.rare_s, self._heard, self._sample)

    def _heard(self, reading: Reading, changed: bool) -> None:
        if self._bits.protects(reading, self.around.wire()):
            self._safety_heard(changed)
        elif reading in self._bits.signs:
            self._plan_heard()
        else:
            self._housekeeping.heard(reading)
            if self.metering is not None:
                self.metering.heard(reading)

    def _safety_heard(self, changed: bool) -> None:
        now = self.around.wire()
        steady = self._watch.steady(now) if changed else []
        for output, circuit in self.circuits.items():
            circuit.at = self.at
            if changed:
                self._look_at(circuit, output)
        if changed:
            self.door_open = self._bits.of(Kind.DOOR_OPEN)
            self._watch.look(steady, now, own_plan=bool(self._bits.of(Kind.PLAN_RUNNING)))
        self._judge()

    def _plan_heard(self) -> None:
        running = self._bits.of(Kind.PLAN_RUNNING)
        self.plan.signals(running=running, wanted=self._bits.of(Kind.PLAN_WANTED))
        if running:
            self._housekeeping.speak_soon()

    def _look_at(self, circuit: CircuitState, output: int) -> None:
        was_local = circuit.local
        circuit.observe(
            closed=self._bits.closed(output),
            tripped=bool(self._bits.of(Kind.BREAKER_TRIPPED, output)),
            leakage=bool(self._bits.of(Kind.EARTH_LEAKAGE, output)),
            local=bool(self._bits.of(Kind.LOCAL_MODE, output)),
        )
        if was_local and not circuit.local:
            self._by_circuit[circuit.id].left_local(self.around.wire())

    def _judge(self) -> None:
        """Say once which contactors do not follow, and plan what is to be switched next."""
        now = self.around.wire()
        for contactor in self._contactors.all:
            self._judge_one(contactor, contactor.stuck(now))
        settling = any(contactor.settling(now) for contactor in self._contactors.all)
        self._verify.due = now + FEEDBACK_S if settling else inf
        self._switch.due = self._contactors.due() if self._coil is not None else inf

    def _judge_one(self, contactor: Contactor, stuck: bool) -> None:
        circuit = contactor.circuit
        if stuck and not circuit.differs:
            circuit.set_differs(True)
            told = "close" if contactor.sent else "open"
            self.around.tell("differs", circuit.id, f"the contactor was told to {told} and did not")
        elif contactor.followed() and circuit.differs:
            circuit.set_differs(False)
            self.around.tell("agrees", circuit.id, "the contactor follows again")

    async def _switch_next(self, guard: Guard) -> None:
        now = self.around.wire()
        contactor = self._contactors.next(now)
        if contactor is None or self._coil is None:
            self._switch.due = self._contactors.due() if self._coil is not None else inf
        elif contactor.circuit.wanted and self._bits.oldest_s(now) > FRESH_S:
            for reading in self._bits.safety:
                await read_once(self, guard, reading, self._heard)
        else:
            await self._write(guard, contactor, self._coil)

    async def _write(self, guard: Guard, contactor: Contactor, coil: Point) -> None:
        circuit, closed = contactor.circuit, bool(contactor.circuit.wanted)

        def still() -> bool:
            return circuit.wanted is closed and (circuit.may_close or not closed)

        word = b"\x00\x01" if closed else b"\x00\x00"
        request = plan_writes(self.peer.unit, [(coil, contactor.output, word)], self._driver.limits)[0]
        try:
            answer = await self.ask(guard, request, still=still)
            if answer is not None:
                circuit.accept(closed)
        except (NoAnswer, BadFrame, LinkDown):
            self._unanswered(contactor, closed)
            raise
        except Refused as refusal:
            if refusal.code in PASSING:
                self._unanswered(contactor, closed)
                raise
            log.warning("%s: %s", circuit.id, refusal)
            answer = b""
        if answer is not None:
            now = self.around.wire()
            self._contactors.wrote(contactor, closed, now)
            self._verify.due = now + FEEDBACK_S
        self._switch.due = self._contactors.due()

    def _returned(self, how: str = "answers again") -> None:
        was_silent = self.silent_since is not None
        super()._returned(how)
        self._watch.away = True
        if was_silent:
            self.plan.doubt()
            self._housekeeping.speak_soon()

    def _unanswered(self, contactor: Contactor, closed: bool) -> None:
        """It may have been done all the same: look again before anything is closed."""
        contactor.attempted(closed, self.around.wire())
        self._bits.doubt()
        self._switch.due = self._contactors.due()

    async def _read_back(self, guard: Guard) -> None:
        for reading in self._bits.safety:
            await read_once(self, guard, reading, self._heard)

    def _round_done(self) -> None:
        self.period_s = self._normal.achieved_s
        self._watch.away = False
        self._sample()

    def _sample(self) -> None:
        if self.metering is not None:
            self.metering.sample(self)
