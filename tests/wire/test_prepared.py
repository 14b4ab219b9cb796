"""What is decoded a thousand times an hour is prepared once, and means the same."""

from hypothesis import given
from hypothesis import strategies as st

from lightctl.wire.codec import decode
from lightctl.wire.driver import ByteOrder, Encoding, WordOrder
from lightctl.wire.prepared import decoder
from tests.wire.points import point

NUMBERS = [one for one in Encoding if one not in {Encoding.CALENDAR, Encoding.TEXT}]


@given(
    st.sampled_from(NUMBERS), st.sampled_from(WordOrder), st.sampled_from(ByteOrder),
    st.binary(min_size=24, max_size=24), st.integers(0, 5),
    st.sampled_from([(1.0, 1.0, 0.0), (0.1, 3.0, -7.0)]), st.sampled_from([(), (0xFFFF,), (0, 0xFFFFFFFF)]),
)  # fmt: skip
def test_prepared_is_what_decode_says(
    encoding: Encoding, word: WordOrder, byte: ByteOrder, data: bytes, place: int,
    factors: tuple[float, float, float], sentinels: tuple[int, ...],
) -> None:  # fmt: skip
    scale, divisor, offset = factors
    one = point(
        encoding, word_order=word, byte_order=byte, scale=scale, divisor=divisor, offset=offset,
        sentinels=sentinels,
    )  # fmt: skip
    assert repr(decoder(one)(data, 2 * place)) == repr(decode(one, data[2 * place :]))


def test_a_word_by_hand() -> None:
    volts = point(Encoding.UINT16, divisor=10.0, sentinels=(0xFFFF,))
    read = decoder(volts)
    assert (read(bytes.fromhex("08FC 09C4"), 2), read(b"\xff\xff", 0)) == (250.0, None)
