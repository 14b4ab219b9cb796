"""`lightctl driver try` and `driver probe`: against simulated and foreign devices, and honest."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lightctl.cli.bench.files import driver_of_file
from lightctl.cli.bench.trial import try_real
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.links import MemoryNetwork, serve_pty, serve_tcp
from tests.catalog.drivers import FILES, FOLDER, IDS, shipped
from tests.cli.town import code_of, typed
from tests.field.bench import Bench, Unit

pytestmark = pytest.mark.live

HEAD = "driver: mine\ntitle: Made by hand\nspeaks: modbus\nproven: simulator\nsource: ours\n"
MINE = (
    HEAD
    + """
points:
  identity: {table: input, address: 0x0000, type: uint32, kind: identity}
  power: {table: input, address: 0x0002, type: uint16, unit: W, divisor: 10, sentinels: [0xFFFF]}
  energy: {table: input, address: 0x0003, type: uint32, unit: Wh, scale: 10, word_order: low-first}
  relay: {table: coil, address: 0x0000, type: bool, access: rw, count: 2}
  level: {table: holding, address: 0x0004, type: uint16, unit: "%", access: rw, range: [0, 100]}
  mode: {table: holding, address: 0x0005, type: uint16, access: rw, names: {1: hand, 2: auto}}
  all: {table: holding, address: 0x0006, type: uint16, access: w, range: [0, 100]}
"""
)


def driver_file(folder: Path, text: str = MINE) -> Path:
    path = folder / "meters" / "mine.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def device() -> Unit:
    """What MINE describes, its words by hand: 4711, 123.4 W, 655.37 kWh, 40 %, auto."""
    unit = Unit()
    unit.tables[4].update({0: 0, 1: 4711, 2: 1234, 3: 1, 4: 1})
    unit.tables[3].update({4: 40, 5: 2, 6: 0})
    unit.tables[1].update({0: 1, 1: 0})
    return unit


@contextmanager
def beside(serve: Callable[[], Any]) -> Iterator[Any]:
    """A device served from a loop in another thread; `serve` is a coroutine function."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="the device")
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(serve(), loop).result(5)
        yield server
        asyncio.run_coroutine_threadsafe(_closed(server), loop).result(5)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _closed(server: Any) -> None:
    ended = server.close()
    if ended is not None:
        await ended


@contextmanager
def over_tcp(units: dict[int, Unit]) -> Iterator[str]:
    with beside(lambda: serve_tcp("127.0.0.1", 0, Bench(units))) as server:
        yield f"{server.host}:{server.port}"


@contextmanager
def over_pty(path: Path, units: dict[int, Unit]) -> Iterator[str]:
    async def serve() -> Any:
        return serve_pty(path, Bench(units, rtu=True))

    with beside(serve):
        yield str(path)


