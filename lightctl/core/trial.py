"""A test by day: a cabinet's circuits lit one after another for a crew, at an end that is known before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lightctl.core.commands import Override, Scope, Target
from lightctl.core.plant import Plant
from lightctl.core.units import FULL


@dataclass(frozen=True, slots=True)
class Trial:
    """From `since` to `until` the cabinet's circuits take turns of equal length."""

    id: str
    cabinet: str
    since: datetime
    until: datetime
    owner: str
    reason: str

    def holds(self, now: datetime) -> bool:
        """Whether it goes on."""
        return self.since <= now < self.until


@dataclass(frozen=True, slots=True)
class Turn:
    """One circuit's part of a trial."""

    circuit: str
    since: datetime
    until: datetime


def circuits_tested(plant: Plant, cabinet: str) -> tuple[str, ...]:
    """The cabinet's circuits that feed lamps, in order of output."""
    circuits = (circuit.id for circuit in plant.cabinets[cabinet].circuits)
    return tuple(circuit for circuit in circuits if plant.lamps_of_circuit[circuit])


def turns(plant: Plant, trial: Trial) -> tuple[Turn, ...]:
    """Who is lit when; the turns fill the trial without holes."""
    circuits = circuits_tested(plant, trial.cabinet)
    each = (trial.until - trial.since) / max(len(circuits), 1)
    edges = [trial.since + each * i for i in range(len(circuits))]
    return tuple(
        Turn(circuit, start, end)
        for circuit, start, end in zip(circuits, edges, [*edges[1:], trial.until], strict=False)
    )


def overrides_of(plant: Plant, trial: Trial, now: datetime) -> tuple[Override, ...]:
    """The lamps of the circuit whose turn it is, at full; the others follow their plan."""
    turn = next((one for one in turns(plant, trial) if one.since <= now < one.until), None)
    if turn is None:
        return ()
    return tuple(
        Override(
            trial.id, Target(Scope.LAMP, lamp), FULL, turn.since, turn.until, trial.owner,
            f"test of {trial.cabinet}: {trial.reason}",
        )
        for lamp in plant.lamps_of_circuit[turn.circuit]
    )  # fmt: skip


def whole_of(trial: Trial) -> Override:
    """The trial in one row, as people are told of it; no lamp obeys this row."""
    told = f"test, one circuit after another: {trial.reason}"
    target = Target(Scope.CABINET, trial.cabinet)
    return Override(trial.id, target, FULL, trial.since, trial.until, trial.owner, told)


def shortest(plant: Plant, cabinet: str, each: timedelta) -> timedelta:
    """The shortest trial in which every circuit has a turn of that length."""
    return each * max(len(circuits_tested(plant, cabinet)), 1)
