"""The street of one night with its lamps behind a broker; the cabinet stays on Modbus."""

from pathlib import Path

from lightctl.site.library import shipped_root
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from tests.nights.one_street import PLANT, write_site
from tests.oracle.site import City, read_city

BROKER = '  - {id: mqtt-1, mqtt: "127.0.0.1:15883"}\n'
REACHED = 'concentrator: dcu, slots: "1..8"'
NODES = 'direct: {driver: lamps/node-reference, line: mqtt-1, nodes: "node-01..08"}'
CONCENTRATOR = ", concentrators: [{id: dcu, driver: concentrators/dcu-reference, unit: 2}]"


def node_street(root: Path) -> tuple[Site, City]:
    """The same folder, read by lightctl and by the oracle."""
    write_site(root)
    plant = PLANT.replace("luminaires:", BROKER + "luminaires:", 1).replace(REACHED, NODES)
    path = root / "config" / "plant.yaml"
    path.write_text(plant.replace(CONCENTRATOR, "").lstrip(), encoding="utf-8")
    return load_site(root), read_city(root, shipped_root())
