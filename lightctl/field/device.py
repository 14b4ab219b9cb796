"""What every device on a line has: duties, health, and patience with silence."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, tzinfo
from enum import IntEnum
from math import inf
from typing import Any, Protocol

from lightctl.clock import SiteClock, WireClock
from lightctl.errors import Stranger
from lightctl.field.acquaintance import Acquaintance
from lightctl.field.day_writes import DayWrites
from lightctl.field.drift import DriftBook
from lightctl.field.peer import Peer
from lightctl.field.reports import DeviceReport, FieldEvent
from lightctl.field.transaction import Guard
from lightctl.wire.request import Request

SILENT_AFTER = 3
"""Failures in a row until a device is called silent."""
BUSY_TOO_LONG_S = 60.0
"""Answering nothing but that it is busy for so long is silence too."""
BUSY, NO_PATH, NO_TARGET = 6, 10, 11
"""Modbus exception codes: server busy, gateway path unavailable, gateway target does not answer."""
PASSING = frozenset({BUSY, NO_PATH, NO_TARGET})
"""Refusals that say nothing about the request: the same may be done a moment later, or be done already."""
FIRST_BACK_OFF_S = 5.0
LONGEST_BACK_OFF_S = 60.0
GOOD_NEWS = frozenset({"back", "agrees", "plan-agrees", "clock-right", "foreign-quiet", "steady", "known"})

log = logging.getLogger(__name__)


class Urgency(IntEnum):
    """What goes first when a line is free."""

    PROTECTION = 0
    COMMAND = 1
    VERIFY = 2
    POLL = 3
    HOUSEKEEPING = 4


class Duty:
    """Something to do on the line, one transaction at a time, from `due` (wire seconds) on.

    `run` moves `due` on, or leaves it to be run again. It is given the connection of its line, which is a
    `Guard` where Modbus is spoken; a device of another dialogue stands only on lines of that dialogue.
    """

    __slots__ = ("due", "refusals", "run", "urgency")

    def __init__(self, urgency: Urgency, run: Callable[[Any], Awaitable[None]], due: float = inf) -> None:
        self.urgency = urgency
        self.run = run
        self.due = due
        self.refusals = 0
        """In a row, of being busy."""


class Connection(Protocol):
    """One connection of a line, whatever is spoken on it, as the line's owner handles it."""

    wire: WireClock
    transactions: int

    @property
    def is_open(self) -> bool:
        """Whether a connection stands."""

    async def open(self) -> None:
        """Connect; raises LinkDown."""

    def close(self) -> None:
        """Let the connection go."""

    def rest(self) -> None:
        """Nothing is asked for a while."""


class Surroundings:
    """What devices share: the two clocks, and who is told of events."""

    def __init__(
        self, clock: SiteClock, wire: WireClock, tell: Callable[[FieldEvent], None], zone: tzinfo = UTC
    ) -> None:
        self.clock = clock
        self.zone = zone
        """Of the city's calendar days."""
        self.wire = wire
        self._tell = tell
        self.drifts = DriftBook(self.tell, lambda: self.wire(), clock.now)  # noqa: PLW0108 - set later
        """What someone else changed lately."""
        self.writes = DayWrites(lambda: clock.now().astimezone(zone).date())
        """Of what wears out."""
        self.time_trusted = True
        """While the city's time is in doubt, no device clock is set."""

    def wire_s(self, city_s: float) -> float:
        """City seconds as seconds of the wire."""
        return city_s / self.clock.rate

    def tell(self, kind: str, thing: str, text: str) -> None:
        """Say something once, to the log and to the house."""
        log.log(logging.INFO if kind in GOOD_NEWS else logging.WARNING, "%s: %s (%s)", thing, kind, text)
        self._tell(FieldEvent(kind, thing, self.clock.now(), text))


