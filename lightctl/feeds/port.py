"""What every feed offers."""

from collections.abc import AsyncIterator
from typing import Protocol, TypeVar

R_co = TypeVar("R_co", covariant=True)


class Feed(Protocol[R_co]):
    """A source of readings; iterating raises FeedError when it fails, and may then be begun again."""

    @property
    def name(self) -> str:
        """What people call it, for status and logs."""

    def readings(self) -> AsyncIterator[R_co]:
        """Readings as they come, each once; ends only when nothing can ever follow."""
