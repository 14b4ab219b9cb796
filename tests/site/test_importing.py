"""Somebody else's inventory: every row is written or refused with its reasons, and none is lost."""

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.errors import SiteError, TargetError
from lightctl.site.importing import Imported, exported, import_rows, inventory_text, mapping_of, rejects_text
from lightctl.site.init import init_site
from lightctl.site.inventory import COLUMNS, read_inventory
from lightctl.site.loader import load_site
from lightctl.site.problems import Problems
from lightctl.site.source_table import SourceRow, SourceTable, read_source

HEAD = "id,pole,street,circuit,concentrator,slot,luminaire,since"
GOOD = "le-1,LL 1,le-loi,c-1,dcu-1,{},led-75,2025-01-02"


def imported(path: Path, text: bytes | str, **asked: str) -> Imported:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    source = read_source(path)
    return import_rows(source, mapping_of(source.columns, asked), {})


def test_a_table_as_vietnamese_offices_keep_it(tmp_path: Path) -> None:
    text = (
        "\ufeffMã đèn;Số cột;Tuyến đường;circuit;Loại đèn;Ngày lắp;Vĩ độ;Kinh độ;Ghi chú\r\n"
        "ll-001;LL-01;le-loi;td-018-1;led-75;2024-09-15;10.5359;106.4137;gần chợ\r\n"
        "ll-002;;;td-018-1;led-75;15/09/2024;10.5;;\r\n"
    )
    done = imported(tmp_path / "a.csv", text)
    assert done.good == [
        {"id": "ll-001", "pole": "LL-01", "street": "le-loi", "circuit": "td-018-1", "luminaire": "led-75",
         "since": "2024-09-15", "lat": "10.5359", "lon": "106.4137"}
    ]  # fmt: skip
    assert done.unused == ("Ghi chú",)
    (refused,) = done.refused
    assert refused.row.line == 3
    assert {column for column, _ in refused.reasons} >= {"street", "since"}


def test_geojson_points_bring_their_places(tmp_path: Path) -> None:
    whole = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [106.4137, 10.5359, 3.0]},
         "properties": {"asset_id": "a-1", "street": "le-loi", "circuit": "c", "luminaire": "l",
                        "installed": "2025-01-02", "height": 9}},
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
         "properties": {"asset_id": "a-2"}},
        {"type": "Feature", "geometry": None, "properties": None},
        7,
    ]}  # fmt: skip
    done = imported(tmp_path / "a.geojson", json.dumps(whole, indent=0))
    assert [row["lat"] + " " + row["lon"] for row in done.good] == ["10.5359 106.4137"]
    assert [len(done.good), len(done.refused)] == [1, 3]
    assert done.refused[0].reasons == (("", "is no point: a lamp stands at one place"),)
    lines = [one.row.line for one in done.refused]
    assert lines == sorted(set(lines))
    text = (tmp_path / "a.geojson").read_text().splitlines()
    assert text[lines[0] - 1].startswith("{")


def test_duplicates_are_refused_with_the_line_that_was_first(tmp_path: Path) -> None:
    lines = [HEAD, GOOD.format(1), GOOD.format(2), GOOD.format(1).replace("le-1", "le-2"), "le-3,only,three"]
    done = imported(tmp_path / "a.csv", "\n".join(lines))
    assert len(done.good) == 1
    assert [one.reasons for one in done.refused] == [
        (("id", "'le-1' is taken by line 2"),),
        (("slot", "'dcu-1/1' is taken by line 2"),),
        (("", "has 3 cells where the first line names 8"),),
    ]
    rejects = list(csv.reader(io.StringIO(rejects_text(done.refused, HEAD.split(",")))))
    assert [row[0] for row in rejects] == ["line", "3", "4", "5"]
    assert rejects[3][-1] == "le-3 | only | three"


def test_references_are_looked_up_in_the_site(tmp_path: Path) -> None:
    init_site(tmp_path / "city")
    plant = load_site(tmp_path / "city").plant
    cells = {"id": "new-1", "street": "first-stret", "circuit": "cabinet-1-a", "luminaire": "led-60",
             "since": "2026-01-02", "concentrator": "concentrator-1", "slot": "3"}  # fmt: skip
    done = import_rows(SourceTable(tuple(cells), (SourceRow(2, cells),)), {c: c for c in cells}, {}, plant)
    reasons = dict(done.refused[0].reasons)
    assert reasons == {
        "slot": "'concentrator-1/3' is taken by lamp fs-03 of the site",
        "street": "there is no street 'first-stret' did you mean 'first-street'?",
    }
    right = {**cells, "street": "first-street", "slot": "99"}
    done = import_rows(SourceTable(tuple(right), (SourceRow(2, right),)), {c: c for c in right}, {}, plant)
    assert len(done.good) == 1


