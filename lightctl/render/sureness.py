"""How a headline is made up, and what it rests on, in words."""

from lightctl.figures import SavingsReport
from lightctl.render.numbers import Language, number
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
    """That the old installation is assumed, where it is; empty where every baseline has evidence."""
    names = dict.fromkeys(one.title for one in report.baselines if one.evidence == _ASSUMED)
    if not names:
        return ""
    metered = number(report.headline.total.kwh.metered, language, 1)
    return say("rests_on", language, names=", ".join(names), metered=metered)
