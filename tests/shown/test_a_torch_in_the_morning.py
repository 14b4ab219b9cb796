"""A sensor that sees a lamp, not the sun, before dawn: the street stays lit."""

import pytest

from lightctl.core.decide import Inputs, decide
from lightctl.core.light_sensor import LightQuality, LightState
from tests.core.make import TAN_AN, sun
from tests.core.test_light_sensor import CELL, LUX, MINUTE, NIGHT, OFF, hear, level


def seen(shines_before: int, for_minutes: int, until: int) -> LightState:
    """A word a minute through the morning: dark but for some minutes; all in minutes before off."""
    words = (
        (OFF - n * MINUTE, 200.0 if shines_before - for_minutes < n <= shines_before else 1.0 + n / 100)
        for n in range(90, until - 1, -1)
    )
    return hear(LUX, *words)


@pytest.mark.parametrize("shines_before", range(27, 11, -1))
def test_a_torch_that_is_gone_darkens_no_street(shines_before: int) -> None:
    until = shines_before - 8
    state = seen(shines_before, 4, until)
    assert (state.dark, state.quality) == (True, LightQuality.GOOD)
    assert level(OFF - until * MINUTE, (LUX, state)) == NIGHT.plan_at(OFF - until * MINUTE) > 0


def test_no_sensor_darkens_while_the_sun_stands_under_civil_dawn() -> None:
    for shines_before in range(40, 2, -1):
        for until in range(shines_before, 0, -1):
            now = OFF - until * MINUTE
            if sun(TAN_AN).altitude(now) <= -6:
                assert level(now, (LUX, seen(shines_before, 10, until))) > 0


def test_lamps_that_shine_on_their_sensor_blink_once_and_burn_on() -> None:
    dark = hear(CELL, (OFF - 40 * MINUTE, 0), (OFF - 12 * MINUTE, 0))
    shone_on = hear(CELL, (OFF - 10 * MINUTE, 1), state=dark)
    assert level(OFF - 10 * MINUTE, (CELL, shone_on)) == 0
    off_again = hear(CELL, (OFF - 9 * MINUTE, 0), state=shone_on)
    assert level(OFF - 9 * MINUTE, (CELL, off_again)) > 0
    on_again = hear(CELL, (OFF - 8 * MINUTE, 1), state=off_again)
    assert level(OFF - 8 * MINUTE, (CELL, on_again)) > 0
    told = decide("thd", NIGHT, Inputs(light=((CELL, on_again),)), OFF - 8 * MINUTE)
    assert [reason.rule for reason in told.reasons] == ["plan"]
