"""Counts to lighting classes: UNI 11248's closed loop, and full light for whatever cannot be believed."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

STALE_AFTER = timedelta(minutes=20)
PERSISTS = timedelta(minutes=10)  # a brighter class is assumed to last that long
CAMERAS_ARE_WET = timedelta(minutes=30)
IMPOSSIBLE = 5.0  # times the service flow
BLIND_AFTER, USUALLY_BUSY = timedelta(minutes=30), 20.0  # of nothing; veh/h in the median of that hour
SUDDEN_SHARE, SUDDEN_COUNT = 0.25, 10.0  # of the service flow; vehicles that a period would have seen

Usually = Callable[[datetime], float | None]


@dataclass(frozen=True)
class Count:
    """One counting period's end, and what was counted in it; flow in veh/h."""

    at: datetime
    flow: float | None
    occupancy: float | None = None
    speed: float | None = None
    period_s: float = 900.0
    congested: bool = False


@dataclass(frozen=True)
class Verdict:
    """Classes to drop from `at` on; None where the count cannot be believed."""

    at: datetime
    drop: int | None


def verdicts(
    counts: Sequence[Count],
    service_flow: float,
    rule: Mapping[str, Any],
    downpours: Sequence[datetime] = (),
    usually: Usually = lambda _: None,
) -> list[Verdict]:
    """What each count means, in time order; soon after a downpour no camera is believed downwards."""
    told: list[Verdict] = []
    held, before = 0, None
    brighter: datetime | None = None
    seeing = _Seeing(service_flow, usually)
    for count in counts:
        if told and count.at - told[-1].at >= STALE_AFTER:
            held, before, brighter = 0, None, None
            seeing = _Seeing(service_flow, usually)
        if not seeing.believes(count, rule):
            held, before = 0, None
            told.append(Verdict(count.at, None))
            continue
        assert count.flow is not None
        asked = drop_of(count.flow / service_flow, rule)
        if any(poured <= count.at < poured + CAMERAS_ARE_WET for poured in downpours):
            asked = min(asked, held)
        if asked < held:
            held, brighter = asked, count.at
        elif before is not None and (brighter is None or count.at - brighter >= PERSISTS):
            held = max(held, min(asked, before))
        before = asked
        told.append(Verdict(count.at, held))
    return told


def drop_of(share: float, rule: Mapping[str, Any]) -> int:
    """Classes that a flow allows to drop, as a share of the service flow."""
    return max((int(n) for under, n in rule["drops"].items() if share < float(under)), default=0)


def at_instant(told: Sequence[Verdict], at: datetime) -> int | None:
    """The drop in force; None where nothing believable and fresh is known."""
    index = bisect_right([verdict.at for verdict in told], at) - 1
    if index < 0 or at - told[index].at >= STALE_AFTER:
        return None
    return told[index].drop


class _Seeing:
    """Whether a counter sees what is there: no jam, nothing impossible, and no long or sudden nothing."""

    def __init__(self, service_flow: float, usually: Usually) -> None:
        self._service_flow, self._usually = service_flow, usually
        self._nothing_since: datetime | None = None
        self._flow_before = 0.0

    def believes(self, count: Count, rule: Mapping[str, Any]) -> bool:
        """Go on with one more count."""
        if count.flow != 0:
            self._nothing_since = None
        elif self._nothing_since is None:
            self._nothing_since = count.at - timedelta(seconds=count.period_s)
        if count.flow is None or not 0 <= count.flow <= IMPOSSIBLE * self._service_flow:
            return False
        if _jams(count, rule) or (count.flow == 0 and (self._suddenly(count) or self._for_long(count))):
            return False
        self._flow_before = count.flow
        return True

    def _suddenly(self, count: Count) -> bool:
        busy = self._flow_before >= SUDDEN_SHARE * self._service_flow
        return busy and self._flow_before * count.period_s / 3600 >= SUDDEN_COUNT

    def _for_long(self, count: Count) -> bool:
        assert self._nothing_since is not None
        usual = self._usually(count.at)
        return count.at - self._nothing_since > BLIND_AFTER and usual is not None and usual >= USUALLY_BUSY


def _jams(count: Count, rule: Mapping[str, Any]) -> bool:
    slow, full = float(rule.get("jam_speed_km_h", "20")), float(rule.get("jam_occupancy", "0.25"))
    crawling = count.speed is not None and bool(count.flow) and count.speed < slow
    return count.congested or crawling or (count.occupancy is not None and count.occupancy > full)
