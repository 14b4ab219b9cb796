"""What a weather report (WMO present-weather code, rain, sight, cloud) asks of the light."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.words import duration


@dataclass(frozen=True)
class Report:
    """The weather at an instant; None where the source did not say."""

    at: datetime
    code: int | None
    rain_mm_h: float | None = None
    visibility_m: float | None = None
    cloud_percent: float | None = None

    @property
    def storms(self) -> bool:
        """Thunderstorm now or in the past hour."""
        return self.code is not None and (91 <= self.code <= 99 or self.code in {13, 17, 29})

    @property
    def foggy(self) -> bool:
        """Fog, or blowing dust or snow, or sight under a kilometre."""
        coded = self.code is not None and not self.storms and 28 <= self.code <= 49 and self.code != 29
        return coded or (self.visibility_m is not None and self.visibility_m < 1000)

    @property
    def rains(self) -> bool:
        """Any precipitation now or in the past hour; a storm counts as rain."""
        coded = self.code is not None and (20 <= self.code <= 27 or self.code >= 50)
        return coded or self.storms or (self.rain_mm_h is not None and self.rain_mm_h >= 0.2)

    @property
    def pours(self) -> bool:
        """Rain so hard that a camera sees too little."""
        coded = self.code is not None and (self.code in {65, 67, 82} or 91 <= self.code <= 99)
        return coded or (self.rain_mm_h is not None and self.rain_mm_h >= 4.0)

    @property
    def dark(self) -> bool:
        """Whether the sky is so dark that lamps are wanted before sunset."""
        heavy = self.rain_mm_h is not None and self.rain_mm_h >= 2.0
        overcast = self.cloud_percent is not None and self.cloud_percent >= 90 and self.rains
        return self.storms or heavy or overcast


def classes_down(reports: Sequence[Report], rule: Mapping[str, Any], at: datetime) -> int | None:
    """How many classes below full the weather still allows; None where it asks for nothing."""
    seen = _recent(reports, rule, at)
    allowed = []
    if any(report.storms or report.foggy for report in seen):
        allowed.append(int(rule.get("fog_classes", "0")))
    if any(report.rains for report in seen):
        allowed.append(int(rule.get("rain_classes", "1")))
    return min(allowed, default=None)


def sky_is_dark(reports: Sequence[Report], rule: Mapping[str, Any], at: datetime) -> bool:
    """Whether a dark sky was reported within the hold time."""
    return any(report.dark for report in _recent(reports, rule, at))


def _recent(reports: Sequence[Report], rule: Mapping[str, Any], at: datetime) -> list[Report]:
    hold: timedelta = duration(rule.get("hold", "60min"))
    return [report for report in reports if report.at <= at < report.at + hold]
