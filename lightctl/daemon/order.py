"""A decision as an order to lamps: which light, why, and whether hot ones are to try at once."""

from dataclasses import dataclass
from datetime import datetime

from lightctl.core.decision import Decision, Layer
from lightctl.core.units import Level


@dataclass(frozen=True, slots=True)
class Order:
    """What lamps of one decision are asked for."""

    level: Level
    reason: str
    at: datetime
    urgent: bool = False


def order_shared(decision: Decision, orders: dict[int, Order]) -> Order:
    """The same for lamps whose decisions have the same reasons; these must outlive `orders`."""
    known = id(decision.reasons)
    if known not in orders:
        orders[known] = order_of(decision)
    return orders[known]


def order_of(decision: Decision) -> Order:
    """The reason is the one that spoke last; an emergency is urgent."""
    last = decision.reasons[-1]
    reason = last.layer if last.layer == last.rule else f"{last.layer}: {last.rule}"
    return Order(decision.level, reason, decision.at, decision.ruled_by is Layer.EMERGENCY)
