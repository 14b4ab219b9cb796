"""Vietnamese names found with and without diacritics."""

import unicodedata


def fold(text: str) -> str:
    """A name as it is searched for: no diacritics, no case, words joined by single hyphens."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return "-".join(letters.split())
