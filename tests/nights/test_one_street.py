"""One street, one night: what was planned is what burned."""

from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from tests.nights.lights import Shown, check, minutes
from tests.nights.one_street import local, night, one_street
from tests.nights.town import Town

pytestmark = pytest.mark.timeout(120)


def test_every_lamp_follows_the_plan_from_dusk_to_dawn(tmp_path: Path) -> None:
    site, city = one_street(tmp_path)

    async def live() -> Shown:
        town = Town(site, tmp_path / "state", local(16, 30))
        await town.begin()
        await town.until(local(6, 30))
        await town.stop()
        return Shown(town.recorder.changes(town.start))

    shown = run_in_virtual_time(live())
    verdict = check(night(city), shown, minutes(local(16, 35), local(6, 30)))
    assert not verdict.faults, "\n".join(verdict.faults[:20])
    assert verdict.exact > 8 * 800
