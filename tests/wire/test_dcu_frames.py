"""Frames of dcu-frames against bytes written by hand, and against every damage that one can do to them."""

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lightctl.wire import dcu_words as words
from lightctl.wire.dcu_frames import EVENT, MOST_PAYLOAD, REFUSAL, REPLY, Ask, Frame, Op, take_frame, wrap
from tests.conftest import REPOSITORY
from tests.field.bench import crc

BY_HAND = {
    "A5 5A 09 F6 02 07 10 00 01 3C 01 02 64 E4 38": Frame(
        2, 7, Op.SET_LEVELS, words.set_levels({1: 60, 258: 100}).payload
    ),
    "A5 5A 04 FB 02 07 90 02 B9 F3": Frame(2, 7, Op.SET_LEVELS | REPLY, b"\x02"),
    "A5 5A 05 FA 02 08 11 03 28 71 11": Frame(2, 8, Op.SET_GROUP, words.set_group(3, 40).payload),
    "A5 5A 03 FC 02 08 91 37 FC": Frame(2, 8, Op.SET_GROUP | REPLY),
    "A5 5A 04 FB 00 09 12 00 38 E9": Frame(0, 9, Op.SET_ALL, words.set_all(0).payload),
    "A5 5A 06 F9 02 0A 20 00 01 02 BB 5C": Frame(2, 10, Op.READ_STATES, words.read_states(1, 2).payload),
    "A5 5A 04 FB 02 0C D2 06 F9 52": Frame(2, 12, Op.SET_ALL | REFUSAL, b"\x06"),
    "A5 5A 03 FC 02 0D 01 34 C0": Frame(2, 13, Op.IDENTIFY),
    "A5 5A 07 F8 00 0E 04 6A 21 C4 80 CC 7E": Frame(0, 14, Op.SET_CLOCK, words.set_clock(0x6A21C480).payload),
    "A5 5A 07 F8 02 0F 02 00 00 00 01 B9 1D": Frame(2, 15, Op.PROVE, words.prove(b"\0\0\0\1").payload),
    "A5 5A 0D F2 02 10 30 00 01 00 00 00 00 00 00 00 05 8A A6": Frame(
        2, 16, Op.SET_MEMBERS, words.set_members({1: 5}).payload
    ),
    "A5 5A 07 F8 02 29 40 00 05 00 01 D6 15": Frame(2, 41, Op.LAMP_EVENT, b"\0\5\0\1"),
    "A5 5A 03 FC 02 29 00 EE 00": Frame(2, 41, Op.EVENT_TAKEN),
    "A5 5A 04 FB 02 2A 41 00 F4 6B": Frame(2, 42, Op.RESTARTED, b"\0"),
    "A5 5A 04 FB 02 2B 42 03 E5 5A": Frame(2, 43, Op.WANTS, b"\3"),
    "A5 5A 03 FC 02 2C 43 AC A1": Frame(2, 44, Op.LAST_GASP),
}  # fmt: skip
READ = {
    "A5 5A 10 EF 02 0A A0 00 01 02 3C 00 00 01 77 FF 00 08 FF FF 1A 78": (
        words.states, [words.State(60, 0, 375), words.State(None, 8, None)],
    ),
    "A5 5A 0E F1 02 0B A1 00 01 01 00 01 2F 8F 00 00 5A 2D 88 F3": (
        words.counters, [words.Counters(77_711, 23_085)],
    ),
    "A5 5A 12 ED 02 0D 81 01 07 5B CD 15 00 68 00 FA 10 F0 00 01 51 80 9F 30": (
        words.about, words.About(1, 123_456_789, 104, 250, 16, 240, 86_400),
    ),
    "A5 5A 15 EA 02 11 A2 00 02 00 00 00 01 00 00 10 36 5A 00 00 00 00 10 37 2D 34 DE": (
        words.heard, (2, 0, [words.HeardLamp(1, 4150, 90), words.HeardLamp(0, 4151, 45)]),
    ),
}  # fmt: skip
FRAMES = st.builds(
    Frame, st.integers(0, 247), st.integers(0, 255), st.integers(0, 255), st.binary(max_size=MOST_PAYLOAD)
)
QUIET_BYTES = st.binary(max_size=40).filter(lambda data: 0xA5 not in data)


def taken(data: bytes) -> tuple[list[Frame], bytearray]:
    buffer, found = bytearray(data), []
    while (frame := take_frame(buffer)) is not None:
        found.append(frame)
    return found, buffer


