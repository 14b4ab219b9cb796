"""Every light sensor and water station as people want to see it: worth, age and last word."""

from datetime import datetime

from lightctl.core.light_sensor import LightState, judge_light
from lightctl.core.water import WaterState, judge_water
from lightctl.daemon.conditions import Conditions
from lightctl.web.rows import SensorStatus


def sensor_rows(conditions: Conditions, now: datetime) -> list[SensorStatus]:
    """In the order of the settings, light before water."""
    lights = [_light(conditions, name, now) for name in conditions.sensors.light]
    return lights + [_water(conditions.water[name], now) for name in conditions.sensors.water]


def _light(conditions: Conditions, name: str, now: datetime) -> SensorStatus:
    state, sensor = conditions.light[name], conditions.sensors.light[name]
    word = {None: "unclear", True: "dark", False: "light"}[state.dark]
    if not sensor.photocell and state.value is not None:
        word += f", {state.value:g} lux"
    kind = "photocell" if sensor.photocell else "lux"
    return SensorStatus(name, kind, judge_light(state, now)[0].value, _age(state, now), word)


def _water(state: WaterState, now: datetime) -> SensorStatus:
    word = "unknown" if state.value is None else f"{state.value:g} m"
    if state.floods(now):
        word += ", flooded"
    return SensorStatus(state.station, "water", judge_water(state, now).value, _age(state, now), word)


def _age(state: LightState | WaterState, now: datetime) -> float | None:
    return None if state.at is None else max(0.0, (now - state.at).total_seconds())
