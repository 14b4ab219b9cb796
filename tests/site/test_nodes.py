"""Lamps behind a broker in the plant: ranges and tables of nodes, and what is refused, with its place."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from lightctl.core.plant import DeviceAddress, LineKind
from lightctl.errors import SiteError
from lightctl.site.loader import load_site
from lightctl.site.ranges import node_names
from tests.catalog.drivers import FOLDER, read_driver
from tests.nights.node_street import node_street

NODES = 'nodes: "node-01..08"'
DIRECT = f"direct: {{driver: lamps/node-reference, line: mqtt-1, {NODES}}}"


def changed(root: Path, old: str, new: str) -> Path:
    node_street(root)
    path = root / "config" / "plant.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return root


def complaints(root: Path, old: str, new: str) -> str:
    with pytest.raises(SiteError) as caught:
        load_site(changed(root, old, new))
    return str(caught.value)


def test_a_range_of_lamps_has_a_node_each(tmp_path: Path) -> None:
    site, _ = node_street(tmp_path)
    assert site.plant.lines["mqtt-1"].kind is LineKind.MQTT
    assert site.plant.lamps["h-3"].direct == DeviceAddress("lamps/node-reference", "mqtt-1", 0, "node-03")
    assert site.plant.lamps["h-3"].dimmable


@pytest.mark.parametrize(("text", "first", "last", "count"), [
    ("tan-an-001..040", "tan-an-001", "tan-an-040", 40),
    ("tan-an-001..tan-an-040", "tan-an-001", "tan-an-040", 40),
    ("70B3D57ED0060001..0009", "70B3D57ED0060001", "70B3D57ED0060009", 9),
    ("node-9..10", None, None, 0),
    ("node-10..8", "node-10", "node-18", 9),
    ("node-01..other-08", None, None, 0),
    ("EUI-8..9", "EUI-8", "EUI-9", 2),
    ("node", "node", "node", 1),
])  # fmt: skip
def test_ranges_of_nodes(text: str, first: str | None, last: str | None, count: int) -> None:
    if first is None:
        with pytest.raises(PydanticCustomError):
            node_names(text)
        return
    names = node_names(text)
    assert (names[0], names[-1], len(names)) == (first, last, count)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ('nodes: "node-01..07"', "7 nodes for 8 lamps"),
        ('nodes: "node-01..08", units: "1..8"', "direct needs one of units and nodes"),
        ('units: "1..8"', "wants nodes by their names"),
        ('nodes: "a/b-1..8"', "is not a range of nodes"),
        ('nodes: "+-1..8"', "is not a range of nodes"),
        ('nodes: ".-1..8"', "cannot be a node's name"),
    ],
)
def test_wrong_nodes_are_refused_at_their_place(tmp_path: Path, new: str, said: str) -> None:
    told = complaints(tmp_path, NODES, new)
    assert said in told
    assert "config/plant.yaml:" in told


def test_a_single_lamp_s_node_is_no_pattern(tmp_path: Path) -> None:
    row = '  - {range: "x-1", street: hang, circuits: [td-1], direct: {driver: lamps/node-reference, line: mqtt-1, nodes: "%s"}, luminaire: led-75, since: 2024-05-01}\n'  # noqa: E501
    for number, name in enumerate(("a/b", "+", "#", "a#", "$SYS", "a b")):
        said = complaints(tmp_path / str(number), "lamps:\n", "lamps:\n" + row % name)
        assert "cannot be a node's name" in said
    load_site(changed(tmp_path / "good", "lamps:\n", "lamps:\n" + row % "70B3D57ED006.A:1"))


def test_two_lamps_have_no_node_in_common(tmp_path: Path) -> None:
    row = '  - {range: "x-1", street: hang, circuits: [td-1], direct: {driver: lamps/node-reference, line: mqtt-1, nodes: "node-05"}, luminaire: led-75, since: 2024-05-01}\n'  # noqa: E501
    said = complaints(tmp_path, "lamps:\n", "lamps:\n" + row)
    assert "node 'node-05' on line 'mqtt-1' is lamp 'x-1' already" in said


def test_a_node_stands_on_a_broker_s_line_and_speaks_its_dialogue(tmp_path: Path) -> None:
    assert "speaks mqtt-json, but line 'tcp-1' is tcp" in complaints(
        tmp_path / "a", "line: mqtt-1, nodes", "line: tcp-1, nodes"
    )
    assert "wants units by their numbers" in complaints(
        tmp_path / "b", "driver: lamps/node-reference", "driver: lamps/lcu-reference"
    )


def test_a_table_names_nodes_too(tmp_path: Path) -> None:
    root = changed(tmp_path, "lamps:\n", "lamps:\n  - {inventory: more.csv}\n")
    table = root / "config" / "more.csv"
    head = "id,street,circuit,driver,line,unit,node,luminaire,since\n"
    table.write_text(head + "x-1,hang,td-1,lamps/node-reference,mqtt-1,,N7,led-75,2024-05-01\n")
    address = DeviceAddress("lamps/node-reference", "mqtt-1", 0, "N7")
    assert load_site(root).plant.lamps["x-1"].direct == address
    table.write_text(head + "x-1,hang,td-1,lamps/node-reference,mqtt-1,4,N7,led-75,2024-05-01\n")
    with pytest.raises(SiteError, match="has both a unit and a node"):
        load_site(root)
    table.write_text(head + "x-1,hang,td-1,lamps/node-reference,mqtt-1,,,led-75,2024-05-01\n")
    with pytest.raises(SiteError, match="together"):
        load_site(root)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lightctl/node/{node}/command", "lightctl/command", "as a level of its own|needs {node} once"),
        ("lightctl/node/{node}/command", "lightctl/node-{node}/command", "needs {node} once"),
        ("lightctl/node/{node}/command", "'{node}/{node}'", "needs {node} once"),
        ("lightctl/node/{node}/command", "lightctl/+/{node}", "is no topic"),
        ("lightctl/node/{node}/command", "lightctl/node/{node}/state", "the same topic"),
        ("at: at, ", "", "paths need 'at'"),
        ("command: command.id, ", "", "paths need 'command'"),
        ("level: level", "level: command.id", "stand at the same place"),
        ("level: level", "level: command", "stand at the same place"),
        ("level: level", "level: level..x", "is no path"),
        ("power: power_w", "powr: power_w", "a report has no 'powr'"),
    ],
)
def test_drivers_of_nodes_that_could_prove_nothing_are_refused(old: str, new: str, said: str) -> None:
    text = (FOLDER / "lamps/node-reference.yaml").read_text(encoding="utf-8")
    body, comment = text.split("topics:", 1)[1], text.split("topics:", 1)[0]
    with pytest.raises(ValidationError) as caught:
        read_driver(comment + "topics:" + body.replace(old, new, 1), "lamps/node-reference")
    assert any(part in str(caught.value) for part in said.split("|"))
