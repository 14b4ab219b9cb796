"""Units as types: what a bare float would let one mix."""

from typing import NewType

Level = NewType("Level", float)
"""Light output in percent of the design output, 0–100; never watts, never a raw register."""

Watts = NewType("Watts", float)
WattHours = NewType("WattHours", float)
FlowPerHour = NewType("FlowPerHour", float)
"""Vehicles per hour, motorcycles weighted, all lanes and directions of the place."""

DARK = Level(0.0)
FULL = Level(100.0)
