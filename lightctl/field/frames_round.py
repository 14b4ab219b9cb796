"""Pages of a framed concentrator, read again and again, one per turn of the line."""

import logging
from collections.abc import Awaitable, Callable

from lightctl.errors import BadFrame, NoAnswer, Refused
from lightctl.field.device import BUSY, Device, Duty, Urgency
from lightctl.field.frames_guard import FramesGuard
from lightctl.field.frames_image import Page

log = logging.getLogger(__name__)

Look = Callable[[FramesGuard, Page], Awaitable[None]]


class PageRound(Duty):
    """A page that is refused or never comes holds up none of the others."""

    __slots__ = (
        "_answered", "_device", "_ended", "_look", "_on_end", "_position", "_shift_s", "achieved_s", "pages",
        "period_s",
    )  # fmt: skip

    def __init__(
        self, device: Device, pages: list[Page], period_s: float, look: Look, on_end: Callable[[], None]
    ) -> None:
        super().__init__(Urgency.POLL, self._read_next)
        self._device = device
        self.pages = pages
        self.period_s = period_s
        self._look = look
        self._on_end = on_end
        self._position = 0
        self._answered = False
        self._shift_s = 0.0
        self._ended: float | None = None
        self.achieved_s: float | None = None
        """City seconds between the ends of the last two rounds."""

    def begin(self, first: float, phase: float) -> None:
        """Read once at `first`, from then on every period, at this share (0–1) of it."""
        if self.pages:
            self.due = first
            self._shift_s = self.period_s * (phase - 0.75)

    async def _read_next(self, guard: FramesGuard) -> None:
        try:
            await self._look(guard, self.pages[self._position])
        except Refused as refusal:
            if refusal.code == BUSY:
                raise
            log.warning("%s: %s; the rest is read without it", self._device.name, refusal)
        except (NoAnswer, BadFrame):
            self._go_on(answered=False)
            raise
        self._go_on()

    def _go_on(self, *, answered: bool = True) -> None:
        """The next page; a round ends when any of its pages was answered."""
        self._answered = self._answered or answered
        self._position = (self._position + 1) % len(self.pages)
        if self._position == 0 and self._answered:
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
