"""What a meter on the cabinet's feeder shows, and something sane for every other word of a device.

A point's kind says what it is; without one, its unit and name do.
"""

from collections.abc import Callable
from math import floor, sqrt
from zlib import crc32

from lightctl.simulation.cabinet import PHASE_SHARES, POWER_FACTOR, CabinetTruth
from lightctl.simulation.registers import clamped, width
from lightctl.wire.driver import Encoding, Kind, Point

_PER_BASE = {
    "kW": 1e-3, "kVA": 1e-3, "kvar": 1e-3, "MW": 1e-6, "kWh": 1e-3, "kVAh": 1e-3, "kvarh": 1e-3, "MWh": 1e-6,
    "kV": 1e-3, "Mvarh": 1e-6, "mA": 1e3, "min": 1 / 60, "h": 1 / 3600,
}  # fmt: skip
"""How many of that unit are one W, Wh, V, A or s."""

_STANDING_WORDS = ("export", "delivered", "negative", "reverse")
"""Counters of energy that flows back: street lights give none."""
_REACTIVE = sqrt(1 - POWER_FACTOR**2) / POWER_FACTOR
_APPARENT = 1 / POWER_FACTOR
_POWERS = {
    "W": 1.0, "kW": 1.0, "MW": 1.0, "VA": _APPARENT, "kVA": _APPARENT, "var": _REACTIVE, "kvar": _REACTIVE,
}  # fmt: skip
_ENERGIES = {
    "Wh": 1.0, "kWh": 1.0, "MWh": 1.0, "VAh": _APPARENT, "kVAh": _APPARENT,
    "varh": _REACTIVE, "kvarh": _REACTIVE,
}  # fmt: skip
"""How much of a quantity comes with one W or Wh."""
STEP_WH = 10.0
_FRACTIONS = {Encoding.FLOAT32, Encoding.FLOAT64}


def in_unit(unit: str, base: float) -> float:
    """A number in W, Wh, V, A or s, in the point's own unit."""
    return base * _PER_BASE.get(unit, 1.0)


class MeterTruth:
    """The electrical readings of one cabinet, by kind and phase; phases count from 0."""

    def __init__(self, cabinet: CabinetTruth) -> None:
        self._cabinet = cabinet

    def power_w(self, t: float) -> float:
        """Total active power."""
        return self._cabinet.watts(t)

    def energy_wh(self, t: float) -> float:
        """The counter, from whatever it showed when the city began."""
        return self._cabinet.counter_wh + self._cabinet.watt_hours(t)

    def voltage_v(self, t: float, phase: int) -> float:
        """Phase to neutral; the phases lie a little apart."""
        return self._cabinet.mains.volts(t) * (1.0, 0.997, 1.004)[phase % 3]

    def current_a(self, t: float, phase: int) -> float:
        """Phase current."""
        share = PHASE_SHARES[phase % 3]
        return self._cabinet.watts(t) * share / (POWER_FACTOR * self.voltage_v(t, phase))


def reading(meter: MeterTruth, point: Point, before: int, index: int) -> Callable[[float], float]:
    """The getter of one value of a meter's point; `before` values of its kind came before this point."""
    unit, phase = point.unit, before + index
    if point.kind is Kind.POWER:
        return lambda t: in_unit(unit, meter.power_w(t))
    if point.kind is Kind.ENERGY:
        one, stepped = in_unit(unit, 1.0), point.encoding in _FRACTIONS
        return lambda t: one * (_stepped(meter.energy_wh(t)) if stepped else meter.energy_wh(t))
    if point.kind is Kind.VOLTAGE:
        return lambda t: in_unit(unit, meter.voltage_v(t, phase))
    if point.kind is Kind.CURRENT:
        return lambda t: in_unit(unit, meter.current_a(t, phase))
    return _by_unit(meter, point, index)


def _stepped(energy_wh: float) -> float:
    """A meter that sends fractions still counts in steps of its own."""
    return floor(energy_wh / STEP_WH) * STEP_WH


def serial_number(point: Point, thing: str) -> float:
    """The identity of a device: the same for the same thing, within what the point can hold."""
    number = crc32(thing.encode())
    return clamped(point, float(number >> 16 if width(point) == 1 else number))


def identity(point: Point, thing: str, *, stranger: bool = False) -> float:
    """What a device says it is: a model its driver expects, else its serial number; a stranger neither."""
    models = [float(word) for word in point.expect if word.isdecimal()]
    if models:
        return clamped(point, max(models) + 1 if stranger else models[0])
    return serial_number(point, f"another {thing}" if stranger else thing)


def steady(point: Point) -> float:
    """Something sane for a point that means nothing to the simulation."""
    if "firmware" in point.name or "version" in point.name:
        return clamped(point, 1.02)
    sane = {"Hz": 50.0, "°C": 34.0, "C": 34.0, "%": 50.0, "V": 230.0, "°": 18.2}.get(point.unit)
    if sane is None:
        sane = float(next(iter(point.names), 0)) if point.low is None or point.names else point.low
    return clamped(point, sane)


def _by_unit(meter: MeterTruth, point: Point, index: int) -> Callable[[float], float]:
    phase, share = (index, PHASE_SHARES[index]) if point.count == len(PHASE_SHARES) else (0, 1.0)
    unit = point.unit
    if unit in _POWERS:
        return lambda t: in_unit(unit, share * _POWERS[unit] * meter.power_w(t))
    if unit in _ENERGIES and not any(word in point.name for word in _STANDING_WORDS):
        return lambda t: in_unit(unit, share * _ENERGIES[unit] * meter.energy_wh(t))
    if unit in {"V", "kV"}:
        return lambda t: in_unit(unit, meter.voltage_v(t, phase))
    if unit in {"A", "mA"}:
        return lambda t: in_unit(unit, meter.current_a(t, phase))
    sane = clamped(point, 0.0) if unit in _ENERGIES else _power_factor(point) or steady(point)
    return lambda _t: sane


def _power_factor(point: Point) -> float:
    named = "factor" in point.name or point.name.startswith("pf")
    return clamped(point, POWER_FACTOR) if named else 0.0
