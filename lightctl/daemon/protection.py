"""Circuits that must stay dead, whatever anyone asks for: lockouts, trips, leakage, local mode."""

from lightctl.core.commands import Lockout
from lightctl.core.decision import Fact
from lightctl.core.image import Protected
from lightctl.daemon.ports import BoardView, CircuitView, Wishes

LOCKOUT, BREAKER, LEAKAGE, LOCAL = "lockout", "breaker", "leakage", "local"
"""Why, the weightiest first."""


class Protection:
    """Keeps the field's list of forbidden circuits and tells the cycle which lamps are unserved."""

    def __init__(self, circuits: tuple[str, ...], field: Wishes) -> None:
        self._circuits = circuits
        self._field = field
        self._lockouts: dict[str, Lockout] = {}
        self._signals: dict[str, str] = {}
        self._leaks: set[str] = set()
        """Circuits seen leaking, whatever else was seen of them, until they are locked out."""
        self._seen = -1
        self.protected: dict[str, Protected] = {}

    def lock(self, lockout: Lockout) -> None:
        """Forbid the circuit in the field at once."""
        self._lockouts[lockout.circuit] = lockout
        self._leaks.discard(lockout.circuit)
        self._settle(lockout.circuit)

    def unlock(self, circuit: str) -> None:
        """Take the lockout back; a trip or local mode still holds."""
        self._lockouts.pop(circuit, None)
        self._settle(circuit)

    def look(self, board: BoardView) -> frozenset[str]:
        """Take over what the cabinets report; returns the circuits whose protection changed."""
        if board.changed_circuits == self._seen:
            return frozenset()
        self._seen = board.changed_circuits
        return frozenset(circuit for circuit in self._circuits if self._heed(circuit, board.circuit(circuit)))

    def leaking(self) -> tuple[str, ...]:
        """Circuits seen leaking to earth that nobody has locked out yet."""
        if not self._leaks:
            return ()
        return tuple(c for c in self._circuits if c in self._leaks and c not in self._lockouts)

    def _heed(self, circuit: str, report: CircuitView) -> bool:
        if report.leakage and circuit not in self._lockouts:
            self._leaks.add(circuit)
        signal = _signal(report)
        if signal == self._signals.get(circuit, ""):
            return False
        self._signals[circuit] = signal
        if not signal:
            del self._signals[circuit]
        self._settle(circuit)
        return True

    def _settle(self, circuit: str) -> None:
        why = self._why(circuit)
        if why is None:
            self.protected.pop(circuit, None)
            self._field.allow_circuit(circuit)
            return
        self.protected[circuit] = why
        self._field.forbid_circuit(circuit, why.rule)

    def _why(self, circuit: str) -> Protected | None:
        if lockout := self._lockouts.get(circuit):
            return Protected(circuit, LOCKOUT, _facts(lockout))
        if signal := self._signals.get(circuit):
            return Protected(circuit, signal)
        return None


def _signal(report: CircuitView) -> str:
    for flag, rule in ((report.tripped, BREAKER), (report.leakage, LEAKAGE), (report.local, LOCAL)):
        if flag:
            return rule
    return ""


def _facts(lockout: Lockout) -> tuple[tuple[str, Fact], ...]:
    return (
        ("owner", lockout.owner), ("crew", lockout.crew), ("reason", lockout.reason),
        ("since", lockout.since.isoformat()),
    )  # fmt: skip
