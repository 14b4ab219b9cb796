"""Circuits as the field knows them: what is wanted, what the feedback says, and what forbids light."""

from collections.abc import Callable
from datetime import datetime

from lightctl.field.reports import CircuitReport


class CircuitState:
    """One contactor's feeder, changed in place by its cabinet and by protection."""

    __slots__ = (
        "_accepted", "_changed", "at", "closed", "desired", "differs", "forbidden", "id", "leakage", "local",
        "on_power", "reason", "tripped",
    )  # fmt: skip

    def __init__(self, circuit_id: str, changed: Callable[[], None]) -> None:
        self.id = circuit_id
        self._changed = changed
        self.desired: bool | None = None
        self.reason = ""
        self._accepted: bool | None = None
        self.closed: bool | None = None
        self.tripped = False
        self.leakage = False
        self.local = False
        self.forbidden = ""
        self.differs = False
        self.at: datetime | None = None
        self.on_power: list[Callable[[], None]] = []
        """Who wants to know that power came or went, or what it is for the first time."""

    @property
    def wanted(self) -> bool | None:
        """What the contactor should do: a forbidden circuit is open, whatever is wished."""
        return False if self.forbidden else self.desired

    @property
    def may_close(self) -> bool:
        """Whether nothing and nobody forbids energising it."""
        return not (self.forbidden or self.tripped or self.leakage or self.local)

    @property
    def dark(self) -> bool:
        """Whether it is known to have no power."""
        return self.closed is False or (self.tripped and self.closed is not None)

    def observe(self, *, closed: bool | None, tripped: bool, leakage: bool, local: bool) -> None:
        """The cabinet's inputs spoke of it."""
        before = self.closed, self.tripped, self.leakage, self.local
        if before == (closed, tripped, leakage, local):
            return
        was_dark, was_unknown = self.dark, self.closed is None
        self.closed, self.tripped, self.leakage, self.local = closed, tripped, leakage, local
        self._changed()
        if self.dark != was_dark or was_unknown:
            for told in self.on_power:
                told()

    def accept(self, closed: bool) -> None:
        """Its cabinet took this for its coil."""
        self._accepted = closed

    @property
    def accepted(self) -> bool | None:
        """What its cabinet took last; before the first command, what it is seen to do as wanted."""
        seen = self.closed if self.closed is self.wanted else None
        return seen if self._accepted is None else self._accepted

    def set_differs(self, differs: bool) -> None:
        """Whether its contactor refuses to follow."""
        self.differs = differs
        self._changed()

    def report(self) -> CircuitReport:
        """A picture of it."""
        return CircuitReport(
            self.id, self.desired, self.closed, self.tripped, self.leakage, self.local,
            self.forbidden, self.at, self.differs, self.accepted,
        )  # fmt: skip
