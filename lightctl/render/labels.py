"""What lines and flags are called."""

from datetime import date
from decimal import Decimal

from lightctl.figures import Period, SavingsReport, SavingsRow
from lightctl.figures.rows import Quality
from lightctl.figures.savings import By
from lightctl.render import numbers
from lightctl.render.facts import Facts, flags
from lightctl.render.numbers import Language
from lightctl.render.words import say

_NAMED = 5
"""Cabinets that are named one by one."""


def row_name(row: SavingsRow, by: By, facts: Facts, language: Language) -> str:
    """What a line is called: a street's name, a cabinet that feeds several, a day as people write it."""
    if by is By.DAY:
        return numbers.day(date.fromisoformat(row.key), language)
    if by is By.MONTH:
        return row.key if language == "en" else f"{row.key[5:]}/{row.key[:4]}"
    name = facts.name(row.key)
    return f"{name} ({say('several_streets', language)})" if row.whole_cabinet else name


def total_name(report: SavingsReport, language: Language) -> str:
    """What the last line is called: no total of the period where its headline is refused."""
    return say("total_measured" if report.headline.refused else "total", language)


def period_text(period: Period, language: Language) -> str:
    """The period asked for, and the days of it that the ledger holds."""
    held = f"{_days(period.covered, language)}" if period.covered else say("no_days", language)
    asked = _days((period.first, period.last), language)
    text = f"{say('period', language)}: {asked}; {say('covered', language)}: {held}"
    if not period.running:
        return text
    if period.asked_to is None:
        return f"{text}; {say('not_begun', language)}"
    return f"{text}; {say('running', language, day=numbers.day(period.asked_to, language))}"


def simulated_text(facts: Facts, language: Language) -> str:
    """That nothing was measured in a real street; empty for real devices."""
    return say("simulated", language) if facts.simulated else ""


def missing_text(period: Period, facts: Facts, language: Language) -> str:
    """What the ledger does not hold of the period, in a sentence or two; empty where it holds it all."""
    said = []
    if period.missing:
        counts = {"missing": str(period.missing), "asked": str(period.asked)}
        said.append(say("missing_days", language, **counts))
    if period.unheard:
        names = ", ".join(map(facts.name, period.unheard[:_NAMED]))
        more = len(period.unheard) - _NAMED
        names += f" {say('and_more', language, count=str(more))}" if more > 0 else ""
        said.append(say("unheard", language, names=names))
    return " ".join(said)


def tested_text(tested_kwh: Decimal, language: Language) -> str:
    """What passed in hours with tests; empty where there was none."""
    return say("in_tests", language, kwh=numbers.number(tested_kwh, language, 1)) if tested_kwh else ""


def _days(span: tuple[date, date], language: Language) -> str:
    return " – ".join(numbers.day(day, language) for day in span)


def notes(quality: Quality, language: Language) -> str:
    """The flags as words."""
    return ", ".join(say(flag, language) for flag in flags(quality))
