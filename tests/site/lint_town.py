"""A town that lint finds nothing wrong with, anywhere on earth; tests plant mistakes in copies of it."""

# ruff: noqa: E501  # one row a line reads better than wrapped ones

from collections.abc import Mapping

PLACES = {
    "tan-an": (10.54, 106.41, "Asia/Ho_Chi_Minh"),
    "hammerfest": (70.66, 23.68, "Europe/Oslo"),
    "rome": (41.9, 12.5, "Europe/Rome"),
    "sydney": (-33.87, 151.2, "Australia/Sydney"),
    "kolkata": (22.57, 88.36, "Asia/Kolkata"),
    "adelaide": (-34.93, 138.6, "Australia/Adelaide"),
}
"""The reference city, 70° north, summer time in either hemisphere, half-hour zones with and without it."""

SETTINGS, ACCOUNTS, PLANT = "config/settings.yaml", "config/accounts.yaml", "config/plant.yaml"
OWN, FEASTS = "schedules/own.yaml", "schedules/holidays/feasts.yaml"
MAIN, LANE, FEAST, THIRDS = (
    "profiles/main.yaml",
    "profiles/lane.yaml",
    "profiles/feast.yaml",
    "profiles/thirds.yaml",
)

TOWN = {
    SETTINGS: """\
site: lint-town
name: Lint Town
place: {latitude: 10.54, longitude: 106.41, timezone: Asia/Ho_Chi_Minh}
languages: [en]
schedules: [own]
""",
    ACCOUNTS: """\
baselines:
  - {id: sodium, title: Sodium, since: 2020-01-01, lamp_w: 150, ballast_w: 20, on: sunset+5min, off: sunrise, availability: 0.9, author: us, evidence: assumed}
tariffs:
  - {since: 2026-05-10, price_vnd_per_kwh: 2300, vat_percent: 8, source: a decision}
grid_factors:
  - {since: 2026-01-01, t_co2_per_mwh: 0.6592, source: an office}
""",
    PLANT: """\
lines:
  - {id: tcp-1, tcp: "127.0.0.1:15001"}
  - {id: tcp-2, tcp: "127.0.0.1:15002"}
luminaires:
  - {id: led-60, title: LED 60 W, power_curve: {10: 8, 100: 60}, source: assumed}
streets:
  - {id: main, name: Đường Lớn, class: M3, service_flow: 900, baseline: sodium, place: cam-1, calculated_luminance: 1.1}
  - {id: lane, name: Ngõ Nhỏ, class: M5, service_flow: 300, baseline: sodium, calculated_luminance: 0.6}
  - {id: thirds, name: Phố Ba, class: M5, service_flow: 300, baseline: sodium, place: cam-2, calculated_luminance: 0.6}
places:
  - {id: cam-1, name: Camera 1, street: main, weights: {car: 1}}
  - {id: cam-2, name: Camera 2, street: thirds, weights: {car: 1}}
cabinets:
  - {id: c-1, name: Tủ 1, street: main, line: tcp-1, driver: cabinets/mcu-reference, unit: 1, circuits: [c-1-a, c-1-b],
     concentrators: [{id: dcu-1, driver: concentrators/dcu-reference, unit: 2}]}
  - {id: c-2, name: Tủ 2, street: thirds, line: tcp-2, driver: cabinets/generic-thirds, unit: 1, circuits: [c-2-a, c-2-b, c-2-c], metered: false}
lamps:
  - {range: "m-01..m-08", street: main, circuits: [c-1-a, c-1-b], concentrator: dcu-1, slots: "1..8", luminaire: led-60, since: 2024-01-01}
  - {range: "l-01..l-04", street: lane, circuits: [c-1-a, c-1-b], concentrator: dcu-1, slots: "9..12", luminaire: led-60, since: 2024-01-01}
  - {range: "t-01..t-06", street: thirds, circuits: [c-2-a, c-2-b, c-2-c], luminaire: led-60, since: 2024-01-01}
""",
    MAIN: """\
profile: main
title: Main street
on: sunset+5min
off: sunrise-10min
plan:
  - {at: "on", level: 100}
  - {at: "22:00", level: 80, ramp: 10min}
  - {at: "23:30", level: 60, ramp: 10min}
  - {at: "04:30", level: 80}
least:
  - {at: "on", level: 80}
  - {at: "22:00", level: 50}
floor: 40
traffic: {drops: {0.50: 1, 0.25: 2}}
weather: {rain_classes: 1, fog_classes: 0, hold: 60min}
""",
    LANE: """\
profile: lane
title: Lane
on: sunset
off: sunrise
plan:
  - {at: "on", level: 80}
  - {at: "23:00", level: 50, ramp: 10min}
floor: 30
""",
    THIRDS: """\
profile: thirds
title: A street that contactors switch
kind: contactors
on: sunset
off: sunrise
plan:
  - {at: "on", pattern: all}
  - {at: "23:00", pattern: one-third}
floor: 30
""",
    FEAST: """\
profile: feast
title: Feast
kind: full-night
on: sunset
off: sunrise
floor: 60
""",
    OWN: """\
schedule: own
rules:
  - {profile: feast, holidays: feasts, evenings: [eve, day], for: [street:main]}
  - {profile: feast, weekdays: [sat], for: [street:lane]}
  - {profile: main, for: [street:main]}
  - {profile: thirds, for: [street:thirds]}
  - {profile: lane}
events:
  - {title: Night market, for: [street:lane], weekdays: [fri], nth: [last], from: "22:00", to: "01:00", level: 100}
""",
    FEASTS: """\
holidays: feasts
title: Feasts
source: an almanac
valid_to: 2030-12-31
days:
  - {id: new-year, title: New Year, days: [--01-01]}
  - {id: moon, title: Moon feast, days: [2027-02-06..2027-02-08, 2028-01-26..2028-01-28, 2029-02-13..2029-02-15]}
""",
}  # fmt: skip


def town(place: str = "tan-an", files: Mapping[str, str] = TOWN) -> dict[str, str]:
    """The files with the town at another place."""
    latitude, longitude, zone = PLACES[place]
    before = "{latitude: 10.54, longitude: 106.41, timezone: Asia/Ho_Chi_Minh}"
    assert before in files[SETTINGS]
    after = f"{{latitude: {latitude}, longitude: {longitude}, timezone: {zone}}}"
    return {**files, SETTINGS: files[SETTINGS].replace(before, after)}
