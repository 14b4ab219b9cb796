"""Written by someone else: what changed without our command, said once, mended within limits."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf

AT_ONCE = 3
"""So many times within an hour a thing is put right at once."""
HOUR_S = 3600.0
RARELY_S = 900.0
"""After that only this often: two masters that fight wear out relays and make lamps flicker."""
QUIET_S = 3600.0
"""Without another change for so long, it is over."""
FOREIGN, HELD, QUIET, RESTARTED, STEADY = (
    "foreign-write", "foreign-held", "foreign-quiet", "restarted", "steady",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drift:
    """A thing that changed without our command, and whether it is only put right rarely by now."""

    thing: str
    kind: str
    """`foreign-write`, or `restarted` for what looks like a start of the device."""
    since: datetime
    at: datetime
    count: int
    text: str
    held: bool = False


class DriftBook:
    """Every drift of the field that is not over; `tell` hears of (kind, thing, text) once for each turn."""

    def __init__(
        self, tell: Callable[[str, str, str], None], wire: Callable[[], float], now: Callable[[], datetime]
    ) -> None:
        self._tell = tell
        self._wire = wire
        self._now = now
        self._active: dict[str, Drift] = {}
        self._last: dict[str, float] = {}

    def changed(self, thing: str, text: str, *, restart: bool = False) -> None:
        """It changed; what looks like a restart, but comes again within the hour, is told as foreign too."""
        now, before = self._now(), self._active.get(thing)
        kind = RESTARTED if restart and before is None else FOREIGN
        self._last[thing] = self._wire()
        if before is None:
            self._active[thing] = Drift(thing, kind, now, now, 1, text)
        else:
            kind = before.kind if before.kind == FOREIGN else kind
            self._active[thing] = replace(before, kind=kind, at=now, count=before.count + 1, text=text)
        if before is None or before.kind != kind:
            again = "" if before is None else "again within the hour: "
            self._tell(kind, thing, again + text)

    def held(self, thing: str, held: bool) -> None:
        """Whether it is put right only rarely now; said once."""
        drift = self._active.get(thing)
        if drift is not None and held and not drift.held:
            self._active[thing] = replace(drift, held=True)
            often = f"put right {AT_ONCE} times, now every {RARELY_S / 60:g} min"
            self._tell(HELD, thing, f"{drift.text}; {often}")

    def settle(self) -> None:
        """Say what is over."""
        if not self._active:
            return
        now = self._wire()
        for thing in [thing for thing, at in self._last.items() if now - at >= QUIET_S]:
            drift = self._active.pop(thing)
            del self._last[thing]
            over = QUIET if drift.kind == FOREIGN else STEADY
            self._tell(over, thing, f"as commanded for an hour; had changed {drift.count} times")

    def active(self) -> tuple[Drift, ...]:
        """What is not over, the latest first."""
        return tuple(sorted(self._active.values(), key=lambda drift: drift.at, reverse=True))


class Patience:
    """How soon one thing is put right: at once a few times an hour, then rarely."""

    __slots__ = ("_times", "until")

    def __init__(self) -> None:
        self._times: tuple[float, ...] = ()
        self.until = -inf
        """Wire time before which it is left as it is."""

    def spend(self, now: float, last_sent: float) -> bool:
        """It changed once more; whether it has to wait from now on."""
        self._times = (*(at for at in self._times if now - at < HOUR_S), now)[-AT_ONCE - 1 :]
        worn = len(self._times) > AT_ONCE
        self.until = last_sent + RARELY_S if worn else -inf
        return worn
