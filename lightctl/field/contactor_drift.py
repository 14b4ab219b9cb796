"""Contactors that changed without our write: one of them, several, or all open as after a mains cut."""

from collections.abc import Sequence

from lightctl.field.contactors import Contactor
from lightctl.field.drift import DriftBook

SEVERAL = 2
"""So many contactors that change in one look are one change of their cabinet."""


class ContactorWatch:
    """Looks at a cabinet's contactors before and after each reading of their feedback."""

    def __init__(
        self, cabinet: str, contactors: Sequence[Contactor], book: DriftBook, jitter_s: float
    ) -> None:
        self._cabinet = cabinet
        self._all = contactors
        self._book = book
        self._jitter_s = jitter_s
        self.away = True
        """It was not heard without a break: what changed meanwhile is told by its silence and its return."""

    def steady(self, now: float) -> list[Contactor]:
        """Those that stand as told, before the next reading."""
        return [contactor for contactor in self._all if contactor.steady(now)]

    def look(self, steady: Sequence[Contactor], now: float, *, own_plan: bool) -> None:
        """What of these changed by another hand; the cabinet's own plan is no other hand."""
        drifted = [contactor for contactor in steady if contactor.drifted()]
        self._book.settle()
        if not drifted:
            return
        mains = self._all_open(drifted)
        if mains or self.away:
            for contactor in drifted:
                contactor.resume_at = now + self._jitter_s
        if self.away or own_plan:
            return
        worn = [contactor.patience.spend(now, contactor.sent_at) for contactor in drifted]
        several = len(drifted) >= SEVERAL
        thing = self._cabinet if several else drifted[0].circuit.id
        self._book.changed(thing, _told(drifted, mains=mains and several), restart=mains and several)
        self._book.held(thing, any(worn))

    def _all_open(self, drifted: Sequence[Contactor]) -> bool:
        """Whether whatever was closed fell open together."""
        fell = all(contactor.circuit.closed is False for contactor in drifted)
        return fell and not any(contactor.circuit.closed for contactor in self._all)


def _told(drifted: Sequence[Contactor], *, mains: bool) -> str:
    names = ", ".join(contactor.circuit.id for contactor in drifted) if len(drifted) > 1 else "the contactor"
    if mains:
        return f"all contactors fell open without our command, as after a mains cut: {names}"
    was = "closed" if drifted[0].circuit.wanted else "open"
    read = "open" if drifted[0].circuit.wanted else "closed"
    return f"{names}: was {was}, reads {read} without our command, written by someone else"
