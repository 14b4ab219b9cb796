"""How a headline is made up, and what it rests on, in words."""

from lightctl.figures import SavingsReport
from lightctl.render.numbers import Language, day, number
from lightctl.render.words import say

_ASSUMED = "assumed"


def parts_text(report: SavingsReport, language: Language) -> str:
    """The saving's three parts; a part that is a loss is explained."""
    kwh = report.headline.total.kwh
    parts = {name: number(getattr(kwh, name), language, 1) for name in ("swap", "switching", "dimming")}
    said = [say("parts", language, **parts)]
    if kwh.switching < 0:
        said.append(say("longer_hours", language))
    if kwh.dimming < 0:
        said.append(say("more_than_full", language))
    return " ".join(said)


def rests_on_text(report: SavingsReport, language: Language) -> str:
    """What is assumed of the old installation and of the price; empty where both are declared."""
    return " ".join(
        said for said in (_old_lamps_text(report, language), _price_text(report, language)) if said
    )


def _price_text(report: SavingsReport, language: Language) -> str:
    """That no price is declared, or that the first days are priced by one that holds only later."""
    if any(span.tariff.price_vnd_per_kwh == 0 for span in report.tariffs):
        return say("no_tariff", language)
    since = [span.tariff.since for span in report.tariffs if span.first < span.tariff.since]
    return say("later_tariff", language, since=day(min(since), language)) if since else ""


def _old_lamps_text(report: SavingsReport, language: Language) -> str:
    names = dict.fromkeys(one.title for one in report.baselines if one.evidence == _ASSUMED)
    if not names:
        return ""
    metered = number(report.headline.total.kwh.metered, language, 1)
    return say("rests_on", language, names=", ".join(names), metered=metered)
