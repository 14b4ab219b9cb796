"""The ways to spoil one reply. Each takes what a reply is made of and gives what is sent instead.

What is sent are messages: (seconds from now, pieces of one message as (seconds after its begin, bytes)).
Left out is only what nobody can tell on such a line: an answer of the right shape with the right checksum and
the right transaction id, whole bytes changed inside the data of Modbus TCP, and on a serial line a duplicate
that comes after the line was silent, or the frame of a unit that nobody waits for, late.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.field.hostile.words import mbap, rtu

Pieces = list[tuple[float, bytes]]
Messages = list[tuple[float, Pieces]]
CODES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 0, 255)


@dataclass(frozen=True, slots=True)
class Reply:
    """A right reply, and what there is to spoil it with."""

    tcp: bool
    packed: bool
    """A gateway hands over in one piece what came without a silence."""
    number: int
    unit: int
    asked: bytes
    pdu: bytes
    old: bytes
    """The right reply before this one."""
    chance: Random

    @property
    def frame(self) -> bytes:
        """It, whole."""
        return self.framed(self.pdu)

    def framed(self, pdu: bytes, unit: int | None = None, number: int | None = None) -> bytes:
        """Another message in its place."""
        address = self.unit if unit is None else unit
        return (
            mbap(self.number if number is None else number, address, pdu) if self.tcp else rtu(address, pdu)
        )


def at_once(data: bytes) -> Messages:
    """One message in one piece."""
    return [(0.0, [(0.0, data)])]


def resized(reply: Reply, more: int) -> bytes:
    """The message with so many bytes of data more or less, its own count right."""
    if reply.pdu[0] > 4:
        return reply.pdu[:more] if more < 0 else reply.pdu + bytes(more)
    size = max(0, min(250, reply.pdu[1] + more))
    return reply.pdu[:1] + bytes((size,)) + (reply.pdu[2:] + reply.chance.randbytes(8))[:size]


def another_function(reply: Reply) -> bytes:
    others = [function for function in (1, 2, 3, 4, 5, 6, 15, 16) if function != reply.pdu[0]]
    return bytes((reply.chance.choice(others),)) + reply.pdu[1:]


def foreign(reply: Reply) -> bytes:
    """A transaction id that nobody waits for: 0, an old one, a far one; a serial line knows only units."""
    if not reply.tcp:
        return reply.framed(reply.pdu, reply.unit % 3 + 1)
    far = (reply.number + reply.chance.randrange(100, 60000)) & 0xFFFF
    number = reply.chance.choice((0, reply.number - 50 & 0xFFFF, far))
    return reply.framed(reply.pdu, number=number if number != reply.number else far)


def another_place(reply: Reply) -> bytes:
    """A write is acknowledged at another address or with another value; a read has a count that lies."""
    if reply.pdu[0] <= 4:
        return reply.framed(reply.pdu[:1] + bytes((reply.pdu[1] ^ 2,)) + reply.pdu[2:])
    place = reply.chance.randrange(1, 5)
    changed = bytes((reply.pdu[place] ^ 1 << reply.chance.randrange(8),))
    return reply.framed(reply.pdu[:place] + changed + reply.pdu[place + 1 :])


def flipped(reply: Reply) -> bytes:
    """One to three bits: anywhere on a serial line, in the head where only TCP's own sum guards the rest."""
    frame = bytearray(reply.frame)
    places = range(2, min(9, len(frame))) if reply.tcp else range(len(frame))
    for bit in reply.chance.sample(range(8 * len(places)), reply.chance.randint(1, 3)):
        frame[places[bit // 8]] ^= 1 << bit % 8
    return bytes(frame)


def cut(reply: Reply) -> Messages:
    return at_once(reply.frame[: reply.chance.randrange(len(reply.frame))])


def split(reply: Reply) -> Messages:
    """In up to four pieces, with pauses that are borne or not."""
    places = sorted(reply.chance.choices(range(len(reply.frame) + 1), k=3))
    at, pieces = 0.0, []
    for first, last in zip((0, *places), (*places, len(reply.frame)), strict=True):
        pieces.append((at, reply.frame[first:last]))
        at += reply.chance.choice((0.001, 0.016, 0.06, 0.3))
    return [(0.0, pieces)]


def dripped(reply: Reply) -> Messages:
    """Byte by byte."""
    pause = reply.chance.choice((0.0005, 0.002, 0.01, 0.05))
    return [(0.0, [(i * pause, reply.frame[i : i + 1]) for i in range(len(reply.frame))])]


def noise(reply: Reply) -> bytes:
    """Bytes of chance, or the begin of what might be the right reply."""
    size = reply.chance.randint(1, 12)
    return reply.chance.choice((reply.chance.randbytes(size), reply.frame[:size] or b"\x00", bytes(size)))


def late(reply: Reply) -> Messages:
    return [(reply.chance.uniform(0.26, 2.8), [(0.0, reply.frame)])]


def wrong_then_right(reply: Reply) -> Messages:
    """Another unit's frame, and the right one a moment later."""
    wait = reply.chance.uniform(0.0, 0.4)
    return [(0.0, [(0.0, reply.framed(reply.pdu, reply.unit % 3 + 1))]), (wait, [(0.0, reply.frame)])]


def refused(reply: Reply) -> bytes:
    return reply.framed(bytes((reply.pdu[0] | 0x80, reply.chance.choice(CODES))))


def refused_wrongly(reply: Reply) -> bytes:
    """An exception with a byte too many, or of another function."""
    function = reply.pdu[0] | 0x80
    return reply.framed(reply.chance.choice((bytes((function, 2, 0)), bytes((function ^ 1, 2)))))


def twice(reply: Reply) -> Messages:
    """Again in one burst; on TCP, where the id tells, a while later too."""
    if reply.tcp and reply.chance.random() < 0.5:
        return [(0.0, [(0.0, reply.frame)]), (reply.chance.uniform(0.001, 0.3), [(0.0, reply.frame)])]
    return at_once(reply.frame * 2) if reply.packed else [(0.0, [(0.0, reply.frame), (0.001, reply.frame)])]


def before_last(reply: Reply) -> Messages:
    """The reply before this one instead; on a serial line, where it might be right, in front of a cut one."""
    return at_once(reply.old if reply.tcp else reply.old[:-1])


WAYS: dict[str, Callable[[Reply], Messages]] = {
    "late": late,
    "lost": lambda _: [],
    "short": lambda reply: at_once(reply.framed(resized(reply, -reply.chance.choice((1, 2, 4))))),
    "long": lambda reply: at_once(reply.framed(resized(reply, reply.chance.choice((1, 2, 4))))),
    "other-function": lambda reply: at_once(reply.framed(another_function(reply))),
    "other-unit": lambda reply: at_once(reply.framed(reply.pdu, reply.unit % 3 + 1)),
    "foreign-id": lambda reply: at_once(foreign(reply)),
    "other-place": lambda reply: at_once(another_place(reply)),
    "echo": lambda reply: at_once(reply.asked + reply.frame),
    "echo-only": lambda reply: at_once(reply.asked),
    "duplicate": twice,
    "old-reply": before_last,
    "garbage-before": lambda reply: at_once(noise(reply) + reply.frame),
    "garbage-after": lambda reply: at_once(reply.frame + noise(reply)),
    "garbage-only": lambda reply: at_once(noise(reply)),
    "split": split,
    "dripped": dripped,
    "bad-check": lambda reply: at_once(flipped(reply)),
    "cut": cut,
    "wrong-then-right": wrong_then_right,
    "refused": lambda reply: at_once(refused(reply)),
    "refused-wrongly": lambda reply: at_once(refused_wrongly(reply)),
    "swapped": lambda reply: [(reply.chance.uniform(0.0, 0.05), [(0.0, reply.frame)])],
    "reset": cut,
    "deaf": lambda _: [],
}
"""`reset` also breaks the connection; `deaf` never heard the request."""
