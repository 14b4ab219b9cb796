"""Recordings read in columns, against the same rows taken one by one as a person would."""

import csv
import io
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.conditions import TrafficReading
from lightctl.errors import FeedError
from lightctl.feeds.counts import Counts, counts_of, readings_of
from lightctl.feeds.mapped import Playback, read_mapped
from lightctl.feeds.traffic_files import read_plain, read_plain_counts
from lightctl.site.library import Library
from lightctl.site.mapping_file import MappingFile, load_mapping
from tests.conftest import REPOSITORY, data_file

START = datetime(2026, 3, 28, 22, tzinfo=UTC)
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def one_by_one(text: str) -> list[TrafficReading]:
    """The meaning of our plain table: a row is a count, an empty cell is unknown."""

    def number(row: dict[str, str | None], name: str) -> float | None:
        cell = row.get(name)
        return float(cell) if cell else None

    return [
        TrafficReading(
            row["place"] or "", datetime.fromisoformat(row["at"] or "").astimezone(UTC),
            number(row, "flow_veh_h"), number(row, "period_s") or 0.0, number(row, "occupancy"),
            number(row, "speed_km_h"),
        )
        for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    ]  # fmt: skip


cells = st.sampled_from(["", "0", "12", "480.5", "1e3"])
tables = st.tuples(
    st.booleans(), st.booleans(), st.permutations(["at", "place", "flow_veh_h", "period_s", "occupancy"]),
    st.lists(st.tuples(
        st.integers(0, 12), st.sampled_from(["cam-01", "cam-02", ""]), cells,
        st.sampled_from(["300", "", "900.0"]),
        cells, st.sampled_from(["+00:00", "+07:00", "Z"]), st.integers(0, 4), st.booleans(),
    ), max_size=30),
)  # fmt: skip


@given(tables)
def test_columns_say_what_rows_say(
    tmp_path_factory: pytest.TempPathFactory,
    table: tuple[bool, bool, list[str], list[tuple[int, str, str, str, str, str, int, bool]]],
) -> None:
    marked, crlf, heads, rows = table
    end = "\r\n" if crlf else "\n"
    lines = [",".join(heads)]
    for step, place, flow, period, occupancy, zone, short, blank in rows:
        at = (START + step * timedelta(minutes=5)).isoformat().replace("+00:00", zone)
        known = {"at": at, "place": place, "flow_veh_h": flow, "period_s": period, "occupancy": occupancy}
        row = [known[head] for head in heads]
        needed = max(heads.index("at"), 4 - short) + 1
        lines.append(",".join(row[:needed]))
        lines += [""] * blank
    text = "\ufeff" * marked + end.join(lines) + end
    path = tmp_path_factory.mktemp("plain") / "counts.csv"
    path.write_bytes(text.encode())
    wanted = counts_of(one_by_one(text))
    assert read_plain_counts(path) == wanted
    assert read_plain(path) == readings_of(wanted)


