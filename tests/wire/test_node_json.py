"""Messages of mqtt-json: ten by hand, every one that we write comes back, and nothing else is believed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.errors import BadFrame
from lightctl.wire.node_json import (
    MOST_BYTES,
    NodeCommand,
    NodeReport,
    check_age,
    command_json,
    read_command,
    read_report,
    report_json,
)
from lightctl.wire.topic_rules import TopicRules

PATHS = {
    "at": "at", "command": "command.id", "level": "level", "power": "power_w", "energy": "energy_wh",
    "burning_hours": "burning_h", "status": "status",
}  # fmt: skip
RULES = TopicRules("lightctl/node/{node}/command", "lightctl/node/{node}/state", PATHS)
NESTED = TopicRules("a/{node}/b", "a/{node}/c", {"at": "t", "command": "d.x.id", "level": "d.x.dim"})
AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
T = "2026-11-20T12:00:00+00:00"

BY_HAND = [
    ('{"at":"%s","level":70}', RULES, NodeReport(AT, 70.0)),
    ('{"at":"2026-11-20T19:00:00+07:00","level":0}', RULES, NodeReport(AT, 0.0)),
    ('{"at":"2026-11-20T12:00:00Z","level":70.5,"power_w":33.1}', RULES, NodeReport(AT, 70.5, 33.1)),
    ('{"at":"%s","level":null,"energy_wh":123456.5}', RULES, NodeReport(AT, energy=123456.5)),
    ('{"at":"%s","burning_h":4100.25,"status":5}', RULES, NodeReport(AT, burning_hours=4100.25, status=5)),
    ('{"at":"%s","command":{"id":"1f-9"},"level":1e1}', RULES, NodeReport(AT, 10.0, command="1f-9")),
    ('{"at":"%s","command":null,"level":100}', RULES, NodeReport(AT, 100.0)),
    ('{"at":"%s","command":{"id":null},"more":[1,{"x":"y"}]}', RULES, NodeReport(AT)),
    ('{"t":"%s","d":{"x":{"id":"a","dim":254}}}', NESTED, NodeReport(AT, 254.0, command="a")),
    ('{"t":"%s","d":{}}', NESTED, NodeReport(AT)),
]
COMMANDS = [
    ('{"id":"1f-9","level":70,"issued_at":"%s","expires_at":"2026-11-20T12:01:00Z"}', 70.0),
    ('{"level":0,"expires_at":"2026-11-20T19:01:00+07:00","id":"1f-9","issued_at":"%s","by":"us"}', 0.0),
]


@pytest.mark.parametrize(("text", "rules", "report"), BY_HAND)
def test_reports_by_hand(text: str, rules: TopicRules, report: NodeReport) -> None:
    assert read_report(rules, text.replace("%s", T).encode()) == report


@pytest.mark.parametrize(("text", "level"), COMMANDS)
def test_commands_by_hand(text: str, level: float) -> None:
    expected = NodeCommand("1f-9", level, AT, AT + timedelta(minutes=1))
    assert read_command(text.replace("%s", T).encode()) == expected


def test_what_we_send_word_for_word() -> None:
    command = NodeCommand("1f-9", 66.7, AT, AT + timedelta(minutes=1))
    assert command_json(command) == (
        b'{"id":"1f-9","level":66.7,"issued_at":"2026-11-20T12:00:00+00:00",'
        b'"expires_at":"2026-11-20T12:01:00+00:00"}'
    )
    assert report_json(NESTED, NodeReport(AT, 20.0, command="x")) == (
        b'{"t":"2026-11-20T12:00:00+00:00","d":{"x":{"id":"x","dim":20.0}}}'
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "70", '"70"', "<html></html>", "{", '{"at":1}', '{"level":70}', "[" * 3000,
        '{"at":"2026-11-20T12:00:00","level":70}', '{"at":"yesterday","level":70}',
        '{"at":"%s","level":"70"}',
        '{"at":"%s","level":true}', '{"at":"%s","level":NaN}', '{"at":"%s","level":Infinity}',
        '{"at":"%s","level":1e999}', '{"at":"%s","level":-0.1}', '{"at":"%s","level":255}',
        '{"at":"%s","level":[70]}', '{"at":"%s","level":{"value":70}}', '{"at":"%s","level":70,"level":70}',
        '{"at":"%s","level":70,"power_w":-1}', '{"at":"%s","level":70,"status":1.5}',
        '{"at":"%s","level":70,"status":-1}', '{"at":"%s","level":70,"status":4294967296}',
        '{"at":"%s","level":70,"command":"1f-9"}', '{"at":"%s","level":70,"command":{"id":7}}',
        '{"at":"%s","level":70,"command":{"id":"two words"}}', '{"at":"%s","level":70,"command":{"id":""}}',
        '{"at":"%s","energy_wh":' + "9" * 400 + "}", '{"at":"0001-01-01T00:00:00+14:00","level":70}',
        '{"at":"%s","level":70}trailing', '\ufeff{"at":"%s","level":70}',
    ],
)  # fmt: skip
def test_no_report(text: str) -> None:
    with pytest.raises(BadFrame):
        read_report(RULES, text.replace("%s", T).encode())


@pytest.mark.parametrize("change", [
    {"level": None}, {"level": "70"}, {"level": -1}, {"level": 300}, {"id": None}, {"id": ""}, {"id": 7},
    {"id": "x" * 65}, {"issued_at": None}, {"expires_at": T}, {"expires_at": "soon"}, {"issued_at": 1.0},
])  # fmt: skip
def test_no_command(change: dict[str, object]) -> None:
    good = {"id": "a", "level": 70, "issued_at": T, "expires_at": "2026-11-20T12:01:00Z"}
    assert read_command(json.dumps(good).encode()).level == 70
    with pytest.raises(BadFrame):
        read_command(json.dumps(good | change).encode())


def test_a_message_too_long_is_not_even_read() -> None:
    fill = "x" * MOST_BYTES
    with pytest.raises(BadFrame, match="bytes"):
        read_report(RULES, f'{{"at":"{T}","level":70,"fill":"{fill}"}}'.encode())


@pytest.mark.parametrize(("age_s", "news"), [(0, True), (299, True), (301, False), (-59, True), (-61, False)])
def test_old_and_future_reports_are_no_news(age_s: float, news: bool) -> None:
    report, now = NodeReport(AT, 70.0), AT + timedelta(seconds=age_s)
    if news:
        check_age(report, now, oldest=timedelta(seconds=300))
    else:
        with pytest.raises(BadFrame):
            check_age(report, now, oldest=timedelta(seconds=300))


INSTANTS = st.floats(1e9, 4e9).map(lambda seconds: datetime.fromtimestamp(round(seconds, 3), UTC))
IDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=64)


def optional(most: float) -> st.SearchStrategy[float | None]:
    return st.none() | st.floats(0, most)


REPORTS = st.builds(
    NodeReport, at=INSTANTS, level=optional(254), power=optional(1e5), energy=optional(1e12),
    burning_hours=optional(1e7), status=st.none() | st.integers(0, 2**32 - 1), command=st.just("") | IDS,
)  # fmt: skip
COMMANDED = st.builds(
    lambda name, level, issued, lasts: NodeCommand(name, level, issued, issued + lasts),
    IDS, st.floats(0, 254), INSTANTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=1)),
)  # fmt: skip
KEYS = st.text() | st.sampled_from(sorted(PATHS.values()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=20,
)


@given(REPORTS)
def test_every_report_comes_back(report: NodeReport) -> None:
    assert read_report(RULES, report_json(RULES, report)) == report


@given(COMMANDED)
def test_every_command_comes_back(command: NodeCommand) -> None:
    assert read_command(command_json(command)) == command


@given(st.binary(max_size=300))
def test_no_bytes_are_ever_more_than_refused(payload: bytes) -> None:
    for read in (read_command, lambda data: read_report(RULES, data)):
        with pytest.raises(BadFrame):
            read(payload)


@given(JSON)
def test_whatever_is_read_lies_in_its_range(message: object) -> None:
    if isinstance(message, dict):
        message = {"at": T} | message
    try:
        report = read_report(RULES, json.dumps(message).encode())
    except BadFrame:
        return
    assert report.at.tzinfo is UTC
    assert report.level is None or 0 <= report.level <= 254
    assert report.power is None or 0 <= report.power <= 1e5
    assert report.energy is None or 0 <= report.energy <= 1e12
    assert report.status is None or 0 <= report.status < 2**32


@given(REPORTS, st.data())
def test_a_cut_report_is_none(report: NodeReport, data: st.DataObject) -> None:
    whole = report_json(RULES, report)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(BadFrame):
        read_report(RULES, whole[:cut])


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,20}\Z", fullmatch=True))
def test_a_node_is_known_by_its_topic_and_by_no_other(node: str) -> None:
    assert RULES.node_of(RULES.state_of(node)) == node
    assert RULES.commanded(RULES.command_of(node)) == node
    assert RULES.node_of(RULES.command_of(node)) is None
    assert RULES.node_of(f"{RULES.state_of(node)}/more") is None
    assert RULES.node_of(RULES.state_of(f"{node}/{node}")) is None
