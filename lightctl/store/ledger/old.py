"""The old installation's hours, worked out once per baseline and night."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from lightctl.core.accounts import Accounts, Baseline
from lightctl.core.baseline import Burning, baseline_on, burning, lamp_hours
from lightctl.core.calendar import night_of
from lightctl.core.place import Place
from lightctl.core.sun import Sun

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class OldHour:
    """What one old lamp drew while it burned, and how long it burned on average within an hour."""

    watts: Decimal
    hours: Decimal
    full_night_hours: Decimal

    @property
    def wh(self) -> Decimal:
        """Of one old lamp, half-night pattern and availability included."""
        return self.watts * self.hours

    @property
    def full_night_wh(self) -> Decimal:
        """Of one old lamp that burned all night."""
        return self.watts * self.full_night_hours


@dataclass(frozen=True, slots=True)
class _Night:
    baseline: Baseline
    burned: tuple[Burning, ...]
    all_night: tuple[Burning, ...]


class OldLight:
    """Answers for every baseline and hour of a site."""

    def __init__(self, accounts: Accounts, place: Place) -> None:
        self._accounts = accounts
        self._place = place
        self._sun = Sun(place)
        self._nights: dict[tuple[str, date], _Night] = {}
        self._hours: dict[tuple[str, datetime], OldHour] = {}

    def hour(self, baseline: str, start: datetime, end: datetime) -> OldHour:
        """One lamp of that baseline in [start, end), which lie within one night; LookupError if unknown."""
        return _remembered(self._hours, (baseline, start), lambda: self._work_out(baseline, start, end))

    def _work_out(self, baseline: str, start: datetime, end: datetime) -> OldHour:
        night = night_of(self._place, start)
        n = _remembered(self._nights, (baseline, night), lambda: self._burn(baseline, night))
        watts = n.baseline.lamp_w + n.baseline.ballast_w
        return OldHour(watts, lamp_hours(n.burned, start, end), lamp_hours(n.all_night, start, end))

    def _burn(self, baseline: str, night: date) -> _Night:
        row = baseline_on(self._accounts.baselines, baseline, night)
        return _Night(
            row,
            burning(row, self._place, self._sun, night),
            burning(row, self._place, self._sun, night, full_night=True),
        )


def _remembered(table: dict[K, V], key: K, make: Callable[[], V]) -> V:
    if key not in table:
        table[key] = make()
    return table[key]
