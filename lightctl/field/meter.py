"""Meter values from a driver's points, whichever device carries them."""

from lightctl.field.reading import Image, Reading
from lightctl.wire.driver import Driver, Kind, Point

_FACTORS = {"Wh": 1.0, "kWh": 1e3, "MWh": 1e6, "W": 1.0, "kW": 1e3, "V": 1.0, "kV": 1e3}
"""Unit written in the driver → Wh, W and V."""


class MeterPoints:
    """The meter part of one driver over one image; values in Wh, W and V."""

    def __init__(self, driver: Driver, image: Image) -> None:
        self._image = image
        self._energy = driver.point(Kind.ENERGY)
        self._power = driver.point(Kind.POWER)
        self._voltages = [p for p in driver.points if p.kind is Kind.VOLTAGE]

    def energy_wh(self) -> float | None:
        """The counter."""
        return self._value(self._energy)

    def power_w(self) -> float | None:
        """Total active power."""
        return self._value(self._power)

    def energy_in(self, fresh: set[Reading]) -> bool:
        """Whether the counter lies in these readings."""
        return self._lies_in(self._energy, fresh)

    def power_in(self, fresh: set[Reading]) -> bool:
        """Whether the power lies in these readings."""
        return self._lies_in(self._power, fresh)

    def voltage_v(self) -> tuple[float, ...] | None:
        """Phase voltages; None unless every declared one has data."""
        values = [self._value(p, index) for p in self._voltages for index in range(1, p.count + 1)]
        known = tuple(value for value in values if value is not None)
        return known if known and len(known) == len(values) else None

    def _lies_in(self, point: Point | None, fresh: set[Reading]) -> bool:
        return point is not None and any(reading in fresh for reading in self._image.readings_of(point))

    def _value(self, point: Point | None, index: int = 1) -> float | None:
        raw = self._image.value(point, index)
        return None if raw is None or point is None else raw * _FACTORS.get(point.unit, 1.0)
