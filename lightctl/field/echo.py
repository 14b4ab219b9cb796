"""Whether a bus gives our own bytes back, as two-wire adapters do that never stop listening.

Without this a dead unit looks alive: the right answer to writing one register or coil is the request itself.
"""

from enum import Enum

from lightctl.errors import BadFrame
from lightctl.wire.driver import Table
from lightctl.wire.frames import reply_size, request_size
from lightctl.wire.request import Request, read


class Hearing(Enum):
    """What is known of the line since it was opened."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"
    OURSELVES = "ourselves"


NOBODY = 248
"""A unit address that the standard reserves, so that nobody answers."""
SELF_TEST = read(NOBODY, Table.HOLDING, 0, 1)


class Echo:
    """One line's echo, byte by byte; computes only."""

    def __init__(self) -> None:
        self.hearing = Hearing.UNKNOWN
        self._due = b""

    def opened(self) -> None:
        """Another adapter may be there now."""
        self.hearing = Hearing.UNKNOWN
        self._due = b""

    def sent(self, frame: bytes) -> None:
        """These bytes may come back."""
        self._due = frame

    def strip(self, buffer: bytearray, request: Request) -> bool:
        """Take our own bytes off the front; whether what is left may be looked at.

        Raises BadFrame where our bytes were due and others came: then nothing on this line is believed.
        """
        due = self._due
        if not due or not buffer:
            return True
        common = min(len(due), len(buffer))
        if buffer[:common] != due[:common]:
            return self._differs()
        if len(buffer) < len(due):
            return self.hearing is Hearing.NOTHING
        if self.hearing is not Hearing.NOTHING or not mirrors(request):
            self.hearing = Hearing.OURSELVES
            del buffer[: len(due)]
            self._due = b""
        return True

    def answered(self, whole: int, request: Request) -> None:
        """A proven reply was found in so many bytes; nothing else among them means no echo."""
        if self.hearing is Hearing.UNKNOWN and not mirrors(request) and whole == reply_size(request):
            self.hearing = Hearing.NOTHING

    def tested(self) -> None:
        """The self-test was sent and nothing came back."""
        if self.hearing is Hearing.UNKNOWN:
            self.hearing = Hearing.NOTHING

    def _differs(self) -> bool:
        if self.hearing is not Hearing.OURSELVES:
            return True
        self.hearing = Hearing.UNKNOWN
        raise BadFrame("our own bytes did not come back as they were sent")


def mirrors(request: Request) -> bool:
    """Whether the right reply may be, byte for byte, the request itself."""
    if request.function in {5, 6}:
        return True
    same_size = request.of_bits and not request.writes and reply_size(request) == request_size(request)
    return same_size and request.address >> 8 == request.data_bytes
