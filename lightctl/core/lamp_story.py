"""What a lamp itself makes of its group's decision, as reasons of the lamp's layer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.lamp_level import Gear, given, lumen, to_driver
from lightctl.core.units import DARK, FULL, Level


def for_lamp(
    decision: Decision, lamp: str, gear: Gear, hold: str = "", until: datetime | None = None
) -> Decision:
    """The group's decision as this lamp carries it out: a reason for each step between light and driver.

    `hold` says what keeps it from its light until then: `warm-up`, `restrike` or `ramp`.
    """
    reasons = tuple(_reasons(decision.level, gear, hold, until))
    level = reasons[-1].level if reasons else decision.level
    return replace(decision, thing=lamp, level=level, reasons=(*decision.reasons, *reasons))


def _reasons(asked: Level, gear: Gear, hold: str, until: datetime | None) -> Iterator[Reason]:
    model = ("luminaire", gear.luminaire.id)
    level = given(gear, asked)
    if level != asked:
        yield Reason(Layer.LAMP, "minimum-level", level, (model, ("minimum", gear.lowest)))
    virtual = gear.luminaire.virtual_output
    if level > DARK and virtual < FULL:
        yield Reason(Layer.LAMP, "virtual-output", level, (
            model, ("virtual", virtual), ("driver", level * virtual / FULL)))  # fmt: skip
    clo = gear.luminaire.constant_light
    if level > DARK and clo is not None and gear.hours is not None and gear.factor < 1.0:
        yield Reason(Layer.LAMP, "constant-light", level, (
            model, ("hours", gear.hours), ("lumen", lumen(clo.lumen_curve, gear.hours)),
            ("factor", gear.factor), ("driver", to_driver(gear, level))))  # fmt: skip
    if hold:
        told = {"warm-up": FULL, "restrike": DARK}.get(hold, level)
        yield Reason(Layer.LAMP, hold, told, (model, ("until", until.isoformat() if until else None)))
