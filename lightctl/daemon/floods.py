"""Lockouts that water stations propose: shown and audited; a person locks, or does not."""

import json
from dataclasses import dataclass
from datetime import datetime

from lightctl.daemon.conditions import Conditions
from lightctl.daemon.lockouts import ITSELF, Lockouts
from lightctl.store import Act, Store

KEY = "proposals"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A circuit that may stand under water."""

    circuit: str
    station: str
    since: datetime
    highest_m: float
    from_m: float


class Floods:
    """What is proposed now; each beginning and end goes into the audit once, over restarts too."""

    def __init__(self, conditions: Conditions, lockouts: Lockouts, store: Store) -> None:
        self._conditions, self._lockouts, self._store = conditions, lockouts, store
        self._told: set[str] = set()

    def restore(self, text: str) -> None:
        """Take over what the audit knows already."""
        rows = json.loads(text)
        self._told = {str(row) for row in rows} if isinstance(rows, list) else set()

    def proposals(self) -> tuple[Proposal, ...]:
        """By circuit; those that are locked out already are not proposed any more."""
        locked = {lockout.circuit for lockout in self._lockouts.active()}
        return tuple(row for row in self._standing() if row.circuit not in locked)

    async def note(self, now: datetime) -> None:
        """Audit what began and what ended since the last time."""
        standing = {f"{row.station}/{row.circuit}": row for row in self._standing()}
        began, ended = standing.keys() - self._told, self._told - standing.keys()
        if not began and not ended:
            return
        for name in sorted(began):
            row = standing[name]
            why = f"water at {row.station} stands at {row.highest_m:g} m, over {row.from_m:g} m"
            await self._store.audit(Act(now, ITSELF, "propose lockout", row.circuit, why))
        for name in sorted(ended):
            station, _, circuit = name.partition("/")
            why = f"water at {station} has gone"
            await self._store.audit(Act(now, ITSELF, "withdraw proposal", circuit, why))
        self._told = set(standing)
        await self._store.save_state(KEY, json.dumps(sorted(self._told)))

    def _standing(self) -> list[Proposal]:
        rows = []
        for station in self._conditions.sensors.water.values():
            state = self._conditions.water[station.id]
            if state.proposed_since is not None and state.highest is not None:
                since, highest, limit = state.proposed_since, state.highest, station.lockout_from
                rows += [Proposal(pillar, station.id, since, highest, limit) for pillar in station.pillars]
        return sorted(rows, key=lambda row: (row.circuit, row.station))
