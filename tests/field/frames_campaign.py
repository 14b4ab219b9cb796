"""Any number of faulted framed exchanges with the hostile peer, in virtual time, and what came of them."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from lightctl.clock import loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.errors import FieldError
from lightctl.field.frames_guard import FramesGuard
from lightctl.field.peer import Peer
from lightctl.links import MemoryNetwork
from lightctl.wire.dcu_frames import Frame
from lightctl.wire.dcu_words import read_states, states
from tests.field.frames_peer import HostileFrames, level_of, power_of

LINE = Line("serial", LineKind.SERIAL, baud=19200)
UNITS = (1, 2, 3)
LONGEST_S = 12.0
"""An exchange with its proof, both drained, takes less."""


@dataclass
class Outcome:
    """What came of a campaign."""

    right: int = 0
    refused: int = 0
    """Ended by an error, as they should."""
    wrong: int = 0
    """Values that were believed and are not true."""
    hung: int = 0
    faulted: int = 0
    """Exchanges in which at least one reply was spoilt."""
    most_s: float = 0.0
    events: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    """Faults by name."""


def campaign(transactions: int, seed: int, *, clean: int = 8) -> Outcome:
    """So many exchanges; of `clean` + 19 replies 19 are spoilt."""
    return run_in_virtual_time(_run(transactions, seed, clean))


async def _run(transactions: int, seed: int, clean: int) -> Outcome:
    peer, chance, network = HostileFrames(UNITS, seed=seed, clean=clean), Random(seed + 1), MemoryNetwork()
    network.listen(LINE.id, peer)
    events: list[Frame] = []
    outcome = Outcome(seen=peer.seen)
    guard = FramesGuard(LINE, network, loop_clock(), dict.fromkeys(UNITS, events.append))
    await guard.open()
    for _ in range(transactions):
        unit, first, count = chance.choice(UNITS), chance.randrange(1, 150), chance.choice((1, 2, 2, 40))
        began, spoilt = guard.wire(), spoilt_by(peer)
        try:
            payload = await guard.ask(Peer(unit, 0.25, 0.0, ()), read_states(first, count))
        except FieldError:
            outcome.refused += 1
            await asyncio.sleep(chance.random())
        else:
            told = [(row.level, row.power) for row in states(payload)]
            true = [(level_of(unit, lamp), power_of(unit, lamp)) for lamp in range(first, first + count)]
            outcome.right += told == true
            outcome.wrong += told != true
        outcome.hung += guard.wire() - began > LONGEST_S
        outcome.most_s = max(outcome.most_s, guard.wire() - began)
        outcome.faulted += spoilt_by(peer) > spoilt
        peer.requests.clear()
    guard.close()
    outcome.events = len(events)
    return outcome


def spoilt_by(peer: HostileFrames) -> int:
    """Replies that were not what they should be."""
    return peer.seen.total() - peer.seen["none"]
