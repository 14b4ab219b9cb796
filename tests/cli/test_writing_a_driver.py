"""docs/writing-a-driver.md is done as a reader would: file written, commands typed, the meter answers."""

import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import takewhile
from pathlib import Path

import pytest

from lightctl.errors import LightctlError
from lightctl.site.init import init_site
from lightctl.site.loader import load_site
from lightctl.site.plant_file import MeterRow
from lightctl.site.yaml12 import load
from lightctl.wire import codec
from lightctl.wire.driver import ByteOrder, Encoding, Point, Table, WordOrder
from tests.cli.test_driver_bench import over_pty, over_tcp
from tests.cli.town import typed
from tests.conftest import REPOSITORY
from tests.field.bench import Unit
from tests.readme_session import blocks, free_port

PAGE = "docs/writing-a-driver.md"
TEXT = (REPOSITORY / PAGE).read_text(encoding="utf-8")
BLOCKS = blocks(REPOSITORY, PAGE)
COMMANDS = [typed for block in BLOCKS if block.language == "console" for typed in block.typed()]
FILE = re.compile(r"# (\S+\.yaml)\n")


class FeederMeter(Unit):
    """The meter of the page: its words by hand from the list and the display, and nothing beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.tables[4] = {0: 2303, 1: 2310, 2: 0xFFFF}
        self.tables[4] |= {10: 0xFB50, 11: 0xFFFF}  # −1200, low word first
        self.tables[4] |= {12: 0x1295, 13: 0x000D}  # 856725 × 0.01 kWh
        self.tables[4] |= {20: 4711, 21: 0}
        self.tables[3] = {0: 15}

    def answer(self, pdu: bytes) -> bytes | None:
        first, count = int.from_bytes(pdu[1:3], "big"), int.from_bytes(pdu[3:5], "big")
        asked = range(first, first + (1 if pdu[0] in {5, 6} else count))
        there = self.tables[3 if pdu[0] in {3, 6, 16} else pdu[0]]
        return super().answer(pdu) if set(asked) <= set(there) else bytes((pdu[0] | 0x80, 2))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader's city, whose cabinet has the page's meter."""
    folder = tmp_path_factory.mktemp("reader") / "city"
    init_site(folder)
    for block in BLOCKS:
        if block.language == "yaml" and (name := FILE.match(block.body)):
            (folder / name[1]).parent.mkdir(parents=True, exist_ok=True)
            (folder / name[1]).write_text(block.body, encoding="utf-8")
    plant = folder / "config" / "plant.yaml"
    text = plant.read_text(encoding="utf-8")
    with_meter = text.replace("    concentrators: [", f"    {meter()}\n    concentrators: [", 1)
    assert with_meter != text
    plant.write_text(with_meter, encoding="utf-8")
    return folder


def meter() -> str:
    """What the page writes into the plant."""
    found = re.search(r"`(meter: \{[^`]*\})`", TEXT)
    assert found
    return found[1]


@pytest.fixture
def places(tmp_path: Path, words: str) -> Iterator[Mapping[str, str]]:
    """Where the page's address and port really lead."""
    with ExitStack() as stack:
        tcp = stack.enter_context(over_tcp({3: FeederMeter()}))
        port = stack.enter_context(over_pty(tmp_path / "port", {3: FeederMeter()}))
        yield {"192.168.1.20:502": tcp, "/dev/ttyUSB0": port, "127.0.0.1:5020": words}


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page's own server listens, run as it is printed but for its port."""
    folder = tmp_path_factory.mktemp("words")
    (program,) = [block.body for block in BLOCKS if block.language == "python"]
    port = free_port()
    (folder / "words.py").write_text(program.replace("5020", str(port)), encoding="utf-8")
    server = subprocess.Popen([sys.executable, "words.py"], cwd=folder, stderr=subprocess.DEVNULL)
    try:
        assert any(reachable(port) for _ in range(100)), "words.py does not listen"
        yield f"127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def reachable(port: int) -> bool:
    """Whether something listens there, asked for 0.1 s."""
    with socket.socket() as tried:
        if tried.connect_ex(("127.0.0.1", port)) == 0:
            return True
    time.sleep(0.1)
    return False


