"""The daemon's decision side on the small city, rung by hand."""

from datetime import datetime

from lightctl.clock import WireClock
from lightctl.core.decision import Decision
from lightctl.core.plant import Plant
from lightctl.core.sun import Sun
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.cycle import SLICE_LAMPS, Cycle
from lightctl.daemon.lockouts import Lockouts
from lightctl.daemon.overrides import Overrides
from lightctl.daemon.protection import Protection
from lightctl.daemon.watch import Watch
from lightctl.daemon.wishing import Wishing
from lightctl.store import Store
from tests.daemon.small import (
    EVENING,
    PLACE,
    SENSORS,
    PretendedBoard,
    PretendedField,
    half_night,
    nights,
    plant,
    profile,
)


class HandClock:
    """A city clock that stands where a test puts it."""

    rate = 1.0

    def __init__(self, at: datetime = EVENING) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing waits here")

    async def sleep_until(self, instant: datetime) -> None:
        raise AssertionError("nothing waits here")


class House:
    """Parts of one daemon with a pretended field; `ring` is one beat of the cycle."""

    def __init__(
        self, clock: HandClock, store: Store | None = None, *, counted: bool = True,
        city: Plant | None = None,
        slice_lamps: int = SLICE_LAMPS, wire: WireClock = float,
    ) -> None:  # fmt: skip
        self.clock = clock
        self.field = PretendedField()
        self.board = PretendedBoard()
        self.recorded: list[Decision] = []
        self.plant = city or plant()
        self.conditions = Conditions(
            self.plant, {"a": profile(), "b": half_night()}, counted=counted,
            sensors=SENSORS, altitude=Sun(PLACE).altitude,
        )  # fmt: skip
        self.protection = Protection(tuple(self.plant.circuits), self.field)
        self.wishing = Wishing(self.plant, self.field, EVENING.date())
        self.cycle = Cycle(
            self.plant, nights(), self.wishing, self.recorded.append, wire=wire, slice_lamps=slice_lamps
        )
        self.watch = Watch(self.plant, self.cycle, self.conditions, self.protection, self.board, lambda: 0.0)
        if store is not None:
            self.overrides = Overrides(self.plant, store, clock, self.wishing.describe)
            self.lockouts = Lockouts(self.plant, store, clock, self.protection, self.watch.protected)

    def ring(self) -> int:
        if hasattr(self, "overrides"):
            self.watch.commanded(self.overrides.active())
        if self.watch.look() and hasattr(self, "lockouts"):
            self.lockouts.lock_leaking()
        return self.watch.ring(self.clock.at)
