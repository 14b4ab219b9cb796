"""Lamp controllers on the line itself: a unit for each lamp, and one broadcast where all want the same."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from math import inf

from lightctl.core.plant import DeviceAddress, Lamp
from lightctl.core.units import Level
from lightctl.field.circuits import CircuitState
from lightctl.field.device import Device, Duty, Surroundings, Urgency
from lightctl.field.fades import Fade, write_fade
from lightctl.field.lamps import LampTable
from lightctl.field.levels import BOOT_S
from lightctl.field.pace import Pace, effect_s, share_of
from lightctl.field.peer import Peer, peer_of
from lightctl.field.reading import Image, Reading, Round, plan_kinds, read_once
from lightctl.field.reports import BankSamples, LampReport, LampState
from lightctl.field.transaction import Guard
from lightctl.field.write_limits import WriteLimits
from lightctl.wire.blocks import plan_writes
from lightctl.wire.driver import Driver, Kind

READ_BACK_S = 1.0
POWER_UNKNOWN_S = 15.0
BROADCAST_SHARE = 0.8
BROADCAST_UNIT = 0
_READ = {Kind.LEVEL_IN_EFFECT, Kind.LAMP_POWER, Kind.LAMP_STATUS, Kind.LAMP_ENERGY}


class DirectLamp(Device):
    """One lamp controller; its slot is in the table of its line."""

    def __init__(
        self, lamp: Lamp, address: DeviceAddress, slot: int, table: LampTable, pace: Pace,
        give: Callable[[BankSamples], None],
    ) -> None:  # fmt: skip
        driver = table.driver
        super().__init__(lamp.id, address.line, peer_of(driver, address.unit), table.around)
        self._slot = slot
        self._table = table
        self._give = give
        self._effect = driver.point(Kind.LEVEL_IN_EFFECT)
        self._effect_s = effect_s(driver.limits, READ_BACK_S)
        self._fade = Fade(driver, address.unit, pace.fade_s, WriteLimits(lamp.id, table.around))
        normal = plan_kinds(driver, _READ, "normal", address.unit)
        energy = plan_kinds(driver, _READ, "energy", address.unit)
        self._image = Image([*normal, *energy])
        self._effect_readings = self._image.readings_of(self._effect) if self._effect else []
        self.command = Duty(Urgency.COMMAND, self._send)
        self.verify = Duty(Urgency.VERIFY, self._read_back)
        self._normal = Round(self, normal, pace.lamps_s, self._heard, self._round_done)
        self._energy = Round(self, energy, pace.energy_s, self._heard, self._sample)
        self.duties = [self.command, self.verify, self._normal, self._energy]

    def begin(self, now: float) -> None:
        # Its cabinet soon tells whether it has power; where that stays unknown, it is asked all the same.
        first = now + POWER_UNKNOWN_S * (1.0 + share_of(self.line, "poll"))
        self.muted_until = first
        self._normal.begin(first, share_of(self.line, "poll"))
        self._energy.begin(first, share_of(self.line, "poll"))

    def report(self) -> LampReport:
        """What is known of the lamp."""
        return self._table.report(self._slot, self, self._image, 1)

    def state(self) -> LampState:
        """How far the lamp's wish has come."""
        return self._table.state(self._slot, self)

    @property
    def may_be_told_with_others(self) -> bool:
        """No stranger, and with no fade time that has to be right first; without power nothing matters."""
        return self._table.levels.dark[self._slot] or (self.met and self._fade.point is None)

    def power_changed(self, dark: bool) -> None:
        """Without power nobody answers, so nobody asks; with it, first let it boot."""
        now = self.around.wire()
        boot_s = BOOT_S if self._table.levels.dark[self._slot] else 0.0
        self._table.levels.power(self._slot, dark, now)
        if dark:
            self.excuse()
        self.muted_until = 0.0
        for reading in self._effect_readings:
            reading.data = b""
        for duty in (self._normal, self._energy, self.verify):
            duty.due = inf if dark else now + boot_s
        self.reconsider()

    def reconnected(self) -> None:
        super().reconnected()
        self._fade.forget()

    def fell_silent(self, trouble: str) -> None:
        """Call it silent, unless it has no power anyway."""
        if not self._table.levels.dark[self._slot]:
            super().fell_silent(trouble)

    def reconsider(self) -> None:
        """Look again at what the lamp has to be told."""
        self.command.due = self._table.levels.due_of(self._slot)
        self.wake()

    async def _send(self, guard: Guard) -> None:
        levels, slot = self._table.levels, self._slot
        data, aim = levels.data(slot), levels.aim[slot]
        if data is not None and levels.due_of(slot) <= self.around.wire():
            changes = [(self._table.command, 1, data)]
            request = plan_writes(self.peer.unit, changes, self._table.driver.limits)[0]
            await write_fade(self, guard, self._fade, raises=levels.raises(slot))
            self._table.limits.wrote(self._table.command, (slot + 1,))
            began = self.around.wire()
            if await self.ask(guard, request) is not None:
                levels.sent({slot: aim}, self.around.wire(), fade_s=self._fade.longest_s, began=began)
                self.verify.due = self.around.wire() + self._effect_s + self._fade.longest_s
        self.command.due = levels.due_of(slot)

    async def _read_back(self, guard: Guard) -> None:
        for reading in self._effect_readings:
            await read_once(self, guard, reading, self._heard)
        now = self.around.wire()
        settling = self._table.levels.settling_of(self._slot, now)
        self.verify.due = now + READ_BACK_S if settling else inf

    def _heard(self, reading: Reading, changed: bool) -> None:
        if not changed or self._effect is None:
            return
        for run in reading.block.runs:
            if run.point is self._effect:
                self._table.observe(self._slot, run.column(reading.data), 1)
                self.command.due = self._table.levels.due_of(self._slot)

    def _round_done(self) -> None:
        self.period_s = self._normal.achieved_s
        self._table.levels.judge_one(self._slot, self.around.wire())

    def _sample(self) -> None:
        if self.at is not None:
            self._give(BankSamples(self.name, self.at, (self._table.row(self._slot, self._image),)))


