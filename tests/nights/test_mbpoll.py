"""Somebody else's Modbus master reads the simulated devices and sees what lightctl says it sees."""

import asyncio
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from lightctl.core.plant import LineKind
from lightctl.links import serve_pty, serve_tcp
from lightctl.links.serving import PtyServer, TcpServer
from lightctl.simulation.alone import LoneDevice
from lightctl.wire.driver import Access, Driver, Encoding, Point, Table
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
    """The Debian program, reading or writing once."""

    def __init__(self, *where: str) -> None:
        self._where = where
        self._program = require_tool("mbpoll")

    def write(self, unit: int, kind: str, first: int, values: Sequence[float]) -> None:
        """Write coils (0), holding registers (4), or such in pairs (4:int, 4:float; big endian)."""
        words = ["-a", str(unit), "-t", kind, "-0", "-r", str(first), "-1", "-q", "-B", *self._where]
        told = [f"{value:g}" if kind == "4:float" else str(value) for value in values]
        done = subprocess.run(
            [self._program, *words, "--", *told], capture_output=True, text=True, check=False, timeout=10
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def show(self, unit: int, kind: str, first: int, count: int) -> list[float]:
        """Numbers as it prints them."""
        words = ["-a", str(unit), "-t", kind, "-0", "-r", str(first), "-c", str(count), "-1", "-q", "-B"]
        done = subprocess.run(
            [self._program, *words, *self._where], capture_output=True, text=True, check=False, timeout=10
        )
        assert done.returncode == 0, done.stdout + done.stderr
        found = re.findall(r"^\[\d+\]:\s+(-?[\d.e+]+)", done.stdout, flags=re.MULTILINE)
        assert len(found) == count, done.stdout
        return [float(number) for number in found]

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


RW = Access.READ_WRITE
POINTS = {
    "0": Point("coil", Table.COIL, 3, Encoding.BOOL, RW, count=6),
    "4": Point("word", Table.HOLDING, 20, Encoding.UINT16, RW, low=0, high=65535, count=5),
    "4:int": Point("pair", Table.HOLDING, 40, Encoding.INT32, RW, low=-(2**31), high=2**31 - 1, count=4),
    "4:float": Point("real", Table.HOLDING, 60, Encoding.FLOAT32, RW, low=-1e9, high=1e9, count=3),
}
READ_ONLY = {
    "1": Point("bit", Table.DISCRETE, 7, Encoding.BOOL, count=6),
    "3": Point("level", Table.INPUT, 30, Encoding.UINT16, count=5),
    "3:int": Point("energy", Table.INPUT, 50, Encoding.INT32, count=4),
    "3:float": Point("power", Table.INPUT, 80, Encoding.FLOAT32, count=3),
}
SAMPLES: dict[str, list[float]] = {
    "0": [1, 0, 1, 1, 0, 1],
    "4": [0, 1, 513, 32767, 65535],
    "4:int": [0, 70000, 2147483647, 305419896],
    "4:float": [0.5, 1234.25, 98765.5],
}
UNIT = 5


@pytest.mark.parametrize("kind", [LineKind.TCP, LineKind.RTU])
async def test_it_writes_and_reads_every_type_as_the_device_does(tmp_path: Path, kind: LineKind) -> None:
    memory = Driver(
        "cabinets/memory", "It keeps what is written", "modbus", "simulator", "ours",
        points=(*POINTS.values(), *READ_ONLY.values()),
    )  # fmt: skip
    device, path = LoneDevice(memory), tmp_path / "bus"
    line = device.line(UNIT, kind)
    server: TcpServer | PtyServer
    if kind is LineKind.TCP:
        server = await serve_tcp("127.0.0.1", 0, line.connect)
        other = MbPoll("-m", "tcp", "-p", str(server.port), server.host)
    else:
        server = serve_pty(path, line.connect)
        other = MbPoll("-m", "rtu", "-b", "19200", "-P", "none", str(path))
    for name, point in POINTS.items():
        written = SAMPLES[name]
        await asyncio.to_thread(other.write, UNIT, name, point.address, written)
        assert [device.value(point, i) for i in range(1, point.count + 1)] == written
        assert await asyncio.to_thread(other.show, UNIT, name, point.address, point.count) == written
    for name, point in READ_ONLY.items():
        held = [device.value(point, i) for i in range(1, point.count + 1)]
        assert await asyncio.to_thread(other.show, UNIT, name, point.address, point.count) == held
    closing = server.close()
    if closing is not None:
        await closing


def row_of(live: LiveCity, lamp: str) -> dict[str, float]:
    rows: list[dict[str, float]] = live.ask("lamps", f"lamp:{lamp}")
    return rows[0]
