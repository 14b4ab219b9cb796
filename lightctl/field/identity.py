"""Who answers: a device's own word on its model and serial number, asked before it is believed or written to.

Asked anew after each connection, after each silence and once in a while. A stranger is asked nothing else.
Only a clear word makes a stranger: a device that refuses or passes over the question is taken for itself.
"""

import logging
from math import inf

from lightctl.errors import BadFrame, NoAnswer, Refused
from lightctl.field.pace import RARE_S
from lightctl.field.peer import Peer
from lightctl.field.reading import Reading, plan_readings
from lightctl.field.transaction import Guard
from lightctl.wire.blocks import spots_of
from lightctl.wire.codec import identity
from lightctl.wire.driver import Access, Driver, Kind, Point
from lightctl.wire.request import Request

EXCUSED_S = 900.0
"""A device that answers, but not this question, is not asked it again for so long."""

log = logging.getLogger(__name__)


class Identity:
    """What is expected of one device; nothing declared, nothing asked."""

    def __init__(self, driver: Driver, peer: Peer, serial: str = "") -> None:
        points = [p for p in driver.points if p.kind is Kind.IDENTITY and p.access is not Access.WRITE]
        asked = [p for p in points if p.expect or serial]
        self._serial = _plain(serial)
        self._peer = peer
        self._readings: list[Reading] = plan_readings(spots_of(asked), driver.limits, peer.unit)
        self._next_at = -inf
        self._passed_over = False
        self.stranger = ""
        """What model it is instead; empty while it is the one declared, as far as is known."""
        self.replaced = ""
        """Its serial number where another one is declared: the same model, so it is told its levels."""

    def due(self, now: float) -> bool:
        """Whether it has to be asked before anything else."""
        return bool(self._readings) and now >= self._next_at

    def doubt(self) -> None:
        """What answers next may be another device."""
        self._next_at = -inf

    async def ask(self, guard: Guard, now: float) -> None:
        """Ask; raises LinkDown, NoAnswer or BadFrame where nothing sound comes back."""
        if self._passed_over:
            await self._try_another_question(guard, now)
            return
        words: list[tuple[Point, str]] = []
        for reading in self._readings:
            try:
                data = await guard.ask(self._peer, reading.request, reading.pdu)
            except Refused as refusal:
                log.info("%s", refusal)
                continue
            except (NoAnswer, BadFrame):
                self._passed_over = True
                raise
            words += _words(reading, data or b"")
        self.stranger = ", ".join(f"{point.name} {word}" for point, word in words if _differs(point, word))
        numbers = [word for point, word in words if not point.expect]
        known = not numbers or not self._serial or self._serial in map(_plain, numbers)
        self.replaced = "" if known else ", ".join(numbers)
        self._next_at = now + RARE_S

    async def _try_another_question(self, guard: Guard, now: float) -> None:
        """If it answers that, it is the question that it passes over, and it is taken for itself."""
        self._passed_over = False
        other = next((probe for probe in self._peer.probes if not self._asks(probe)), None)
        if other is not None:
            try:
                await guard.ask(self._peer, other)
            except Refused as refusal:
                log.info("%s", refusal)
        self._next_at = now + EXCUSED_S

    def _asks(self, probe: Request) -> bool:
        """Whether a read touches an identity."""
        return any(
            reading.request.table is probe.table
            and reading.request.address < probe.address + probe.count
            and probe.address < reading.request.address + reading.request.count
            for reading in self._readings
        )


def _words(reading: Reading, data: bytes) -> list[tuple[Point, str]]:
    """What it says of itself."""
    told = ((run.point, identity(run.point, run.column(data))) for run in reading.block.runs)
    return [(point, word) for point, word in told if word]


def _differs(point: Point, word: str) -> bool:
    """Whether that is none of the models that the driver is for."""
    return bool(point.expect) and _plain(word) not in {_plain(one) for one in point.expect}


def _plain(word: str) -> str:
    """Serial numbers as people write them: without blanks and leading zeros, in one case."""
    return word.strip().upper().lstrip("0") or word.strip()
