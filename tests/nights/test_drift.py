"""A whole night beside another master: an ordinary night tells of none, and what it writes does not stay."""

from datetime import timedelta
from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.store import History
from tests.nights.lights import Shown, Spell, check, minutes
from tests.nights.one_street import local, night, one_street
from tests.nights.town import Town

pytestmark = pytest.mark.timeout(120)
WORDS = {"foreign-write", "foreign-held", "restarted"}


def said(state: Path) -> list[tuple[str, str]]:
    with History.open(state) as history:
        events = history.events_between(local(16, 0), local(7, 0))
    return [(event.thing, event.word) for event in events if event.word in WORDS]


def test_an_ordinary_night_tells_of_nobody_else(tmp_path: Path) -> None:
    site, _ = one_street(tmp_path)

    async def live() -> None:
        town = Town(site, tmp_path / "state", local(16, 30))
        await town.begin()
        await town.until(local(6, 30))
        await town.stop()

    run_in_virtual_time(live())
    assert said(tmp_path / "state") == []


def test_what_another_master_writes_is_said_and_lasts_no_longer_than_a_look_takes(tmp_path: Path) -> None:
    site, city = one_street(tmp_path)
    broadcast, single = local(20, 0), local(1, 0)

    async def live() -> Shown:
        town = Town(site, tmp_path / "state", local(16, 30))
        await town.begin()
        (bank,) = town.city.concentrators.values()
        await town.until(broadcast)
        bank.order_all(town.city.happen(), 12.0)
        await town.until(single)
        bank.order(town.city.happen(), 3, 20.0)
        await town.until(local(6, 30))
        await town.stop()
        return Shown(town.recorder.changes(town.start))

    shown = run_in_virtual_time(live())
    every = frozenset(city.lamps)
    spells = [Spell(every, at, at + timedelta(seconds=90)) for at in (broadcast, single)]
    verdict = check(night(city), shown, minutes(local(16, 35), local(6, 30)), spells)
    assert not verdict.faults, "\n".join(verdict.faults[:20])
    assert said(tmp_path / "state") == [("dcu", "foreign-write"), ("h-4", "foreign-write")]
