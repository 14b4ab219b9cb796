"""Vietnamese names found with and without diacritics, and things counted in English."""

import unicodedata


def fold(text: str) -> str:
    """A name as it is searched for: no diacritics, no case, words joined by single hyphens."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return "-".join(letters.split())


def counted(number: int, thing: str) -> str:
    """So many of a thing, in plain English: 1 lamp, 1,204 lamps."""
    return f"{number:,} {thing}{'s' * (number != 1)}"
