"""Ten thousand lamps in two hundred cabinets, told in blocks or each by a register of its own."""

from enum import Enum
from math import ceil
from pathlib import Path

from lightctl.site.loader import load_site
from lightctl.site.model import Site

CABINETS, LAMPS = 200, 50
OUTSTANDING = 16

SETTINGS = """\
site: command
name: Command
place: {latitude: 10.5359, longitude: 106.4137, timezone: Asia/Ho_Chi_Minh}
schedules: [always]
polling: {lamps: 1s, cabinets: 60s, energy: 15min, dark: 5min}
switching: {contactor_gap: 0s, cabinet_spread: 0s}
"""
SCHEDULE = "schedule: always\nrules:\n  - {profile: free}\n"
PROFILE = """\
profile: free
title: Full light that may be dimmed
on: sunset
off: sunrise
plan:
  - {at: "on", level: 100}
floor: 10
"""
ACCOUNTS = """\
baselines:
  - {id: old, title: Old, since: 2020-01-01, lamp_w: 150, ballast_w: 20, on: sunset, off: sunrise,
     availability: 1, author: benchmark, evidence: assumed}
"""
DRIVER = """\
driver: told
title: Concentrator whose lamps obey at once
speaks: modbus
proven: simulator
source: ours
limits: {{outstanding: {outstanding}, effect: 0s, hole_registers: 0}}
points:
  identity: {{table: input, address: 0x0000, type: uint32, kind: identity, every: rare}}
{broadcast}
bank:
  size: 50
  points:
    command: {{table: holding, address: 0x0100, type: uint16, unit: "%", stride: {stride},
              access: rw, range: [0, 100], kind: level-command, every: never}}
    level:   {{table: input, address: 0x0100, type: uint16, unit: "%", stride: 2, kind: level-in-effect,
              sentinels: [0xFFFF]}}
    power:   {{table: input, address: 0x0101, type: uint16, unit: W, divisor: 10, stride: 2, kind: lamp-power,
              sentinels: [0xFFFF]}}
"""
BROADCAST = """\
  level_broadcast: {table: holding, address: 0x0000, type: uint16, unit: "%", access: w, range: [0, 100],
                    kind: level-broadcast, every: never}"""


class Way(Enum):
    """How a concentrator is told its lamps' levels."""

    BLOCK = "block writes"
    EACH = "a register for each lamp"

    @property
    def title(self) -> str:
        """As the table says it."""
        return self.value

    @property
    def aim(self) -> int:
        """Round trips wished for until the last acknowledgement."""
        return 2 if self is Way.BLOCK else 5

    def fewest(self) -> tuple[int, int]:
        """The fewest round trips for all writes of a cabinet, and for reading all levels back."""
        return (1, 1) if self is Way.BLOCK else (ceil(LAMPS / OUTSTANDING), 1)


def load_town(folder: Path, way: Way) -> Site:
    """The site of ten thousand lamps."""
    told = DRIVER.format(
        outstanding=1 if way is Way.BLOCK else OUTSTANDING,
        stride=1 if way is Way.BLOCK else 2,
        broadcast=BROADCAST if way is Way.BLOCK else "",
    )
    files = {
        "config/settings.yaml": SETTINGS,
        "config/plant.yaml": _plant(),
        "config/accounts.yaml": ACCOUNTS,
        "schedules/always.yaml": SCHEDULE,
        "profiles/free.yaml": PROFILE,
        "drivers/concentrators/told.yaml": told,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_site(folder)


def _plant() -> str:
    lines, streets, cabinets, lamps = [], [], [], []
    for n in range(CABINETS):
        lines.append(f'  - {{id: line-{n}, tcp: "192.0.2.1:{502 + n}"}}')
        streets.append(
            f"  - {{id: street-{n}, name: Street {n}, class: M4, service_flow: 800, baseline: old}}"
        )
        cabinets.append(
            f"  - {{id: box-{n}, name: Box {n}, street: street-{n}, line: line-{n},"
            f" driver: cabinets/mcu-reference, unit: 1, circuits: [c-{n}],"
            f" concentrators: [{{id: dcu-{n}, driver: concentrators/told, unit: 2}}]}}"
        )
        lamps.append(
            f'  - {{range: "l{n}-01..l{n}-{LAMPS}", street: street-{n}, circuits: [c-{n}],'
            f' concentrator: dcu-{n}, slots: "1..{LAMPS}", luminaire: led, since: 2026-01-01}}'
        )
    sections = {"lines": lines, "streets": streets, "cabinets": cabinets, "lamps": lamps}
    luminaire = "luminaires:\n  - {id: led, title: LED, power_curve: {10: 6, 100: 50}, source: assumed}\n"
    return luminaire + "".join(f"{name}:\n" + "\n".join(rows) + "\n" for name, rows in sections.items())
