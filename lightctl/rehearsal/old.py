"""The old installation in a night, by its declared baseline: how long one of its lamps burned."""

from dataclasses import dataclass
from datetime import date

from lightctl.core.accounts import Accounts
from lightctl.core.baseline import baseline_on, burning, lamp_hours
from lightctl.core.calendar import night_bounds
from lightctl.core.sun import Sun


@dataclass(frozen=True, slots=True)
class OldNight:
    """One old lamp: its watts with ballast, its hours on average, and its hours had it burned all night."""

    watts: float
    hours: float
    full_night_hours: float


class OldNights:
    """Answers for every baseline and night; LookupError for a baseline that nobody declared."""

    def __init__(self, accounts: Accounts, sun: Sun) -> None:
        self._accounts = accounts
        self._sun = sun
        self._nights: dict[tuple[str, date], OldNight] = {}

    def on(self, baseline: str, night: date) -> OldNight:
        """The old lamp's night, worked out once."""
        if (baseline, night) not in self._nights:
            self._nights[baseline, night] = self._work_out(baseline, night)
        return self._nights[baseline, night]

    def _work_out(self, name: str, night: date) -> OldNight:
        row = baseline_on(self._accounts.baselines, name, night)
        place = self._sun.place
        bounds = night_bounds(place, night)
        some = burning(row, place, self._sun, night)
        every = burning(row, place, self._sun, night, full_night=True)
        watts = float(row.lamp_w + row.ballast_w)
        return OldNight(watts, float(lamp_hours(some, *bounds)), float(lamp_hours(every, *bounds)))
