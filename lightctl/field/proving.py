"""Before a unit's reply is believed: that no old reply of it is about, and that the line does not echo."""

from collections.abc import Awaitable, Callable

from lightctl.errors import NoAnswer, Refused
from lightctl.field.echo import NOBODY, SELF_TEST, Echo, Hearing, mirrors
from lightctl.field.peer import Peer
from lightctl.field.quiet import LONGEST_DRAIN_S
from lightctl.wire.request import Request

Probe = Callable[[Peer, Request], Awaitable[object]]
"""One exchange; raises FieldError."""


DRAINS_WITHOUT_PROOF = 2
"""A drain ends after half of its time in silence; for a unit that can never be asked, that is not enough."""
Drain = Callable[[float], Awaitable[None]]
"""Waits for so much silence, in seconds."""


async def prepare(ask: Probe, drain: Drain, echo: Echo, peer: Peer, request: Request) -> None:
    """Before a reply on a bus is believed; raises FieldError where that cannot be proven."""
    if peer.doubts:
        if (probe := peer.probe()) is not None:
            await prove_clean(ask, peer, probe)
        else:
            for _ in range(1 if peer.probes else DRAINS_WITHOUT_PROOF):
                await drain(LONGEST_DRAIN_S)
            peer.doubts.clear()
    if echo.hearing is Hearing.UNKNOWN and mirrors(request):
        await listen_for_echo(ask, peer, echo)


async def prove_clean(ask: Probe, peer: Peer, probe: Request) -> None:
    """Ask the unit in doubt for something whose reply looks different; raises when that fails."""
    try:
        await ask(peer, probe)
    except Refused as refusal:
        if any(doubted.function == probe.function for doubted in peer.doubts):
            peer.doubts.append(probe)
            raise NoAnswer(f"unit {peer.unit}: a refusal that may be an old one") from refusal
    peer.doubts.clear()


async def listen_for_echo(ask: Probe, peer: Peer, echo: Echo) -> None:
    """Ask what cannot be mistaken for its own echo; raises FieldError when the unit does not answer.

    A unit that is never read cannot be asked: then an address is that belongs to nobody.
    """
    probe = next((probe for probe in peer.probes if not mirrors(probe)), None)
    if probe is not None:
        await ask(peer, probe)
        return
    try:
        await ask(Peer(NOBODY, peer.timeout_s, peer.gap_s, ()), SELF_TEST)
    except NoAnswer:
        echo.tested()
