"""The meter of a cabinet, in its controller or beside it, and the samples it gives."""

from collections.abc import Callable

from lightctl.core.plant import Cabinet, DeviceAddress
from lightctl.field.device import Device, Surroundings
from lightctl.field.meter import MeterPoints
from lightctl.field.pace import Pace, share_of
from lightctl.field.peer import peer_of
from lightctl.field.reading import Image, Reading, Round, plan_kinds
from lightctl.field.reports import MeterSample
from lightctl.wire.driver import Driver, Kind

METERED = frozenset({Kind.ENERGY, Kind.POWER, Kind.VOLTAGE})


class Metering:
    """What a cabinet's meter showed last; `sample` gives on what was read since the last sample."""

    def __init__(self, cabinet: str, points: MeterPoints, give: Callable[[MeterSample], None]) -> None:
        self._cabinet = cabinet
        self._points = points
        self._give = give
        self._fresh: set[Reading] = set()

    @property
    def energy_wh(self) -> float | None:
        """The counter, as last read."""
        return self._points.energy_wh()

    @property
    def power_w(self) -> float | None:
        """Total active power, as last read."""
        return self._points.power_w()

    @property
    def voltage_v(self) -> tuple[float, ...]:
        """Phase voltages, as last read; empty while unknown."""
        return self._points.voltage_v() or ()

    def heard(self, reading: Reading) -> None:
        """A block was read; it may hold meter values."""
        self._fresh.add(reading)

    def sample(self, device: Device) -> None:
        """Give a sample when meter values were read since the last one."""
        fresh, self._fresh = self._fresh, set()
        energy = self._points.energy_wh() if self._points.energy_in(fresh) else None
        power = self._points.power_w() if self._points.power_in(fresh) else None
        if device.at is not None and (energy is not None or power is not None):
            voltage = self._points.voltage_v()
            self._give(MeterSample(self._cabinet, device.at, energy, power, voltage))


class MeterDevice(Device):
    """A meter with an address of its own."""

    def __init__(
        self, cabinet: Cabinet, address: DeviceAddress, driver: Driver, around: Surroundings, pace: Pace,
        give: Callable[[MeterSample], None],
    ) -> None:  # fmt: skip
        super().__init__(f"{cabinet.id}/meter", address.line, peer_of(driver, address.unit), around)
        normal = plan_kinds(driver, METERED, "normal", address.unit)
        energy = plan_kinds(driver, METERED, "energy", address.unit)
        self.metering = Metering(cabinet.id, MeterPoints(driver, Image([*normal, *energy])), give)
        self._normal = Round(self, normal, pace.cabinets_s, self._heard, self._sample)
        self._energy = Round(self, energy, pace.energy_s, self._heard, self._sample)
        self.duties = [self._normal, self._energy]

    def begin(self, now: float) -> None:
        share = share_of(self.line, "poll")
        self._normal.begin(now + share, share)
        self._energy.begin(now + share, share)

    def _heard(self, reading: Reading, changed: bool) -> None:
        self.metering.heard(reading)

    def _sample(self) -> None:
        self.period_s = self._normal.achieved_s
        self.metering.sample(self)
