"""Events of concentrators: each is handed on once and acknowledged as often as it comes."""

from collections.abc import Callable, Mapping

from lightctl.wire.dcu_frames import Frame, Op

OnEvent = Callable[[Frame], None]


class EventDesk:
    """Takes events as they come in; `owed` are the acknowledgements to be sent when the line is free."""

    def __init__(self, listeners: Mapping[int, OnEvent]) -> None:
        self.owed: list[Frame] = []
        self._listeners = listeners
        self._latest: dict[int, Frame] = {}

    def take(self, event: Frame) -> None:
        """One event; who is not known here is not answered."""
        listener = self._listeners.get(event.address)
        if listener is None:
            return
        receipt = Frame(event.address, event.number, Op.EVENT_TAKEN)
        if receipt not in self.owed:
            self.owed.append(receipt)
        if self._latest.get(event.address) != event:
            self._latest[event.address] = event
            listener(event)
