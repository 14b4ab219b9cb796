"""One cabinet as it really is: contactors, breakers, a meter, a door, a clock, and the lamps it feeds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappop, heappush
from math import inf

from lightctl.simulation.autonomy import Autonomy
from lightctl.simulation.energy import EnergyAccount
from lightctl.simulation.lamp import LampTruth
from lightctl.simulation.mains import Mains
from lightctl.simulation.wear import Wear

OWN_W = 3.0
"""What controller, modem and concentrator take themselves, behind the billing meter."""
PHASE_SHARES = (0.36, 0.33, 0.31)
POWER_FACTOR = 0.95


class Stuck(StrEnum):
    """A contactor that no longer moves."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(slots=True)
class CircuitTruth:
    """One contactor and its feeder."""

    id: str
    lamps: list[LampTruth] = field(default_factory=list)
    coil: bool = False
    """What the controller was told."""
    closed: bool = False
    """What the auxiliary contact says."""
    stuck: Stuck | None = None
    tripped: bool = False
    leaking: bool = False
    energised: bool = False

    def position(self, *, local: bool) -> bool:
        """Where the contactor goes now: in local mode and without control supply the coil means nothing."""
        if self.stuck is not None:
            return self.stuck is Stuck.CLOSED
        if self.tripped:
            return False
        return self.closed if local else self.coil


class DeviceClock:
    """A cheap quartz: runs a little fast or slow until somebody sets it; instants are city seconds."""

    def __init__(self, *, ahead_s: float, drift_ppm: float) -> None:
        self._ahead_s = ahead_s
        self._drift = drift_ppm * 1e-6
        self._set_at = 0.0

    def ahead_s(self, t: float) -> float:
        """Seconds by which it is ahead of the city."""
        return self._ahead_s + self._drift * (t - self._set_at)

    def shows_at(self, shown: float) -> float:
        """The city second at which it shows what a right clock shows at second `shown`, if nobody sets it."""
        return (shown - self._ahead_s + self._drift * self._set_at) / (1.0 + self._drift)

    def put(self, t: float, ahead_s: float) -> None:
        """Set it, that far ahead of the city."""
        self._ahead_s, self._set_at = ahead_s, t


class CabinetTruth:
    """Everything that happens in and behind one cabinet; call `advance` before you look.

    `changes` counts what has changed, so that a reader knows when its copy is old.
    """

    def __init__(
        self, cabinet_id: str, circuits: Iterable[str], mains: Mains, clock: DeviceClock, *, counter_wh: float
    ) -> None:
        self.id = cabinet_id
        self.mains = mains
        self.clock = clock
        self.account = EnergyAccount(mains)
        self.account.change(0.0, OWN_W)
        self.circuits = [CircuitTruth(circuit) for circuit in circuits]
        self.counter_wh = counter_wh
        """What the meter showed when the city began."""
        self.changes = 0
        self.silent = False
        self.meter_silent = False
        self.stranger = False
        """Another controller of the same kind answers in its place."""
        self.wear = Wear()
        self.door_open = False
        self.local = False
        self.autonomy: Autonomy | None = None
        """What it does by itself; None for a cabinet that holds no plan."""
        self._agenda: list[tuple[float, int, LampTruth]] = []
        self._entries = 0
        self._acted_at = -inf

    def advance(self, t: float) -> None:
        """Let everything happen that was due by `t`."""
        while self.autonomy is not None and self.autonomy.due <= t:
            self._act(max(self.autonomy.due, self._acted_at))
        self._obey_until(t)

    def hear(self, t: float) -> None:
        """The master spoke: it rules again, and finds the coils as the plan left them."""
        if self.autonomy is not None:
            self.advance(t)
            self.changes += self.autonomy.running
            self.autonomy.hear(t)

    def set_clock(self, t: float, ahead_s: float) -> None:
        """Somebody, or an empty battery, sets its clock that far ahead of the city."""
        self.advance(t)
        self.clock.put(t, ahead_s)
        self.reprogrammed(t)

    def restart(self, t: float) -> None:
        """The controller lost its supply for a moment: coils fall, what it stores stays."""
        self.advance(t)
        for circuit in self.circuits:
            circuit.coil = False
        if self.autonomy is not None:
            self.autonomy.restart()
        self.reprogrammed(t)
        self.settle(t)

    def reprogrammed(self, t: float) -> None:
        """Its plan, its mask or its clock has changed: while it rules, it acts on that at once."""
        self.changes += 1
        if self.autonomy is not None:
            if self.autonomy.running:
                self.autonomy.due = t
            else:
                self.autonomy.plan_step(t)

    def _act(self, t: float) -> None:
        """The plan rules: it moves the coils itself."""
        autonomy = self.autonomy
        if autonomy is None:
            return
        self._obey_until(t)
        self._acted_at = t
        autonomy.running = True
        closed = autonomy.outputs_now(t)
        for output, circuit in enumerate(self.circuits):
            circuit.coil = bool(closed >> output & 1)
        autonomy.plan_step(t)
        self._move(t)

    def _obey_until(self, t: float) -> None:
        agenda = self._agenda
        while agenda and agenda[0][0] <= t:
            due, _, lamp = heappop(agenda)
            self.changes += 1
            if lamp.wanted is not None and lamp.wanted_at <= due and lamp.follow(due):
                self._enter(lamp.wanted_at, lamp)

    def switch(self, t: float, output: int, closed: bool) -> None:
        """The master tells the coil of an output, counted from 0."""
        self.hear(t)
        self.circuits[output].coil = closed
        self.settle(t)

    def settle(self, t: float) -> None:
        """Move every contactor to where it must be now, and the mains of its lamps with it."""
        self.advance(t)
        self._move(t)

    def _move(self, t: float) -> None:
        self.changes += 1
        for circuit in self.circuits:
            circuit.closed = circuit.position(local=self.local)
            self._feed(t, circuit, circuit.closed and not circuit.tripped)

    def order(self, t: float, lamp: LampTruth, level: float, fade_s: float = 0.0) -> None:
        """A node is told a level: a dark one never hears it, a booting one obeys when it has booted.

        A second order before the first took effect replaces it and is obeyed at the first one's instant;
        one in the middle of a fade ends the fade where it is, until it takes effect itself.
        """
        if not lamp.powered or (lamp.wanted is None and lamp.level == level):
            return
        lamp.fade_s = fade_s
        if lamp.wanted is None or lamp.fading:
            lamp.fading = None
            lamp.wanted_at = max(t, lamp.booting_until) + lamp.delay_s
            self._enter(lamp.wanted_at, lamp)
        lamp.wanted = level

    def watts(self, t: float) -> float:
        """Power through the billing meter at `t`."""
        return self.account.watts(t)

    def watt_hours(self, t: float) -> float:
        """Energy through the billing meter since the city began, exact."""
        self.advance(t)
        return self.account.watt_seconds(t) / 3600.0

    def _feed(self, t: float, circuit: CircuitTruth, energised: bool) -> None:
        if energised == circuit.energised:
            return
        circuit.energised = energised
        for lamp in circuit.lamps:
            if energised:
                lamp.energise(t)
                self._enter(lamp.booting_until, lamp)
            else:
                lamp.cut(t)

    def _enter(self, due: float, lamp: LampTruth) -> None:
        self._entries += 1
        heappush(self._agenda, (due, self._entries, lamp))
