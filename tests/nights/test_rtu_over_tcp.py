"""A street behind a serial server: frames of a serial line over TCP, without a number of a transaction."""

from datetime import timedelta
from pathlib import Path

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.field import LampState
from lightctl.site.loader import load_site
from tests.nights.lights import Shown, check, minutes
from tests.nights.one_street import PLANT, local, night, one_street
from tests.nights.test_relay_board import with_plant
from tests.nights.town import Town

SERVER = PLANT.replace("{id: tcp-1, tcp:", "{id: tcp-1, rtu-over-tcp:")
AWAY = timedelta(minutes=5)


def test_a_night_over_a_serial_server_that_is_away_for_a_while(tmp_path: Path) -> None:
    _, city = one_street(tmp_path)
    site = load_site(with_plant(tmp_path, SERVER))

    async def live() -> Shown:
        town = Town(site, tmp_path / "state", local(16, 30), latency_s=0.02)
        await town.begin()
        await town.until(local(20))
        board = town.parts.field.board
        assert {board.lamp(f"h-{n}").state for n in range(1, 9)} == {LampState.VERIFIED}
        town.city.lines["tcp-1"].set_down(True)
        await town.until(local(20) + AWAY)
        assert not board.cabinet("td").answering
        town.city.lines["tcp-1"].set_down(False)
        await town.until(local(20) + AWAY + timedelta(seconds=90))
        assert board.cabinet("td").answering
        await town.until(local(6, 30))
        await town.stop()
        return Shown(town.recorder.changes(town.start))

    shown = run_in_virtual_time(live())
    verdict = check(night(city), shown, minutes(local(16, 35), local(6, 30)))
    assert not verdict.faults, "\n".join(verdict.faults[:20])
    assert verdict.exact > 8 * 800
