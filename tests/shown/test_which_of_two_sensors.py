"""Of two sensors that say light, the one is told that the street waited for."""

from dataclasses import replace

from lightctl.core.decide import Inputs, decide
from tests.core.make import minutes
from tests.core.test_light_sensor import CELL, MINUTE, NIGHT, OFF, ON, every_minute, hear

OTHER = replace(CELL, id="pc-2", after=minutes(10))


def test_in_the_evening_the_window_that_ends_first_bounds_the_wait() -> None:
    bright = [(one, every_minute(one, ON - 40 * MINUTE, ON + 5 * MINUTE, 1)) for one in (CELL, OTHER)]
    for pairs in (bright, bright[::-1]):
        told = decide("thd", NIGHT, Inputs(light=tuple(pairs)), ON + 5 * MINUTE)
        facts = dict(told.reasons[-1].facts)
        assert (told.level, facts["sensor"], facts["until"]) == (0.0, "pc-2", (ON + 10 * MINUTE).isoformat())
        assert told.valid_until <= ON + 10 * MINUTE
        later = [(one, hear(one, (ON + 10 * MINUTE, 1), state=state)) for one, state in pairs]
        assert decide("thd", NIGHT, Inputs(light=tuple(later)), ON + 10 * MINUTE).level == 100.0


def test_in_the_morning_the_last_one_to_see_the_light_ends_the_night() -> None:
    dark = {one: every_minute(one, OFF - 40 * MINUTE, OFF - 10 * MINUTE, 0) for one in (CELL, OTHER)}
    first = hear(CELL, (OFF - 9 * MINUTE, 1), state=dark[CELL])
    waits = Inputs(light=((CELL, first), (OTHER, dark[OTHER])))
    assert decide("thd", NIGHT, waits, OFF - 9 * MINUTE).level > 0
    second = hear(OTHER, (OFF - 7 * MINUTE, 1), state=dark[OTHER])
    pairs = ((CELL, first), (OTHER, second))
    for order in (pairs, pairs[::-1]):
        told = decide("thd", NIGHT, Inputs(light=order), OFF - 7 * MINUTE)
        facts = dict(told.reasons[-1].facts)
        assert (told.level, facts["sensor"], facts["since"]) == (
            0.0, "pc-2", (OFF - 7 * MINUTE).isoformat(),
        )  # fmt: skip
