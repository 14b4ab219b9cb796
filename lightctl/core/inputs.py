"""What a decision rests on besides the plan of its night."""

from dataclasses import dataclass

from lightctl.core.commands import Override
from lightctl.core.light_sensor import LightSensor, LightState
from lightctl.core.traffic import TrafficState
from lightctl.core.typical import Usual
from lightctl.core.units import DARK, Level
from lightctl.core.water import WaterState, WaterStation
from lightctl.core.weather import WeatherState


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known for one group besides its plan; overrides are those that reach it, in any order."""

    traffic: TrafficState | None = None
    """None: the street never had a counter, nor follows one."""
    traffic_upwards_only: bool = False
    """The counter is a neighbour's: the level moves only between plan and full."""
    weather: WeatherState | None = None
    overrides: tuple[Override, ...] = ()
    never_below: Level = DARK
    light: tuple[tuple[LightSensor, LightState], ...] = ()
    water: tuple[tuple[WaterStation, WaterState], ...] = ()
    typical: Usual | None = None
    """What another place usually counts now, for a street without any counter."""
