"""What a ring of the cycle costs on the reference city."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from benchmarks.figure import Figure, median_figure
from lightctl.core.image import Image
from lightctl.core.nights import Nights
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.cycle import Cycle
from lightctl.daemon.wishing import Wishing
from lightctl.site.loader import load_site
from tests.conftest import REPOSITORY
from tests.nights.deciding import NoField
from tests.nights.one_street import ZONE

EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=ZONE)
HOUR_S = 3600


def figures() -> Iterator[Figure]:
    """Deciding everything at once, a ring with nothing to do, and an ordinary hour per ring."""
    site = load_site(REPOSITORY)
    conditions = Conditions(site.plant, site.profiles, counted=True)
    nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
    cycle = Cycle(site.plant, nights, Wishing(site.plant, NoField(), EVENING.date()), lambda _: None)

    def ring(now: datetime) -> float:
        began = time.process_time()
        if not cycle.idle(now):
            cycle.ring(Image(now, conditions.traffic, conditions.weather))
        return (time.process_time() - began) * 1000

    ring(EVENING)
    whole = []
    for n in range(21):
        cycle.touch_all()
        whole.append(ring(EVENING + timedelta(seconds=n)))
    lamps, groups = len(site.plant.lamps), len(site.plant.groups)
    yield median_figure(f"deciding all {groups} groups of {lamps:,} lamps", whole, "ms", "20 ms")
    began = time.process_time()
    for second in range(HOUR_S):
        ring(EVENING + timedelta(hours=3, seconds=second))
    each = (time.process_time() - began) / HOUR_S * 1e6
    yield Figure("a ring in an ordinary hour (22:00 to 23:00, ramps)", each, "µs")
