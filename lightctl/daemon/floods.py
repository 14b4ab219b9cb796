"""Lockouts that water stations propose: shown and audited; a person locks, refuses, or does neither."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lightctl.daemon.commanded import log_act
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.lockouts import ITSELF, Lockouts
from lightctl.errors import TargetError
from lightctl.store import Act, Store

KEY = "proposals"

log = logging.getLogger("lightctl.daemon")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A circuit that may stand under water."""

    circuit: str
    station: str
    since: datetime
    highest_m: float
    from_m: float

    @property
    def name(self) -> str:
        """The same for as long as the flood lasts."""
        return f"{self.station}/{self.circuit}"


class Floods:
    """What is proposed now; each beginning and end goes into the audit once, over restarts too.

    What a person refused is not proposed again until the water has gone and come back.
    """

    def __init__(self, conditions: Conditions, lockouts: Lockouts, store: Store) -> None:
        self._conditions, self._lockouts, self._store = conditions, lockouts, store
        self._told: set[str] = set()
        self._refused: set[str] = set()

    def restore(self, text: str) -> None:
        """Take over what the audit knows already; what cannot be read is told again."""
        try:
            rows = json.loads(text)
            told, refused = (rows["told"], rows["refused"]) if isinstance(rows, dict) else (rows, ())
            self._told, self._refused = {str(row) for row in told}, {str(row) for row in refused}
        except (KeyError, TypeError, ValueError) as trouble:
            log.warning("proposed lockouts are told again, what was kept cannot be read: %s", trouble)

    def proposals(self) -> tuple[Proposal, ...]:
        """By circuit; those that are locked out already or refused are not proposed any more."""
        locked = {lockout.circuit for lockout in self._lockouts.active()}
        return tuple(
            row for row in self._standing() if row.circuit not in locked and row.name not in self._refused
        )

    def named(self, name: str) -> list[Proposal]:
        """What is proposed by the name of a circuit or a station; raises TargetError where nothing is."""
        rows = [row for row in self.proposals() if name.strip() in {row.circuit, row.station}]
        if not rows:
            raise TargetError(f"no lockout is proposed by the name of {name}: lightctl lockouts --proposed")
        return rows

    async def refuse(self, who: str, name: str, reason: str, now: datetime) -> list[Proposal]:
        """Propose these no more for as long as this flood lasts; returns them. Raises TargetError."""
        if not reason.strip():
            raise TargetError('a refusal needs a reason: --reason "why"')
        await self.note(now)
        rows = self.named(name)
        refused = self._refused | {row.name for row in rows}
        for row in rows:
            after = f"{row.station} at {row.highest_m:g} m"
            act = Act(now, who, "refuse proposal", row.circuit, reason, after=after)
            await self._store.audit(act)
            log_act(act)
        self._refused = refused
        await self._keep()
        return rows

    async def note(self, now: datetime) -> None:
        """Audit what began and what ended since the last time."""
        standing = {row.name: row for row in self._standing()}
        began, ended = standing.keys() - self._told, self._told - standing.keys()
        if not began and not ended:
            return
        await self._audit(now, [standing[name] for name in sorted(began)], sorted(ended))
        self._told = set(standing)
        self._refused &= self._told
        await self._keep()

    async def _audit(self, now: datetime, began: Iterable[Proposal], ended: Iterable[str]) -> None:
        for row in began:
            why = f"water at {row.station} stands at {row.highest_m:g} m, over {row.from_m:g} m"
            await self._store.audit(Act(now, ITSELF, "propose lockout", row.circuit, why))
        for name in ended:
            station, _, circuit = name.partition("/")
            why = f"water at {station} has gone"
            await self._store.audit(Act(now, ITSELF, "withdraw proposal", circuit, why))

    async def _keep(self) -> None:
        kept = {"told": sorted(self._told), "refused": sorted(self._refused)}
        await self._store.save_state(KEY, json.dumps(kept))

    def _standing(self) -> list[Proposal]:
        rows = []
        for station in self._conditions.sensors.water.values():
            state = self._conditions.water[station.id]
            if state.proposed_since is not None and state.highest is not None:
                since, highest, limit = state.proposed_since, state.highest, station.lockout_from
                rows += [Proposal(pillar, station.id, since, highest, limit) for pillar in station.pillars]
        return sorted(rows, key=lambda row: (row.circuit, row.station))
