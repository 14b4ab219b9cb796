"""Commands that go under a street's floor: an alarm from their beginning to their end."""

import json
from dataclasses import dataclass

from lightctl.clock import SiteClock
from lightctl.core.commands import Override
from lightctl.core.nights import Nights
from lightctl.core.plant import Plant
from lightctl.core.target import groups_of
from lightctl.core.units import Level
from lightctl.daemon.overrides import Overrides
from lightctl.store import Event, Store

KEY = "below floor"
TOPIC = "below floor"


@dataclass(frozen=True, slots=True)
class BelowFloor:
    """A command in force, and the highest floor that it goes under."""

    override: Override
    floor: Level


class BelowFloors:
    """What goes under a floor now; each beginning and end is an event once, over restarts too."""

    def __init__(
        self, plant: Plant, nights: Nights, overrides: Overrides, store: Store, clock: SiteClock
    ) -> None:
        self._plant = plant
        self._nights = nights
        self._overrides = overrides
        self._store = store
        self._clock = clock
        self._told: set[str] = set()

    def adopt(self, plant: Plant, nights: Nights) -> None:
        """Go on with another site."""
        self._plant, self._nights = plant, nights

    def restore(self, text: str) -> None:
        """Take over what was raised before a restart."""
        rows = json.loads(text)
        self._told = {str(row) for row in rows} if isinstance(rows, list) else set()

    def standing(self) -> tuple[BelowFloor, ...]:
        """Oldest first; of a command that nobody obeys any more, too, as long as it is in force."""
        low = (one for one in self._overrides.active() if one.below_floor)
        rows = (BelowFloor(one, self._floor(one)) for one in low)
        return tuple(row for row in rows if row.override.level < row.floor)

    async def note(self) -> None:
        """Keep what was raised and what was cleared since the last time."""
        now = self._clock.now()
        standing = {str(row.override.target): row for row in self.standing()}
        began, ended = sorted(standing.keys() - self._told), sorted(self._told - standing.keys())
        for target in began:
            await self._store.say(_raised(standing[target]))
        for target in ended:
            await self._store.say(Event(now, target, TOPIC, "cleared"))
        if began or ended:
            self._told = set(standing)
            await self._store.save_state(KEY, json.dumps(sorted(self._told)))

    def _floor(self, override: Override) -> Level:
        now = self._clock.now()
        groups = groups_of(override.target, self._plant)
        floors = (
            max(self._nights.at(group, now).floor, self._plant.groups[group].never_below) for group in groups
        )
        return max(floors, default=Level(0.0))


def _raised(row: BelowFloor) -> Event:
    one = row.override
    facts = (
        ("id", one.id), ("level", one.level), ("floor", row.floor), ("owner", one.owner),
        ("reason", one.reason), ("until", one.until.isoformat()), ("scene", one.scene),
    )  # fmt: skip
    return Event(one.since, str(one.target), TOPIC, "raised", facts)
