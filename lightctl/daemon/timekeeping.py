"""Whether the city's clock runs as the monotonic clock does, or somebody has set it."""

from datetime import datetime, timedelta

from lightctl.clock import SiteClock, SystemClock, WireClock

SUSPICIOUS = timedelta(minutes=2)


def doubt_of(clock: SiteClock) -> str:
    """What an operator should know while the computer's clock is not believed; empty while it is."""
    if not isinstance(clock, SystemClock) or not clock.doubt:
        return ""
    way = "ahead" if clock.doubt > timedelta(0) else "back"
    return (
        f"the computer's clock was set {way} by {abs(clock.doubt)} and no time source proves it: the city "
        "goes on by its own count; set the clock right, or restart to believe it"
    )


class Timekeeping:
    """Compares the two clocks from one look to the next."""

    def __init__(self, clock: SiteClock, wire: WireClock) -> None:
        self._clock = clock
        self._wire = wire
        self._seen, self._at = clock.now(), wire()

    def step(self) -> timedelta:
        """How far the city's clock was set since the last look; zero where it just ran."""
        now, at = self._clock.now(), self._wire()
        expected = self._seen + timedelta(seconds=(at - self._at) * self._clock.rate)
        self._seen, self._at = now, at
        step = now - expected
        return step if abs(step) > SUSPICIOUS else timedelta(0)

    def sentence(self, step: timedelta, now: datetime) -> str:
        """What an operator should know about a step."""
        way = "forward" if step > timedelta(0) else "back"
        return f"the computer's clock was set {way} by {abs(step)} and now says {now.isoformat()}"
