"""Which device of a simulated city stands on which line, made from the driver that its master reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from lightctl.core.plant import LineKind
from lightctl.simulation.cabinet import CabinetTruth, DeviceClock
from lightctl.simulation.cabinet_unit import cabinet_device, meter_device
from lightctl.simulation.concentrator import ConcentratorTruth
from lightctl.simulation.device import Device
from lightctl.simulation.frames_line import FramesLine
from lightctl.simulation.frames_unit import FramesUnit
from lightctl.simulation.lamp import LampTruth
from lightctl.simulation.lamp_unit import concentrator_device, lamp_device
from lightctl.simulation.line import CityTime, FieldLine
from lightctl.simulation.served import ServedLine
from lightctl.site.model import Site


@dataclass(frozen=True, slots=True)
class Truths:
    """What really is behind the devices, by id."""

    cabinets: Mapping[str, CabinetTruth]
    feeders: Mapping[str, CabinetTruth]
    """The cabinet that feeds a lamp."""
    lamps: Mapping[str, LampTruth]
    concentrators: Mapping[str, ConcentratorTruth]


class Wiring:
    """Puts devices on lines; `unix` is the epoch's second when the city began."""

    def __init__(self, site: Site, truths: Truths, chance: Callable[[str], Random], unix: float) -> None:
        self._plant = site.plant
        self._drivers = site.drivers
        self._truths = truths
        self._chance = chance
        self._unix = unix

    def lines(self, now: CityTime) -> dict[str, ServedLine]:
        """Every line of bytes with its units, by id; those to a broker are no lines of bytes."""
        units: dict[str, dict[int, Device]] = {name: {} for name in self._plant.lines}
        self._put_cabinets(units)
        self._put_concentrators(units)
        self._put_lamps(units)
        framed = self._framed()
        return {
            name: FramesLine(framed.get(name, {}), now, self._chance(name))
            if line.kind is LineKind.SERIAL
            else FieldLine(units[name], now, line.kind)
            for name, line in self._plant.lines.items()
            if line.kind is not LineKind.MQTT
        }

    def _framed(self) -> dict[str, dict[int, FramesUnit]]:
        """Concentrators of a framed dialogue, by line and address."""
        found: dict[str, dict[int, FramesUnit]] = {}
        for name, one in self._plant.concentrators.items():
            rules, quartz = self._drivers[one.address.driver].frames, self._chance(f"{name}/clock")
            if rules is not None:
                clock = DeviceClock(ahead_s=quartz.uniform(-30, 30), drift_ppm=quartz.uniform(-20, 20))
                unit = FramesUnit(rules, self._truths.concentrators[name], clock, unix=self._unix)
                found.setdefault(one.address.line, {})[one.address.unit] = unit
        return found

    def _put_cabinets(self, units: dict[str, dict[int, Device]]) -> None:
        for cabinet in self._plant.cabinets.values():
            truth, address = self._truths.cabinets[cabinet.id], cabinet.address
            driver = self._drivers[address.driver]
            units[address.line][address.unit] = cabinet_device(driver, truth, unix=self._unix)
            if cabinet.meter is not None:
                meter = self._drivers[cabinet.meter.driver]
                units[cabinet.meter.line][cabinet.meter.unit] = meter_device(meter, truth)

    def _put_concentrators(self, units: dict[str, dict[int, Device]]) -> None:
        for name, one in self._plant.concentrators.items():
            driver, own = self._drivers[one.address.driver], self._truths.cabinets[one.cabinet]
            if not driver.frames:
                device = concentrator_device(driver, self._truths.concentrators[name], own)
                units[one.address.line][one.address.unit] = device

    def _put_lamps(self, units: dict[str, dict[int, Device]]) -> None:
        for lamp in self._plant.lamps.values():
            if lamp.direct is not None and not lamp.direct.node:
                truths, driver = self._truths, self._drivers[lamp.direct.driver]
                device = lamp_device(driver, truths.lamps[lamp.id], truths.feeders[lamp.id])
                units[lamp.direct.line][lamp.direct.unit] = device
