"""A decision's reasons as plain sentences, for people who never saw the code."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from lightctl.core.classes import class_after
from lightctl.core.decision import Decision, Fact, Layer, Reason
from lightctl.core.sentences import LANGUAGES
from lightctl.core.units import Level

_INSTANTS = frozenset({"since", "until", "on", "off", "planned"})
_SAME_NIGHT = timedelta(hours=16)
_SCOPES_VI = {
    "city": "toàn thành phố", "district": "khu vực", "street": "tuyến", "cabinet": "tủ", "group": "nhóm",
    "lamp": "đèn",
}  # fmt: skip
_LEVELS = frozenset({"floor", "wanted", "least", "minimum", "virtual", "driver", "lumen", "step"})


def tell(decision: Decision, language: str, zone: tzinfo = UTC) -> list[str]:
    """One sentence per reason, weakest first, in "en" or "vi", with the clock times of the zone.

    KeyError for a language nobody here speaks.
    """
    sentences = LANGUAGES[language].reasons
    told: list[str] = []
    before = Level(-1.0)
    for reason in decision.reasons:
        words = _Words(reason, decision.at, language, zone)
        told.append(_sentence(sentences, reason, before, decision.at).format_map(words))
        before = reason.level
    return told


def percent(level: float, language: str) -> str:
    """A level as the language writes it."""
    number = f"{level:.1f}".removesuffix(".0")
    return f"{number.replace('.', ',')}%" if language == "vi" else f"{number} %"


def _sentence(sentences: Mapping[str, str], reason: Reason, before: Level, at: datetime) -> str:
    plain = f"{reason.layer}.{reason.rule}"
    keys = (f"{plain}.{_shade(reason, before, at)}", plain, reason.layer.value, "")
    return next(sentences[key] for key in keys if key in sentences)


def _shade(reason: Reason, before: Level, at: datetime) -> str:
    """What distinguishes two sentences of the same rule."""
    facts = dict(reason.facts)
    if reason.layer is Layer.PLAN:
        on = facts.get("on")
        return "before" if isinstance(on, str) and at < datetime.fromisoformat(on) else ""
    if reason.layer is Layer.TRAFFIC and reason.rule == "flow":
        if facts.get("drop") == 0:
            return "busy"
        return "least" if _number(facts.get("wanted")) < _number(facts.get("least")) else ""
    if reason.layer is Layer.TRAFFIC and reason.rule == "silent":
        return "since" if facts.get("since") else ""
    if reason.rule == "lockout":
        return "" if facts.get("crew") else "itself"
    return "enough" if reason.level == before else ""


class _Words(dict[str, str]):
    """Facts as words of a language; a fact that is not known is a dash."""

    def __init__(self, reason: Reason, at: datetime, language: str, zone: tzinfo) -> None:
        super().__init__()
        self._language, self._zone, self._at = language, zone, at
        facts = dict(reason.facts)
        for name, fact in facts.items():
            self[name] = self._say(name, fact)
        self["level"] = self._percent(reason.level)
        self["layer"], self["rule"] = reason.layer.value, reason.rule
        self["lower"] = class_after(str(facts.get("class")), int(_number(facts.get("drop"))))
        self["circuit_named"] = f" ({facts['circuit']})" if "circuit" in facts else ""

    def __missing__(self, key: str) -> str:
        return "–"

    def _say(self, name: str, fact: Fact) -> str:
        if fact is None:
            return "–"
        if name == "target" and self._language == "vi":
            scope, colon, thing = str(fact).partition(":")
            return f"{_SCOPES_VI.get(scope, scope)}{' ' if colon else ''}{thing}"
        if name in _INSTANTS and isinstance(fact, str):
            return self._clock(datetime.fromisoformat(fact))
        if isinstance(fact, float | int) and name in _LEVELS:
            return self._percent(fact)
        return self._plain(name, fact)

    def _plain(self, name: str, fact: Fact) -> str:
        if not isinstance(fact, float):
            return str(fact)
        number = f"{fact:g}" if name == "from_m" else f"{fact:.0f}"
        return number.replace(".", ",") if self._language == "vi" else number

    def _clock(self, instant: datetime) -> str:
        local = instant.astimezone(self._zone)
        return f"{local:%H:%M}" if abs(instant - self._at) < _SAME_NIGHT else f"{local:%H:%M %d/%m}"

    def _percent(self, level: float) -> str:
        return percent(level, self._language)


def _number(fact: Fact) -> float:
    return float(fact) if isinstance(fact, float | int) else 0.0
