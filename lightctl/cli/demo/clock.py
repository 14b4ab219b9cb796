"""One fast clock for all processes of the demo."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FastClock:
    """City time that began at `start`, `rate` times as fast as the machine's monotonic clock."""

    start: datetime
    rate: float
    origin: float
    """Monotonic seconds at the start; the same clock in every process of the machine."""

    def options(self) -> list[str]:
        """The command-line options that make `run` and `simulate` keep this time."""
        return [
            "--clock-start", self.start.isoformat(),
            "--clock-rate", f"{self.rate:g}",
            "--clock-origin", f"{self.origin:.6f}",
        ]  # fmt: skip
