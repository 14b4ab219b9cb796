"""Nodes of a broker: each name is a level of a topic, and belongs to one lamp of its line."""

import re
from collections.abc import Iterable

from lightctl.site.lamp_rows import DeclaredAt, LampRow
from lightctl.site.problems import Problems

_NODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}\Z")


def check_nodes(lamps: Iterable[LampRow], problems: Problems) -> None:
    """Note names that no topic can hold, and nodes that two lamps share; once for each declaration."""
    taken: dict[tuple[str, str], LampRow] = {}
    told: set[DeclaredAt] = set()
    for lamp in lamps:
        address = lamp.direct
        if address is None or not address.node or lamp.row in told:
            continue
        spot = lamp.row.of("direct" if "direct" in lamp.row.cells else "node")
        other = taken.setdefault((address.line, address.node), lamp)
        if not _NODE.match(address.node):
            told.add(lamp.row)
            hint = "letters, digits and - _ . : only, at most 64; it is one level of a topic"
            problems.error(spot, f"{address.node!r} cannot be a node's name", hint)
        elif other is not lamp and other.id != lamp.id:
            told.add(lamp.row)
            message = f"node {address.node!r} on line {address.line!r} is lamp {other.id!r} already"
            problems.error(spot, message, f"declared at {other.row.spot}")
