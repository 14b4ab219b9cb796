"""A site whose profiles and rules try every way of hanging light on sun and clock; written as an engineer would."""

from pathlib import Path

# ruff: noqa: E501  # one row a line reads better than wrapped ones

STREETS = {"long": "M1", "dusky": "M2", "clocked": "M3", "parkish": "M4", "feasting": "M5", "sunny": "M6"}
"""One street of each class, one group each."""

FILES = {
    "config/settings.yaml": """\
site: anywhere
name: Anywhere
place: {latitude: 10.5, longitude: 106.4, timezone: Asia/Ho_Chi_Minh}
languages: [en]
schedules: [feasts, every]
""",
    "config/accounts.yaml": """\
baselines:
  - {id: old, title: Sodium 150 W, since: 2018-01-01, lamp_w: 150, ballast_w: 20, on: sunset+5min, off: sunrise, availability: 0.9, author: the tests, evidence: assumed}
tariffs: [{since: 2020-01-01, price_vnd_per_kwh: 2226, vat_percent: 8, source: made by hand}]
grid_factors: [{since: 2020-01-01, t_co2_per_mwh: 0.6592, source: made by hand}]
""",
    "config/plant.yaml": "\n".join(
        [
            'lines:\n  - {id: tcp-1, tcp: "127.0.0.1:15001"}',
            "luminaires:\n  - {id: led, title: LED 60 W, power_curve: {10: 8, 100: 60}, source: assumed}",
            "streets:",
            *(
                f"  - {{id: {name}, name: {name}, class: {row}, service_flow: 600, baseline: old}}"
                for name, row in STREETS.items()
            ),
            "groups:\n  - {id: crossing, street: sunny, never_below: 65}",
            "cabinets:\n  - {id: td, name: Td, street: long, line: tcp-1, driver: cabinets/mcu-reference, unit: 1, circuits: [td-1], concentrators: [{id: dcu, driver: concentrators/dcu-reference, unit: 2}]}",
            "lamps:",
            *(
                f'  - {{range: "{name}-1..{name}-1", street: {name}, circuits: [td-1], concentrator: dcu, slots: "{slot}..{slot}", luminaire: led, since: 2020-01-01}}'
                for slot, name in enumerate(STREETS, 1)
            ),
            '  - {range: "cross-1..cross-1", street: sunny, group: crossing, circuits: [td-1], concentrator: dcu, slots: "9..9", luminaire: led, since: 2020-01-01}',
            "",
        ]
    ),
    "profiles/long.yaml": """\
profile: long
title: Hung on the sun, with ramps by the clock
on: sunset+5min
off: sunrise-10min
plan:
  - {at: "on", level: 100}
  - {at: "22:00", level: 80, ramp: 10min}
  - {at: "23:30", level: 60, ramp: 10min}
  - {at: "02:30", level: 50}
  - {at: "04:30", level: 90, ramp: 5min}
floor: 40
""",
    "profiles/dusky.yaml": """\
profile: dusky
title: Hung on dusk and dawn, held in bounds
on: {at: dusk, earliest: "16:30", latest: "21:30"}
off: {at: dawn+5min, earliest: "04:15", latest: "08:30"}
plan:
  - {at: "on", level: 90}
  - {at: sunset+4h, level: 70, ramp: 20min}
  - {at: "01:30", level: 40}
floor: 35
""",
    "profiles/clocked.yaml": """\
profile: clocked
title: By the clock alone
on: "17:45"
off: "06:15"
plan:
  - {at: "on", level: 100}
  - {at: "00:00", level: 55, ramp: 45min}
  - {at: "02:00", level: 45, ramp: 30min}
  - {at: "03:00", level: 75, ramp: 15min}
floor: 45
step: 10
""",
    "profiles/parkish.yaml": """\
profile: parkish
title: Dark in the small hours
on: sunset+10min
off: sunrise-15min
plan:
  - {at: "on", level: 80}
  - {at: "22:00", level: 40, ramp: 15min}
  - {at: "00:00", level: 0, ramp: 15min}
  - {at: "03:45", level: 40, ramp: 15min}
floor: 20
part_night: true
""",
    "profiles/sunny.yaml": """\
profile: sunny
title: Steps that the sun carries along
on: sunset
off: sunrise
plan:
  - {at: "on", level: 60}
  - {at: "dusk+15min", level: 100, ramp: 15min}
  - {at: "23:00", level: 50, ramp: 30min}
  - {at: "dawn-1h", level: 80, ramp: 20min}
floor: 30
""",
    "profiles/feast.yaml": """\
profile: feast
title: Nights when people are out late
on: sunset-5min
off: sunrise+5min
plan:
  - {at: "on", level: 100}
  - {at: "01:00", level: 80, ramp: 15min}
floor: 60
""",
    "schedules/feasts.yaml": """\
schedule: feasts
rules:
  - {profile: feast, nights: [--12-30..--01-02, --02-29, 2027-02-05..2027-02-11], for: ["class:M1", "class:M5"]}
  - {profile: feast, weekdays: [fri, sat], for: [street:feasting]}
""",
    "schedules/every.yaml": """\
schedule: every
rules:
  - {profile: long, for: ["class:M1"]}
  - {profile: dusky, for: ["class:M2", street:feasting]}
  - {profile: clocked, for: ["class:M3"]}
  - {profile: parkish, for: ["class:M4"]}
  - {profile: sunny}
""",
}  # fmt: skip


def write_world_site(root: Path) -> Path:
    """The files under a folder; returns the folder."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
