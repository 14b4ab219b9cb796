"""What a weather report (WMO present-weather code, rain, sight, cloud) asks of the light."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.oracle.words import duration

Rule = Mapping[str, Any]
RAIN, FOG, STORM, DARK = "rain", "fog", "storm", "dark sky"


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

    def foggy(self, rule: Rule) -> bool:
        """Fog, or blowing dust or snow, or little sight."""
        coded = self.code is not None and not self.storms and 28 <= self.code <= 49 and self.code != 29
        sight = float(rule.get("fog_visibility_m", "1000"))
        return coded or (self.visibility_m is not None and self.visibility_m < sight)

    def rains(self, rule: Rule) -> bool:
        """Any precipitation now or in the past hour; a storm counts as rain."""
        coded = self.code is not None and (20 <= self.code <= 27 or self.code >= 50)
        measured = self.rain_mm_h is not None and self.rain_mm_h >= float(rule.get("rain_mm_h", "0.2"))
        return coded or self.storms or measured

    @property
    def pours(self) -> bool:
        """Rain so hard that a camera sees too little."""
        coded = self.code is not None and (self.code in {65, 67, 82} or 91 <= self.code <= 99)
        return coded or (self.rain_mm_h is not None and self.rain_mm_h >= 4.0)

    def dark(self, rule: Rule) -> bool:
        """Whether the sky is so dark that lamps are wanted before sunset."""
        heavy = self.rain_mm_h is not None and self.rain_mm_h >= float(rule.get("dark_rain_mm_h", "2"))
        much = float(rule.get("dark_cloud_percent", "90"))
        overcast = self.cloud_percent is not None and self.cloud_percent >= much and self.rains(rule)
        return self.storms or heavy or overcast

    def tells(self, rule: Rule) -> bool:
        """Whether it tells of the weather: cloud alone does not, nor a gauge that saw nothing."""
        return self.code is not None or bool(self.kinds(rule))

    def kinds(self, rule: Rule) -> frozenset[str]:
        """Everything that it tells of."""
        told = {RAIN: self.rains(rule), FOG: self.foggy(rule), STORM: self.storms, DARK: self.dark(rule)}
        return frozenset(kind for kind, so in told.items() if so)


@dataclass
class Told:
    """What a rule makes of some reports: until when each kind counts, from each report on."""

    times: list[datetime] = field(default_factory=list)
    until: list[Mapping[str, datetime]] = field(default_factory=list)

    def now(self, at: datetime) -> frozenset[str]:
        """Kinds that count."""
        index = bisect_right(self.times, at) - 1
        if index < 0:
            return frozenset()
        return frozenset(kind for kind, end in self.until[index].items() if at < end)


def told(reports: Sequence[Report], rule: Rule) -> Told:
    """So many of the last readings must agree before a kind counts; once it does, every sight extends it."""
    found, hold = Told(), duration(rule.get("hold", "60min"))
    agree, of = int(rule.get("agree", "1")), int(rule.get("of", "1"))
    said = [report for report in reports if report.tells(rule)]
    for number, report in enumerate(said):
        last = [one.kinds(rule) for one in said[max(0, number + 1 - of) : number + 1]
                if report.at - one.at < hold]  # fmt: skip
        until = dict(found.until[-1]) if found.until else {}
        for kind in report.kinds(rule):
            lasts = kind in until and report.at < until[kind]
            if lasts or sum(kind in one for one in last) >= agree:
                until[kind] = report.at + hold
        found.times.append(report.at)
        found.until.append(until)
    return found


def classes_down(kinds: frozenset[str], rule: Rule) -> int | None:
    """How many classes below full the weather still allows; None where it asks for nothing."""
    return min(_allowed(kinds, rule), default=None)


def _allowed(kinds: frozenset[str], rule: Rule) -> Iterator[int]:
    if kinds & {FOG, STORM}:
        yield int(rule.get("fog_classes", "0"))
    if RAIN in kinds:
        yield int(rule.get("rain_classes", "1"))