class DirectLine(Device):
    """All direct lamps of one driver on one line; as a device it is the broadcast unit."""

    def __init__(
        self, line: str, driver: Driver, lamps: Sequence[tuple[Lamp, DeviceAddress, CircuitState]],
        around: Surroundings, pace: Pace, give: Callable[[BankSamples], None],
    ) -> None:  # fmt: skip
        super().__init__(f"{line}/all", line, Peer(BROADCAST_UNIT, 0.0, 0.0, ()), around)
        self.table = LampTable(
            driver, [(i, lamp, circuit) for i, (lamp, _, circuit) in enumerate(lamps)], around,
            f"{line}/{driver.id}",
        )  # fmt: skip
        self.lamps = [
            DirectLamp(lamp, address, slot, self.table, pace, give)
            for slot, (lamp, address, _) in enumerate(lamps)
        ]
        self._all = Duty(Urgency.COMMAND, self._tell_all)
        self.duties = [self._all]
        for (_, _, circuit), device in zip(lamps, self.lamps, strict=True):
            circuit.on_power.append(partial(self._power_changed, circuit, device))

    def wish(self, lamp_id: str, level: Level, reason: str) -> None:
        """Replace the wish for one lamp."""
        slot = self.table.slots[lamp_id]
        if self.table.levels.wish(slot, level, reason):
            self.lamps[slot].reconsider()
            # Asked before any single lamp: its due instant is the oldest.
            self._all.due = 0.0

    def fell_silent(self, trouble: str) -> None:
        """Nothing: the broadcast unit never speaks."""

    async def _tell_all(self, guard: Guard) -> None:
        self._all.due = inf
        levels = self.table.levels
        if (aim := self._shared()) is None:
            return
        data = next(levels.data(slot) for slot in self.table.lamps if levels.aim[slot] == aim)
        changes = [(self.table.command, 1, data or b"")]
        request = plan_writes(BROADCAST_UNIT, changes, self.table.driver.limits)[0]
        self.table.limits.wrote(self.table.command, [slot + 1 for slot in self.table.lamps])
        began = self.around.wire()
        await guard.tell_all(request)
        now = self.around.wire()
        levels.sent(dict.fromkeys(self.table.lamps, aim), now, acknowledged=False, began=began)
        look_at = now + effect_s(self.table.driver.limits, READ_BACK_S)
        for device in self.lamps:
            device.reconsider()
            device.verify.due = look_at if not levels.dark[self.table.slots[device.name]] else inf

    def _shared(self) -> Level | None:
        """The level that all may be told at once: wanted by most, by none exceeded, and new to most."""
        levels = self.table.levels
        aims = [levels.aim[slot] for slot in self.table.lamps]
        ((aim, votes),) = Counter(aims).most_common(1)
        known = [other for other in aims if other is not None]
        most = BROADCAST_SHARE * len(aims)
        if not all(device.may_be_told_with_others for device in self.lamps):
            return None
        if aim is None or len(aims) < 2 or len(known) < len(aims) or max(known) > aim or votes < most:
            return None
        return aim if len(levels.to_send(self.around.wire())) >= most else None

    def _power_changed(self, circuit: CircuitState, device: DirectLamp) -> None:
        device.power_changed(circuit.dark)
