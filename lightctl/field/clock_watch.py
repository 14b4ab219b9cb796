"""Whether a cabinet's clock can be trusted: it stays set, and it drifts little; said once each way."""

from lightctl.field.device import Device

MOST_OFFSET_S = 5.0
MOST_DRIFT_S_A_DAY = 30.0
"""A cheap quartz drifts 2 s a day; more than this is a fault or somebody's hand."""
LONG_ENOUGH_S = 6 * 3600.0
"""Seconds are read: a drift is only told from so long a time."""
DAY_S = 86_400.0


class ClockWatch:
    """Told when the clock is set and what it shows; all in city seconds."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._since: float | None = None
        """When it was set or seen right last, by the wire."""
        self._offset_s = 0.0
        """Its offset then."""
        self._set = False
        self._wrong = ""

    def was_set(self) -> None:
        """From now on it should be right."""
        self._since, self._offset_s, self._set = None, 0.0, True

    def heard(self, offset_s: float) -> None:
        """The clock minus the city's, just read."""
        now = self._device.around.wire()
        if self._since is None:
            self._since, self._offset_s = now, offset_s
            if self._set and abs(offset_s) > MOST_OFFSET_S:
                self._tell(f"still {offset_s:+.0f} s off after it was set")
            elif self._set and "after" in self._wrong:
                self._tell("")
            return
        passed_s = (now - self._since) * self._device.around.clock.rate
        drift = (offset_s - self._offset_s) / max(passed_s, 1.0) * DAY_S
        if passed_s >= LONG_ENOUGH_S:
            self._tell(f"it drifts {drift:+.0f} s a day" if abs(drift) > MOST_DRIFT_S_A_DAY else "")

    def _tell(self, wrong: str) -> None:
        if wrong and not self._wrong:
            self._device.around.tell("clock-wrong", self._device.name, wrong)
        elif self._wrong and not wrong:
            self._device.around.tell("clock-right", self._device.name, "it keeps time again")
        self._wrong = wrong