def values(words: str, code: int = 0) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Rows of `driver try … --json` by what was done and to which point."""
    result = typed("driver", "try", *words.split(), "--json")
    assert code_of(result) == code, result.output
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in json.loads(result.stdout)["values"]:
        found.setdefault((row["did"], row["point"]), []).append(row)
    return found


MODBUS = [file for file, name in zip(FILES, IDS, strict=True) if shipped(name).speaks == "modbus"]


@pytest.mark.parametrize("file", MODBUS, ids=lambda file: file.stem)
def test_every_shipped_driver_passes_its_own_trial(file: Path) -> None:
    result = typed("driver", "try", str(file))
    assert result.exit_code == 0, result.output
    assert ": 0 wrong" in result.stdout


def test_points_are_written_at_both_ends_and_no_data_is_no_data(tmp_path: Path) -> None:
    rows = values(str(driver_file(tmp_path)))
    assert [row["value"] for row in rows["write", "level"]] == ["0 %", "100 %"]
    assert [row["words"] for row in rows["write", "mode"]] == ["0001", "0002"]
    assert [row["value"] for row in rows["write", "relay 2"]] == ["off", "on"]
    assert [row["words"] for row in rows["write", "all"]] == ["0000", "0064"]
    assert [row["words"] for row in rows["no data", "power"]] == ["FFFF"]
    assert ("no data", "energy") not in rows
    assert ("read", "all") not in rows


def test_an_end_that_no_register_step_can_hold_is_wrong(tmp_path: Path) -> None:
    text = MINE.replace('unit: "%", access: rw, range: [0, 100]', "access: rw, scale: 0.5, range: [0, 33.3]")
    result = typed("driver", "try", str(driver_file(tmp_path, text)))
    assert code_of(result) == 1
    assert "illegal value (exception 3)" in result.stdout
    assert "values disagree with the driver file" in str(result.exception)


def test_a_file_with_a_mistake_is_told_with_its_place(tmp_path: Path) -> None:
    path = driver_file(tmp_path, MINE.replace("type: uint32, unit: Wh", "type: uint33, unit: Wh"))
    result = typed("driver", "try", str(path))
    assert code_of(result) == 3
    assert f"{path}:10:" in str(result.exception)
    renamed = driver_file(tmp_path, MINE.replace("driver: mine", "driver: yours"))
    assert "stands in mine.yaml" in str(typed("driver", "try", str(renamed)).exception)


def test_a_real_device_is_only_read(tmp_path: Path) -> None:
    unit = device()
    with over_tcp({3: unit}) as address:
        rows = values(f"{driver_file(tmp_path)} --line tcp:{address} --unit 3")
    shown = {point: row["value"] for (did, point), (row, *_) in rows.items() if did == "read"}
    assert shown == {
        "identity": "4711", "power": "123.4 W", "energy": "655370 Wh", "relay 1": "on", "relay 2": "off",
        "level": "40 %", "mode": "auto",
    }  # fmt: skip
    assert {did for did, _ in rows} == {"read"}
    assert unit.writes == []


def test_a_real_device_is_written_when_asked_and_gets_its_values_back(tmp_path: Path) -> None:
    unit = device()
    with over_tcp({3: unit}) as address:
        rows = values(f"{driver_file(tmp_path)} --line tcp:{address} --unit 3 --write --yes")
    told = [(table, place, value) for _, table, place, value in unit.writes]
    assert [value for table, place, value in told if (table, place) == (3, 4)] == [0, 100, 40]
    assert [value for table, place, value in told if (table, place) == (1, 0)] == [0, 1, 1]
    assert not [row for row in told if row[:2] == (3, 6)]
    assert rows["write", "all"][0]["result"] == "not tried: it cannot be read back"
    assert (unit.tables[3][5], unit.tables[1]) == (2, {0: 1, 1: 0})


def test_nothing_is_written_to_a_real_device_without_a_yes(tmp_path: Path) -> None:
    unit = device()
    with over_tcp({3: unit}) as address:
        words = ("driver", "try", str(driver_file(tmp_path)), "--line", f"tcp:{address}", "--write")
        result = typed(*words)
    assert result.exit_code == 1
    assert unit.requests == []


def test_an_interrupted_trial_puts_a_relay_back(tmp_path: Path) -> None:
    """The person presses Ctrl-C while a relay that was open is closed."""
    unit = device()
    driver = driver_of_file(driver_file(tmp_path))

    async def interrupted() -> None:
        network = MemoryNetwork()
        network.listen("line", Bench({3: unit}))
        line = Line("line", LineKind.TCP)
        trial = asyncio.create_task(try_real(driver, line, network, 3, write=True))

        def wrote(*told: int) -> None:
            if told == (1, 1, 1):
                trial.cancel()

        unit.on_write = wrote
        await asyncio.wait({trial})
        assert trial.cancelled()

    run_in_virtual_time(interrupted())
    assert [row[1:] for row in unit.writes][-2:] == [(1, 1, 1), (1, 1, 0)]


def test_a_device_that_does_not_keep_what_is_written_is_wrong(tmp_path: Path) -> None:
    unit = device()
    unit.on_write = lambda table, address, _value: unit.tables[table].update({4: 7}) if address == 4 else None
    with over_tcp({3: unit}) as address:
        rows = values(f"{driver_file(tmp_path)} --line tcp:{address} --unit 3 --write --yes", code=1)
    assert [row["result"] for row in rows["write", "level"]] == ["reads back as 7 %"] * 2


def test_a_device_out_of_its_range_and_without_a_name_is_wrong(tmp_path: Path) -> None:
    unit = device()
    unit.tables[3].update({4: 101, 5: 9})
    with over_tcp({3: unit}) as address:
        rows = values(f"{driver_file(tmp_path)} --line tcp:{address} --unit 3", code=1)
    assert rows["read", "level"][0]["result"] == "outside its range 0 to 100"
    assert rows["read", "mode"][0]["result"] == "has no name in the driver"
    assert rows["read", "power"][0]["result"] == "ok"


class Partial(Unit):
    """Refuses every read that touches input register 2, as a device without it would."""

    def answer(self, pdu: bytes) -> bytes | None:
        first, count = int.from_bytes(pdu[1:3], "big"), int.from_bytes(pdu[3:5], "big")
        touched = pdu[0] == 4 and first <= 2 < first + count
        return b"\x84\x02" if touched else super().answer(pdu)


def test_a_register_that_the_device_lacks_is_found_within_its_block(tmp_path: Path) -> None:
    unit = Partial()
    whole = device()
    unit.tables = whole.tables
    with over_tcp({3: unit}) as address:
        rows = values(f"{driver_file(tmp_path)} --line tcp:{address} --unit 3", code=1)
    assert "illegal address" in rows["read", "power"][0]["result"]
    assert rows["read", "energy"][0]["value"] == "655370 Wh"


def test_a_device_on_a_serial_port(tmp_path: Path) -> None:
    with over_pty(tmp_path / "port", {9: device()}) as port:
        rows = values(f"{driver_file(tmp_path)} --line rtu:{port}@115200 --unit 9")
    assert rows["read", "energy"][0]["words"] == "0001 0001"


def test_nobody_there(tmp_path: Path) -> None:
    path = str(driver_file(tmp_path))
    result = typed("driver", "try", path, "--line", "tcp:127.0.0.1:1", "--unit", "3")
    assert code_of(result) == 1
    assert "no connection to 127.0.0.1:1" in str(result.exception)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--line here", "HOST:PORT"),
        ("--line tcp:here", "HOST:PORT"),
        ("--line rtu:/dev/ttyS0@9601", "no baud rate"),
        ("--line mqtt:broker:1883", "by registers"),
        ("--write", "real device"),
    ],
)
def test_words_that_name_no_device(tmp_path: Path, words: str, said: str) -> None:
    result = typed("driver", "try", str(driver_file(tmp_path)), *words.split())
    assert code_of(result) == 2
    assert said in str(result.exception)


@pytest.mark.parametrize("name", ["concentrators/dcu-frames-reference", "lamps/node-reference"])
def test_what_is_not_modbus_is_not_tried(name: str) -> None:
    result = typed("driver", "try", str(FOLDER / f"{name}.yaml"))
    assert code_of(result) == 2
    assert "only Modbus is tried" in str(result.exception)


ODD = HEAD + """
counts_from: 1
points:
  model: {table: input, address: 1, type: text, length: 3, kind: identity, expect: [XY-12, XY-14]}
  clock: {table: holding, address: 1, type: calendar, access: rw, kind: clock, utc_offset: 7h,
          fields: [year, month, day, hour, minute, second]}
  counter: {table: input, address: 4, type: bcd32, word_order: low-first, unit: Wh, scale: 10, kind: energy}
  dim: {table: input, address: 6, type: uint16, byte_order: low-first, unit: "%", kind: level-in-effect}
  told: {table: input, address: 7, type: uint16, unit: "%", range: [0, 100], access: rw, kind: level-command,
         written_at: {address: 11}}
