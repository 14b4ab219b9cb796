"""How long a site of ten thousand lamps takes to be read and checked."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, median_figure
from lightctl.site.loader import load_site
from tests.nights.one_street import ACCOUNTS, PLANT, PROFILE, SETTINGS

CABINETS, LAMPS_EACH = 100, 100
ROUNDS = 5


def figures() -> Iterator[Figure]:
    """Ranges in YAML and rows in CSV, half of the lamps each."""
    with tempfile.TemporaryDirectory() as folder:
        write_large_site(Path(folder))
        values = [_seconds(Path(folder)) for _ in range(ROUNDS)]
    yield median_figure(f"site of {CABINETS * LAMPS_EACH:,} lamps", values, "s", "under 2 s")


def write_large_site(root: Path) -> None:
    """A city of a hundred cabinets."""
    for name in ("config", "profiles", "schedules"):
        (root / name).mkdir()
    (root / "config" / "settings.yaml").write_text(SETTINGS.lstrip(), "utf-8")
    (root / "config" / "accounts.yaml").write_text(ACCOUNTS.lstrip(), "utf-8")
    (root / "profiles" / "every.yaml").write_text(PROFILE.lstrip(), "utf-8")
    (root / "schedules" / "every.yaml").write_text("schedule: every\nrules: [{profile: every}]\n", "utf-8")
    (root / "config" / "plant.yaml").write_text(_plant(), "utf-8")
    (root / "config" / "lamps.csv").write_text(_inventory(), "utf-8")


def _plant() -> str:
    luminaires = PLANT[PLANT.index("luminaires:") : PLANT.index("streets:")]
    cabinets = range(1, CABINETS + 1)
    return "\n".join(
        [
            "lines:",
            *(f'  - {{id: l-{n}, tcp: "127.0.0.1:{15000 + n}"}}' for n in cabinets),
            luminaires + "streets:",
            *(
                f"  - {{id: s-{n}, name: Phố {n}, district: p1, class: M4, service_flow: 600, baseline: old}}"
                for n in cabinets
            ),
            "cabinets:",
            *(_cabinet(n) for n in cabinets),
            "lamps:",
            *(
                f'  - {{range: "a{n}-001..a{n}-050", street: s-{n}, circuits: [c-{n}-1, c-{n}-2], '
                f'concentrator: d-{n}, slots: "1..50", luminaire: led-75, since: 2024-05-01}}'
                for n in cabinets
            ),
            "  - {inventory: lamps.csv}",
        ]
    )


def _cabinet(n: int) -> str:
    return (
        f"  - {{id: c-{n}, name: Tủ {n}, street: s-{n}, line: l-{n}, unit: 1, "
        f"driver: cabinets/mcu-reference, circuits: [c-{n}-1, c-{n}-2], "
        f"concentrators: [{{id: d-{n}, driver: concentrators/dcu-reference, unit: 2}}]}}"
    )


def _inventory() -> str:
    rows = ["id,pole,street,group,circuit,concentrator,slot,driver,line,unit,luminaire,since"]
    for n in range(1, CABINETS + 1):
        rows += [
            f"b{n}-{k:03},P{n}-{k},s-{n},,c-{n}-{1 + k % 2},d-{n},{50 + k},,,,led-75,2024-05-01"
            for k in range(1, LAMPS_EACH // 2 + 1)
        ]
    return "\n".join(rows) + "\n"


def _seconds(root: Path) -> float:
    began = time.perf_counter()
    site = load_site(root)
    took = time.perf_counter() - began
    if len(site.plant.lamps) != CABINETS * LAMPS_EACH:
        raise RuntimeError(f"{len(site.plant.lamps)} lamps were read")
    return took
