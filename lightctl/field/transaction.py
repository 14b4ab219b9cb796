"""The guard of one line: one transaction at a time, and no reply believed that was not asked for.

It never retries: its callers write absolute values only and decide again at the next turn.
"""

import asyncio
from collections.abc import Callable

from lightctl.clock import WireClock
from lightctl.core.plant import Line, LineKind
from lightctl.errors import BadFrame, FieldError, LinkDown, NoAnswer, Refused
from lightctl.field.peer import Peer
from lightctl.links import Dialer, Link
from lightctl.wire.frames import MBAP, RTU, reply_size, request_size
from lightctl.wire.modbus import request_pdu
from lightctl.wire.request import Request

TURNAROUND_S = 0.1
"""After a broadcast, before the next request (Modbus over serial line 1.02, 2.4.1: 100 to 200 ms)."""
LONGEST_DRAIN_S = 3.0
BITS_PER_CHARACTER = 11
CLOCK_GRAIN_S = 2e-6
"""A timer may ring this much early; a loop that waits again for less would never see time move."""


class Guard:
    """Owns the line's connection; a LinkListener. Every method but `received` and `lost` is its owner's."""

    def __init__(self, line: Line, dialer: Dialer, wire: WireClock) -> None:
        self.line = line
        self._dialer = dialer
        self.wire = wire
        self._framing = MBAP if line.kind is LineKind.TCP else RTU
        self._character_s = BITS_PER_CHARACTER / line.baud if line.kind is LineKind.RTU else 0.0
        self._silence_s = _frame_silence_s(line)
        self._link: Link | None = None
        self._buffer = bytearray()
        self._asked: Request | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._number = 0
        self._last_byte = 0.0
        self.transactions = 0

    @property
    def is_open(self) -> bool:
        """Whether a connection stands."""
        return self._link is not None

    async def open(self) -> None:
        """Connect, with nothing of an older connection left; raises LinkDown."""
        self.close()
        self._buffer.clear()
        self._link = await self._dialer.open(self.line, self)

    def close(self) -> None:
        """Let the connection go; what was in flight is answered by LinkDown."""
        self.rest()
        if self._link is not None:
            self._link.close()
            self.lost("closed here")

    def rest(self) -> None:
        """Nothing is asked for a while."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def ask(
        self, peer: Peer, request: Request, pdu: bytes = b"", still: Callable[[], bool] | None = None
    ) -> bytes | None:
        """The proven data of the reply; b"" for a write that was done, None when `still` took it back.

        `still` is asked in the same turn of the loop in which the bytes leave. Raises LinkDown, NoAnswer,
        Refused or BadFrame.
        """
        if peer.doubts:
            await self._prove_clean(peer)
        return await self._exchange(peer, request, pdu or request_pdu(request), still)

    async def tell_all(self, request: Request, still: Callable[[], bool] | None = None) -> bool:
        """Broadcast a write to unit 0, which nobody answers; False when `still` took it back."""
        await self._quiet(self._silence_s)
        if still is not None and not still():
            return False
        self._send(request, request_pdu(request))
        airtime_s = request_size(request) * self._character_s
        await asyncio.sleep(airtime_s + TURNAROUND_S)
        self._last_byte = self.wire()
        return True

    def received(self, data: memoryview) -> None:
        self._last_byte = self.wire()
        self._buffer += data
        if self._asked is None or self._answer is None or self._answer.done():
            return
        try:
            found = self._framing.take_reply(self._buffer, self._asked, self._number)
        except FieldError as error:
            self._answer.set_exception(error)
            return
        if found is not None:
            self._answer.set_result(found)

    def lost(self, reason: str) -> None:
        self._link = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(LinkDown(f"{self.line.id}: {reason}"))

    async def _exchange(
        self, peer: Peer, request: Request, pdu: bytes, still: Callable[[], bool] | None
    ) -> bytes | None:
        pause_s = max(peer.gap_s, self._silence_s)
        if pause_s:
            await self._quiet(pause_s)
        if still is not None and not still():
            return None
        self._drop_strays()
        try:
            return await self._await_reply(peer, request, pdu)
        except (NoAnswer, BadFrame):
            await self._quarantine(peer, request)
            raise
        except LinkDown:
            if self._framing is not MBAP:
                # The device does not know that the connection broke: its reply may come over the next one.
                peer.doubts.append(request)
            raise
        except asyncio.CancelledError:
            # Only when the whole line ends: its reply must find nobody.
            self.close()
            raise
        finally:
            self._asked = self._answer = None

    async def _await_reply(self, peer: Peer, request: Request, pdu: bytes) -> bytes:
        self._answer = asyncio.get_running_loop().create_future()
        self._asked = request
        self._deadline = self.wire() + peer.timeout_s + self._airtime_s(request)
        if self._timer is None:
            self._watch()
        self._send(request, pdu)
        return await self._answer

    def _send(self, request: Request, pdu: bytes) -> None:
        if self._link is None:
            raise LinkDown(f"{self.line.id}: not connected")
        self._number = (self._number + 1) & 0xFFFF
        self.transactions += 1
        self._link.write(self._framing.wrap(request.unit, pdu, self._number))

    def _drop_strays(self) -> None:
        """Bytes nobody asked for: forgotten on a serial line, the end of a TCP connection."""
        if not self._buffer:
            return
        self._buffer.clear()
        if self._framing is MBAP:
            self.close()
            raise LinkDown(f"{self.line.id}: bytes came that nobody asked for")

    def _watch(self) -> None:
        """One timer for many transactions: it looks when the first deadline comes and moves on."""
        now = self.wire()
        self._timer = None
        if self._answer is None or self._answer.done():
            return
        if now >= self._deadline:
            unit = self._asked.unit if self._asked else 0
            self._answer.set_exception(NoAnswer(f"{self.line.id} unit {unit}: no answer in time"))
        else:
            self._timer = asyncio.get_running_loop().call_at(self._deadline + CLOCK_GRAIN_S, self._watch)

    async def _quarantine(self, peer: Peer, request: Request) -> None:
        """Never take the missing reply for another: a new connection on TCP, silence on a serial line."""
        self._asked = self._answer = None
        if self._framing is MBAP:
            self.close()
            return
        peer.doubts.append(request)
        await self._drain(min(peer.timeout_s, LONGEST_DRAIN_S / 2))

    async def _drain(self, silence_s: float) -> None:
        """Wait for that much silence, at most LONGEST_DRAIN_S, and forget what came."""
        end = self.wire() + LONGEST_DRAIN_S
        self._last_byte = self.wire()
        while self.wire() < end and await self._waited(silence_s):
            pass
        self._buffer.clear()

    async def _prove_clean(self, peer: Peer) -> None:
        """Ask the unit in doubt for something whose reply looks different; raises when that fails."""
        probe = peer.probe()
        if probe is None:
            await self._drain(LONGEST_DRAIN_S)
            peer.doubts.clear()
            return
        try:
            await self._exchange(peer, probe, request_pdu(probe), None)
        except Refused as refusal:
            if any(doubted.function == probe.function for doubted in peer.doubts):
                peer.doubts.append(probe)
                raise NoAnswer(
                    f"{self.line.id} unit {peer.unit}: a refusal that may be an old one"
                ) from refusal
        peer.doubts.clear()

    async def _quiet(self, pause_s: float) -> None:
        """Keep the line silent until `pause_s` after the last byte."""
        while await self._waited(pause_s):
            pass

    async def _waited(self, pause_s: float) -> bool:
        """Sleep off what is left of the pause; False when it was already over."""
        left = self._last_byte + pause_s - self.wire()
        if left < CLOCK_GRAIN_S:
            return False
        await asyncio.sleep(left)
        return True

    def _airtime_s(self, request: Request) -> float:
        return (request_size(request) + reply_size(request)) * self._character_s


def _frame_silence_s(line: Line) -> float:
    """t3.5 on a serial line: 3.5 characters, 1.75 ms above 19200 baud; a gateway keeps its own."""
    if line.kind is not LineKind.RTU:
        return 0.0
    return 0.00175 if line.baud > 19200 else 3.5 * BITS_PER_CHARACTER / line.baud
