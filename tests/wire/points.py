"""Points made by hand for the tests of the wire."""

from typing import Any

from lightctl.wire.driver import Encoding, Point, Table


def point(encoding: Encoding = Encoding.UINT16, address: int = 0, **more: Any) -> Point:
    """A point called `p` in the input table, unless told otherwise."""
    given: dict[str, Any] = {"name": "p", "table": Table.INPUT, **more}
    return Point(address=address, encoding=encoding, **given)
