"""What holds for every driver file in the catalog."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from lightctl.wire import codec
from lightctl.wire.blocks import plan_reads, plan_writes, spots_of
from lightctl.wire.describe import HEADINGS, facts, rows
from lightctl.wire.driver import Access, Driver, Encoding, Point, Table
from lightctl.wire.request import MOST, READS, Function
from lightctl.wire.scales import LevelScale, VoltScale
from tests.catalog.drivers import FILES, FOLDER, IDS, driver_name, shipped

EXTREMES = {
    Encoding.BOOL: (0, 1),
    Encoding.UINT16: (0, 0xFFFF),
    Encoding.INT16: (-0x8000, 0x7FFF),
    Encoding.UINT32: (0, 0xFFFFFFFF),
    Encoding.INT32: (-0x80000000, 0x7FFFFFFF),
    Encoding.UINT64: (0, 2**53),
    Encoding.INT64: (-(2**53), 2**53),
    Encoding.FLOAT32: (-1.0e9, 1.0e9),
    Encoding.FLOAT64: (-1.0e15, 1.0e15),
}
ALL = pytest.mark.parametrize("driver_id", IDS)


def points(driver: Driver) -> list[Point]:
    return [*driver.points, *driver.bank]


def test_the_catalog_is_there() -> None:
    assert {
        "cabinets/generic-relay-8",
        "cabinets/mcu-reference",
        "concentrators/dcu-reference",
        "concentrators/generic-dali-gateway",
        "lamps/lcu-reference",
        "meters/abb-a43",
        "meters/chint-dtsu666",
        "meters/eastron-sdm120",
        "meters/eastron-sdm630",
        "meters/schneider-iem3000",
        "meters/siemens-pac2200",
    } <= set(IDS)


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_the_name_is_the_file(file: Path) -> None:
    assert driver_name(file) == file.stem


def test_the_folder_holds_only_yaml_and_its_readme() -> None:
    strangers = [
        p for p in FOLDER.rglob("*") if p.is_file() and p.suffix != ".yaml" and p.name != "README.md"
    ]
    assert strangers == []
    assert "lightctl/" in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()[0]


@ALL
def test_it_loads_and_states_its_evidence(driver_id: str) -> None:
    driver = shipped(driver_id)
    assert driver.id == driver_id
    assert driver.proven == "simulator"
    assert ("-reference" in driver_id) == (driver.source == "ours")
    assert ("/generic-" in driver_id) == driver.source.startswith("ours: ")
    document = re.search(r"at fb8f9c2|revision \w+, pages \d+", driver.source)
    assert driver.source.startswith("ours") or document


@ALL
def test_every_writable_number_has_a_range(driver_id: str) -> None:
    for p in points(shipped(driver_id)):
        if p.access is not Access.READ and p.encoding is not Encoding.BOOL:
            assert p.low is not None
            assert p.high is not None
            assert p.low < p.high


@ALL
def test_no_two_points_share_a_register(driver_id: str) -> None:
    taken = {p.name: _registers(p) for p in points(shipped(driver_id))}
    assert len(taken) == len(points(shipped(driver_id)))
    for (one, left), (other, right) in combinations(taken.items(), 2):
        assert not left & right, f"{one} and {other}"


def _registers(p: Point) -> set[tuple[Table, int]]:
    starts = [codec.address_of(p, index) for index in range(1, p.count + 1)]
    found = {(p.table, start + i) for start in starts for i in range(codec.width(p))}
    assert len(found) == p.count * codec.width(p)
    assert all(0 <= address <= 0xFFFF for _, address in found)
    return found


@ALL
def test_every_point_comes_back_at_both_ends_of_its_range(driver_id: str) -> None:
    numbers = [p for p in points(shipped(driver_id)) if p.encoding is not Encoding.TEXT]
    for p in numbers:
        for end in _ends(p):
            back = codec.decode(p, codec.encode(p, end))
            assert back == pytest.approx(end, rel=1e-6), p.name


def _ends(p: Point) -> tuple[float, float]:
    if p.low is not None and p.high is not None:
        return p.low, p.high
    barred = {s & ((1 << 16 * codec.width(p)) - 1) for s in p.sentinels}
    low, high = EXTREMES[p.encoding]
    mask = (1 << 16 * codec.width(p)) - 1
    free = [end + 1 if end == low else end - 1 for end in (low, high)]
    raws = [f if int(end) & mask in barred else end for end, f in zip((low, high), free, strict=True)]
    first, last = (raw * p.scale / p.divisor + p.offset for raw in raws)
    return first, last


@ALL
def test_no_data_is_read_as_no_data(driver_id: str) -> None:
    for p in points(shipped(driver_id)):
        if p.sentinels or p.encoding in {Encoding.FLOAT32, Encoding.FLOAT64}:
            assert codec.decode(p, codec.encode_no_data(p)) is None, p.name


@ALL
def test_planned_reads_are_legal_and_whole(driver_id: str) -> None:
    driver = shipped(driver_id)
    wanted = spots_of(p for p in points(driver) if p.access is not Access.WRITE)
    blocks = plan_reads(wanted, driver.limits)
    for block in blocks:
        assert block.request(1).count <= MOST[READS[block.table]]
    seen = {(run.point.name, run.first + i) for b in blocks for run in b.runs for i in range(run.count)}
    assert seen == {(p.name, index) for p, index in wanted}


@ALL
def test_planned_writes_are_legal_and_whole(driver_id: str) -> None:
    driver = shipped(driver_id)
    for p in points(driver):
        if p.access is not Access.READ:
            data = codec.encode(p, p.high if p.high is not None else 1)
            requests = plan_writes(1, [(p, i, data) for i in range(1, p.count + 1)], driver.limits)
            assert all(r.count <= MOST[Function(r.function)] for r in requests)
            assert sum(r.count for r in requests) == p.count * codec.width(p)


@ALL
def test_every_level_can_be_commanded_and_is_never_dimmer(driver_id: str) -> None:
    driver = shipped(driver_id)
    for p in points(driver):
        if p.kind in {"level-command", "level-broadcast"}:
            for level in range(101):
                data = codec.encode_level(driver.level_scale, p, level)
                (back,) = codec.decode_levels(driver.level_scale, p, data, 1)
                assert back is not None
                assert level <= back <= level + 3
    assert isinstance(driver.level_scale, LevelScale | VoltScale)


@ALL
def test_it_can_be_shown(driver_id: str) -> None:
    driver = shipped(driver_id)
    shown = rows(driver)
    assert len(shown) == len(points(driver))
    assert all(len(row) == len(HEADINGS) for row in shown)
    assert dict(facts(driver))["driver"] == driver_id


def test_sixty_four_lamps_are_two_reads_and_one_write() -> None:
    driver = shipped("concentrators/dcu-reference")
    polled = [p for p in driver.bank if p.every == "normal" and p.access is Access.READ]
    assert [b.count for b in plan_reads(spots_of(polled, range(1, 65)), driver.limits)] == [125, 67]


def test_a_cabinet_is_one_read_of_each_table() -> None:
    driver = shipped("cabinets/mcu-reference")
    polled = [p for p in driver.points if p.every == "normal"]
    blocks = plan_reads(spots_of(polled), driver.limits)
    assert [(b.table, b.count) for b in blocks] == [(Table.COIL, 12), (Table.DISCRETE, 40), (Table.INPUT, 16)]
