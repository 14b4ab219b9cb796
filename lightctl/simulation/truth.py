"""What really is and was in the simulated city, as plain data for those who check others by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class LampNow:
    """One lamp at an instant; energy and hours since the city began."""

    light: float
    """Percent of the design output; 0 without mains or with a dead luminaire."""
    level: float
    """What its node holds."""
    powered: bool
    watts: float
    energy_wh: float
    lit_s: float


@dataclass(frozen=True, slots=True)
class CabinetNow:
    """One cabinet at an instant."""

    watts: float
    energy_wh: float
    """Exact, since the city began, own consumption included."""
    counter_wh: float
    """What its meter would show with endless resolution."""
    closed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The whole city at an instant."""

    at: datetime
    lamps: dict[str, LampNow]
    cabinets: dict[str, CabinetNow]


class Recorder:
    """Notes every change of every lamp's light; give it to a city that is to be checked."""

    def __init__(self) -> None:
        self._rows: list[tuple[float, str, float]] = []

    def note(self, t: float, lamp: str, light: float) -> None:
        """One lamp's light from a city second on."""
        self._rows.append((t, lamp, light))

    def changes(self, since: datetime) -> list[tuple[datetime, str, float]]:
        """(instant, lamp, light in percent from then on) in order of time; `since` is when the city began."""
        return [(since + timedelta(seconds=t), lamp, light) for t, lamp, light in sorted(self._rows)]
