"""The street of `one_street`, its lamps behind a framed concentrator on a serial line of its own."""

from pathlib import Path

from lightctl.site.library import shipped_root
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from tests.nights.one_street import PLANT, write_site
from tests.oracle.site import City, read_city

BEFORE = "{id: dcu, driver: concentrators/dcu-reference, unit: 2}"
AFTER = "{id: dcu, driver: concentrators/dcu-frames-reference, unit: 7, line: serial-1}"
LINE = '  - {id: tcp-1, tcp: "127.0.0.1:15001"}\n'
SERIAL = LINE + "  - {id: serial-1, serial: lines/serial-1, baud: 19200}\n"


def framed_street(root: Path) -> tuple[Site, City]:
    """The same folder, read by lightctl and by the oracle."""
    write_site(root)
    assert BEFORE in PLANT
    assert LINE in PLANT
    plant = PLANT.replace(BEFORE, AFTER).replace(LINE, SERIAL)
    (root / "config" / "plant.yaml").write_text(plant.lstrip(), encoding="utf-8")
    return load_site(root), read_city(root, shipped_root())
