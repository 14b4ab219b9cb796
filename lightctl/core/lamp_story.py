"""What a lamp itself makes of its group's decision, as reasons of the lamp's layer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.lamp_level import Gear, given, lumen, to_driver
from lightctl.core.plant import Lamp
from lightctl.core.units import DARK, FULL, Level

_FINE = 0.005
"""Two levels that differ by less are the same to everybody."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """How a lamp carries out what its group is decided."""

    lamp: Lamp
    gear: Gear | None
    """None for a lamp that only its contactor switches."""
    hold: str = ""
    """What keeps it from its light: warm-up, restrike or ramp."""
    until: datetime | None = None
    step: Callable[[Level], Level] | None = None
    """A driver level as its controller takes it, rounded up; None where nobody knows its steps."""


def for_lamp(decision: Decision, how: Carrying) -> Decision:
    """The group's decision as this lamp carries it out: a reason for each step between light and driver."""
    reasons = tuple(_reasons(decision.level, how))
    level = reasons[-1].level if reasons else decision.level
    return replace(decision, thing=how.lamp.id, level=level, reasons=(*decision.reasons, *reasons))


def _reasons(asked: Level, how: Carrying) -> Iterator[Reason]:
    gear = how.gear
    if gear is None:
        if asked > DARK:
            yield Reason(Layer.LAMP, "contactor", asked, (("circuit", how.lamp.circuit),))
        return
    model = ("luminaire", gear.luminaire.id)
    level = given(gear, asked)
    if level != asked:
        yield Reason(Layer.LAMP, "minimum-level", level, (model, ("minimum", gear.lowest)))
    if level > DARK:
        yield from _geared(level, gear, how)
    if how.hold:
        told = {"warm-up": FULL, "restrike": DARK}.get(how.hold, level)
        until = how.until.isoformat() if how.until else None
        yield Reason(Layer.LAMP, how.hold, told, (model, ("until", until)))


def _geared(level: Level, gear: Gear, how: Carrying) -> Iterator[Reason]:
    """What is done to a level of light before the driver is told."""
    model = ("luminaire", gear.luminaire.id)
    virtual = gear.luminaire.virtual_output
    if virtual < FULL:
        yield Reason(Layer.LAMP, "virtual-output", level, (
            model, ("virtual", virtual), ("driver", level * virtual / FULL)))  # fmt: skip
    clo, driver = gear.luminaire.constant_light, to_driver(gear, level)
    if clo is not None and gear.hours is not None and gear.factor < 1.0:
        yield Reason(Layer.LAMP, "constant-light", level, (
            model, ("hours", gear.hours), ("lumen", lumen(clo.lumen_curve, gear.hours)),
            ("factor", gear.factor), ("driver", driver)))  # fmt: skip
    step = how.step(driver) if how.step else driver
    if abs(step - driver) >= _FINE:
        yield Reason(Layer.LAMP, "steps", level, (("step", step), ("driver", driver)))
