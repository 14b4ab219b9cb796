"""Whether a cabinet's clock can be trusted: it stays set, and it drifts little; said once each way."""

from lightctl.field.device import Device

MOST_OFFSET_S = 5.0
MOST_DRIFT_S_A_DAY = 30.0
"""A cheap quartz drifts 2 s a day; more than this is a fault or somebody's hand."""
LONG_ENOUGH_S = 6 * 3600.0
"""That long without drifting, and a clock keeps time."""
SHORTEST_S = 1800.0
"""Whole seconds are read: in less time than this no drift is told."""
STEP_S = 2.0
"""City and wire disagree by more about how much time passed: the city's clock was stepped, not this one."""
LAG_S = 1.0
"""Of the wire; so late a clock may be read. It is more than nothing only where city time runs fast."""
DAY_S = 86_400.0


class ClockWatch:
    """Told when the clock is set and what it shows; all in city seconds."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._since: float | None = None
        """When it was set or seen right last, by the wire."""
        self._city_since = 0.0
        """The same instant by the city's clock, in seconds of the epoch."""
        self._offset_s = 0.0
        """Its offset then."""
        self._set = False
        self._wrong = ""
        self._stays_off = False

    def was_set(self) -> None:
        """From now on it should be right."""
        self._since, self._offset_s, self._set = None, 0.0, True

    def heard(self, offset_s: float) -> None:
        """The clock minus the city's, just read."""
        around, most_s = self._device.around, self.most_offset_s
        now, city = around.wire(), around.clock.now().timestamp()
        if self._since is None or self._stepped(now, city):
            self._since, self._city_since, self._offset_s = now, city, offset_s
            if self._set and abs(offset_s) > most_s and not self._stays_off:
                self._tell(f"still {offset_s:+.0f} s off after it was set")
                self._stays_off = True
        if self._stays_off and abs(offset_s) <= most_s:
            self._tell("")
        passed_s = (now - self._since) * around.clock.rate
        gained_s = offset_s - self._offset_s
        drift = gained_s / max(passed_s, 1.0) * DAY_S
        if abs(drift) > MOST_DRIFT_S_A_DAY and abs(gained_s) >= most_s and passed_s >= SHORTEST_S:
            self._tell(f"{gained_s:+.0f} s within {passed_s / 3600:.1f} h")
        elif passed_s >= LONG_ENOUGH_S:
            self._tell("")

    @property
    def most_offset_s(self) -> float:
        """City seconds that a clock may be off."""
        return MOST_OFFSET_S + LAG_S * max(0.0, self._device.around.clock.rate - 1.0)

    def _stepped(self, now: float, city: float) -> bool:
        """Whether the city's clock was stepped since; what was set before says nothing then."""
        passed_s = (now - (self._since or 0.0)) * self._device.around.clock.rate
        stepped = abs((city - self._city_since) - passed_s) > STEP_S
        self._set = self._set and not stepped
        return stepped

    def _tell(self, wrong: str) -> None:
        if wrong and not self._wrong:
            self._device.around.tell("clock-wrong", self._device.name, wrong)
        elif self._wrong and not wrong:
            self._device.around.tell("clock-right", self._device.name, "it keeps time again")
        self._wrong, self._stays_off = wrong, False
