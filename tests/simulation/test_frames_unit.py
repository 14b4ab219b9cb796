"""The simulated framed concentrator against frames written by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import pytest

from lightctl.simulation.cabinet import DeviceClock
from lightctl.simulation.concentrator import ConcentratorTruth
from lightctl.simulation.frames_line import FramesConversation, FramesLine
from lightctl.simulation.frames_unit import FramesUnit
from lightctl.wire.frame_rules import FrameRules
from tests.field.frames_peer import framed

RULES = FrameRules(lamps=4, groups=8, payload_bytes=64, status={0: "lamp-failed"})
UNIX = datetime(2026, 11, 20, tzinfo=UTC).timestamp()


class Port:
    """What came back."""

    def __init__(self) -> None:
        self.heard = b""

    def write(self, data: bytes) -> None:
        self.heard += data

    def close(self) -> None:
        """A port has no other end."""


class Bus:
    """Concentrators 1 and 2 without lamps, and somebody at the port."""

    def __init__(self) -> None:
        self.t = 0.0
        self.truths = {1: ConcentratorTruth("one", 4), 2: ConcentratorTruth("two", 4)}
        clock = DeviceClock(ahead_s=0.0, drift_ppm=0.0)
        units = {
            address: FramesUnit(RULES, truth, clock, unix=UNIX) for address, truth in self.truths.items()
        }
        self.line = FramesLine(units, lambda: self.t, Random(1))
        self.port = Port()
        self.conversation: FramesConversation = self.line.connect(self.port)
        self.say(framed(1, 1, 0x01))
        self.say(framed(1, 0, 0x00))
        self.say(framed(2, 0, 0x00))

    def say(self, *pieces: bytes) -> bytes:
        """What is answered to these bytes."""
        self.port.heard = b""
        for piece in pieces:
            self.conversation.received(memoryview(piece))
        return self.port.heard

    def asked(self, address: int) -> Sequence[float]:
        return self.truths[address].asked


@pytest.fixture
def bus() -> Bus:
    return Bus()


ASKED = [
    ("02", "61 62 63", "82", "61 62 63"),
    ("02", "", "C2", "02"),
    ("03", "", "83", "69 1E 5A 80"),
    ("04", "69 1E 5B 00", "84", ""),
    ("10", "00 01 3C 00 04 64", "90", "02"),
    ("10", "00 01 3C 00 05 64", "D0", "03"),
    ("10", "00 01 65", "D0", "05"),
    ("10", "00 01", "D0", "02"),
    ("10", "", "D0", "02"),
    ("11", "03 28", "91", ""),
    ("11", "09 28", "D1", "04"),
    ("12", "64", "92", ""),
    ("12", "FF", "D2", "05"),
    ("20", "00 03 02", "A0", "00 03 02 FF 00 00 FF FF FF 00 00 FF FF"),
    ("20", "00 03 03", "E0", "03"),
    ("20", "00 01 00", "E0", "02"),
    ("21", "00 04 01", "A1", "00 04 01 FF FF FF FF FF FF FF FF"),
    ("22", "00 00", "A2", "00 00 00 00"),
    ("30", "00 02 00 00 00 00 00 00 00 05", "B0", "01"),
    ("30", "00 02 00 00 00 00 00 00 01 00", "F0", "04"),
    ("31", "00 01 02", "B1", "00 01 02" + " 00" * 16),
    ("3F", "", "FF", "01"),
]


@pytest.mark.parametrize(("opcode", "payload", "reply", "answer"), ASKED)
def test_what_is_asked_is_answered_as_the_page_says(
    bus: Bus, opcode: str, payload: str, reply: str, answer: str
) -> None:
    if opcode == "03":
        answer = int(UNIX).to_bytes(4, "big").hex()
    heard = bus.say(framed(2, 9, int(opcode, 16), bytes.fromhex(payload)))
    assert heard == framed(2, 9, int(reply, 16), bytes.fromhex(answer))


def test_a_refused_list_changed_nothing(bus: Bus) -> None:
    bus.say(framed(1, 9, 0x10, bytes.fromhex("00 01 3C 00 05 64")))
    assert bus.asked(1) == [100.0] * 4


def test_a_group_is_told_what_its_members_are_told(bus: Bus) -> None:
    bus.say(framed(1, 9, 0x30, bytes.fromhex("00 02 0000000000000004 00 04 0000000000000005")))
    bus.say(framed(1, 10, 0x11, bytes((3, 40))))
    assert bus.asked(1) == [100.0, 40.0, 100.0, 40.0]
    assert bus.asked(2) == [100.0] * 4


def test_everybody_hears_address_nought_and_nobody_answers(bus: Bus) -> None:
    assert bus.say(framed(0, 9, 0x12, bytes((30,)))) == b""
    assert bus.asked(1) == bus.asked(2) == [30.0] * 4


def test_damage_strangers_and_replies_are_not_answered(bus: Bus) -> None:
    good = framed(1, 9, 0x01)
    assert bus.say(good[:-1] + bytes((good[-1] ^ 1,))) == b""
    assert bus.say(framed(3, 9, 0x01)) == b""
    assert bus.say(framed(1, 9, 0x81, bytes(15))) == b""
    assert bus.say(b"\xa5noise" + good[:5], good[5:]) != b""


def test_a_silent_one_says_farewell_once_and_returns_with_a_word(bus: Bus) -> None:
    bus.truths[1].silent = True
    assert bus.say(framed(1, 9, 0x01)) == framed(1, 1, 0x43)
    bus.t = 60.0
    assert bus.say(framed(1, 10, 0x01)) == b""
    bus.truths[1].silent = False
    heard = bus.say(framed(2, 11, 0x02, b"x"))
    assert framed(1, 2, 0x41, b"\0") in heard
    assert framed(2, 11, 0x82, b"x") in heard


def test_an_event_is_said_three_times_at_most() -> None:
    bus, said = Bus(), 0
    bus.truths[1].silent = True
    bus.say(framed(2, 9, 0x02, b"x"))
    bus.truths[1].silent = False
    for step in range(20):
        bus.t = 10.0 + step
        said += bus.say(framed(2, 9, 0x02, b"x")).count(framed(1, 2, 0x41, b"\0"))
    assert said == 3


def test_a_line_that_is_down_hears_nothing(bus: Bus) -> None:
    bus.line.set_down(True)
    assert bus.say(framed(1, 9, 0x01)) == b""
    bus.line.set_down(False)
    assert bus.say(framed(1, 9, 0x01)) != b""