def test_what_cannot_be_read_is_told_where(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id;street\nđ-1;Lê Lợi\n".encode("windows-1258", "replace"))
    with pytest.raises(SiteError, match=r"a\.csv:2:1: is not utf-8: .*windows-1258"):
        read_source(path)
    assert read_source(path, "windows-1258").rows[0].cells["id"] == "đ-1"
    path.write_text("id,id\n")
    with pytest.raises(SiteError, match="appears twice"):
        read_source(path)
    path.with_suffix(".geojson").write_text("{")
    with pytest.raises(SiteError, match="is not JSON"):
        read_source(path.with_suffix(".geojson"))


def test_a_mapping_that_cannot_be_is_told() -> None:
    with pytest.raises(TargetError, match="no column 'Nr'"):
        mapping_of(["No"], {"Nr": "id"})
    with pytest.raises(TargetError, match="did you mean 'street'"):
        mapping_of(["No"], {"No": "stret"})
    with pytest.raises(TargetError, match="two columns"):
        mapping_of(["a", "b"], {"a": "id", "b": "id"})


words = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\0", exclude_categories=("Cs", "Cc")), max_size=6
)
cell = st.one_of(
    words, st.sampled_from(["a-1", "a-2", "b-1", "2025-01-02", "1", "2", "10.5", "106.4", "lamps/node-x"])
)


@given(st.lists(st.lists(cell, min_size=6, max_size=9), max_size=12), st.sampled_from(",;\t"))
def test_rows_in_are_rows_written_and_rows_refused(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    head = ["id", "street", "circuit", "luminaire", "since", "lat", "lon"]
    csv.writer(out, delimiter=delimiter).writerows([head, *rows])
    counted = [row for row in rows if any(cell.strip() for cell in row)]
    path = Path(_folder()) / "any.csv"
    done = imported(path, out.getvalue())
    assert len(done.good) + len(done.refused) == len(counted)
    assert all(one.reasons for one in done.refused)
    table = list(csv.DictReader(io.StringIO(inventory_text(done.good))))
    assert len(table) == len(done.good)
    problems = Problems()
    assert len(read_inventory(inventory_text(done.good), "x", problems)) == len(done.good)
    assert problems.errors == []
    refused = list(csv.reader(io.StringIO(rejects_text(done.refused, head))))[1:]
    assert [int(row[0]) for row in refused] == [one.row.line for one in done.refused]


ids = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,3})?", fullmatch=True)
texts = words.filter(lambda word: word.strip() == word and word)
full_rows = st.fixed_dictionaries(
    {"id": ids, "street": ids, "circuit": ids, "luminaire": ids, "since": st.dates().map(str)},
    optional={"pole": texts, "controller": texts, "group": ids},
)


@given(st.lists(full_rows, max_size=8, unique_by=lambda row: row["id"]))
def test_what_was_exported_imports_as_the_same(rows: list[dict[str, str]]) -> None:
    path = Path(_folder()) / "same.csv"
    first = imported(path, inventory_text(rows))
    assert len(first.good) == len(rows)
    again = imported(path, inventory_text(first.good))
    assert again.good == first.good


def test_a_site_exported_and_imported_is_the_same_plant(tmp_path: Path) -> None:
    init_site(tmp_path / "city")
    plant = load_site(tmp_path / "city").plant
    done = imported(tmp_path / "a.csv", inventory_text(exported(plant.lamps.values())))
    assert done.refused == []
    problems = Problems()
    rows = read_inventory(inventory_text(done.good), "a.csv", problems)
    assert [(r.id, r.circuit, r.concentrator, r.slot, r.group) for r in rows] == [
        (la.id, la.circuit, la.concentrator, la.slot, la.group) for la in plant.lamps.values()
    ]
    assert set(COLUMNS) >= set(done.good[0])


def _folder() -> str:
    """A property has no folder of its own."""
    return tempfile.mkdtemp(prefix="lightctl-import-")
