"""Every part by name, in the order they run: quick ones first."""

from collections.abc import Callable

from prove.faults import Faults
from prove.kills import Kills
from prove.live import Live
from prove.nights import Nights
from prove.part import Part
from prove.restarts import Restarts
from prove.suns import Suns
from prove.years import Years

PARTS: dict[str, Callable[[], Part]] = {
    "suns": Suns,
    "years": Years,
    "faults": Faults,
    "kills": Kills,
    "restarts": Restarts,
    "live": Live,
    "nights": Nights,
}
