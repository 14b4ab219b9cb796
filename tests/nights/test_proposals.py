"""A water station proposes a lockout, a person accepts it, and it stays when the water has gone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import SensorReading
from lightctl.core.sensing import sensors_of
from lightctl.core.water import WaterStation
from lightctl.daemon.desk import FrontDesk
from lightctl.errors import TargetError
from lightctl.store import History
from lightctl.web import Caller
from lightctl.web.asks import LockoutAsk
from tests.nights.one_street import local, one_street
from tests.nights.town import Played, Town

ANNA = Caller("anna", 1000)


@pytest.mark.parametrize("name", ["td-1", "canal"])
def test_a_proposal_is_accepted_by_circuit_or_station(tmp_path: Path, name: str) -> None:
    site, _ = one_street(tmp_path)
    canal = WaterStation("canal", frozenset({"hang"}), 0.2, 0.1, ("td-1",), 0.5)
    flood = [SensorReading("canal", local(19, 5) + timedelta(minutes=10 * n), 0.7) for n in range(2)]
    gone = SensorReading("canal", local(19, 30), 0.02)

    async def live() -> None:
        town = Town(
            replace(site, sensors=sensors_of([], [canal])), tmp_path / "state", local(19),
            played=Played(sensors=[*flood, gone]),
        )  # fmt: skip
        await town.begin()
        desk = FrontDesk(town.parts, {})
        with pytest.raises(TargetError, match="no lockout is proposed"):
            await desk.lockout(ANNA, LockoutAsk(target=name, crew="two", reason="", accept=True))
        await town.until(local(19, 20))
        assert town.city.lights()["h-1"] > 0
        made = await desk.lockout(ANNA, LockoutAsk(target=name, crew="two", reason="", accept=True))
        assert [(row.circuit, row.reason) for row in made] == [("td-1", "water at canal stood at 0.7 m")]
        assert desk.proposals() == []
        await town.until(local(21))
        assert [row.circuit for row in desk.lockouts()] == ["td-1"]
        assert town.city.lights()["h-1"] == 0
        await town.stop()

    run_in_virtual_time(live())
    with History.open(tmp_path / "state") as history:
        acts = history.acts_between(local(18), local(23))
    told = [(act.who, act.what) for act in acts if act.target == "td-1"]
    assert told == [
        ("lightctl", "propose lockout"), ("anna", "lockout"), ("lightctl", "withdraw proposal"),
    ]  # fmt: skip
