"""InfluxDB line protocol with integer fields, written by hand: the client's own points drop what is odd."""

from collections.abc import Mapping

_HARMLESS = str.maketrans({"\\": "/", "\n": " ", "\r": " ", "\t": " ", "\0": " "})
_ESCAPED = str.maketrans({",": r"\,", "=": r"\=", " ": r"\ "})


def tag_text(text: str) -> str:
    """A tag's key or value; line ends become spaces, an empty value becomes `-`.

    A backslash becomes a slash: servers read it each in their own way, and at the end of a value it
    would eat what follows.
    """
    return text.translate(_HARMLESS).translate(_ESCAPED) or "-"


def line(measurement: str, tags: Mapping[str, str], fields: Mapping[str, int], at_s: int) -> str:
    """One point at a whole second; tags in the order of their keys, fields as 64-bit integers."""
    names = "".join(f",{tag_text(key)}={tag_text(value)}" for key, value in sorted(tags.items()))
    values = ",".join(f"{tag_text(key)}={value:d}i" for key, value in fields.items())
    return f"{tag_text(measurement)}{names} {values} {at_s:d}"
