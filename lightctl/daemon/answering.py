"""Rows that commands are answered with, and the ring that follows one."""

from datetime import datetime, timedelta

from lightctl.core.commands import Lockout, Override
from lightctl.core.scene import Scene
from lightctl.core.target import groups_of, lamps_of, parse_target
from lightctl.daemon.aftermath import overruled
from lightctl.daemon.parts import Parts, works
from lightctl.daemon.telling import dark_rows
from lightctl.errors import TargetError
from lightctl.web.command_rows import AfterRow, BelowFloorRow, LockoutRow, OverrideRow, SceneRow

CANNOT_DISABLE = "cannot be disabled"
"""The cabinet has no way to take one output out of what it does by itself."""


def decide_now(parts: Parts) -> None:
    """An operator who waits need not wait for the next second's ring."""
    parts.watch.commanded((*parts.overrides.active(), *works(parts)))
    parts.watch.ring(parts.clock.now())


def override_row(parts: Parts, override: Override, then: list[AfterRow] | None = None) -> OverrideRow:
    """An override, whom it covers, and who of them does not obey it."""
    plant, protected = parts.site.plant, parts.protection.protected
    return OverrideRow(
        override.id, str(override.target), override.level, local_time(parts, override.since),
        local_time(parts, override.until), override.owner, override.reason, override.below_floor,
        override.emergency, len(lamps_of(override.target, plant)),
        _floor_over(parts, override), dark_rows(override, plant, protected), override.scene,
        overruled(parts, override), then or [],
    )  # fmt: skip


def scene_row(parts: Parts, scene: Scene) -> SceneRow:
    """A scene, running or not."""
    running = parts.scenes.running().get(scene.id, ())
    rows = [
        (str(target), float(level), len(lamps_of(target, parts.site.plant))) for target, level in scene.rows
    ]
    return SceneRow(
        scene.id, scene.title, scene.longest / timedelta(minutes=1), scene.below_floor, rows,
        local_time(parts, running[0].until) if running else None, running[0].owner if running else "",
    )  # fmt: skip


def below_floor_rows(parts: Parts) -> list[BelowFloorRow]:
    """The alarm of every command in force that goes under a floor."""
    return [
        BelowFloorRow(
            str(row.override.target), row.override.level, row.floor, row.override.owner, row.override.reason,
            local_time(parts, row.override.since), local_time(parts, row.override.until), row.override.scene,
        )
        for row in parts.below_floors.standing()
    ]  # fmt: skip


def lockout_row(parts: Parts, lockout: Lockout) -> LockoutRow:
    """A lockout, and whether its contactor is seen open."""
    return LockoutRow(
        lockout.id, lockout.circuit, local_time(parts, lockout.since), lockout.owner, lockout.crew,
        lockout.reason, _closed(parts, lockout.circuit), _own_plan(parts, lockout.circuit),
    )  # fmt: skip


def tested_there(parts: Parts, target: str) -> str:
    """How to end the tests that light lamps of a target; empty where there is none."""
    plant, trials = parts.site.plant, parts.trials.active()
    lamps = lamps_of(parse_target(target, plant), plant) if trials else ()
    cabinets = {plant.lamps[lamp].cabinet for lamp in lamps}
    tested = [trial.cabinet for trial in trials if trial.cabinet in cabinets]
    return "".join(f"; end the test of {one} with lightctl test {one} --stop" for one in tested)


def lasting_of(minutes: float) -> timedelta:
    """As a duration; raises TargetError for what no command may last."""
    if not 0 <= minutes <= 100_000:
        raise TargetError("an override lasts at least one minute and at most 24 hours")
    return timedelta(minutes=minutes)


def local_time(parts: Parts, instant: datetime) -> str:
    """As the city's clocks show it."""
    return instant.astimezone(parts.site.settings.place.zone).isoformat(timespec="seconds")


def _floor_over(parts: Parts, override: Override) -> float:
    now = parts.clock.now()
    groups = () if override.below_floor else groups_of(override.target, parts.site.plant)
    plans = [parts.nights.at(group, now) for group in groups]
    floors = [plan.floor for plan in plans if plan.on and plan.off and plan.on <= now < plan.off]
    return max((floor for floor in floors if floor > override.level), default=0.0)


def _own_plan(parts: Parts, circuit: str) -> str:
    """Whether the cabinet's own plan may still close it: a crew must know it before the daemon dies."""
    if circuit not in parts.site.plant.circuits:
        return CANNOT_DISABLE
    disabled = parts.field.board.plan_disabled(circuit)
    return {True: "disabled", None: "unproven", False: CANNOT_DISABLE}[disabled]


def _closed(parts: Parts, circuit: str) -> bool | None:
    """The contactor's feedback; unknown while the cabinet is silent, and of what left the plant."""
    plant, board = parts.site.plant, parts.field.board
    found = plant.circuits.get(circuit)
    return board.circuit(circuit).closed if found and board.cabinet(found.cabinet).answering else None