def test_counts_out_of_order_are_sorted_and_those_of_one_instant_stay_as_written() -> None:
    later, sooner = START + timedelta(minutes=5), START
    rows = [
        TrafficReading("cam", at, flow, 300.0) for at, flow in ((later, 1.0), (sooner, 2.0), (later, 3.0))
    ]
    ordered = counts_of(rows)["cam"].in_order()
    assert (ordered.at, ordered.flow) == ([sooner, later, later], [2.0, 1.0, 3.0])
    assert ordered.in_order() is ordered
    assert not Counts("cam").in_order().at


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("at,place,period_s\n2026-06-01T18:00:00Z,c,300\n", r"counts\.csv:1: has no column 'flow_veh_h'"),
        ("\nat,place,flow_veh_h,period_s\n\n2026-06-01T18:00:00Z,c,x,300\n", r"counts\.csv:4: not a traffic"),
        ("at,place,flow_veh_h,period_s\n" + "2026-06-01T18:00:00Z,c,1,300\n" * 9000 + "noon,c,1,300\n",
         r"counts\.csv:9002: not a traffic row"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_by_its_line_wherever_it_stands(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FeedError, match=where):
        read_plain_counts(path)


RECORDED = {
    "i94": ("i94_metro_hourly_2017.csv", {"cam": "x"}),
    "junctions": ("junctions_1_2_hourly_2015-2017.csv", {"cam": "1", "two": "2"}),
    "nab-occupancy": ("nab_occupancy_6005.csv", {"cam": "x"}),
    "nab-speed": ("nab_speed_6005.csv", {"cam": "x"}),
    "pems": ("pems_5min_2016_jan_feb.csv", {"cam": "x"}),
    "scats": ("scats_melbourne_15min_2006-10_sites_a.csv", {"cam": "0970", "two": "2000"}),
}


@pytest.mark.parametrize("name", RECORDED)
@pytest.mark.parametrize("first_day", [None, date(2026, 6, 1)])
def test_every_recorded_table_says_what_its_rows_say(name: str, first_day: date | None) -> None:
    file, sites = RECORDED[name]
    path = data_file(f"traffic/{file}")
    mapping = load_mapping(Library(REPOSITORY), f"config/mappings/{name}.yaml")
    read = read_mapped(path, mapping, sites, Playback(HERE, first_day))
    wanted = by_hand(path, mapping, sites, first_day)
    assert {(one.place, one.at): one.flow for one in read} == wanted
    assert readings_of(counts_of(read)) == read


def by_hand(
    path: Path, mapping: MappingFile, sites: dict[str, str], first_day: date | None
) -> dict[tuple[str, datetime], float | None]:
    """Flows of a mapped table, in the plainest way; hours that a clock shows twice or never are left out."""
    place_of = {name: place for place, name in sites.items()} if mapping.place else {"": next(iter(sites))}
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=mapping.delimiter))
    heads = [head.strip() for head in rows[mapping.header - 1]]
    cells: dict[tuple[str, datetime], list[float | None]] = defaultdict(list)
    for row in rows[mapping.header :]:
        name = row[heads.index(mapping.place)].strip() if mapping.place else ""
        said = row[heads.index(mapping.time)].strip()
        iso = mapping.time_format == "iso"
        at = datetime.fromisoformat(said) if iso else datetime.strptime(said, mapping.time_format)  # noqa: DTZ007
        if mapping.wide:
            first = heads.index(mapping.wide.first)
            for n in range(mapping.wide.counts):
                cells[name, at + n * mapping.period].append(believed(row[first + n]))
        else:
            column = mapping.count or mapping.flow
            begin = at - mapping.period if mapping.time_is == "end" else at
            cells[name, begin].append(believed(row[heads.index(column)]) if column else None)
    day_one = min(begin for _, begin in cells).date()
    most = {name: max(len(found) for (one, _), found in cells.items() if one == name) for name in place_of}
    zone, hour = ZoneInfo(mapping.zone), mapping.period / timedelta(hours=1)
    flows: dict[tuple[str, datetime], float | None] = {}
    for (name, begin), found in cells.items():
        local = begin.replace(tzinfo=zone)
        if name not in place_of or local.utcoffset() != local.replace(fold=1).utcoffset():
            continue
        if first_day:
            local = (begin + (first_day - day_one)).replace(tzinfo=HERE)
        known = [count for count in found if count is not None]
        whole = len(known) == len(found) and (mapping.same_time == "same" or len(known) >= most[name])
        if mapping.same_time == "same":
            whole, known = whole and len(set(known)) == 1, known[:1]
        scale = 1 if mapping.flow else 1 / hour
        flows[place_of[name], local.astimezone(UTC) + mapping.period] = sum(known) * scale if whole else None
    return flows


def believed(cell: str) -> float | None:
    """An empty cell and one below zero say nothing."""
    return float(cell) if cell.strip() and float(cell) >= 0 else None