@pytest.mark.parametrize(("told", "frame"), BY_HAND.items())
def test_frames_written_by_hand(told: str, frame: Frame) -> None:
    data = bytes.fromhex(told)
    assert crc(data[2:-2]).to_bytes(2, "little") == data[-2:]
    assert wrap(frame) == data
    assert taken(data) == ([frame], bytearray())


@pytest.mark.parametrize(("told", "reading"), READ.items())
def test_replies_written_by_hand(told: str, reading: tuple[Callable[[bytes], object], object]) -> None:
    ((frame,), left) = taken(bytes.fromhex(told))
    read, value = reading
    assert read(frame.payload) == value
    assert frame.kind == REPLY
    assert not left


def test_the_page_shows_the_same_frames() -> None:
    page = (REPOSITORY / "docs/dcu-frames.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| `(A5 5A[^`]+)` \|", page, re.MULTILINE)
    assert len(shown) >= 10
    assert set(shown) <= set(BY_HAND) | set(READ)


def test_every_opcode_stands_on_the_page() -> None:
    page = (REPOSITORY / "docs/dcu-frames.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([0-9A-F]{2}) \| ([A-Z_]+) \|", page, re.MULTILINE))
    assert rows == {f"{op:02X}": op.name for op in Op}
    assert {op & 0xC0 for op in Op} == {0, EVENT}


@given(FRAMES)
def test_a_frame_comes_back(frame: Frame) -> None:
    assert taken(wrap(frame)) == ([frame], bytearray())


@given(FRAMES, st.data())
def test_one_wrong_byte_is_always_found(frame: Frame, data: st.DataObject) -> None:
    good = wrap(frame)
    place = data.draw(st.integers(0, len(good) - 1))
    bad = bytearray(good)
    bad[place] ^= data.draw(st.integers(1, 255))
    assert frame not in taken(bytes(bad))[0]


@given(FRAMES, st.integers(0, 400), st.integers(1, 0xFFFF))
def test_a_burst_of_sixteen_bits_is_always_found(frame: Frame, place: int, burst: int) -> None:
    good = wrap(frame)
    at = place % (len(good) - 1)
    bad = bytearray(good)
    bad[at] ^= burst >> 8
    bad[at + 1] ^= burst & 0xFF
    assert frame not in taken(bytes(bad))[0]


@given(FRAMES, st.data())
def test_a_cut_frame_is_no_frame(frame: Frame, data: st.DataObject) -> None:
    good = wrap(frame)
    assert frame not in taken(good[: data.draw(st.integers(0, len(good) - 1))])[0]


@given(st.lists(FRAMES, max_size=5), QUIET_BYTES, st.data())
def test_split_and_glued_frames_after_garbage(frames: list[Frame], noise: bytes, data: st.DataObject) -> None:
    stream = noise + b"".join(map(wrap, frames))
    buffer, found = bytearray(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        buffer += stream[:size]
        stream = stream[size:]
        while (frame := take_frame(buffer)) is not None:
            found.append(frame)
    assert found == frames


@given(FRAMES, st.binary(max_size=60))
def test_garbage_never_costs_more_than_the_frames_it_hides(frame: Frame, noise: bytes) -> None:
    """After any garbage, as many good frames as a false beginning can swallow bring the reader back."""
    behind = 2 + 260 // len(wrap(frame))
    found, _ = taken(noise + wrap(frame) * behind)
    assume(frame.payload.find(b"\xa5\x5a") < 0)
    assert frame in found


@given(st.binary(max_size=600))
def test_any_bytes_are_survived_and_not_kept(data: bytes) -> None:
    _, left = taken(data)
    assert len(left) < 260


def test_too_long_a_payload_is_not_sent() -> None:
    with pytest.raises(ValueError, match="251 bytes"):
        wrap(Frame(1, 1, Op.PROVE, bytes(251)))


@pytest.mark.parametrize(
    ("ask", "right", "wrong"),
    [
        (
            words.read_states(3, 2), b"\0\3\2" + bytes(10),
            [b"\0\3\2" + bytes(9), b"\0\4\2" + bytes(10), b"\0\3\1" + bytes(5)],
        ),
        (words.read_heard(0), bytes(11), [bytes(12), bytes(3)]),
        (words.set_levels({1: 5, 2: 6}), b"\2", [b"\1", b"", b"\2\2"]),
        (words.set_all(7), b"", [b"\0"]),
        (words.prove(b"ab"), b"ab", [b"ac", b"a", b"abc"]),
    ],
)  # fmt: skip
def test_a_reply_must_fit_its_request(ask: Ask, right: bytes, wrong: list[bytes]) -> None:
    assert ask.fits(right)
    assert not any(map(ask.fits, wrong))
