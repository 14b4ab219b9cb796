"""Every part by name, in the order they run: quick ones first."""

from collections.abc import Callable

from prove.kills import Kills
from prove.part import Part
from prove.suns import Suns

PARTS: dict[str, Callable[[], Part]] = {
    "suns": Suns,
    "kills": Kills,
}
