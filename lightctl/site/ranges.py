"""Ranges as written: `a-001..a-064` for lamps, `1..64` for slots and units."""

import re

from lightctl.site.words import wrong

MOST = 10_000
_NODE = re.compile(r"([A-Za-z0-9_.:-]*?)([0-9]+)\Z")
_LAMP = re.compile(r"([a-z0-9][a-z0-9._-]*?)([0-9]+)\Z")


def lamp_ids(text: str) -> list[str]:
    """Lamp ids of a range, or the one id; both ends have the same stem and width."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    begin, end = _LAMP.match(first), _LAMP.match(last if dots else first)
    if not begin or not end:
        raise wrong(f"{text!r} is not a range of lamps", "as in thd-001..thd-064")
    if begin[1] != end[1] or len(begin[2]) != len(end[2]):
        raise wrong(f"{text!r} changes its stem or width", "as in thd-001..thd-064")
    numbers = _between(int(begin[2]), int(end[2]), text)
    return [f"{begin[1]}{number:0{len(begin[2])}d}" for number in numbers]


def node_names(text: str) -> list[str]:
    """Names of `prefix-001..040` or `prefix-001..prefix-040`, or the one name."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    if not dots:
        return [first]
    end = _NODE.match(last)
    width = len(end[2]) if end else 0
    stem, digits = first[:-width], first[-width:]
    if not end or not _NODE.match(first) or end[1] not in {"", stem} or not digits.isdecimal():
        raise wrong(f"{text!r} is not a range of nodes", "as in tan-an-001..040")
    return [f"{stem}{number:0{width}d}" for number in _between(int(digits), int(end[2]), text)]


def numbers(text: str) -> list[int]:
    """Whole numbers of `1..64`, `7` or `1..10, 12`."""
    found: list[int] = []
    for part in text.split(","):
        first, dots, last = (end.strip() for end in part.partition(".."))
        ends = (first, last if dots else first)
        if not all(end.isascii() and end.isdecimal() and len(end) < 6 for end in ends):
            raise wrong(f"{text!r} is not a range of numbers", "as in 1..64")
        found += _between(int(ends[0]), int(ends[1]), text)
        if len(found) > MOST:
            raise wrong(f"{text[:40]!r} holds more than {MOST}")
    return found


def _between(first: int, last: int, text: str) -> range:
    if last < first:
        raise wrong(f"{text!r} counts backwards")
    if last - first >= MOST:
        raise wrong(f"{text!r} holds more than {MOST}")
    return range(first, last + 1)
