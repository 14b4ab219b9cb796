"""Sensors with whom they serve, resolved in the plant."""

from lightctl.core.light_sensor import LightSensor
from lightctl.core.plant import Plant
from lightctl.core.sensing import Sensors, sensors_of
from lightctl.core.target import circuits_of, groups_of, parse_target
from lightctl.core.water import WaterStation
from lightctl.errors import TargetError
from lightctl.site.parse import Parsed
from lightctl.site.problems import Problems, Spot
from lightctl.site.sensor_rows import SensorRow
from lightctl.site.settings_file import SettingsFile


def resolve_sensors(settings: Parsed[SettingsFile], plant: Plant, problems: Problems) -> Sensors:
    """Every sensor; one that is declared twice or serves nobody known is noted as a mistake."""
    light: list[LightSensor] = []
    water: list[WaterStation] = []
    seen: set[str] = set()
    for index, row in enumerate(settings.model.sensors):
        spot = settings.spot("sensors", index, "id")
        if row.id in seen:
            problems.error(spot, f"a sensor {row.id!r} is declared twice")
        seen.add(row.id)
        serves = _groups(row, plant, settings.spot("sensors", index, "serves"), problems)
        if row.kind == "water":
            pillars = _circuits(row, plant, settings.spot("sensors", index, "pillars"), problems)
            water.append(row.to_station(serves, pillars))
        else:
            light.append(row.to_light(serves))
    if seen and "sensing" not in settings.model.model_fields_set:
        hint = "add sensing: with its source, or none"
        problems.warn(settings.spot("sensors"), "nobody brings the words of these sensors", hint)
    return sensors_of(light, water)


def _groups(row: SensorRow, plant: Plant, spot: Spot, problems: Problems) -> frozenset[str]:
    found: set[str] = set()
    for words in row.serves:
        try:
            found.update(groups_of(parse_target(words, plant), plant))
        except TargetError as error:
            problems.error(spot, str(error))
    return frozenset(found)


def _circuits(row: SensorRow, plant: Plant, spot: Spot, problems: Problems) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for words in row.pillars:
        if words in plant.circuits:
            found[words] = None
            continue
        try:
            found.update(dict.fromkeys(circuits_of(parse_target(f"cabinet:{words}", plant), plant)))
        except TargetError as error:
            problems.error(spot, f"{words!r} is neither a circuit nor a cabinet: {error}")
    return tuple(found)
