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


def period_text(first: date, last: date, covered: tuple[date, date] | None, language: Language) -> str:
    """The period asked for, and the days of it that the ledger holds."""
    held = (
        f"{numbers.day(covered[0], language)} – {numbers.day(covered[1], language)}"
        if covered
        else say("no_days", language)
    )
    asked = f"{numbers.day(first, language)} – {numbers.day(last, language)}"
    return f"{say('period', language)}: {asked}; {say('covered', language)}: {held}"


def notes(quality: Quality, language: Language) -> str:
    """The flags as words."""
    return ", ".join(say(flag, language) for flag in flags(quality))
