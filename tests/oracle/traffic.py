"""Counts to lighting classes: UNI 11248's closed loop, and full light for whatever cannot be believed."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

STALE_AFTER = timedelta(minutes=20)
PERSISTS = timedelta(minutes=10)  # a brighter class is assumed to last that long
JAM_SPEED, JAM_OCCUPANCY = 20.0, 0.25
CAMERAS_ARE_WET = timedelta(minutes=30)
IMPOSSIBLE = 5.0  # times the service flow

LUMINANCE = {"M1": 2.0, "M2": 1.5, "M3": 1.0, "M4": 0.75, "M5": 0.5, "M6": 0.3}  # EN 13201-2, cd/m²


@dataclass(frozen=True)
class Count:
    """One counting period's end, and what was counted in it; flow in veh/h."""

    at: datetime
    flow: float | None
    occupancy: float | None = None
    speed: float | None = None


@dataclass(frozen=True)
class Verdict:
    """Classes to drop from `at` on; None where the count cannot be believed."""

    at: datetime
    drop: int | None


def share_of_full(lighting_class: str, classes_down: int) -> float:
    """Luminance of the lower class over that of the design class."""
    lower = f"M{min(6, int(lighting_class[1:]) + classes_down)}"
    return LUMINANCE[lower] / LUMINANCE[lighting_class]


def verdicts(
    counts: Sequence[Count], service_flow: float, rule: Mapping[str, Any], downpours: Sequence[datetime] = ()
) -> list[Verdict]:
    """What each count means, in time order; soon after a downpour no camera is believed downwards."""
    rows = [(float(share), int(classes)) for share, classes in rule["drops"].items()]
    told: list[Verdict] = []
    held, before = 0, None
    brighter: datetime | None = None
    last: datetime | None = None
    for count in counts:
        if last is not None and count.at - last >= STALE_AFTER:
            held, before, brighter = 0, None, None
        last = count.at
        if not _believable(count, service_flow):
            held, before = 0, None
            told.append(Verdict(count.at, None))
            continue
        assert count.flow is not None
        asked = max((n for share, n in rows if count.flow / service_flow < share), default=0)
        if any(poured <= count.at < poured + CAMERAS_ARE_WET for poured in downpours):
            asked = min(asked, held)
        if asked < held:
            held, brighter = asked, count.at
        elif before is not None and (brighter is None or count.at - brighter >= PERSISTS):
            held = max(held, min(asked, before))
        before = asked
        told.append(Verdict(count.at, held))
    return told


def at_instant(told: Sequence[Verdict], at: datetime) -> int | None:
    """The drop in force; None where nothing believable and fresh is known."""
    index = bisect_right([verdict.at for verdict in told], at) - 1
    if index < 0 or at - told[index].at >= STALE_AFTER:
        return None
    return told[index].drop


def _believable(count: Count, service_flow: float) -> bool:
    if count.flow is None or not 0 <= count.flow <= IMPOSSIBLE * service_flow:
        return False
    crawling = count.speed is not None and count.flow > 0 and count.speed < JAM_SPEED
    crowded = count.occupancy is not None and count.occupancy > JAM_OCCUPANCY
    return not crawling and not crowded
