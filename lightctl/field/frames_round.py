"""Pages of a framed concentrator, read again and again, one per turn of the line."""

from collections.abc import Awaitable, Callable

from lightctl.errors import BadFrame, NoAnswer, Refused
from lightctl.field.device import BUSY, Device
from lightctl.field.frames_guard import FramesGuard
from lightctl.field.frames_image import Page
from lightctl.field.rounds import Rounds

Look = Callable[[FramesGuard, Page], Awaitable[None]]


class PageRound(Rounds[Page]):
    """`look` asks for a page and keeps what it says; raises FieldError."""

    __slots__ = ("_look",)

    def __init__(
        self, device: Device, pages: list[Page], period_s: float, look: Look, on_end: Callable[[], None]
    ) -> None:
        super().__init__(device, pages, period_s, on_end)
        self._look = look

    async def _read_next(self, guard: FramesGuard) -> None:
        page = self.parts[self._position]
        try:
            await self._look(guard, page)
        except Refused as refusal:
            if refusal.code == BUSY:
                raise
            self._refused(page, refusal)
        except (NoAnswer, BadFrame):
            self._go_on(answered=False)
            raise
        self._go_on()
