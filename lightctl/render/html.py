"""The savings report as one HTML file without scripts, fit for print (sole door to Jinja)."""

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lightctl.figures import SavingsReport
from lightctl.render import numbers
from lightctl.render.charts import bars
from lightctl.render.facts import Facts
from lightctl.render.labels import (
    missing_text,
    notes,
    period_text,
    row_name,
    simulated_text,
    tested_text,
    total_name,
)
from lightctl.render.numbers import Language
from lightctl.render.sureness import parts_text, rests_on_text
from lightctl.render.words import say

_TEMPLATES = Path(__file__).parent / "templates"


def savings_html(report: SavingsReport, facts: Facts, language: Language) -> str:
    """The whole page; every name in it is escaped."""
    environment = _environment(facts, language)
    page = environment.get_template("savings.html")
    tables = [("by_street", report.by_street), ("by_month", report.by_month), ("by_day", report.by_day)]
    return page.render(
        report=report, period=period_text(report.period, language),
        total_name=total_name(report, language), parts=parts_text(report, language),
        rests_on=rests_on_text(report, language), simulated=simulated_text(facts, language),
        missing=missing_text(report.period, facts, language),
        tested=tested_text(report.tested_kwh, language), facts=facts, language=language,
        head=report.headline, total=report.headline.total,
        tables=tables, street_bars=bars(report.by_street.rows), day_bars=bars(report.by_day.rows),
    )  # fmt: skip


def _environment(facts: Facts, language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals["say"] = partial(_say_in, language)
    environment.globals["named"] = lambda row, by: row_name(row, by, facts, language)
    environment.filters.update(
        number=lambda value, places=0: numbers.number(value, language, places),
        kwh=lambda value: numbers.number(value, language, 1),
        percent=lambda value: numbers.percent(value, language),
        share=lambda value: numbers.percent(100 * value, language),
        day=lambda value: numbers.day(value, language),
        moment=lambda value: numbers.moment(value, facts.zone, language),
        flags=lambda quality: notes(quality, language),
        name=facts.name,
    )
    return environment


def _say_in(language: Language, key: str, **facts: str) -> str:
    return say(key, language, **facts)
