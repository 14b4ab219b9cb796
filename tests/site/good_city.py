"""A small city without a mistake, as files; tests plant mistakes in copies of it."""

# ruff: noqa: E501  # one row a line reads better than wrapped ones

from pathlib import Path

FILES = {
    "config/settings.yaml": """\
site: good-city
name: Good City
place: {latitude: 10.5, longitude: 106.4, timezone: Asia/Ho_Chi_Minh}
languages: [en]
schedules: [own]
polling: {lamps: 60s, dark: 5min}
""",
    "config/accounts.yaml": """\
baselines:
  - {id: sodium, title: Sodium, since: 2020-01-01, lamp_w: 150, ballast_w: 20, on: sunset+5min, off: sunrise, availability: 0.9, author: us, evidence: assumed}
  - {id: mercury, title: Mercury, since: 2020-01-01, lamp_w: 250, ballast_w: 20, on: sunset, off: sunrise, availability: 0.9, author: us, evidence: assumed}
tariffs:
  - {since: 2025-05-10, price_vnd_per_kwh: 2226, vat_percent: 8, source: a decision}
  - {since: 2026-05-10, price_vnd_per_kwh: 2300, vat_percent: 8, source: a decision}
grid_factors:
  - {since: 2023-01-01, t_co2_per_mwh: 0.6592, source: an office}
""",
    "config/plant.yaml": """\
lines:
  - {id: tcp-1, tcp: "127.0.0.1:15001"}
  - {id: tcp-2, tcp: "127.0.0.1:15002"}
  - {id: rtu-1, rtu: lines/rtu-1, baud: 19200, parity: N}
luminaires:
  - {id: led-60, title: LED 60 W, power_curve: {10: 8, 100: 60}, source: assumed}
  - {id: led-90, title: LED 90 W, power_curve: {10: 12, 100: 90}, source: assumed}
streets:
  - {id: long-street, name: Đường Dài, district: north, class: M3, service_flow: 900, baseline: sodium, place: cam-1}
  - {id: side-street, name: Ngõ Nhỏ, district: north, class: M5, service_flow: 300, baseline: sodium, follows: cam-1}
  - {id: old-street, name: Phố Cổ, district: south, class: M5, service_flow: 300, baseline: mercury}
  - {id: new-street, name: Phố Mới, district: south, class: M4, service_flow: 300, baseline: sodium}
groups:
  - {id: crossing, street: long-street, never_below: 60}
places:
  - {id: cam-1, name: Camera 1, street: long-street, weights: {car: 1, motorcycle: 0.25}}
cabinets:
  - {id: c-1, name: Tủ 1, street: long-street, line: tcp-1, driver: cabinets/mcu-reference, unit: 1, circuits: [c-1-a, c-1-b],
     concentrators: [{id: dcu-1, driver: concentrators/dcu-reference, unit: 2}]}
  - {id: c-2, name: Tủ 2, street: side-street, line: rtu-1, driver: cabinets/mcu-reference, unit: 1, circuits: [c-2-a, c-2-b]}
  - {id: c-3, name: Tủ 3, street: old-street, line: tcp-2, driver: cabinets/mcu-reference, unit: 1, circuits: [c-3-a, c-3-b],
     concentrators: [{id: dcu-3, driver: concentrators/dcu-reference, unit: 2}],
     meter: {driver: meters/eastron-sdm630, unit: 10}}
lamps:
  - {range: "l-001..l-008", street: long-street, group: crossing, circuits: [c-1-a, c-1-b], concentrator: dcu-1, slots: "1..8", luminaire: led-90, since: 2024-01-01}
  - {range: "l-009..l-032", street: long-street, circuits: [c-1-a, c-1-b], concentrator: dcu-1, slots: "9..32", luminaire: led-90, since: 2024-01-01}
  - {range: "s-01..s-10", street: side-street, circuits: [c-2-a, c-2-b], direct: {driver: lamps/lcu-reference, line: rtu-1, units: "11..20"}, luminaire: led-60, since: 2024-01-01}
  - {range: "n-01..n-06", street: new-street, circuits: [c-3-b], luminaire: led-60, since: 2024-01-01}
  - {inventory: lamps/old.csv}
changes:
  - {lamp: l-005, luminaire: led-60, since: 2026-03-01}
""",
    "config/lamps/old.csv": """\
id,pole,street,group,circuit,concentrator,slot,driver,line,unit,luminaire,since,controller,controller_since
o-1,P1,old-street,,c-3-a,dcu-3,1,,,,led-60,2024-01-01,lcu 7,2024-02-01
o-2,P2,old-street,,c-3-a,dcu-3,2,,,,led-60,2024-01-01,,
o-3,P3,old-street,,c-3-b,dcu-3,3,,,,led-60,2024-01-01,,
o-4,P4,old-street,,c-3-b,,,,,,led-60,2024-01-01,,
""",
    "profiles/bright.yaml": """\
profile: bright
title: Bright
on: sunset+5min
off: sunrise-10min
plan:
  - {at: "on", level: 100}
  - {at: "22:00", level: 80, ramp: 10min}
  - {at: "04:00", level: 90}
floor: 40
traffic: {drops: {0.50: 1, 0.25: 2}}
""",
    "profiles/quiet.yaml": """\
profile: quiet
title: Quiet
on: {at: dusk, earliest: "17:00", latest: "19:00"}
off: sunrise
plan:
  - {at: "on", level: 80}
  - {at: "23:00", level: 50, ramp: 10min}
floor: 30
""",
    "profiles/feast.yaml": """\
profile: feast
title: Feast
on: sunset
off: sunrise
plan:
  - {at: "on", level: 100}
floor: 60
""",
    "schedules/own.yaml": """\
schedule: own
rules:
  - {profile: feast, nights: [2027-02-05..2027-02-12, --12-31], for: [street:long-street]}
  - {profile: feast, weekdays: [sat], for: ["class:M3", district:south]}
  - {profile: bright, for: ["class:M3", group:crossing]}
  - {profile: quiet}
""",
}  # fmt: skip


def write(root: Path, files: dict[str, str] = FILES) -> Path:
    """The files under a folder; returns the folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
