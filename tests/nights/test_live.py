"""A minute of the reference city over real sockets and ptys: dusk, a command, a kill, a clean end."""

import signal
from collections.abc import Iterator

import pytest

from tests.nights.live import LiveCity, Row, unfinished, wait_until

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(170)]
DUSK = "2026-11-20T17:33:05"
"""Ten seconds before the lamps come on."""
HELD, LOCKED = "tran-hung-dao", "td-011-1"
ON_A_PTY = "nguyen-duy"


@pytest.fixture
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCity]:
    with LiveCity(tmp_path_factory.mktemp("live"), DUSK) as city:
        city.light()
        yield city


def of_street(live: LiveCity, street: str) -> list[Row]:
    return [row for row in live.lamps() if row["street"] == street]


def test_it_lights_the_city_survives_a_kill_and_ends_cleanly(live: LiveCity) -> None:
    def all_lit() -> bool:
        rows = live.lamps()
        return not unfinished(rows) and all(row["decided"] > 0 for row in rows if row["street"] != "hang-cau")

    def held() -> bool:
        return all(row["state"] == "verified" and row["measured"] == 60 for row in of_street(live, HELD))

    def dead() -> bool:
        rows = live.ask("lamps", "cabinet:td-011")
        return any(row["layer"] == "protection" for row in rows) and not unfinished(rows)

    wait_until(all_lit, 90, "every lamp of the city is lit and verified")
    assert all(row["measured"] > 0 for row in of_street(live, ON_A_PTY))
    live.ask("set", f"street:{HELD}", "60", "--for", "1h", "--reason", "a stall")
    live.ask("lockout", LOCKED, "--crew", "two", "--reason", "a pole is down")
    wait_until(lambda: held() and dead(), 20, "the street is held, the circuit dead")
    live.end(signal.SIGKILL)
    live.light()
    wait_until(lambda: held() and dead(), 65, "a new daemon knows both within a cycle and a poll")
    assert [row["target"] for row in live.ask("overrides")] == [f"street:{HELD}"]
    assert [row["circuit"] for row in live.ask("lockouts")] == [LOCKED]
    assert live.end(signal.SIGTERM) < 5.0
    assert live.daemon is not None
    assert live.daemon.returncode == 0
    assert live.command("status").returncode == 4
