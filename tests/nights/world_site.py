"""A site whose profiles and rules try every way of hanging light on sun, clock, calendar and reports."""

from pathlib import Path

# ruff: noqa: E501  # one row a line reads better than wrapped ones

STREETS = {
    "long": "class: M1", "dusky": "class: M2", "clocked": "class: M3", "parkish": "class: M4", "feasting": "class: M5",
    "sunny": "class: M6", "market": "class: M3, district: old", "classy": "class: M3, calculated_luminance: 1.12",
    "brief": "class: M6", "counted": "class: M2, place: cam", "beside": "class: M3, follows: cam, measured_luminance: 1.3",
    "usual": "class: M1, typical: cam", "sensed": "class: M3, never_below: 55", "canal": "class: M5, follows: cam",
}  # fmt: skip
"""Streets of every class, one group each; the last five listen to what is reported."""

REPORTED = ("counted", "beside", "usual", "sensed", "canal")

YEARS = range(2023, 2035)

FILES = {
    "config/settings.yaml": """\
site: anywhere
name: Anywhere
place: {latitude: 10.5, longitude: 106.4, timezone: Asia/Ho_Chi_Minh}
languages: [en]
schedules: [reported, feasts, every]
sensing: {source: mqtt, host: 127.0.0.1}
sensors:
  - {id: roof, kind: lux, serves: [street:sensed], before: 40min, after: 25min}
  - {id: cell, kind: photocell, serves: [street:sensed, street:canal], debounce: 6min, stale_after: 12min}
  - {id: gauge, kind: water, serves: [street:canal, street:sensed], flood_from: 0.2, flood_ends: 0.1, hold: 40min}
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
            "  - {id: tamed, title: LED at 83 %, power_curve: {5: 8, 100: 60}, minimum_level: 5, virtual_output: 83, source: assumed}",
            "  - {id: kept, title: LED of constant light, power_curve: {10: 8, 100: 60}, minimum_level: 10, virtual_output: 90, clo: {by: lightctl, lumen_curve: {0: 100, 25000: 97, 50000: 90, 100000: 80}}, source: assumed}",
            "  - {id: itself, title: LED that keeps its light, power_curve: {40: 30, 100: 60}, minimum_level: 40, clo: {by: driver, lumen_curve: {0: 100, 100000: 80}}, source: assumed}",
            "streets:",
            *(
                f"  - {{id: {name}, name: {name}, {more}, service_flow: 600, baseline: old}}"
                for name, more in STREETS.items()
            ),
            "places:\n  - {id: cam, name: Camera, street: counted}",
            "groups:\n  - {id: crossing, street: sunny, never_below: 65}",
            "cabinets:\n  - {id: td, name: Td, street: long, line: tcp-1, driver: cabinets/mcu-reference, unit: 1, circuits: [td-1], concentrators: [{id: dcu, driver: concentrators/dcu-reference, unit: 2}]}",
            "lamps:",
            *(
                f'  - {{range: "{name}-1..{name}-1", street: {name}, circuits: [td-1], concentrator: dcu, slots: "{slot}..{slot}", luminaire: led, since: 2020-01-01}}'
                for slot, name in enumerate(STREETS, 1)
            ),
            '  - {range: "cross-1..cross-1", street: sunny, group: crossing, circuits: [td-1], concentrator: dcu, slots: "20..20", luminaire: led, since: 2020-01-01}',
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
    "profiles/bazaar.yaml": """\
profile: bazaar
title: A street in which much goes on
on: sunset+5min
off: sunrise-5min
plan:
  - {at: "on", level: 85}
  - {at: sunset+5h, latest: "23:45", level: 55, ramp: 12min}
  - {at: dawn-30min, earliest: "04:40", level: 70}
floor: 30
""",
    "profiles/classes.yaml": """\
profile: classes
title: Levels from lighting classes
on: sunset
off: sunrise
trim_to_class: true
plan:
  - {at: "on", class: M3}
  - {at: "21:30", class: M5, ramp: 10min}
  - {at: "00:30", class: M6}
  - {at: "05:00", class: M2, ramp: 5min}
floor: 25
""",
    "profiles/morning.yaml": """\
profile: morning
title: From early morning until it is light
on: "05:20"
off: sunrise
kind: full-night
full: 70
minimum_on: 40min
floor: 40
""",
    "profiles/adaptive.yaml": """\
profile: adaptive
title: Between least and full by what is counted
on: sunset+5min
off: sunrise-10min
full: 95
plan:
  - {at: "on", level: 90}
  - {at: "21:30", level: 60, ramp: 20min}
  - {at: "01:00", level: 50}
  - {at: "04:45", level: 80, ramp: 10min}
least:
  - {at: "on", level: 80}
  - {at: "20:00", level: 50}
  - {at: "23:00", level: 30, ramp: 10min}
floor: 30
traffic: {drops: {0.50: 1, 0.25: 2, 0.05: 4}, jam_occupancy: 0.3, jam_speed_km_h: 15}
weather: {}
""",
    "profiles/wary.yaml": """\
profile: wary
title: Believes the weather only when it says so twice
on: sunset-5min
off: sunrise+5min
plan:
  - {at: "on", level: 75}
  - {at: "22:30", class: M6, ramp: 30min}
floor: 15
traffic: {drops: {0.60: 1, 0.30: 3}}
weather: {rain_classes: 2, fog_classes: 1, hold: 45min, agree: 2, of: 3, rain_mm_h: 0.5, fog_visibility_m: 2000, dark_rain_mm_h: 3, dark_cloud_percent: 80, dark_sky_shift: 35min}
""",
    "profiles/riverside.yaml": """\
profile: riverside
title: Dark in the small hours, if the water stays away
kind: part-night
on: sunset
off: sunrise
full: 80
dark: {from: "23:30", to: "04:15"}
floor: 35
weather: {dark_sky_shift: 0min}
""",
    "schedules/reported.yaml": """\
schedule: reported
rules:
  - {profile: riverside, for: [street:canal]}
  - {profile: wary, for: [street:usual]}
  - {profile: wary, weekdays: [tue, sat], for: [street:beside, street:sensed]}
  - {profile: adaptive, for: [street:counted, street:beside, street:sensed]}
""",
    "schedules/feasts.yaml": "\n".join(
        [
            "schedule: feasts",
            "rules:",
            '  - {profile: feast, nights: [--12-30..--01-02, --02-29, 2027-02-05..2027-02-11], for: ["class:M1", "class:M5"]}',
            "  - {profile: feast, weekdays: [fri, sat], for: [street:feasting]}",
            "  - {profile: feast, holidays: town/fair, evenings: [-2, after], for: [street:market, street:clocked]}",
            "  - {profile: sunny, holidays: town, weekdays: [mon, sun], for: [district:old]}",
            "  - {profile: feast, weekdays: [wed], nth: [1, last], for: [district:old]}",
            "events:",
            '  - {title: Night market, for: [street:market], weekdays: [fri, sat], from: "19:00", to: "01:00", level: 100}',
            '  - {title: Film, for: [street:market], weekdays: [thu], nth: [2, last], from: dusk, to: "23:00", level: 40, lowers: true}',
            "  - {title: Fair, for: [\"class:M3\"], holidays: town/fair, evenings: [eve, day], from: sunset-30min, to: dawn+1h, profile: feast}",
            '  - {title: Vigil, for: [street:market, street:parkish, group:crossing], holidays: [town/vigil], evenings: [day, 2], from: "22:45", to: "04:00", level: 5, lowers: true}',
            '  - {title: Buses, for: [group:crossing], from: "21:00", to: "21:20", level: 77}',
            *(
                f"  - {{title: Works, for: [street:market, street:long], starts: {year}-{begins}, ends: {year}-{ends}, {light}}}"
                for year in YEARS
                for begins, ends, light in (
                    ("03-06 20:00", "04-06 05:00", "profile: sunny"),
                    ("10-03 02:15", "10-26 02:30", "level: 65, lowers: true"),
                )
            ),
            "",
        ]
    ),
    "schedules/holidays/town.yaml": """\
holidays: town
title: Days of the town
source: made by hand
valid_to: 2035-12-31
days:
  - {id: fair, title: Fair, days: [2024-05-01..2024-05-03, 2026-05-02..2026-05-05, 2028-02-28..2028-03-01, --08-12, --12-31..--01-01]}
  - {id: vigil, title: Vigil, days: [--11-01, 2027-06-20..2027-06-22, 2030-03-31]}
""",
    "schedules/every.yaml": """\
schedule: every
rules:
  - {profile: long, for: ["class:M1"]}
  - {profile: dusky, for: ["class:M2", street:feasting]}
  - {profile: bazaar, for: [street:market]}
  - {profile: classes, for: [street:classy]}
  - {profile: morning, for: [street:brief]}
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
