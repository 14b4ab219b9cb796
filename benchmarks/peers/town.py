"""A site for the daemon: cabinets with 125 lamps each, every lamp four values, polled each second."""

from pathlib import Path

LAMPS = 125
NIGHT = "2026-11-20T23:00:00"

DRIVER = """\
driver: farm
title: Concentrator of the benchmark's farm
speaks: modbus
proven: simulator
source: ours
limits: {{read_registers: 100, hole_registers: 0, timeout: 2s, outstanding: {outstanding}}}
points:
  level_broadcast: {{table: holding, address: 0x0000, type: uint16, unit: "%", access: w, range: [0, 100],
                    kind: level-broadcast, every: never}}
bank:
  size: 125
  points:
    command: {{table: holding, address: 0x0800, type: uint16, unit: "%", access: rw, range: [0, 100],
              kind: level-command, every: never}}
    level:   {{table: input, address: 0x0100, type: uint16, unit: "%", stride: 4, kind: level-in-effect,
              sentinels: [0xFFFF]}}
    status:  {{table: input, address: 0x0101, type: uint16, stride: 4, kind: lamp-status,
              bits: {{0: lamp-failed}}}}
    power:   {{table: input, address: 0x0102, type: uint16, unit: W, divisor: 10, stride: 4,
              kind: lamp-power}}
    energy:  {{table: input, address: 0x0103, type: uint16, unit: Wh, stride: 4, kind: lamp-energy}}
"""
BOX = """\
driver: farm-box
title: Cabinet of the benchmark's farm
speaks: modbus
proven: simulator
source: ours
points:
  contactor: {table: coil, address: 0x0000, type: bool, access: rw, kind: contactor, count: 12}
  feedback:  {table: discrete, address: 0x0000, type: bool, kind: contactor-feedback, count: 12}
  power:     {table: input, address: 0x0010, type: uint16, unit: W, kind: power}
  energy:    {table: input, address: 0x0011, type: uint16, unit: Wh, kind: energy}
"""
SETTINGS = """\
site: farm
name: Farm
place: {latitude: 10.5359, longitude: 106.4137, timezone: Asia/Ho_Chi_Minh}
schedules: [always]
polling: {lamps: 1s, cabinets: 60s, energy: 15min, dark: 5min}
"""
SCHEDULE = "schedule: always\nrules:\n  - {profile: full-night}\n"
_ACCOUNTS = """\
baselines:
  - {id: old, title: Old, since: 2020-01-01, lamp_w: 150, ballast_w: 20, on: sunset, off: sunrise,
     availability: 1, author: benchmark, evidence: assumed}
"""
LUMINAIRE = """\
luminaires:
  - {id: led, title: LED, power_curve: {10: 6, 100: 50}, source: assumed}
"""


def write_town(folder: Path, port: int, cabinets: int, outstanding: int) -> Path:
    """The site's folder, ready for `lightctl run`."""
    files = {
        "config/settings.yaml": SETTINGS,
        "config/plant.yaml": _plant(port, cabinets),
        "config/accounts.yaml": _ACCOUNTS,
        "schedules/always.yaml": SCHEDULE,
        "drivers/cabinets/farm-box.yaml": BOX,
        "drivers/concentrators/farm.yaml": DRIVER.format(outstanding=outstanding),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _plant(port: int, cabinets: int) -> str:
    numbers = range(cabinets)
    lines = [f'  - {{id: line-{n}, tcp: "127.0.0.1:{port + n}"}}' for n in numbers]
    streets = [
        f"  - {{id: street-{n}, name: Street {n}, class: M4, service_flow: 800, baseline: old}}"
        for n in numbers
    ]
    boxes = [
        f"  - {{id: box-{n}, name: Box {n}, street: street-{n}, line: line-{n},"
        f" driver: cabinets/farm-box, unit: 1, circuits: [c-{n}],"
        f" concentrators: [{{id: dcu-{n}, driver: concentrators/farm, unit: 2}}]}}"
        for n in numbers
    ]
    lamps = [
        f'  - {{range: "l{n}-001..l{n}-{LAMPS}", street: street-{n}, circuits: [c-{n}],'
        f' concentrator: dcu-{n}, slots: "1..{LAMPS}", luminaire: led, since: 2026-01-01}}'
        for n in numbers
    ]
    lines_of = {"lines": lines, "streets": streets, "cabinets": boxes, "lamps": lamps}
    return LUMINAIRE + "".join(f"{name}:\n" + "\n".join(rows) + "\n" for name, rows in lines_of.items())
