"""The city's time, set by hand."""

from datetime import datetime, timedelta


class HandClock:
    """Stands where a test puts it; whoever sleeps finds himself there at once."""

    rate = 1.0

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    async def sleep_until(self, instant: datetime) -> None:
        self.at = instant
