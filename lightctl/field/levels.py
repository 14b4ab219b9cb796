"""Levels of many lamps side by side: wished, accepted, in effect, and what is to be sent next.

Slots count from 0. A lamp is verified when its level in effect is what its controller was told, or, after a
restart, already what is wished. What differs is sent again after a settling time, a few times, then rarely.
"""

from collections.abc import Callable, Iterable, Mapping
from math import inf, nan

from lightctl.core.units import Level
from lightctl.field.level_story import LevelStory
from lightctl.wire.codec import decode_levels, encode_level
from lightctl.wire.driver import Point
from lightctl.wire.scales import Scale

SETTLE_S = 10.0
"""A concentrator acts seconds after it acknowledged; by then a lamp has followed, or has not."""
MOST_TRIES = 3
TRY_AGAIN_S = 900.0
BOOT_S = 6.0
"""After power comes back a lamp controller starts at full and obeys some seconds later."""
TOLERANCE = 0.5
"""Percent; the level in effect may be told more coarsely than it was commanded."""


class Levels:
    """The lamps of one concentrator, or the direct lamps of one line that share a driver."""

    def __init__(
        self, count: int, scale: Scale, command: Point, tell: Callable[[int, bool], None], *,
        blind: bool = False,
    ) -> None:  # fmt: skip
        self._scale = scale
        self._command = command
        self._blind = blind
        """Nothing can be read back: what was told is told again, rarely, and never said to differ."""
        self._tell = tell
        self.wished: list[Level | None] = [None] * count
        self.reason: list[str] = [""] * count
        self.aim: list[Level | None] = [None] * count
        """What the lamp's controller reports when it does as wished: the wish rounded up to a raw step."""
        self.told: list[Level | None] = [None] * count
        self.effective: list[Level | None] = [None] * count
        self.dark: list[bool] = [False] * count
        """Known to have no power."""
        self.differs: list[bool] = [False] * count
        self._acknowledged = [False] * count
        self._codes: dict[Level, tuple[bytes, Level | None]] = {}
        self._sent_at = [-inf] * count
        self._ready_at = [-inf] * count
        self._tries = [0] * count
        self._fade_s = [0.0] * count
        """How long the device takes to fade to what it was told last."""
        self.hold: Callable[[int, bool], float] | None = None
        """Wire time before which a slot must not be written; the flag says that it would be raised."""
        self.refresh_s = TRY_AGAIN_S
        """How often what cannot be read back is told again."""
        self.story = LevelStory(count)
        self.judged: Callable[[float, bool], None] = _nobody
        """Told after each look at lamps: the wire's time, and whether it was a look at all of them."""
        self.pending: set[int] = set()
        """Slots that are not verified."""

    def wish(self, slot: int, level: Level, reason: str) -> bool:
        """Replace the wish; whether the lamp has to be told something else than before."""
        if level == self.wished[slot]:
            self.reason[slot] = reason
            return False
        _, aim = self._coded(level)
        self.wished[slot], self.reason[slot] = level, reason
        if aim == self.aim[slot]:
            return False
        self.aim[slot] = aim
        self._tries[slot] = 0
        self._weigh(slot)
        return True

    def data(self, slot: int) -> bytes | None:
        """The register bytes of a slot's wish."""
        wished = self.wished[slot]
        return None if wished is None else self._coded(wished)[0]

    def power(self, slot: int, dark: bool, now: float) -> None:
        """Power came or went; after it comes, the controller boots and may have forgotten."""
        if dark == self.dark[slot]:
            return
        self.dark[slot] = dark
        self.effective[slot] = None
        if dark:
            self._agree(slot)
        else:
            self._ready_at[slot] = now + BOOT_S
            self._sent_at[slot] = -inf
            self._tries[slot] = 0
        self._weigh(slot)

    def observe(self, first: int, levels: Iterable[float | None], now: float = -inf) -> None:
        """Levels in effect were read, from slot `first` on."""
        for slot, level in enumerate(levels, first):
            before = self.effective[slot]
            if level != before:
                verified = self.verified(slot)
                self.effective[slot] = read = None if level is None else Level(level)
                self._weigh(slot)
                told = self.told[slot]
                self.story.read(slot, read, told, now, wished=told == self.aim[slot])
                if verified and before is not None and read is not None and self._foreign(slot, now):
                    self.story.changed(slot, before, read, now, self._sent_at[slot])

    def due(self) -> float:
        """Wire time from which something is to be sent."""
        return min(map(self.due_of, self.pending), default=inf)

    def due_of(self, slot: int) -> float:
        """Wire time from which this slot is to be told; inf while there is nothing to tell."""
        if slot not in self.pending or self.dark[slot]:
            return inf
        due = self._due_of(slot)
        return due if self.hold is None else max(due, self.hold(slot, self.raises(slot)))

    def raises(self, slot: int) -> bool:
        """Whether more light is wished than the lamp gives, or may give where nobody knows."""
        aim = self.aim[slot]
        given = [level for level in (self.told[slot], self.effective[slot]) if level is not None]
        return aim is not None and (not given or aim > min(given) + TOLERANCE)

    def to_send(self, now: float) -> list[int]:
        """Slots to be told now, ascending."""
        return sorted(slot for slot in self.pending if self.due_of(slot) <= now)

    def sent(
        self, told: Mapping[int, Level | None], now: float, *, acknowledged: bool = True, fade_s: float = 0.0,
        began: float | None = None,
    ) -> None:  # fmt: skip
        """The controllers were told these levels; a wish may have been replaced meanwhile.

        `began` is when the command left, `now` when it was acknowledged, or known to have left.
        """
        for slot, level in told.items():
            left = now if began is None else began
            self.story.sent(slot, self.told[slot], level, left, now if acknowledged else nan)
            self._tries[slot] = self._tries[slot] + 1 if level == self.aim[slot] else 0
            self.told[slot] = level
            self._acknowledged[slot] = acknowledged
            self._sent_at[slot] = now
            self._fade_s[slot] = fade_s
            self._weigh(slot)

    def acknowledge(self, slot: int, now: float = nan) -> None:
        """Its controller says itself that it took what it was told last."""
        self._acknowledged[slot] = True
        self.story.acknowledged(slot, now)

    def doubt(self, slot: int) -> None:
        """Nobody knows what its controller heard: unless it is verified, tell it again, at once."""
        if slot in self.pending:
            self.told[slot] = None
            self._acknowledged[slot] = False
            self._sent_at[slot] = -inf
            self._tries[slot] = 0
            self._weigh(slot)

    def accepted(self, slot: int) -> Level | None:
        """What the lamp's controller acknowledged, or is seen to have taken."""
        return self.told[slot] if self._acknowledged[slot] or self.verified(slot) else None

    def waking(self, slot: int, now: float) -> bool:
        """Whether its power came back so recently that silence is no fault."""
        return now < self._ready_at[slot] + SETTLE_S

    def settling(self, now: float) -> bool:
        """Whether any lamp is awaited."""
        return any(self.settling_of(slot, now) for slot in self.pending)

    def settling_of(self, slot: int, now: float) -> bool:
        """Whether it was told so recently, or boots since so recently, that it may still follow."""
        latest = max(self._sent_at[slot], self._ready_at[slot])
        settled = latest + SETTLE_S + self._fade_s[slot]
        return slot in self.pending and not self.dark[slot] and now < settled

    def judge(self, now: float) -> None:
        """Say once which lamps were told often enough and do not follow."""
        for slot in self.pending:
            self._judge(slot, now)
        self.judged(now, True)

    def judge_one(self, slot: int, now: float) -> None:
        """Say once if this lamp was told often enough and does not follow."""
        self._judge(slot, now)
        self.judged(now, False)

    def _judge(self, slot: int, now: float) -> None:
        tried = self._tries[slot] >= MOST_TRIES and now - self._sent_at[slot] >= SETTLE_S + self._fade_s[slot]
        if slot in self.pending and tried and not (self._blind or self.dark[slot] or self.differs[slot]):
            self.differs[slot] = True
            self._tell(slot, True)

    def verified(self, slot: int) -> bool:
        """Whether the level in effect is the one wished."""
        aim, effective = self.aim[slot], self.effective[slot]
        close = aim is not None and effective is not None and abs(effective - aim) <= TOLERANCE
        return close and self.told[slot] in {None, aim}

    def _due_of(self, slot: int) -> float:
        ready = self._ready_at[slot]
        if self.told[slot] != self.aim[slot]:
            return ready
        often = self._tries[slot] < MOST_TRIES
        wait_s = SETTLE_S + self._fade_s[slot] if often else TRY_AGAIN_S
        left_s = self.story.left_until(slot)
        return max(ready, left_s, self._sent_at[slot] + (self.refresh_s if self._blind else wait_s))

    def held(self, slot: int, now: float) -> bool:
        """Whether someone else changed it so often that it is put right only rarely."""
        return slot in self.pending and now < self.story.left_until(slot)

    def _foreign(self, slot: int, now: float) -> bool:
        """Whether a change away from the wish may be another hand's: not at a start, nor without power."""
        return slot in self.pending and not self.dark[slot] and now >= self._ready_at[slot] + SETTLE_S

    def _coded(self, level: Level) -> tuple[bytes, Level | None]:
        """Register bytes of a level, and the level that they stand for."""
        found = self._codes.get(level)
        if found is None:
            data = encode_level(self._scale, self._command, level)
            aim = decode_levels(self._scale, self._command, data, 1)[0]
            found = self._codes[level] = data, None if aim is None else Level(aim)
        return found

    def _weigh(self, slot: int) -> None:
        """Keep `pending` right after anything changed."""
        if self.aim[slot] is None or self.verified(slot):
            self.pending.discard(slot)
            if self.aim[slot] is not None:
                self._tries[slot] = 0
                self._agree(slot)
        else:
            self.pending.add(slot)

    def _agree(self, slot: int) -> None:
        if self.differs[slot]:
            self.differs[slot] = False
            self._tell(slot, False)


def _nobody(_now: float, _all: bool) -> None:
    """Nobody listens."""
