"""Requests of one device that travel together where its driver says that it takes several at once."""

from collections.abc import Sequence
from typing import TypeGuard

from lightctl.errors import FieldError, LinkDown, Refused
from lightctl.field.device import PASSING, Device
from lightctl.field.transaction import Guard
from lightctl.field.volley import Answer
from lightctl.wire.modbus import request_pdu
from lightctl.wire.request import Request


async def ask_together(device: Device, guard: Guard, asked: Sequence[tuple[Request, bytes]]) -> list[Answer]:
    """The answer, or the error, of each of at most `Guard.at_once` requests; any answer is a sign of life."""
    if len(asked) == 1:
        try:
            return [await device.ask(guard, *asked[0]) or b""]
        except FieldError as error:
            return [error]
    try:
        await device.meet(guard)
    except FieldError as error:
        return [error] * len(asked)
    answers = await guard.ask_many(device.peer, asked)
    if any(isinstance(answer, bytes) for answer in answers):
        device.heard_from()
    return answers


async def write_together(device: Device, guard: Guard, requests: Sequence[Request]) -> list[Answer]:
    """`ask_together` of writes."""
    return await ask_together(device, guard, [(request, request_pdu(request)) for request in requests])


def worst(errors: Sequence[FieldError]) -> FieldError:
    """What to raise of several errors: a lost connection before silence, silence before a refusal."""
    return min(errors, key=lambda error: 0 if isinstance(error, LinkDown) else 1 + isinstance(error, Refused))


def lasting(answer: object) -> TypeGuard[Refused]:
    """Whether it is a refusal of the request itself, which will be the same a moment later."""
    return isinstance(answer, Refused) and answer.code not in PASSING
