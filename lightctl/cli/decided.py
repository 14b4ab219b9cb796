"""A thing's decisions as rows of a timeline: a row only where something changed, and what it was."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo

from lightctl.core.decision import Decision, Layer
from lightctl.core.sentences import LANGUAGES
from lightctl.core.telling import percent, tell


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and what is to be said of it beside the one before."""

    decision: Decision
    text: str


def rows_of(
    decisions: Iterable[Decision], language: str, zone: tzinfo, *, every: bool = False
) -> Iterator[Decided]:
    """In their order; one that says what the last one said is left out unless `every` is asked for."""
    before: Decision | None = None
    for decision in decisions:
        text = _text(decision, before, language, zone)
        if text or every:
            yield Decided(decision, text or _ruling(decision, language, zone))
        before = decision


def _text(decision: Decision, before: Decision | None, language: str, zone: tzinfo) -> str:
    """What is new beside the one before; empty where only facts changed that no sentence tells."""
    if decision.same_light(before):
        return ""
    if before is None or decision.level != before.level:
        return _ruling(decision, language, zone)
    said = set(tell(before, language, zone))
    news = [sentence for sentence in tell(decision, language, zone) if sentence not in said]
    frame, gone = LANGUAGES[language].frame, _gone(decision, before, language)
    if not news and not gone:
        return ""
    why = " ".join(news) or frame["gone"].format(layers=gone)
    return frame["stays"].format(level=percent(decision.level, language), why=why)


def _ruling(decision: Decision, language: str, zone: tzinfo) -> str:
    return f"{percent(decision.level, language)}: {tell(decision, language, zone)[decision.ruling]}"


def _gone(decision: Decision, before: Decision, language: str) -> str:
    """The layers that said something before and say nothing any more."""
    layers = dict.fromkeys(reason.layer for reason in before.reasons)
    gone = [layer for layer in layers if _count(decision, layer) < _count(before, layer)]
    return ", ".join(LANGUAGES[language].frame[f"layer.{layer}"] for layer in gone)


def _count(decision: Decision, layer: Layer) -> int:
    return sum(reason.layer is layer for reason in decision.reasons)
