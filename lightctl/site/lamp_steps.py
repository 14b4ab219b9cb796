"""The levels that a lamp's controller can be told: its driver's scale, rounded up."""

from collections.abc import Callable

from lightctl.core.plant import Lamp
from lightctl.core.units import Level
from lightctl.site.model import Site
from lightctl.wire.codec import decode_levels, encode_level
from lightctl.wire.driver import Driver, Kind


def steps_of(site: Site, lamp: Lamp) -> Callable[[Level], Level] | None:
    """Driver level asked → driver level that the controller is told; None for a lamp without registers."""
    driver = _driver(site, lamp)
    command = driver.writable(Kind.LEVEL_COMMAND) if driver and driver.topics is None else None
    if driver is None or command is None:
        return None
    scale, point = driver.level_scale, command

    def step(level: Level) -> Level:
        told = decode_levels(scale, point, encode_level(scale, point, level), 1)[0]
        return level if told is None else Level(told)

    return step


def _driver(site: Site, lamp: Lamp) -> Driver | None:
    if lamp.direct is not None:
        return site.drivers[lamp.direct.driver]
    if lamp.concentrator:
        return site.drivers[site.plant.concentrators[lamp.concentrator].address.driver]
    return None
