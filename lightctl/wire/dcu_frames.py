"""Frames of the dialogue dcu-frames, as docs/dcu-frames.md draws them: bytes to frames and back.

    A5 5A | length | ~length | address | number | opcode | payload … | CRC low | CRC high

`length` counts address to the end of the payload; the CRC is that of Modbus RTU, from `length` on.
"""

from dataclasses import dataclass
from enum import IntEnum
from struct import pack

from lightctl.wire.crc import crc16

START = b"\xa5\x5a"
EVERYBODY = 0
"""The address that all concentrators of a line hear and none answers."""
HEAD_BYTES = 4
BODY_BYTES = 3
CRC_BYTES = 2
FRAME_BYTES = HEAD_BYTES + BODY_BYTES + CRC_BYTES
"""Everything around a payload."""
MOST_PAYLOAD = 250
BYTE_GAP_S = 0.1
"""A frame whose bytes pause for longer is given up."""


class Op(IntEnum):
    """What a frame is about; a reply carries the request's opcode with REPLY set, a refusal with REFUSAL."""

    EVENT_TAKEN = 0x00
    IDENTIFY = 0x01
    PROVE = 0x02
    READ_CLOCK = 0x03
    SET_CLOCK = 0x04
    SET_LEVELS = 0x10
    SET_GROUP = 0x11
    SET_ALL = 0x12
    READ_STATES = 0x20
    READ_COUNTERS = 0x21
    READ_HEARD = 0x22
    SET_MEMBERS = 0x30
    READ_MEMBERS = 0x31
    LAMP_EVENT = 0x40
    RESTARTED = 0x41
    WANTS = 0x42
    LAST_GASP = 0x43


EVENT, REPLY, REFUSAL = 0x40, 0x80, 0xC0
KIND_MASK = 0xC0
"""The two high bits of an opcode: 00 from the master, else from a concentrator."""


class Refusal(IntEnum):
    """Why a concentrator will not."""

    UNKNOWN_OPCODE = 1
    BAD_LENGTH = 2
    BAD_LAMP = 3
    BAD_GROUP = 4
    BAD_VALUE = 5
    BUSY = 6
    """The number that Modbus has for it too."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, either way."""

    address: int
    number: int
    opcode: int
    payload: bytes = b""

    @property
    def kind(self) -> int:
        """0 from the master, else EVENT, REPLY or REFUSAL."""
        return self.opcode & KIND_MASK


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of one concentrator; address and number are the line's business."""

    opcode: Op
    payload: bytes = b""
    echo: bytes = b""
    """How the payload of the reply must begin."""
    size: int = 0
    """Bytes in the payload of the reply."""
    step: int = 0
    """More of them may follow by this many; 0 for none."""

    def fits(self, payload: bytes) -> bool:
        """Whether that can be the reply: it begins as it must and has the right length."""
        more = len(payload) - self.size
        right = more == 0 or (self.step > 0 and more > 0 and more % self.step == 0)
        return right and payload.startswith(self.echo)


def wrap(frame: Frame) -> bytes:
    """The bytes on the wire; raises ValueError for a payload that is too long."""
    if len(frame.payload) > MOST_PAYLOAD:
        raise ValueError(f"{len(frame.payload)} bytes of payload, {MOST_PAYLOAD} at most")
    length = BODY_BYTES + len(frame.payload)
    covered = bytes((length, length ^ 0xFF, frame.address, frame.number, frame.opcode)) + frame.payload
    return START + covered + pack("<H", crc16(covered))


def take_frame(buffer: bytearray) -> Frame | None:
    """The next whole frame, cut off the buffer with all garbage before it; None until more bytes come."""
    while True:
        start = buffer.find(START)
        if start < 0:
            del buffer[: len(buffer) - buffer.endswith(START[:1])]
            return None
        del buffer[:start]
        if len(buffer) < HEAD_BYTES:
            return None
        if _head_is_sound(buffer):
            size = buffer[2] + HEAD_BYTES + CRC_BYTES
            if len(buffer) < size:
                return None
            if (found := _frame(bytes(buffer[:size]))) is not None:
                del buffer[:size]
                return found
        del buffer[:1]


def give_up(buffer: bytearray) -> None:
    """The frame that begins the buffer will never be whole: look behind its first byte."""
    del buffer[:1]


def air_bytes(ask: Ask) -> int:
    """Bytes that an exchange puts on the wire, as far as it is known before."""
    return 2 * FRAME_BYTES + len(ask.payload) + ask.size


def _head_is_sound(buffer: bytearray) -> bool:
    return buffer[2] ^ buffer[3] == 0xFF and BODY_BYTES <= buffer[2] <= BODY_BYTES + MOST_PAYLOAD


def _frame(data: bytes) -> Frame | None:
    if crc16(data[2:-CRC_BYTES]) != int.from_bytes(data[-CRC_BYTES:], "little"):
        return None
    return Frame(data[4], data[5], data[6], data[7:-CRC_BYTES])
