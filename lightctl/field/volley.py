"""Several requests under way at once on one Modbus TCP connection, each known by its transaction id."""

import asyncio
from collections.abc import Sequence

from lightctl.errors import BadFrame, FieldError, NoAnswer, Refused
from lightctl.wire.frames import MBAP, MBAP_READ_HEAD, right_read
from lightctl.wire.modbus import check_reply
from lightctl.wire.request import Request

Answer = bytes | FieldError
"""The proven data of a reply, or why there is none."""


class Volley:
    """What was asked together; replies may come in any order, and each only once."""

    def __init__(self, asked: Sequence[tuple[Request, bytes]], number: int, patience_s: float) -> None:
        """Requests and their messages; transaction ids follow `number`."""
        self._waiting: dict[int, Request] = {}
        self.frames = b""
        for request, pdu in asked:
            number = (number + 1) & 0xFFFF
            self._waiting[number] = request
            self.frames += MBAP.wrap(request.unit, pdu, number)
        self._answers: dict[int, Answer | None] = dict.fromkeys(self._waiting)
        self.patience_s = patience_s
        """Without any reply in this time, none is waited for any more."""
        self.missing: FieldError = NoAnswer("not asked")
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def heard(self, buffer: bytearray) -> bool:
        """Whether a reply came; one that was not asked ends all."""
        try:
            return self.take(buffer)
        except BadFrame as error:
            self.end(error)
            return False

    def take(self, buffer: bytearray) -> bool:
        """Take every whole reply; whether there was one. BadFrame for what none of the requests asked."""
        waiting = len(self._waiting)
        self._take_right_reads(buffer)
        while (frame := MBAP.take_request(buffer)) is not None:
            unit, pdu, number = frame
            if (request := self._waiting.pop(number, None)) is None:
                raise BadFrame(f"transaction {number} was not asked, or was answered before")
            try:
                self._answers[number] = check_reply(request, unit, pdu)
            except Refused as refusal:
                self._answers[number] = refusal
        if not self._waiting and not self.done.done():
            if buffer:
                raise BadFrame("more came than was asked")
            self.done.set_result(None)
        return len(self._waiting) < waiting

    def _take_right_reads(self, buffer: bytearray) -> None:
        """The cheap way for nearly all traffic; what it does not know it leaves."""
        seen, start = bytes(buffer), 0
        while len(seen) > start + MBAP_READ_HEAD:
            number = seen[start] << 8 | seen[start + 1]
            request = self._waiting.get(number)
            data = None if request is None else right_read(seen, request, number, start)
            if data is None:
                break
            del self._waiting[number]
            self._answers[number] = data
            start += MBAP_READ_HEAD + len(data)
        if start:
            del buffer[:start]

    def end(self, error: FieldError) -> None:
        """What is still missing will not come."""
        if not self.done.done():
            self.done.set_exception(error)

    def fail(self, error: FieldError, *, rest: bool) -> None:
        """Ended by this error, with a `rest` of bytes or none: keep only replies that are beyond doubt.

        Modbus TCP has no checksum: a reply that lost bytes is filled up with the next one's. Then the rest
        is out of step, or a missing reply lies whole in the data of another.
        """
        self.missing = error
        if rest or isinstance(error, BadFrame):
            self._answers = dict.fromkeys(self._answers)
        heads = [head for number, request in self._waiting.items() for head in _heads(number, request)]
        for number, answer in self._answers.items():
            if isinstance(answer, bytes) and any(head in answer for head in heads):
                self._answers[number] = None

    def answers(self) -> list[Answer]:
        """One for each request in the order asked; `missing` where nothing was believed."""
        return [self.missing if answer is None else answer for answer in self._answers.values()]


def _heads(number: int, request: Request) -> tuple[bytes, bytes]:
    """How its reply begins, or its refusal."""
    size = 5 if request.writes else 2 + request.data_bytes
    return MBAP.wrap(request.unit, bytes(size), number)[:7], MBAP.wrap(request.unit, bytes(2), number)[:7]
