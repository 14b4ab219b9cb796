"""Sun events of a night by bisecting the sun's true altitude; sole door to astral.

astral's own by-date functions lose days near midnight and the poles; its `elevation()` does not.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from astral import Observer
from astral.sun import elevation

from lightctl.core.calendar import night_bounds
from lightctl.core.place import Place
from lightctl.core.profile import SunEvent

HORIZON = -0.8333
"""True altitude in degrees at rise and set: 34′ refraction and 16′ radius."""
CIVIL = -6.0

_STEP = timedelta(minutes=20)
_SECOND = timedelta(seconds=1)
_NIGHTS_KEPT = 800


@dataclass(frozen=True, slots=True)
class SunNight:
    """Sun events between two local noons, in UTC; None where the sun does not cross that altitude.

    `always` and `civil_always` say on which side of −0.8333° and −6° it stayed the whole time:
    "dark" below, "light" above, None where it crossed.
    """

    sunset: datetime | None
    dusk: datetime | None
    dawn: datetime | None
    sunrise: datetime | None
    always: str | None = None
    civil_always: str | None = None

    def instant(self, event: SunEvent) -> datetime | None:
        """When it happens."""
        return {
            SunEvent.SUNSET: self.sunset,
            SunEvent.DUSK: self.dusk,
            SunEvent.DAWN: self.dawn,
            SunEvent.SUNRISE: self.sunrise,
        }[event]

    def stays(self, event: SunEvent) -> str | None:
        """On which side of the event's altitude the sun stays all night, if it does."""
        return self.always if event in {SunEvent.SUNSET, SunEvent.SUNRISE} else self.civil_always


class Sun:
    """The sun over one place; nights are computed once and kept."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._observer = Observer(place.latitude, place.longitude, 0.0)
        self._nights: dict[date, SunNight] = {}

    def events(self, night: date) -> SunNight:
        """Sun events of the night that begins at local noon of that date."""
        known = self._nights.get(night)
        if known is None:
            if len(self._nights) >= _NIGHTS_KEPT:
                self._nights.clear()
            known = self._nights[night] = self._compute(night)
        return known

    def altitude(self, at: datetime) -> float:
        """True altitude in degrees, without refraction."""
        return float(elevation(self._observer, at, with_refraction=False))

    def _compute(self, night: date) -> SunNight:
        start, end = night_bounds(self.place, night)
        instants = [start]
        while instants[-1] < end:
            instants.append(min(instants[-1] + _STEP, end))
        track = [(at, self.altitude(at)) for at in instants]
        sunset, sunrise, always = self._crossings(track, HORIZON)
        dusk, dawn, civil_always = self._crossings(track, CIVIL)
        return SunNight(sunset, dusk, dawn, sunrise, always, civil_always)

    def _crossings(
        self, track: list[tuple[datetime, float]], altitude: float
    ) -> tuple[datetime | None, datetime | None, str | None]:
        """The longest stretch below the altitude, None for an end that is the night's; or the side it keeps.

        Beside the polar night a day of minutes may lie before the second noon; the night is what it leaves.
        """
        turns = [
            self._bisect(left, right, altitude)
            for (left, before), (right, after) in pairwise(track)
            if (before < altitude) != (after < altitude)
        ]
        below = track[0][1] < altitude
        if not turns:
            return None, None, "dark" if below else "light"
        edges = [track[0][0], *turns, track[-1][0]]
        stretches = list(pairwise(edges))[0 if below else 1 :: 2]
        falls, rises = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
        return falls if falls in turns else None, rises if rises in turns else None, None

    def _bisect(self, low: datetime, high: datetime, altitude: float) -> datetime:
        """The crossing between two instants, to the nearest second."""
        below = self.altitude(low) < altitude
        while high - low > _SECOND / 4:
            middle = low + (high - low) / 2
            if (self.altitude(middle) < altitude) == below:
                low = middle
            else:
                high = middle
        return (low + _SECOND / 2).replace(microsecond=0)
