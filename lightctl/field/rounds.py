"""What is read of a device again and again, one part per turn of the line: blocks, or pages."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from lightctl.errors import Refused
from lightctl.field.device import Device, Duty, Urgency

log = logging.getLogger(__name__)


class Part(Protocol):
    """What one request reads, as it was last read; `data` is empty until then."""

    data: bytes
    refused: bool
    """Whether the device said that it has no such thing; asked again all the same."""


P = TypeVar("P", bound=Part)


class Rounds(Duty, ABC, Generic[P]):
    """Reads parts in turn; `on_end` hears of each whole round.

    A part that is refused or never comes holds up none of the others: what is behind it may be protection.
    """

    __slots__ = (
        "_answered", "_device", "_ended", "_on_end", "_position", "_shift_s", "achieved_s", "parts",
        "period_s",
    )  # fmt: skip

    def __init__(self, device: Device, parts: list[P], period_s: float, on_end: Callable[[], None]) -> None:
        super().__init__(Urgency.POLL, self._read_next)
        self._device = device
        self.parts = parts
        self.period_s = period_s
        self._on_end = on_end
        self._position = 0
        self._answered = False
        self._shift_s = 0.0
        self._ended: float | None = None
        self.achieved_s: float | None = None
        """City seconds between the ends of the last two rounds."""

    def begin(self, first: float, phase: float) -> None:
        """Read once at `first`, from then on every period, at this share (0–1) of it."""
        if self.parts:
            self.due = first
            self._shift_s = self.period_s * (phase - 0.75)

    @abstractmethod
    async def _read_next(self, guard: Any) -> None:
        """Read the part at `_position`, perhaps some more, and go on; raises FieldError."""

    def _refused(self, part: P, refusal: Refused) -> None:
        """Say once that it is read without this part from now on."""
        if not part.refused:
            part.refused = True
            log.warning("%s: %s; the rest is read without it", self._device.name, refusal)

    def _go_on(self, *, answered: bool = True, stay: bool = False) -> None:
        """The next part; a round ends when any of its parts was answered."""
        self._answered = self._answered or answered
        self._position = (self._position + (not stay)) % len(self.parts)
        if self._position == 0 and self._answered and not stay:
            self._end()

    def _end(self) -> None:
        self._answered = False
        around = self._device.around
        now = around.wire()
        self.due = max(self.due + self.period_s + self._shift_s, now)
        self._shift_s = 0.0
        if self._ended is not None:
            self.achieved_s = (now - self._ended) * around.clock.rate
        self._ended = now
        self._on_end()
