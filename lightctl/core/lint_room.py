"""Whether a cabinet can hold one night of its plan, for when the master is silent."""

from collections.abc import Callable

from lightctl.core.fallback import Fallback
from lightctl.core.lint import Mark, Remark, Weight
from lightctl.core.night import NightPlan
from lightctl.core.plant import Plant
from lightctl.core.stored_plan import compile_plan

NO_FALLBACK = Fallback(0, 0)
PLENTY = 10_000


def groups_of(plant: Plant, cabinet: str) -> tuple[str, ...]:
    """Groups with lamps on it, in plant order."""
    lamps = (
        plant.lamps[lamp]
        for circuit in plant.cabinets[cabinet].circuits
        for lamp in plant.lamps_of_circuit[circuit.id]
    )
    return tuple(dict.fromkeys(lamp.group for lamp in lamps))


def remark_of_room(
    plant: Plant, cabinet: str, room: int, plan_of: Callable[[str], NightPlan], mark: Mark
) -> Remark | None:
    """A warning where the night needs more rows than the device has."""
    stored = compile_plan(plant, plant.cabinets[cabinet], [plan_of], PLENTY, NO_FALLBACK, "")
    if len(stored.rows) <= room:
        return None
    group = groups_of(plant, cabinet)[0]
    where = mark(f"profiles/{plan_of(group).profile.id}", "plan")
    name = plant.cabinets[cabinet].name
    message = f"a night of its plan takes {len(stored.rows)} rows, and its controller has room for {room}"
    advice = "fewer steps for the streets it feeds, or it cannot keep its plan while the master is silent"
    return Remark(Weight.WARNING, "plan-room", where, f"cabinet {name}", message, advice)