class Device:
    """One unit on a line; subclasses add duties."""

    def __init__(self, name: str, line: str, peer: Peer, around: Surroundings) -> None:
        self.name = name
        self.line = line
        self.peer = peer
        self.around = around
        self.duties: list[Duty] = []
        self.wake: Callable[[], None] = _nobody
        self.muted_until = 0.0
        self.failures = 0
        self.silent_since: datetime | None = None
        self.at: datetime | None = None
        self.period_s: float | None = None
        self.trouble = ""
        self._busy_since: float | None = None
        self.identity: Acquaintance | None = None

    @property
    def met(self) -> bool:
        """Whether nothing speaks against its being the device that was declared."""
        return self.identity is None or not (self.identity.due(self.around.wire()) or self.identity.stranger)

    @property
    def answering(self) -> bool:
        """Whether it answered and has not fallen silent since."""
        return self.at is not None and self.silent_since is None

    async def ask(
        self, guard: Guard, request: Request, pdu: bytes = b"", still: Callable[[], bool] | None = None
    ) -> bytes | None:
        """`Guard.ask`; an answer counts as a sign of life. Who answers is asked first; raises Stranger."""
        await self.meet(guard)
        data = await guard.ask(self.peer, request, pdu, still)
        if data is not None:
            self.heard_from()
        return data

    async def meet(self, guard: Guard) -> None:
        """Ask who answers where that is not known; raises Stranger, or FieldError where nobody says."""
        if self.identity is not None and not self.met:
            await self._meet(guard, self.identity)

    def heard_from(self) -> None:
        """It answered: a sign of life."""
        self.at = self.around.clock.now()
        self._busy_since = None
        if self.failures or self.silent_since is not None:
            self._returned()

    def busy(self, trouble: str) -> None:
        """It answered that it has no time now."""
        now = self.around.wire()
        self._busy_since = now if self._busy_since is None else self._busy_since
        if now - self._busy_since >= BUSY_TOO_LONG_S:
            self.fell_silent(trouble)

    def failed(self, trouble: str) -> None:
        """Nothing came back: leave it alone for longer each time."""
        self.failures += 1
        if self.identity is not None:
            self.identity.doubt()
        self.muted_until = self.around.wire() + back_off_s(
            self.failures, FIRST_BACK_OFF_S, LONGEST_BACK_OFF_S
        )
        self.trouble = trouble
        if self.failures >= SILENT_AFTER:
            self.fell_silent(trouble)

    def fell_silent(self, trouble: str) -> None:
        """Call it silent, once."""
        self.trouble = trouble
        if self.silent_since is None:
            self.silent_since = self.around.clock.now()
            self.around.tell("silent", self.name, trouble)

    def excuse(self) -> None:
        """Its silence is no fault from now on."""
        if self.failures or self.silent_since is not None:
            self._returned("has no power, so its silence is no fault")

    def begin(self, now: float) -> None:
        """Set the first due instants; called once, when its line starts."""

    def reconnected(self) -> None:
        """Its line is connected anew: what answers now may be another device."""
        if self.identity is not None:
            self.identity.doubt()

    def health(self) -> DeviceReport:
        """How well it answers."""
        return DeviceReport(
            self.name, self.line, self.answering, self.silent_since, self.failures, self.at, self.period_s,
            self.trouble,
        )  # fmt: skip

    async def _meet(self, guard: Guard, identity: Acquaintance) -> None:
        """Nothing is asked of a stranger but who it is, and nothing it says is believed."""
        known_as, number = identity.stranger, identity.replaced
        await identity.ask(guard, self.around.wire())
        if identity.stranger:
            self._avoid(identity, known_as)
        elif known_as:
            self.silent_since = None
            self.around.tell("known", self.name, "is itself again")
            self.reconnected()
        if identity.replaced and identity.replaced != number:
            text = f"the same model with serial number {identity.replaced} answers; it is told what is wished"
            self.around.tell("stranger", self.name, text)

    def _avoid(self, identity: Acquaintance, known_as: str) -> None:
        identity.doubt()
        text = f"another device answers: {identity.stranger}"
        if not known_as:
            self.silent_since = self.silent_since or self.around.clock.now()
            self.around.tell("stranger", self.name, text)
        raise Stranger(f"{self.name}: {text}")

    def _returned(self, how: str = "answers again") -> None:
        self.failures = 0
        self.muted_until = 0.0
        self.trouble = ""
        if self.silent_since is not None:
            self.silent_since = None
            self.around.tell("back", self.name, how)


def back_off_s(failures: int, first_s: float, longest_s: float) -> float:
    """Doubling with each failure, up to the longest."""
    return min(first_s * 2.0 ** min(failures - 1, 16), longest_s)


def _nobody() -> None:
    """No line yet."""
