"""The payloads of dcu-frames: what is asked, and what the replies say.

Numbers are big-endian, lamps count from 1.
"""

from collections.abc import Mapping, Sequence
from struct import Struct, pack
from typing import NamedTuple

from lightctl.wire.dcu_frames import Ask, Op

NO_LEVEL = 0xFF
NO_POWER = 0xFFFF
NO_COUNT = 0xFFFFFFFF
STATE = Struct(">BHH")
COUNTERS = Struct(">II")
HEARD = Struct(">HIB")
MEMBERS = Struct(">Q")
_LEVEL = Struct(">HB")
_MEMBER = Struct(">HQ")
_ABOUT = Struct(">BIHHBBI")
_PAGE = Struct(">HB")
_LIST = Struct(">HH")


class About(NamedTuple):
    """What a concentrator says of itself."""

    version: int
    """Of the dialogue; this one is 1."""
    serial: int
    firmware: int
    """× 0.01"""
    lamps: int
    groups: int
    payload_bytes: int
    uptime_s: int


class State(NamedTuple):
    """One lamp as the concentrator knows it; None for no data."""

    level: int | None
    status: int
    power: int | None
    """In the driver's unit."""


class Counters(NamedTuple):
    """One lamp's counters; None for no data."""

    energy: int | None
    """In the driver's unit."""
    minutes: int | None
    """Burning time."""


class HeardLamp(NamedTuple):
    """A lamp controller on the concentrator's radio or power line."""

    lamp: int
    """The number it has here, 0 for none."""
    serial: int
    signal: int
    """Percent."""


IDENTIFY = Ask(Op.IDENTIFY, size=_ABOUT.size)
READ_CLOCK = Ask(Op.READ_CLOCK, size=4)


def prove(word: bytes) -> Ask:
    """Ask for the same bytes back."""
    return Ask(Op.PROVE, word, word, len(word))


def set_clock(seconds: int) -> Ask:
    """Set the clock, in seconds of the epoch."""
    return Ask(Op.SET_CLOCK, pack(">I", seconds))


def set_levels(levels: Mapping[int, int]) -> Ask:
    """Levels of single lamps; all are taken, or none."""
    rows = b"".join(_LEVEL.pack(lamp, level) for lamp, level in levels.items())
    return Ask(Op.SET_LEVELS, rows, bytes((len(levels),)), 1)


def set_group(group: int, level: int) -> Ask:
    """One level for all members of a group."""
    return Ask(Op.SET_GROUP, bytes((group, level)))


def set_all(level: int) -> Ask:
    """One level for every lamp of the concentrator."""
    return Ask(Op.SET_ALL, bytes((level,)))


def set_members(masks: Mapping[int, int]) -> Ask:
    """The groups of single lamps, as bits: bit 0 is group 1."""
    rows = b"".join(_MEMBER.pack(lamp, mask) for lamp, mask in masks.items())
    return Ask(Op.SET_MEMBERS, rows, bytes((len(masks),)), 1)


def read_states(first: int, count: int) -> Ask:
    """Level, status and power of consecutive lamps."""
    return _page(Op.READ_STATES, first, count, STATE.size)


def read_counters(first: int, count: int) -> Ask:
    """Energy and hours of consecutive lamps."""
    return _page(Op.READ_COUNTERS, first, count, COUNTERS.size)


def read_members(first: int, count: int) -> Ask:
    """The groups of consecutive lamps."""
    return _page(Op.READ_MEMBERS, first, count, MEMBERS.size)


def read_heard(place: int) -> Ask:
    """Lamp controllers that are heard, from that place (from 0) of the list on."""
    return Ask(Op.READ_HEARD, pack(">H", place), b"", _LIST.size, HEARD.size)


def rows_in(payload_bytes: int, row: Struct) -> int:
    """How many lamps fit into one page."""
    return min(255, (payload_bytes - _PAGE.size) // row.size)


def levels_in(payload_bytes: int) -> int:
    """How many lamps one list of levels may name."""
    return min(255, payload_bytes // _LEVEL.size)


def members_in(payload_bytes: int) -> int:
    """How many lamps one list of memberships may name."""
    return min(255, payload_bytes // _MEMBER.size)


def about(payload: bytes) -> About:
    """What the reply to IDENTIFY says."""
    return About(*_ABOUT.unpack(payload))


def states(payload: bytes) -> list[State]:
    """The rows of a page of states."""
    return [
        State(_known(level, NO_LEVEL), status, _known(power, NO_POWER))
        for level, status, power in STATE.iter_unpack(payload[_PAGE.size :])
    ]


def counters(payload: bytes) -> list[Counters]:
    """The rows of a page of counters."""
    rows = COUNTERS.iter_unpack(payload[_PAGE.size :])
    return [Counters(_known(energy, NO_COUNT), _known(minutes, NO_COUNT)) for energy, minutes in rows]


def members(payload: bytes) -> list[int]:
    """The rows of a page of memberships."""
    return [mask for (mask,) in MEMBERS.iter_unpack(payload[_PAGE.size :])]


def heard(payload: bytes) -> tuple[int, int, Sequence[HeardLamp]]:
    """(length of the whole list, place of the first row, rows)."""
    total, place = _LIST.unpack_from(payload)
    return total, place, [HeardLamp(*row) for row in HEARD.iter_unpack(payload[_LIST.size :])]


def _page(opcode: Op, first: int, count: int, row_bytes: int) -> Ask:
    head = _PAGE.pack(first, count)
    return Ask(opcode, head, head, _PAGE.size + count * row_bytes)


def _known(raw: int, no_data: int) -> int | None:
    return None if raw == no_data else raw
