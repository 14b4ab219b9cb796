"""The guard of one line: no reply is believed that was not asked for.

It never retries: its callers write absolute values only and decide again at the next turn.
"""

import asyncio
from collections.abc import Callable, Sequence

from lightctl.clock import WireClock
from lightctl.core.plant import Line, LineKind
from lightctl.errors import BadFrame, FieldError, LinkDown, NoAnswer, Refused
from lightctl.field.bus import Bus
from lightctl.field.connected import Connected
from lightctl.field.deadline import Deadline
from lightctl.field.peer import ALONE, Peer
from lightctl.field.proving import prepare
from lightctl.field.quiet import Quiet
from lightctl.field.volley import Answer, Volley
from lightctl.links import Dialer
from lightctl.wire.frames import MBAP, RTU, request_size
from lightctl.wire.modbus import request_pdu
from lightctl.wire.request import Request

TURNAROUND_S = 0.1
"""After a broadcast, before the next request (Modbus over serial line 1.02, 2.4.1: 100 to 200 ms)."""

MOST_STRAYS = 1024
"""Bytes that nobody asked for: kept as a sign that they came, and for an echo to be known by; no more."""


class Guard(Connected):
    """Owns one connection of a line; a LinkListener. All but `received` and `lost` is its owner's."""

    def __init__(self, line: Line, dialer: Dialer, wire: WireClock) -> None:
        super().__init__(line, dialer, wire)
        self._framing = MBAP if line.kind is LineKind.TCP else RTU
        self._bus = None if line.kind is LineKind.TCP else Bus(line)
        self._quiet = Quiet(line, wire)
        self._deadline = Deadline(wire, self._overdue)
        self._asked: Request | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._volley: Volley | None = None
        self._number = 0

    async def open(self) -> None:
        self._quiet.wire = self._deadline.wire = self.wire
        if self._bus is not None:
            self._bus.echo.opened()
        await super().open()
        self._quiet.open()

    def close(self) -> None:
        self.rest()
        self._quiet.close()
        super().close()

    def rest(self) -> None:
        self._deadline.rest()

    def at_once(self, peer: Peer) -> int:
        """How many requests to that unit may be under way together on this line."""
        return peer.outstanding if self._bus is None and not peer.alone else 1

    async def ask(
        self, peer: Peer, request: Request, pdu: bytes = b"", still: Callable[[], bool] | None = None
    ) -> bytes | None:
        """The proven data of the reply; b"" for a write that was done, None when `still` took it back.

        `still` is asked in the same turn of the loop in which the bytes leave. Raises LinkDown, NoAnswer,
        Refused or BadFrame.
        """
        if self._bus is not None:
            await prepare(self._probe, self._drain, self._bus.echo, peer, request)
        return await self._exchange(peer, request, pdu or request_pdu(request), still)

    async def ask_many(self, peer: Peer, asked: Sequence[tuple[Request, bytes]]) -> list[Answer]:
        """The proven data of each reply, or its error, in the order asked; they travel together.

        At most `at_once` of them. Each reply moves the deadline of the rest on. A reply that is missing or
        was not asked ends the connection, and what is in any doubt then is not believed.
        """
        if self._bus is not None or len(asked) > peer.outstanding:
            raise ValueError(f"{len(asked)} requests at once are too many for {self.line.id}")
        await self._quiet.keep(peer.gap_s)
        try:
            self._drop_strays()
        except LinkDown as error:
            return [error] * len(asked)
        self._volley = volley = Volley(asked, self._number, peer.timeout_s)
        self._number = self._number + len(asked) & 0xFFFF
        self.transactions += len(asked)
        self._deadline.set(self.wire() + peer.timeout_s)
        try:
            self._send(volley.frames)
            await volley.done
        except (NoAnswer, BadFrame, LinkDown) as error:
            volley.fail(error, rest=bool(self._buffer))
            peer.alone = peer.alone if isinstance(error, LinkDown) else ALONE
            self.close()
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            self._volley = None
        return volley.answers()

    async def tell_all(self, request: Request, still: Callable[[], bool] | None = None) -> bool:
        """Broadcast a write to unit 0, which nobody answers; False when `still` took it back."""
        await self._quiet.keep(self._quiet.frame_s)
        if still is not None and not still():
            return False
        self._buffer.clear()
        frame = self._framing.wrap(request.unit, request_pdu(request), self._next_number())
        self._send(frame)
        await self._quiet.broadcast(request_size(request), TURNAROUND_S)
        self._buffer.clear()
        return True

    def received(self, data: memoryview) -> None:
        self._quiet.last_byte = self.wire()
        self._buffer += data
        if self._asked is not None and self._answer is not None:
            if not self._answer.done():
                self._look(self._answer, self._asked)
        elif self._volley is not None:
            if self._volley.heard(self._buffer):
                self._deadline.at = self._quiet.last_byte + self._volley.patience_s
        elif len(self._buffer) > MOST_STRAYS:
            del self._buffer[1:]

    async def _probe(self, peer: Peer, probe: Request) -> object:
        return await self._exchange(peer, probe, request_pdu(probe), None)

    async def _exchange(
        self, peer: Peer, request: Request, pdu: bytes, still: Callable[[], bool] | None
    ) -> bytes | None:
        pause_s = max(peer.gap_s, self._quiet.frame_s)
        if pause_s:
            await self._quiet.keep(pause_s)
        if still is not None and not still():
            return None
        if self._buffer:
            self._drop_strays()
        self._asked = request
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._answer = answer
        waiting_s = self._begin(peer, request)
        try:
            frame = self._framing.wrap(request.unit, pdu, self._next_number())
            if self._bus is not None:
                self._bus.echo.sent(frame)
            self._send(frame)
            return await answer
        except (NoAnswer, BadFrame, LinkDown) as error:
            await self._failed(peer, request, error, waiting_s)
            raise
        except asyncio.CancelledError:
            # Only when the whole line ends: its reply must find nobody.
            self.close()
            raise
        finally:
            self._asked = self._answer = None

    def _begin(self, peer: Peer, request: Request) -> float:
        """Set the deadline; how long is waited, without the time of the wire."""
        now = self.wire()
        if self._bus is None:
            peer.alone -= peer.alone > 0
            self._deadline.set(now + peer.timeout_s)
            return peer.timeout_s
        waiting_s = self._bus.begin(peer, request, now)
        self._deadline.set(self._bus.deadline(waiting_s))
        return waiting_s

    def _overdue(self, now: float) -> float | None:
        if self._asked is None and self._volley is None:
            return None
        if self._bus is not None and self._buffer and (more := self._bus.more(now, self._quiet.last_byte)):
            return more
        who = f"unit {self._asked.unit}" if self._asked else "one of several"
        self._fail(NoAnswer(f"{self.line.id} {who}: no answer in time"))
        return None

    def _fail(self, error: FieldError) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
        if self._volley is not None:
            self._volley.end(error)

    def _look(self, answer: asyncio.Future[bytes], request: Request) -> None:
        """Whether the answer is there."""
        bus, whole = self._bus, 0
        found: bytes | FieldError | None
        try:
            if bus is not None and not bus.sees_reply(self._buffer, request):
                return
            whole = len(self._buffer)
            found = self._framing.take_reply(self._buffer, request, self._number)
        except FieldError as error:
            found = error
        if bus is not None and isinstance(found, bytes | Refused):
            bus.answered(request, whole, self._quiet.last_byte)
        if bus is None and found is not None and self._buffer:
            # A reply out of step with its own begin looks right but for what it leaves over.
            found = BadFrame(f"{self.line.id}: more came than was asked")
        if isinstance(found, bytes):
            answer.set_result(found)
        elif found is not None:
            answer.set_exception(found)

    def _next_number(self) -> int:
        self.transactions += 1
        self._number = (self._number + 1) & 0xFFFF
        return self._number

    def _drop_strays(self) -> None:
        """Bytes nobody asked for: forgotten on a bus, the end of a TCP connection."""
        if not self._buffer:
            return
        self._buffer.clear()
        if self._bus is None:
            self.close()
            raise LinkDown(f"{self.line.id}: bytes came that nobody asked for")

    async def _failed(self, peer: Peer, request: Request, error: FieldError, waited_s: float) -> None:
        """Never take the missing reply for another: a new connection on TCP, doubt and silence on a bus."""
        self._asked = self._answer = None
        if self._bus is None:
            self.close()
            return
        # Where the connection broke, too: the device does not know, and its reply may come over the next.
        peer.doubts.append(request)
        if not isinstance(error, LinkDown):
            missed = isinstance(error, NoAnswer)
            await self._drain(peer.patience.missed(waited_s) if missed else waited_s)

    async def _drain(self, silence_s: float) -> None:
        await self._quiet.drain(silence_s)
        self._buffer.clear()
