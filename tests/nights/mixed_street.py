"""The street made by hand, with luminaires of several kinds and ages on its poles."""

from pathlib import Path

from lightctl.site.library import shipped_root
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from tests.nights import one_street
from tests.oracle.site import City, read_city

KINDS = """
  - {id: led-85, title: LED at 85 %, power_curve: {10: 9.5, 50: 38.0, 100: 75.0}, standby_w: 0.6,
     minimum_level: 10, virtual_output: 85, source: "assumed: made by hand"}
  - {id: led-kept, title: LED of constant light, power_curve: {10: 9.5, 50: 38.0, 100: 75.0}, standby_w: 0.6,
     minimum_level: 10, clo: {by: lightctl, lumen_curve: {0: 100, 50000: 90, 100000: 80}},
     source: "assumed: made by hand"}
  - {id: led-driver, title: LED that keeps its light itself, power_curve: {10: 9.5, 100: 75.0},
     minimum_level: 10, clo: {by: driver, lumen_curve: {0: 100, 100000: 80}}, source: "assumed: made by hand"}
  - {id: led-soft, title: LED dimmed slowly, power_curve: {10: 9.5, 100: 75.0}, minimum_level: 10,
     ramp_down: 0.5, source: "assumed: made by hand"}
  - {id: sodium, title: Sodium 150 W, power_curve: {50: 95.0, 100: 170.0}, minimum_level: 50, standby_w: 2,
     kind: discharge, warm_up: 15min, restrike: 10min, source: "assumed: made by hand"}
streets:"""
LAMPS = """
lamps:
  - {range: "h-1..h-2", street: hang, circuits: [td-1], concentrator: dcu, slots: "1..2",
     luminaire: led-85, since: 2024-05-01}
  - {range: "h-3..h-3", street: hang, circuits: [td-1], concentrator: dcu, slots: "3..3",
     luminaire: led-kept, since: 2026-11-20}
  - {range: "h-4..h-4", street: hang, circuits: [td-1], concentrator: dcu, slots: "4..4",
     luminaire: led-kept, since: 2016-01-01}
  - {range: "h-5..h-5", street: hang, circuits: [td-2], concentrator: dcu, slots: "5..5",
     luminaire: led-driver, since: 2024-05-01}
  - {range: "h-6..h-6", street: hang, circuits: [td-2], concentrator: dcu, slots: "6..6",
     luminaire: led-soft, since: 2024-05-01}
  - {range: "h-7..h-8", street: hang, circuits: [td-2], concentrator: dcu, slots: "7..8",
     luminaire: sodium, since: 2018-05-01}
"""


def mixed_street(root: Path) -> tuple[Site, City]:
    """The same folder, read by lightctl and by the oracle."""
    one_street.write_site(root)
    plant = root / "config/plant.yaml"
    text = plant.read_text(encoding="utf-8").replace("\nstreets:", KINDS, 1)
    plant.write_text(text[: text.index("\nlamps:")] + LAMPS, encoding="utf-8")
    return load_site(root), read_city(root, shipped_root())
