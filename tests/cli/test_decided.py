"""A timeline's rows: one only where a reader hears something new."""

from dataclasses import replace
from datetime import UTC

from lightctl.cli.decided import rows_of
from lightctl.core.decide import Inputs, decide
from lightctl.core.decision import Decision, Fact
from tests.core.make import at, minutes, plan

EVENING = at("20:00")
MADE = decide("thd", plan(), Inputs(), EVENING)


def with_fact(name: str, fact: Fact, later_min: int) -> Decision:
    reason = MADE.reasons[0]
    facts = {**dict(reason.facts), name: fact}
    reasons = (replace(reason, facts=tuple(facts.items())), *MADE.reasons[1:])
    return replace(MADE, at=EVENING + minutes(later_min), reasons=reasons)


def test_a_fact_that_no_sentence_tells_makes_no_row() -> None:
    told = list(rows_of([MADE, with_fact("schedule", "other.yaml:1:1", 2)], "en", UTC))
    assert [row.decision for row in told] == [MADE]


def test_asked_for_all_it_is_told_whole() -> None:
    told = list(rows_of([MADE, with_fact("schedule", "other.yaml:1:1", 2)], "en", UTC, every=True))
    assert told[0].text == told[1].text != ""


def test_a_fact_that_a_sentence_tells_makes_a_row() -> None:
    told = list(rows_of([MADE, with_fact("profile", "park", 2)], "vi", UTC))
    assert len(told) == 2
    assert "park" in told[1].text
