"""TrafficFlowObserved of FIWARE's data models: key-values, normalised or NGSI-LD, alone or as a notification.

`intensity` is the number of vehicles counted in the period, not per hour; the period is `dateObserved` as an
interval, or `dateObservedFrom` and `dateObservedTo`, or else the site's own `period:`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lightctl.core.plant import CountingPlace
from lightctl.feeds.messages import instant_of, number_of

KIND = "TrafficFlowObserved"
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LaneCount:
    """What one lane, direction or kind of vehicle of a place counted from `since` to `until`."""

    place: str
    part: tuple[str, ...]
    since: datetime
    until: datetime
    units: float | None
    """Vehicles counted, weighted; None where the lane does not know."""
    occupancy: float | None
    speed: float | None
    congested: bool


def entities_of(message: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """The entities of a message, flat; None where it is not FIWARE's. Raises ValueError for a broken one."""
    if isinstance(message.get("data"), list):
        rows = [row for row in message["data"] if isinstance(row, dict)]
        flat = [_flat(row) for row in rows]
        return [row for row in flat if row.get("type") == KIND]
    flat_one = _flat(message)
    return [flat_one] if flat_one.get("type") == KIND else None


def observed(entity: Mapping[str, Any], place: CountingPlace, period: timedelta | None) -> LaneCount:
    """One entity, already flat; raises ValueError with what is wrong."""
    since, until = _interval(entity, period)
    if not SHORTEST <= until - since <= LONGEST:
        raise ValueError(f"dateObserved lasts {until - since}")
    count = number_of(entity, "intensity", low=0)
    kind = entity.get("vehicleType")
    weight = place.weights.get(kind, 1.0) if isinstance(kind, str) else 1.0
    return LaneCount(
        place=place.id,
        part=tuple(str(entity.get(key) or "") for key in ("id", "laneId", "laneDirection", "vehicleType")),
        since=since,
        until=until,
        units=count * weight if count is not None else None,
        occupancy=number_of(entity, "occupancy", low=0, high=1),
        speed=number_of(entity, "averageVehicleSpeed", low=0, high=400),
        congested=entity.get("congested") is True,
    )


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value["value"] if isinstance(value, dict) and "value" in value else value
            for key, value in row.items()}  # fmt: skip


def _interval(entity: Mapping[str, Any], period: timedelta | None) -> tuple[datetime, datetime]:
    if entity.get("dateObservedFrom") and entity.get("dateObservedTo"):
        return tuple(  # type: ignore[return-value]
            instant_of(_plain(entity[key]), key) for key in ("dateObservedFrom", "dateObservedTo")
        )
    text = str(_plain(entity.get("dateObserved")))
    first, slash, last = text.partition("/")
    if slash:
        return instant_of(first, "dateObserved"), instant_of(last, "dateObserved")
    if period is None:
        raise ValueError("dateObserved is no interval: say how long a count takes with period:")
    until = instant_of(text, "dateObserved")
    return until - period, until


def _plain(value: object) -> object:
    """NGSI-LD may wrap an instant once more."""
    return value.get("@value") if isinstance(value, dict) else value
