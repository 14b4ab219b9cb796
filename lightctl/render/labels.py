"""What lines and flags are called."""

from datetime import date

from lightctl.figures import SavingsRow
from lightctl.figures.rows import Quality
from lightctl.figures.savings import By
from lightctl.render import numbers
from lightctl.render.facts import Facts, flags
from lightctl.render.numbers import Language
from lightctl.render.words import say


def row_name(row: SavingsRow, by: By, facts: Facts, language: Language) -> str:
    """What a line is called: a street's name, a cabinet that feeds several, a day as people write it."""
    if by is By.DAY:
        return numbers.day(date.fromisoformat(row.key), language)
    if by is By.MONTH:
        return row.key if language == "en" else f"{row.key[5:]}/{row.key[:4]}"
    name = facts.name(row.key)
    return f"{name} ({say('several_streets', language)})" if row.whole_cabinet else name


def notes(quality: Quality, language: Language) -> str:
    """The flags as words."""
    return ", ".join(say(flag, language) for flag in flags(quality))