@pytest.mark.live
@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=lambda number: COMMANDS[number][0][9:60])
def test_a_command_says_what_the_page_quotes(
    number: int, site: Path, places: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command, quoted = COMMANDS[number]
    for name, real in places.items():
        command = command.replace(name, real)
    program, *words = shlex.split(command)
    assert program == "lightctl"
    monkeypatch.chdir(site)
    result = typed(*words)
    assert result.exit_code == 0, (result.output, result.exception)
    said = [" ".join(line.split()) for line in result.stdout.splitlines()]
    for line in quoted:
        assert any(" ".join(line.split()) in one for one in said), f"{line!r} is not in\n{result.stdout}"


def test_the_page_types_something_at_each_step() -> None:
    assert len(COMMANDS) == 8
    assert [heading[0] for heading in re.findall(r"^## (\d.*)$", TEXT, flags=re.MULTILINE)] == list("12345")


def test_the_meter_of_the_page_reaches_the_plant(site: Path) -> None:
    data = load(meter(), "the page").data
    assert isinstance(data, dict)
    row = MeterRow.model_validate(data["meter"])
    (cabinet,) = load_site(site).plant.cabinets.values()
    assert cabinet.meter is not None
    assert (cabinet.meter.driver, cabinet.meter.unit) == (row.driver, row.unit) == (
        "meters/generic-feeder-meter", 3,
    )  # fmt: skip


def rows_under(heading: str) -> list[list[str]]:
    """Cells of the table whose heading line is that."""
    lines = TEXT.split(heading + "\n", 1)[1].splitlines()[1:]
    table = takewhile(lambda line: line.startswith("|"), lines)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_addresses_of_lists_are_one_less_than_what_follows_the_table_s_digit() -> None:
    tables = {"0": "coil", "1": "discrete", "3": "input", "4": "holding"}
    rows = rows_under("| the list says | table | address |")
    assert len(rows) == 3
    for says, table, address in rows:
        assert (tables[says[0]], int(says[1:]) - 1) == (table, int(address))


def test_absurd_values_are_what_the_words_make_of_them() -> None:
    rows = rows_under("| words | type | word_order | divisor | reads | what is wrong |")
    assert len(rows) == 8
    for words, kind, order, divisor, reads, _ in rows:
        point = Point(
            "x", Table.INPUT, 0, Encoding(kind), word_order=WordOrder(order), divisor=float(divisor)
        )
        assert codec.decode(point, bytes.fromhex(words)) == pytest.approx(float(reads), rel=1e-3), words


def test_a_swapped_byte_is_a_multiple_of_256() -> None:
    value, words = re.findall(r"\(70 as (\d+), words `(\w+)`\)", TEXT)[0]
    data = bytes.fromhex(words)
    low_first = Point("x", Table.INPUT, 0, Encoding.UINT16, byte_order=ByteOrder.LOW_FIRST)
    assert codec.decode(Point("x", Table.INPUT, 0, Encoding.UINT16), data) == int(value)
    assert codec.decode(low_first, data) == 70


def test_without_its_sentinel_a_missing_phase_would_be_metered(site: Path, tmp_path: Path) -> None:
    """The page's warning, done: 65535 reads as 6553.5 V where the file does not name it."""
    path = tmp_path / "meters" / "generic-feeder-meter.yaml"
    path.parent.mkdir()
    text = (site / "drivers" / "meters" / "generic-feeder-meter.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace(", sentinels: [0xFFFF]", ""), encoding="utf-8")
    with over_tcp({3: FeederMeter()}) as address:
        result = typed("driver", "try", str(path), "--line", f"tcp:{address}", "--unit", "3")
    assert not isinstance(result.exception, LightctlError)
    assert "6553.5 V" in result.stdout