"""  # fmt: skip


def odd_device(model: bytes = b"XY-12\0") -> Unit:
    unit = Unit()
    unit.tables[4].update(
        {place: int.from_bytes(model[2 * place : 2 * place + 2], "big") for place in range(3)}
    )
    unit.tables[4].update({3: 0x6725, 4: 0x0085, 5: 0x4600, 6: 70})
    unit.tables[3].update({0: 2026, 1: 11, 2: 22, 3: 8, 4: 30, 5: 0, 10: 0})
    return unit


def test_an_odd_device_is_read_as_its_display_shows(tmp_path: Path) -> None:
    unit = odd_device()
    with over_tcp({3: unit}) as address:
        rows = values(f"{driver_file(tmp_path, ODD)} --line tcp:{address} --unit 3 --write --yes")
    shown = {point: row["value"] for (did, point), (row, *_) in rows.items() if did == "read"}
    assert shown == {
        "model": "XY-12", "clock": "2026-11-22 01:30:00 UTC", "counter": "8567250 Wh", "dim": "70 %",
        "told": "70 %",
    }  # fmt: skip
    assert [row["words"] for row in rows["write", "clock"]] == [
        "07E8 0002 001D 0007 0000 0000", "07EB 0001 0001 0006 003B 003B",
    ]  # fmt: skip
    assert [unit.tables[3][place] for place in range(6)] == [2026, 11, 22, 8, 30, 0]
    assert rows["write", "told_written"][0]["result"] == "not tried: it cannot be read back"


def test_an_odd_driver_passes_its_own_trial(tmp_path: Path) -> None:
    rows = values(str(driver_file(tmp_path, ODD)))
    assert rows["read", "model"][0]["value"] == "XY-12"
    assert [row["words"] for row in rows["no data", "counter"]] == ["FFFF FFFF"]
    assert [row["value"] for row in rows["write", "told_written"]] == ["0 %", "100 %"]


@pytest.mark.parametrize(("model", "fits"), [(b"XY-12\0", True), (b"XY-14\0", True), (b"XY-13\0", False)])
def test_a_driver_that_expects_an_identity_fits_only_that(tmp_path: Path, model: bytes, fits: bool) -> None:
    site = tmp_path / "site"
    driver_file(site / "drivers", ODD)
    with over_tcp({1: odd_device(model)}) as address:
        ((*_, row),) = [probed(f"tcp:{address}", "--last", "1", "--site", str(site))]
    named = {"driver": "meters/mine", "identity": model.decode().strip("\0")}
    assert (row["drivers"][:1] == [named]) == fits
    assert fits or "meters/mine" not in {found["driver"] for found in row["drivers"]}


def test_a_probe_over_a_gateway_that_passes_frames_on() -> None:
    with beside(lambda: serve_tcp("127.0.0.1", 0, Bench({2: device(), 4: device()}, rtu=True))) as server:
        line = f"rtu-over-tcp:{server.host}:{server.port}"
        assert [row["unit"] for row in probed(line, "--last", "5", "--wait", "0.05")] == [2, 4]


def probed(*words: str) -> Any:
    result = typed("driver", "probe", *words, "--json")
    assert code_of(result) == 0, result.output
    return json.loads(result.stdout)


def test_a_probe_finds_who_answers_and_whose_identity_it_is(tmp_path: Path) -> None:
    site = tmp_path / "site"
    driver_file(site / "drivers")
    lamp, meter = Unit(), device()
    lamp.tables[4].update({8: 1, 9: 1})
    with over_tcp({5: lamp, 7: meter}) as address:
        words = (f"tcp:{address}", "--first", "3", "--last", "8", "--wait", "0.05", "--site", str(site))
        found = {row["unit"]: row["drivers"] for row in probed(*words)}
        table = typed("driver", "probe", *words)
    assert set(found) == {5, 7}
    assert {"driver": "lamps/lcu-reference", "identity": "65537"} in found[5]
    assert {"driver": "meters/mine", "identity": "4711"} in found[7]
    assert "meters/mine (4711)" in table.stdout
    assert "perhaps concentrators/generic-dali-gateway" in table.stdout
    assert "mcu-reference (0)" not in table.stdout
    assert "eastron-sdm630" not in next(row for row in table.stdout.splitlines() if "mine" in row)
    assert (meter.writes, lamp.writes) == ([], [])


class Bounded(Unit):
    """Has input registers 0 to 4, coils 0 and 1, and holding registers 4 and 5; refuses the rest."""

    def answer(self, pdu: bytes) -> bytes | None:
        first, count = int.from_bytes(pdu[1:3], "big"), int.from_bytes(pdu[3:5], "big")
        low, high = {1: (0, 2), 2: (0, 0), 3: (4, 6), 4: (0, 5)}[pdu[0]]
        inside = low <= first and first + count <= high
        return super().answer(pdu) if inside else bytes((pdu[0] | 0x80, 2))


def test_a_driver_fits_only_where_all_its_registers_answer(tmp_path: Path) -> None:
    site = tmp_path / "site"
    driver_file(site / "drivers")
    unit = Bounded()
    unit.tables = device().tables
    with over_tcp({1: unit}) as address:
        (row,) = probed(f"tcp:{address}", "--last", "1", "--site", str(site))
    assert row["drivers"] == [{"driver": "meters/mine", "identity": "4711"}]


def test_a_probe_on_a_serial_line(tmp_path: Path) -> None:
    with over_pty(tmp_path / "port", {2: device(), 4: device()}) as port:
        words = ("--last", "5", "--wait", "0.05", "--table", "holding")
        found = [row["unit"] for row in probed(f"rtu:{port}@115200", *words)]
    assert found == [2, 4]


def test_a_device_that_takes_any_unit_number_is_shown_once(tmp_path: Path) -> None:
    with over_tcp(dict.fromkeys(range(1, 9), device())) as address:
        result = typed("driver", "probe", f"tcp:{address}", "--last", "8", "--wait", "0.05")
    assert result.exit_code == 0
    assert "all 8 units answer" in result.stdout
    assert "--first N --last N" in result.stdout
    assert "\n   1  " in result.stdout
    assert "\n   2  " not in result.stdout


def test_a_probe_that_finds_nobody() -> None:
    with over_tcp({}) as address:
        result = typed("driver", "probe", f"tcp:{address}", "--last", "2", "--wait", "0.02")
    assert code_of(result) == 1
    assert "none answered" in str(result.exception)


@pytest.mark.parametrize(
    "line", ["127.0.0.1:502", "tcp:502", "rtu:/dev/ttyS0", "rtu:/dev/ttyS0@12", "udp:a:1"]
)
def test_words_that_name_no_line(line: str) -> None:
    assert code_of(typed("driver", "probe", line)) == 2
