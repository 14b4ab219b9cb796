"""Lamps that can be told a level: what a concentrator and a line of direct lamps have in common."""

from collections.abc import Sequence
from datetime import timedelta
from math import isnan

from lightctl.core.plant import Lamp
from lightctl.core.units import Level
from lightctl.field.circuits import CircuitState
from lightctl.field.device import Device, Surroundings
from lightctl.field.drifting import DriftTeller
from lightctl.field.level_story import STEPS
from lightctl.field.levels import TRY_AGAIN_S, Levels
from lightctl.field.reading import Image
from lightctl.field.reports import CommandSteps, LampReport, LampRow, LampState
from lightctl.field.write_limits import WriteLimits, refresh_s
from lightctl.wire.codec import decode_levels, flags
from lightctl.wire.driver import Driver, Kind, Point
from lightctl.wire.levels import level_of_number


class LampTable:
    """Lamps by slot (from 0) over one `Levels`; slots without a lamp stay empty."""

    def __init__(
        self, driver: Driver, lamps: Sequence[tuple[int, Lamp, CircuitState]], around: Surroundings,
        name: str = "",
    ) -> None:  # fmt: skip
        command = driver.writable(Kind.LEVEL_COMMAND)
        if command is None:
            raise ValueError(f"driver {driver.id} has no level command")
        self.driver = driver
        self.command = command
        self.around = around
        self.lamps = {slot: lamp.id for slot, lamp, _ in lamps}
        self.slots = {lamp.id: slot for slot, lamp, _ in lamps}
        self.circuits = {slot: circuit for slot, _, circuit in lamps}
        size = max(self.lamps, default=-1) + 1
        blind = driver.point(Kind.LEVEL_IN_EFFECT) is None
        self.levels = Levels(size, driver.level_scale, command, self._tell, blind=blind)
        self.limits = WriteLimits(name or driver.id, around)
        self.levels.refresh_s = refresh_s(command, TRY_AGAIN_S)
        if command.write_gap_s or command.writes_per_day:
            self.levels.hold = self._hold
        self._drift = DriftTeller(_reached_by(lamps), self.lamps, self.levels, around.drifts)
        self._power = driver.point(Kind.LAMP_POWER)
        self._energy = driver.point(Kind.LAMP_ENERGY)
        self._hours = driver.point(Kind.BURNING_HOURS)
        self._status = driver.point(Kind.LAMP_STATUS)
        self._effect = driver.point(Kind.LEVEL_IN_EFFECT)
        self._columns = (self._effect, self._power, self._energy, self._status)

    def report(self, slot: int, device: Device, image: Image, index: int) -> LampReport:
        """What is known of one lamp; `index` is its place in the device's image."""
        levels = self.levels
        status = image.value(self._status, index)
        dark = levels.dark[slot]
        return LampReport(
            lamp=self.lamps[slot],
            state=self.state(slot, device),
            desired=levels.wished[slot],
            accepted=levels.accepted(slot),
            measured=levels.effective[slot],
            power_w=None if dark else image.value(self._power, index),
            energy_wh=image.value(self._energy, index),
            burning_h=image.value(self._hours, index),
            status=frozenset()
            if status is None or self._status is None
            else flags(self._status, int(status)),
            at=device.at,
            reason=levels.reason[slot],
            command=self._steps(slot),
        )

    def state(self, slot: int, device: Device) -> LampState:
        """How far the wish of one lamp has come."""
        levels = self.levels
        if levels.dark[slot]:
            return LampState.UNPOWERED
        if device.silent_since is not None:
            return LampState.SILENT
        if device.at is None or levels.aim[slot] is None:
            return LampState.UNKNOWN
        return self._progress(slot)

    def observe(self, slot: int, column: bytes, count: int) -> None:
        """Level registers were read, from that slot on."""
        if self._effect is not None:
            read = decode_levels(self.driver.level_scale, self._effect, column, count)
            self.levels.observe(slot, read, self.around.wire())

    def row(self, slot: int, image: Image) -> LampRow:
        """The sample of a lamp that has an image of its own."""
        level, power, energy, status = (image.value(point) for point in self._columns)
        return LampRow(
            self.lamps[slot], self._level(level), power, energy, int(status or 0), *self._asked(slot)
        )

    def rows(self, image: Image) -> tuple[LampRow, ...]:
        """Every lamp of a bank sample, by slot; slot s is index s + 1 of the image."""
        level, power, energy, status = (self._values(image, point) for point in self._columns)
        return tuple(
            LampRow(lamp, self._level(level.get(slot + 1)), power.get(slot + 1), energy.get(slot + 1),
                    int(status.get(slot + 1) or 0), *self._asked(slot))
            for slot, lamp in self.lamps.items()
        )  # fmt: skip

    def _asked(self, slot: int) -> tuple[Level | None, Level | None]:
        return self.levels.wished[slot], self.levels.accepted(slot)

    def _steps(self, slot: int) -> CommandSteps:
        clock, now = self.around.clock, self.around.wire()
        city = clock.now()
        wire = {step: self.levels.story.times[step][slot] for step in STEPS}
        ago = {step: timedelta(seconds=(now - at) * clock.rate) for step, at in wire.items() if not isnan(at)}
        return CommandSteps(**{step: city - age for step, age in ago.items()})

    def _hold(self, slot: int, raises: bool) -> float:
        """Light goes before the device's memory: a raise waits for the gap, never for the next day."""
        return self.limits.ready_at(self.command, slot + 1, urgent=raises)

    def _level(self, number: float | None) -> Level | None:
        level = None if number is None else level_of_number(self.driver.level_scale, number)
        return None if level is None else Level(level)

    def _values(self, image: Image, point: Point | None) -> dict[int, float | None]:
        return {
            index: value for first, values in image.column(point) for index, value in enumerate(values, first)
        }

    def _progress(self, slot: int) -> LampState:
        levels = self.levels
        if levels.verified(slot):
            return LampState.VERIFIED
        if (
            self._effect is not None
            and levels.effective[slot] is None
            and not levels.waking(slot, self.around.wire())
        ):
            return LampState.SILENT if self.circuits[slot].closed else LampState.UNPOWERED
        if levels.differs[slot] or levels.held(slot, self.around.wire()):
            return LampState.DIFFERS
        return LampState.ACCEPTED if levels.accepted(slot) == levels.aim[slot] else LampState.SENT

    def _tell(self, slot: int, differs: bool) -> None:
        levels, lamp = self.levels, self.lamps[slot]
        if differs:
            self.around.tell("differs", lamp, f"told {levels.aim[slot]}, reads {levels.effective[slot]}")
        else:
            self.around.tell("agrees", lamp, "does as it was told, or has no power")


def _reached_by(lamps: Sequence[tuple[int, Lamp, CircuitState]]) -> str:
    """What all of them are reached by: their concentrator, else their line."""
    for _, lamp, _ in lamps:
        if lamp.concentrator:
            return lamp.concentrator
        if lamp.direct is not None:
            return f"{lamp.direct.line}/all"
    return ""
