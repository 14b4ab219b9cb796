"""What a register list does not print as YAML wants it: names of points, addresses, words for no data."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from lightctl.site.words import wrong

MOST_BYTES = 0x20000
"""Byte addresses of a table; registers end at half of it."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_HEX = re.compile(r"[0-9A-Fa-f]{1,5}[hH]?\Z")


def _name(word: str) -> str:
    if not _NAME.match(word):
        hint = "a point's name begins with a–z and is made of a–z, 0–9 and _, at most 40"
        raise wrong(f"{word!r} is not a point's name", hint)
    return word


def _address(value: object) -> object:
    """Raises for a list's own way to write hexadecimal, `5B0C` or `5B0Ch`."""
    if isinstance(value, str) and _HEX.match(value):
        raise wrong(
            f"{value!r} is not an address", f"hexadecimal begins with 0x: 0x{value.rstrip('hH').upper()}"
        )
    return value


def _words(value: object) -> object:
    if isinstance(value, int):
        raise wrong(f"{value} should be a list", f"in brackets: [0x{value:X}]")
    return value


Name = Annotated[
    str,
    AfterValidator(_name),
    WithJsonSchema({"type": "string", "pattern": r"^[a-z][a-z0-9_]*$", "maxLength": 40}),
]
Address = Annotated[int, BeforeValidator(_address), Field(ge=0, le=MOST_BYTES)]
Sentinels = Annotated[list[int], BeforeValidator(_words)]
