"""Somebody else's Modbus master reads the simulated devices and sees what lightctl says it sees."""

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import require_tool
from tests.nights.live import LiveCity, unfinished, wait_until
from tests.nights.one_street import PLANT, SETTINGS, write_site

pytestmark = [
    pytest.mark.tools, pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(120),
]  # fmt: skip
TCP = """- {id: tcp-1, tcp: "127.0.0.1:15001"}"""
BUS = "\n  - {id: bus, rtu: lines/bus, baud: 19200, parity: N}"
DIRECT = """  - {range: "d-1..d-4", street: hang, circuits: [td-1], luminaire: led-75, since: 2024-05-01,
     direct: {driver: lamps/lcu-reference, line: bus, units: "11..14"}}
"""


class MbPoll:
    """The Debian program, reading once."""

    def __init__(self, *where: str) -> None:
        self._where = where
        self._program = require_tool("mbpoll")

    def read(self, unit: int, kind: str, first: int, count: int) -> list[int]:
        """Values of a table: 1 discrete inputs, 3 input registers, 3:int 32 bits (big endian)."""
        words = ["-a", str(unit), "-t", kind, "-0", "-r", str(first), "-c", str(count), "-1", "-q", "-B"]
        done = subprocess.run(
            [self._program, *words, *self._where], capture_output=True, text=True, check=False, timeout=10
        )
        assert done.returncode == 0, done.stdout + done.stderr
        found = re.findall(r"^\[\d+\]:\s+(-?\d+)", done.stdout, flags=re.MULTILINE)
        assert len(found) == count, done.stdout
        return [int(number) % 2**16 if kind == "3" else int(number) for number in found]


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveCity]:
    site = write_site(tmp_path / "site")
    plant = PLANT.replace(TCP, TCP + BUS) + DIRECT
    (site / "config" / "plant.yaml").write_text(plant.lstrip(), encoding="utf-8")
    quick = "polling: {lamps: 2s, cabinets: 2s, energy: 2s, dark: 2s}\nswitching: {cabinet_spread: 1s}\n"
    (site / "config" / "settings.yaml").write_text((SETTINGS + quick).lstrip(), encoding="utf-8")
    with LiveCity(tmp_path / "state", "2026-11-20T22:20:00", site=site) as city:
        city.light()
        wait_until(lambda: not unfinished(city.lamps()), 60, "every lamp is verified")
        wait_until(lambda: city.ask("cabinets")[0]["power_w"] > 500, 10, "the meter was read again")
        yield city


def test_it_reads_what_lightctl_lists(live: LiveCity) -> None:
    live.ask("set", "lamp:h-3", "85", "--for", "1h", "--reason", "to differ")
    wait_until(lambda: row_of(live, "h-3")["measured"] == 85, 20, "one lamp differs")
    host, port = live.lines()["tcp-1"]
    tcp = MbPoll("-m", "tcp", "-p", str(port), host)
    cabinet = live.ask("cabinets")[0]
    words = tcp.read(2, "3", 0x100, 3 * 8)
    for slot in range(8):
        row = row_of(live, f"h-{slot + 1}")
        assert words[3 * slot] == row["measured"]
        assert words[3 * slot + 2] / 10 == pytest.approx(row["power_w"], rel=0.05)
    assert sum(tcp.read(1, "1", 0, 2)) == cabinet["circuits_closed"] == 2
    assert tcp.read(1, "3:int", 0x10, 1)[0] * 10 == pytest.approx(cabinet["energy_wh"], abs=60)
    assert tcp.read(1, "3:int", 0x0E, 1)[0] == pytest.approx(cabinet["power_w"], rel=0.1)


def test_it_reads_lamps_on_a_serial_line(live: LiveCity) -> None:
    rows = [row_of(live, f"d-{n}") for n in range(1, 5)]
    live.end(signal.SIGTERM)  # one line, one master
    bus = MbPoll("-m", "rtu", "-b", "19200", "-P", "none", str(live.state / "lines" / "bus"))
    for unit, row in enumerate(rows, start=11):
        level, status, power = bus.read(unit, "3", 0, 3)
        assert level == row["measured"] > 0
        assert status == 0
        assert power / 10 == pytest.approx(row["power_w"], rel=0.05)


def row_of(live: LiveCity, lamp: str) -> dict[str, float]:
    rows: list[dict[str, float]] = live.ask("lamps", f"lamp:{lamp}")
    return rows[0]
