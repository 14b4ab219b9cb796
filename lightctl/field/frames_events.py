"""Events of concentrators: each is handed on once and acknowledged as often as it comes."""

from collections.abc import Callable, Mapping

from lightctl.wire.dcu_frames import Frame, Op

SAME_S = 10.0
"""An event is said three times at most, two seconds apart: the same later on is another one."""

OnEvent = Callable[[Frame], None]


class EventDesk:
    """Takes events as they come in; `owed` are the acknowledgements to be sent when the line is free."""

    def __init__(self, listeners: Mapping[int, OnEvent]) -> None:
        self.owed: list[Frame] = []
        self._listeners = listeners
        self._latest: dict[int, tuple[Frame, float]] = {}

    def take(self, event: Frame, now: float) -> None:
        """One event, heard at this wire time; who is not known here is not answered."""
        listener = self._listeners.get(event.address)
        if listener is None:
            return
        receipt = Frame(event.address, event.number, Op.EVENT_TAKEN)
        if receipt not in self.owed:
            self.owed.append(receipt)
        latest, at = self._latest.get(event.address, (None, now))
        self._latest[event.address] = event, now
        # A concentrator that starts anew counts from the beginning: it says the same as after its last start.
        if latest != event or now - at > SAME_S:
            listener(event)
