"""The cycle's surroundings: what it looks at each second before it decides, and what it hands on."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from lightctl.clock import SiteClock, WireClock
from lightctl.core.commands import Override
from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.image import NOBODY, Image, Reach
from lightctl.core.plant import Plant
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.cycle import Cycle
from lightctl.daemon.lockouts import Lockouts
from lightctl.daemon.overrides import Overrides
from lightctl.daemon.ports import BoardView
from lightctl.daemon.protection import Protection
from lightctl.daemon.reaching import groups_reached, reach_of

SHORTEST_BEAT_S = 0.05
"""Of the event loop: a clock that runs faster than 20 city seconds in it rings less than every second."""


class Watch:
    """Keeps the image current and rings the cycle; everything here returns at once."""

    def __init__(
        self, plant: Plant, cycle: Cycle, conditions: Conditions, protection: Protection, board: BoardView,
        wire: WireClock,
    ) -> None:  # fmt: skip
        self._plant = plant
        self._cycle = cycle
        self._conditions = conditions
        self._protection = protection
        self._board = board
        self._wire = wire
        self._rang = datetime.min.replace(tzinfo=UTC)
        self._rings: deque[tuple[float, float]] = deque(maxlen=600)
        self._overrides: tuple[Override, ...] = ()
        self._reach: Reach = NOBODY

    def adopt(self, plant: Plant) -> None:
        """Go on with another plant of the same wiring; commands reach what they name there."""
        self._plant, self._reach = plant, reach_of(plant, self._overrides)

    def heard_traffic(self, reading: TrafficReading) -> None:
        """Go on with a count."""
        self._cycle.touch(self._conditions.take_traffic(reading))

    def heard_weather(self, reading: WeatherReading) -> None:
        """Go on with the weather."""
        if self._conditions.take_weather(reading):
            self._cycle.touch_all()

    def heard_sensor(self, reading: SensorReading) -> None:
        """Go on with a word of a light sensor or a water station."""
        waiting = self._conditions.out_of_time(reading, self._rang)
        touched = self._conditions.take_sensor(reading)
        self._cycle.touch(touched | waiting)

    def commanded(self, active: tuple[Override, ...]) -> None:
        """Take over the overrides in force; touches whom the old and the new ones reach."""
        changed = set(self._overrides) ^ set(active)
        if changed:
            self._cycle.touch(groups_reached(self._plant, changed))
            self._overrides, self._reach = active, reach_of(self._plant, active)

    def protected(self, circuits: Iterable[str]) -> None:
        """Have the lamps of these circuits decided again."""
        lamps = (lamp for circuit in circuits for lamp in self._plant.lamps_of_circuit[circuit])
        self._cycle.touch({self._plant.lamps[lamp].group for lamp in lamps})

    def look(self) -> bool:
        """Take over what cabinets report; whether anything leaks."""
        self.protected(self._protection.look(self._board))
        return bool(self._protection.leaking())

    def ring(self, now: datetime) -> int:
        """Decide what is touched or due at this instant."""
        if now < self._rang:
            self._cycle.touch_all()  # the clock was set back: no instant computed before counts any more
        self._rang = now
        if self._cycle.idle(now):
            return 0
        began = self._wire()
        decided = self._cycle.ring(self.image(now))
        self._rings.append((began, (self._wire() - began) * 1000))
        return decided

    def go_on(self) -> int:
        """Another slice at the instant of the last ring, which may be a command's own, after the beat."""
        return self.ring(self._rang)

    @property
    def unfinished(self) -> bool:
        """Whether groups are left that this second's rings have not decided yet."""
        return self._cycle.unfinished

    @property
    def busiest_ms(self) -> float:
        """The longest ring of the last minute, milliseconds of the wire clock."""
        since = self._wire() - 60
        return round(max((took for began, took in self._rings if began >= since), default=0.0), 2)

    def image(self, now: datetime) -> Image:
        """Everything known, frozen."""
        return Image(
            now, dict(self._conditions.traffic), dict(self._conditions.weather), self._reach,
            dict(self._protection.protected), self._conditions.sensed(),
            self._conditions.usual(now),
        )  # fmt: skip


async def keep_ringing(
    watch: Watch, overrides: Overrides, lockouts: Lockouts, clock: SiteClock, *,
    more: Callable[[], tuple[Override, ...]] = tuple,
) -> None:  # fmt: skip
    """Ring every city second for ever, on the second; a clock that is set in between delays nothing.

    `more` tells what else is asked of lamps: tests of cabinets, and lamps that blink.
    """
    beat = timedelta(seconds=max(1, round(clock.rate * SHORTEST_BEAT_S)))

    def look() -> None:
        if watch.look():
            lockouts.lock_leaking()

    while True:
        now = clock.now()
        watch.commanded((*overrides.active(), *more()))
        look()
        watch.ring(now)
        while watch.unfinished:
            await asyncio.sleep(0)
            look()
            watch.go_on()
        await clock.sleep((now.replace(microsecond=0) + beat - now).total_seconds())
