"""When which contactor of a cabinet is switched: one after another, never what is forbidden."""

from math import inf

from lightctl.field.circuits import CircuitState
from lightctl.field.drift import Patience

SETTLE_S = 5.0
"""A contactor that has not followed its coil by then does not follow."""
MOST_TRIES = 3
TRY_AGAIN_S = 300.0
"""After that many tries, only this often."""
UNANSWERED_S = 60.0
"""A command that is never answered is given again at once, then later and later, at last this often."""
SLOW_S = 30.0
"""So long after a command of ours a change may still be its late effect, and nobody else's doing."""
LEFT_LOCAL_S = 3.0
"""After local mode a contactor stays as the hand left it until the daemon has decided about it again."""


class Contactor:
    """One output of a cabinet."""

    __slots__ = (
        "circuit", "closed_at", "not_before", "output", "patience", "quiet_until", "rest_s", "resume_at",
        "sent", "sent_at", "tries", "unanswered",
    )  # fmt: skip

    def __init__(self, circuit: CircuitState, output: int, rest_s: float = 0.0) -> None:
        self.circuit = circuit
        self.output = output
        self.rest_s = rest_s
        """An ordinary opening waits so long after its closing; light and protection never do."""
        self.closed_at = -inf
        self.patience = Patience()
        self.resume_at = -inf
        """After mains came back it is closed again from here on, each cabinet at its own moment."""
        self.sent: bool | None = None
        """What its coil was last told."""
        self.sent_at = -inf
        self.tries = 0
        self.unanswered = 0
        """Commands in a row to which no answer came."""
        self.not_before = 0.0
        self.quiet_until = -inf

    def due(self) -> float:
        """Wire time from which its coil is to be written; inf while there is nothing to do."""
        return max(self._due(), self.quiet_until)

    def _due(self) -> float:
        wanted, closed = self.circuit.wanted, self.circuit.closed
        if wanted is None or closed is None or self.circuit.local or (wanted and not self.circuit.may_close):
            return inf
        if closed == wanted and self.sent in {None, wanted}:
            return inf
        if self.sent != wanted:
            return self._first_due(wanted)
        if self.unanswered:
            return self.sent_at + min(SETTLE_S * (self.unanswered - 1), UNANSWERED_S)
        again = self.sent_at + (SETTLE_S if self.tries < MOST_TRIES else TRY_AGAIN_S)
        if self.circuit.forbidden:
            return again
        return max(again, self.patience.until, self.resume_at if wanted else -inf)

    def _first_due(self, wanted: bool) -> float:
        """A new wish: protection at once, light as soon as the cabinet's turn comes, dark after its rest."""
        if self.circuit.forbidden:
            return 0.0
        return max(self.not_before, self.resume_at) if wanted else self.closed_at + self.rest_s

    def steady(self, now: float) -> bool:
        """Whether it stands as wanted and told, free of any hand, fault or late command of ours."""
        circuit, wanted = self.circuit, self.circuit.wanted
        free = not (circuit.local or circuit.tripped or circuit.leakage)
        as_told = wanted is not None and circuit.closed is wanted and self.sent in {None, wanted}
        return free and as_told and now - self.sent_at >= SLOW_S

    def drifted(self) -> bool:
        """Whether it, which was steady, changed by nobody's hand and no fault's doing."""
        circuit = self.circuit
        free = not (circuit.local or circuit.tripped or circuit.leakage)
        return free and circuit.closed is not None and circuit.closed is not circuit.wanted

    def wrote(self, closed: bool, now: float) -> None:
        """The cabinet answered the command, or refused it."""
        self.tries = self.tries + 1 if self.sent is closed else 1
        self.unanswered = 0
        self.sent, self.sent_at = closed, now
        self._closing(closed, now)

    def _closing(self, closed: bool, now: float) -> None:
        if closed:
            self.closed_at = now

    def attempted(self, closed: bool, now: float) -> None:
        """No answer came: the command may have been done, and may have been lost."""
        self.unanswered = self.unanswered + 1 if self.sent is closed else 1
        self.sent, self.sent_at = closed, now
        self._closing(closed, now)

    def left_local(self, now: float) -> None:
        """A hand let go of it."""
        self.quiet_until = now + LEFT_LOCAL_S

    def followed(self) -> bool:
        """Whether the feedback is what the coil was told; then earlier tries are forgotten."""
        if self.sent is None or self.sent != self.circuit.closed:
            return False
        self.tries = self.unanswered = 0
        return True

    def stuck(self, now: float) -> bool:
        """Whether it was told often enough and does not follow."""
        followed = self.sent is None or self.sent == self.circuit.closed
        tried = max(self.tries, self.unanswered) >= MOST_TRIES
        return not followed and tried and now - self.sent_at >= SETTLE_S

    def settling(self, now: float) -> bool:
        """Whether its feedback is still awaited."""
        return self.sent is not None and self.sent != self.circuit.closed and now - self.sent_at < SETTLE_S


class Contactors:
    """All outputs of one cabinet; `gap_s` lies between two closings or ordinary openings.

    `rest_s` lies between an output's closing and its ordinary opening.
    """

    def __init__(
        self, circuits: list[CircuitState], outputs: list[int], gap_s: float, rest_s: float = 0.0
    ) -> None:
        pairs = zip(circuits, outputs, strict=True)
        self.all = [Contactor(circuit, output, rest_s) for circuit, output in pairs]
        self._gap_s = gap_s
        self._free_at = -inf

    def due(self) -> float:
        """Wire time of the next coil to write."""
        return min((self._due(contactor) for contactor in self.all), default=inf)

    def next(self, now: float) -> Contactor | None:
        """The contactor to switch now: forbidden ones first, then by output.

        One that does not answer waits behind the others: it must not keep their streets dark.
        """
        ready = [c for c in self.all if self._due(c) <= now]
        return min(ready, key=lambda c: (c.unanswered, not c.circuit.forbidden, c.output), default=None)

    def wrote(self, contactor: Contactor, closed: bool, now: float) -> None:
        """The cabinet took the command; the next one waits for the gap."""
        contactor.wrote(closed, now)
        self._free_at = now + self._gap_s

    def _due(self, contactor: Contactor) -> float:
        due = contactor.due()
        return due if contactor.circuit.forbidden else max(due, self._free_at)
