"""What the guard of a bus knows beside the frames: how long each unit needs, and whether the line echoes."""

import logging

from lightctl.core.plant import Line, LineKind
from lightctl.field.echo import Echo, Hearing
from lightctl.field.peer import Peer
from lightctl.field.quiet import BITS_PER_CHARACTER
from lightctl.wire.frames import reply_size, request_size
from lightctl.wire.request import Request

FLOOR_S = {LineKind.RTU: 0.1, LineKind.RTU_OVER_TCP: 0.3}
"""Patience beyond what a unit needs: for adapters, networks and a busy machine."""
DRIP_S = 0.1
"""A reply that has begun may pause for so long: adapters hand bytes over in batches."""
SLOWEST_BYTE_S = 0.02

log = logging.getLogger(__name__)


class Bus:
    """One exchange after the other; computes only."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._floor_s = FLOOR_S.get(line.kind, 0.0)
        self._character_s = BITS_PER_CHARACTER / line.baud if line.kind is LineKind.RTU else 0.0
        self._peer: Peer | None = None
        self._reply_due = self._latest = 0.0
        self._slowest_s: float | None = None
        """The slowest turnaround of any unit on this bus."""
        self.echo = Echo()
        self._told = False

    def begin(self, peer: Peer, request: Request, now: float) -> float:
        """How long the reply is waited for, beyond the time that both frames take on the wire.

        A write may take a unit longer than any read: it gets the driver's timeout and teaches nothing.
        """
        waiting_s = peer.patience.seconds(self._floor_s, self._slowest_s)
        self._peer = peer
        self._reply_due = now + (request_size(request) + reply_size(request)) * self._character_s
        self._latest = self._reply_due + peer.timeout_s + SLOWEST_BYTE_S * reply_size(request)
        return peer.timeout_s if request.writes else waiting_s

    def deadline(self, waiting_s: float) -> float:
        """When the exchange just begun has waited so long."""
        return self._reply_due + waiting_s

    def more(self, now: float, last_byte: float) -> float | None:
        """Until when to wait on for a reply that has begun; None when it was waited for long enough."""
        until = min(last_byte + DRIP_S, self._latest)
        return until if now < until else None

    def sees_reply(self, buffer: bytearray, request: Request) -> bool:
        """Take an echo off the front; whether what is left may be looked at. Raises BadFrame."""
        free = self.echo.strip(buffer, request)
        if self.echo.hearing is Hearing.OURSELVES and not self._told:
            self._told = True
            log.warning("%s: the adapter gives our own bytes back; they are taken off", self._line.id)
        return free

    def answered(self, request: Request, whole: int, last_byte: float) -> None:
        """A proven reply, or a refusal, was found in so many bytes."""
        self.echo.answered(whole, request)
        if self._peer is not None and not request.writes:
            needed_s = self._peer.patience.heard(max(0.0, last_byte - self._reply_due))
            self._slowest_s = max(self._slowest_s or 0.0, needed_s)
