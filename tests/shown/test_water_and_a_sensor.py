"""A street under water is lit though a light sensor says that it is light: evening and morning."""

from datetime import datetime

import pytest

from lightctl.core.conditions import SensorReading
from lightctl.core.decide import Inputs, decide
from lightctl.core.decision import Layer
from lightctl.core.water import WaterState, WaterStation, step_water
from tests.core.test_light_sensor import CELL, MINUTE, NIGHT, OFF, ON, every_minute, hear

CANAL = WaterStation("canal", frozenset({"thd"}), 0.2, 0.1)
EVENING = every_minute(CELL, ON - 40 * MINUTE, ON + 5 * MINUTE, 1)
MORNING = hear(CELL, (OFF - 5 * MINUTE, 1), state=every_minute(CELL, OFF - 40 * MINUTE, OFF - 6 * MINUTE, 0))


@pytest.mark.parametrize(
    ("now", "state"), [(ON + 5 * MINUTE, EVENING), (OFF - 5 * MINUTE, MORNING)], ids=["evening", "morning"]
)
@pytest.mark.parametrize(("metres", "level"), [(0.3, 100.0), (0.05, 0.0)])
def test_it_is_lit_while_the_water_stands(now: datetime, state: object, metres: float, level: float) -> None:
    water = step_water(WaterState("canal"), SensorReading("canal", now - 4 * MINUTE, metres), CANAL)
    told = decide("thd", NIGHT, Inputs(light=((CELL, state),), water=((CANAL, water),)), now)  # type: ignore[arg-type]
    assert told.level == level
    assert told.reasons[-1].layer is Layer.SENSOR
    assert (told.reasons[-1].rule == "flood") is (metres > CANAL.flood_from)
