"""A node's values as points, so that levels and lamps are reckoned with as everywhere else."""

from dataclasses import replace

from lightctl.wire.driver import Access, Driver, Encoding, Kind, Point, Table
from lightctl.wire.scales import LevelScale

_TENTHS = 10.0
_READ = {
    "level": (Kind.LEVEL_IN_EFFECT, "%"),
    "power": (Kind.LAMP_POWER, "W"),
    "energy": (Kind.LAMP_ENERGY, "Wh"),
    "burning_hours": (Kind.BURNING_HOURS, "h"),
    "status": (Kind.LAMP_STATUS, ""),
}


def with_points(driver: Driver) -> Driver:
    """The driver with a point for each value of its nodes; the driver itself where it has no topics.

    Their addresses mean nothing: no register is ever asked for them.
    """
    if driver.topics is None:
        return driver
    read = [
        Point(
            word, Table.INPUT, number, Encoding.FLOAT64, kind=kind, unit=unit,
            bits=driver.topics.status if word == "status" else {},
        )
        for number, (word, (kind, unit)) in enumerate(_READ.items())
        if word in driver.topics.paths
    ]  # fmt: skip
    return replace(driver, points=(_command(driver.level_scale), *read))


def _command(scale: object) -> Point:
    """Of the 254 scales whole steps are told, of anything else tenths."""
    steps = scale in {LevelScale.LINEAR_254, LevelScale.DALI_LOG}
    return Point(
        "command", Table.HOLDING, 0, Encoding.UINT16, Access.WRITE, Kind.LEVEL_COMMAND,
        unit="%" if scale is LevelScale.PERCENT else "", divisor=1.0 if steps else _TENTHS,
        low=0.0, high=254.0 if steps else 100.0,
    )  # fmt: skip
