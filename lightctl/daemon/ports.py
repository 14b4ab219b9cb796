"""What the daemon's rooms need of the field and of history, so that each can be tried alone."""

from typing import Protocol

from lightctl.core.units import Level


class CircuitView(Protocol):
    """What is known of a circuit; None where nothing is."""

    @property
    def closed(self) -> bool | None: ...
    @property
    def tripped(self) -> bool: ...
    @property
    def leakage(self) -> bool: ...
    @property
    def local(self) -> bool: ...


class BoardView(Protocol):
    """The part of the field's board that decides about electricity."""

    @property
    def changed_circuits(self) -> int:
        """Counts up whenever any circuit's report changed."""

    def circuit(self, circuit_id: str) -> CircuitView: ...


class Wishes(Protocol):
    """The field as the cycle sees it: every call returns at once."""

    def wish_lamp(self, lamp_id: str, level: Level, reason: str) -> None: ...
    def wish_circuit(self, circuit_id: str, closed: bool, reason: str) -> None: ...
    def forbid_circuit(self, circuit_id: str, reason: str) -> None: ...
    def allow_circuit(self, circuit_id: str) -> None: ...
