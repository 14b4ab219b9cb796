"""Lockouts: circuits that stay dead until a person releases them, across restarts and over everything."""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from lightctl.clock import SiteClock
from lightctl.core.commands import Lockout, Scope
from lightctl.core.plant import Plant
from lightctl.core.target import parse_target
from lightctl.daemon.commanded import log_act
from lightctl.daemon.protection import Protection
from lightctl.daemon.whereabouts import KEY, Places, circuits_at, places_of
from lightctl.errors import DoneUnstored, StoreError, TargetError
from lightctl.store import Act, Store

ITSELF = "lightctl"
"""Owner of the lockouts that an earth-leakage signal made; any operator may release them."""


class NotYours(TargetError):
    """Only the owner or an administrator may release a lockout."""


class Lockouts:
    """The lockouts in force; the field is forbidden to energise at once, before anything is stored."""

    def __init__(
        self, plant: Plant, store: Store, clock: SiteClock, protection: Protection,
        changed: Callable[[tuple[str, ...]], None],
    ) -> None:  # fmt: skip
        self._plant = plant
        self._store = store
        self._clock = clock
        self._protection = protection
        self._changed = changed
        self._held: dict[str, Lockout] = {}
        """By circuit."""
        self._standing: dict[str, tuple[Lockout, tuple[str, ...]]] = {}
        """By id: a lockout and every circuit that it keeps dead; two may keep the same one."""
        self._places: dict[str, tuple[str, ...]] = {}
        self._unstored: list[Lockout] = []
        self._storing = asyncio.Lock()

    def adopt(self, plant: Plant) -> None:
        """Go on with another plant of the same wiring."""
        self._plant = plant

    def restore(self, lockouts: tuple[Lockout, ...], places: Places | None = None) -> None:
        """Take over what was in force before a restart, on the same cables whatever their names are now.

        Circuits that left the plant are kept in the list.
        """
        known = places or {}
        self._places = {one.id: known[one.id] for one in lockouts if one.id in known}
        for lockout in lockouts:
            self._hold(lockout, circuits_at(lockout, known, self._plant) or (lockout.circuit,))

    def lost(self) -> tuple[str, ...]:
        """Locked out circuits that are nowhere in the plant: nothing here keeps them dead."""
        return tuple(circuit for circuit in self._held if circuit not in self._plant.circuits)

    def active(self) -> tuple[Lockout, ...]:
        """All that hold, oldest first."""
        return tuple(sorted(self._held.values(), key=lambda lockout: (lockout.since, lockout.circuit)))

    async def lock(self, who: str, target: str, *, crew: str, reason: str) -> tuple[Lockout, ...]:
        """Lock out a circuit, or all circuits of a cabinet; those locked out already keep their owner.

        Raises DoneUnstored where the lockout is in force but the disk refused; it is stored later.
        """
        if not crew.strip() or not reason.strip():
            raise TargetError('a lockout names its crew and its reason: --crew NAME --reason "why"')
        now = self._clock.now()
        circuits = [c for c in _circuits(target, self._plant) if c not in self._held]
        if not circuits:
            raise TargetError(f"{target} is locked out already")
        made = tuple(_lockout(circuit, now, who, crew.strip(), reason.strip()) for circuit in circuits)
        for lockout in made:
            self._hold(lockout, (lockout.circuit,))
        self._unstored.extend(made)
        try:
            await self.store_pending()
        except StoreError as error:
            raise DoneUnstored(
                f"{target} is locked out now, but that is not stored yet and would not outlive a restart: "
                f"{error}"
            ) from error
        return made

    def lock_leaking(self) -> None:
        """Lock out what leaks to earth: the signal goes when the contactor opens, the danger does not."""
        for circuit in self._protection.leaking():
            lockout = _lockout(circuit, self._clock.now(), ITSELF, "", "earth leakage seen by the cabinet")
            self._hold(lockout, (circuit,))
            self._unstored.append(lockout)

    async def store_pending(self) -> None:
        """Store the lockouts that are in force but could not wait to be stored."""
        async with self._storing:
            while self._unstored:
                await self._keep(self._unstored[0])
                del self._unstored[0]

    async def release(
        self, who: str, target: str, *, reason: str, admin: bool = False
    ) -> tuple[Lockout, ...]:
        """Release a circuit, or a cabinet's circuits; stored first, only then may light come back."""
        if not reason.strip():
            raise TargetError('a release needs a reason: --reason "why"')
        await self.store_pending()
        now = self._clock.now()
        held = self._named(target)
        if not held:
            raise TargetError(f"no lockout on {target}")
        for lockout in held:
            if not admin and lockout.owner not in {who, ITSELF}:
                raise NotYours(f"{lockout.owner} locked out {lockout.circuit} and alone may release it")
        for lockout in held:
            await self._free(lockout, who, reason.strip(), now)
        return tuple(held)

    def _named(self, target: str) -> list[Lockout]:
        """Lockouts that a person names, on circuits that have left the plant too."""
        name = _plain(target)
        circuits = (name,) if name in self._held else _circuits(target, self._plant)
        return [self._held[circuit] for circuit in circuits if circuit in self._held]

    def _hold(self, lockout: Lockout, circuits: tuple[str, ...]) -> None:
        self._standing[lockout.id] = lockout, circuits
        for circuit in circuits:
            self._held[circuit] = replace(lockout, circuit=circuit)
            if circuit in self._plant.circuits:
                self._protection.lock(self._held[circuit])
                self._changed((circuit,))

    async def _keep(self, lockout: Lockout) -> None:
        if lockout.circuit in self._plant.circuits:
            self._places[lockout.id] = places_of(lockout.circuit, self._plant)
            await self._store.save_state(KEY, json.dumps(self._places))
        after = f"locked out for {lockout.crew or 'inspection'}"
        at, who, why = lockout.since, lockout.owner, lockout.reason
        act = Act(at, who, "lockout", lockout.circuit, why, "in service", after)
        await self._store.add_lockout(lockout, act)
        log_act(act)

    async def _free(self, lockout: Lockout, who: str, reason: str, now: datetime) -> None:
        act = Act(now, who, "release", lockout.circuit, reason, "locked out", "in service")
        await self._store.release_lockout(lockout.id, now, who, reason, act)
        log_act(act)
        self._standing.pop(lockout.id, None)
        for circuit in [circuit for circuit, by in self._held.items() if by.id == lockout.id]:
            self._let_go(circuit)

    def _let_go(self, circuit: str) -> None:
        """Back to service, unless another lockout keeps it dead too."""
        other = next((one for one, circuits in self._standing.values() if circuit in circuits), None)
        if other is not None:
            self._hold(other, self._standing[other.id][1])
            return
        del self._held[circuit]
        if circuit in self._plant.circuits:
            self._protection.unlock(circuit)
            self._changed((circuit,))


def _lockout(circuit: str, now: datetime, who: str, crew: str, reason: str) -> Lockout:
    return Lockout(f"k-{secrets.token_hex(3)}", circuit, now, who, crew, reason)


def _circuits(text: str, plant: Plant) -> tuple[str, ...]:
    """Circuit ids that a person names: one circuit, or a cabinet for all of its circuits."""
    name = _plain(text)
    if name in plant.circuits:
        return (name,)
    cabinet = plant.cabinets.get(name.rpartition("-")[0])
    if cabinet is not None and name not in plant.cabinets:
        known = ", ".join(circuit.id for circuit in cabinet.circuits)
        raise TargetError(f"no circuit is called {name!r}; {cabinet.id} has {known}")
    target = parse_target(name if ":" in name else f"cabinet:{name}", plant)
    if target.scope is not Scope.CABINET:
        raise TargetError(f"{text} is neither a circuit nor a cabinet; lockouts hold circuits")
    return tuple(circuit.id for circuit in plant.cabinets[target.id].circuits)


def _plain(text: str) -> str:
    return text.strip().removeprefix("circuit:")
