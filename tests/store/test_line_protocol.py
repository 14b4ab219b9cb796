"""Whatever a thing is called, its line is one line and reads back as it was meant."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lightctl.store.sync.line_protocol import line


def read_back(text: str) -> tuple[str, dict[str, str], dict[str, int], int]:
    """A line taken apart by the published grammar: a backslash takes the sign after it literally."""
    signs: list[tuple[str, bool]] = []
    position = 0
    while position < len(text):
        escaped = text[position] == "\\" and position + 1 < len(text) and text[position + 1] in ",= "
        position += escaped
        signs.append((text[position], escaped))
        position += 1

    def split(part: list[tuple[str, bool]], at: str) -> list[list[tuple[str, bool]]]:
        parts: list[list[tuple[str, bool]]] = [[]]
        for sign, escaped in part:
            if sign == at and not escaped:
                parts.append([])
            else:
                parts[-1].append((sign, escaped))
        return parts

    def plain(part: list[tuple[str, bool]]) -> str:
        return "".join(sign for sign, _ in part)

    head, fields, at = split(signs, " ")
    measurement, *tags = split(head, ",")
    pairs = [split(tag, "=") for tag in tags]
    values = [split(field, "=") for field in split(fields, ",")]
    return (
        plain(measurement),
        {plain(key): plain(value) for key, value in pairs},
        {plain(key): int(plain(value).removesuffix("i")) for key, value in values},
        int(plain(at)),
    )


def test_a_line_by_hand() -> None:
    text = line("ledger", {"cabinet": "Tủ 1, phường=2"}, {"metered_dwh": -5, "known": 1}, 1_700_000_000)
    assert text == r"ledger,cabinet=Tủ\ 1\,\ phường\=2 metered_dwh=-5i,known=1i 1700000000"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\0"])
def test_nobody_smuggles_a_second_line(end: str) -> None:
    text = line("ledger", {"cabinet": f"td-1{end}evil v=1i 1"}, {"v": 1}, 1)
    assert len(text.splitlines()) == 1
    assert read_back(text)[2:] == ({"v": 1}, 1)


NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20)


@given(st.dictionaries(NAMES, NAMES, max_size=3), st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**32))
@example({"a": "\\"}, 1, 1)
@example({"a": "b\\"}, 1, 1)
def test_any_name_reads_back(tags: dict[str, str], value: int, at: int) -> None:
    meant = {key.replace("\\", "/"): name.replace("\\", "/") for key, name in sorted(tags.items())}
    assert read_back(line("ledger", tags, {"v": value}, at)) == ("ledger", meant, {"v": value}, at)
