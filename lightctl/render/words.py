"""The words of the savings report, in English and Vietnamese; they stand in words.toml."""

import tomllib
from functools import cache
from pathlib import Path

from lightctl.render.numbers import Language


@cache
def words() -> dict[str, dict[Language, str]]:
    """Every key's text by language."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def say(key: str, language: Language, **facts: str) -> str:
    """The word or sentence in that language, with its facts filled in."""
    text = words()[key][language]
    return text.format(**facts) if facts else text
