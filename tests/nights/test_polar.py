"""A city beyond the polar circle: a year without an exception, lit at noon in winter, dark in June."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.nights import Nights
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from tests.nights.lights import Shown
from tests.nights.one_street import SETTINGS, write_site
from tests.nights.town import Town

pytestmark = pytest.mark.timeout(120)

ZONE = ZoneInfo("Arctic/Longyearbyen")


def polar(folder: Path) -> Site:
    """The one street, moved to 78° north."""
    write_site(folder)
    settings = SETTINGS.replace("10.5359", "78.2232").replace("106.4137", "15.6267")
    (folder / "config" / "settings.yaml").write_text(
        settings.replace("Asia/Ho_Chi_Minh", "Arctic/Longyearbyen").lstrip(), encoding="utf-8"
    )
    return load_site(folder)


def test_every_night_of_a_year_has_a_plan(tmp_path: Path) -> None:
    site = polar(tmp_path)
    nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
    lit_hours = {}
    for night in (date(2026, 1, 1) + timedelta(days=n) for n in range(365)):
        plan = nights.on("hang", night)
        lit_hours[night] = (plan.off - plan.on) / timedelta(hours=1) if plan.on and plan.off else 0.0
        at = plan.starts
        while at < plan.ends:
            assert float(plan.plan_at(at)) == 0 or 30 <= plan.plan_at(at) <= 100
            at = plan.next_change(at)
    assert lit_hours[date(2026, 12, 21)] == 24  # polar night
    assert lit_hours[date(2026, 6, 21)] == 0  # midnight sun
    assert 9 < lit_hours[date(2026, 3, 20)] < 13


def test_the_daemon_lives_through_polar_night_and_midnight_sun(tmp_path: Path) -> None:
    site = polar(tmp_path)

    async def live(first: date) -> Shown:
        start = datetime.combine(first, time(11), ZONE)
        town = Town(site, tmp_path / str(first), start)
        await town.begin()
        await town.until(start + timedelta(days=2, hours=2))
        await town.stop()
        return Shown(town.recorder.changes(town.start))

    winter = run_in_virtual_time(live(date(2026, 12, 20)))
    noons = [datetime(2026, 12, day, 12, 30, tzinfo=ZONE) for day in (20, 21, 22)]
    assert all(winter.at("h-1", noon) > 0 for noon in noons)
    summer = run_in_virtual_time(live(date(2026, 6, 20)))
    assert not summer.changes_between(
        "h-1", datetime(2026, 6, 1, tzinfo=ZONE), datetime(2026, 7, 1, tzinfo=ZONE)
    )
