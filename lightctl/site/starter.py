"""The files of the starter site: one street, one cabinet, sixteen lamps, all on this computer."""

_README = """\
# A street for lightctl

Five folders hold everything that is particular to a city; what is missing here is taken from the
library that comes with lightctl, and a file here replaces the shipped file of the same path.

In this folder:

    lightctl check           says what is wrong, or what will happen tonight
    lightctl simulate        serves the devices of this street on this computer
    lightctl run             lights it (in a second terminal)

Then put your own place, streets, cabinets and lamps into config/.
"""

_SETTINGS = """\
# Where the city lies, and which schedules rule it.
site: first-street
name: First Street
place: {latitude: 10.5359, longitude: 106.4137, timezone: Asia/Ho_Chi_Minh}
languages: [en]
schedules: [first-street]        # schedules/first-street.yaml; the first rule that matches wins
polling: {lamps: 60s, cabinets: 60s, energy: 15min, dark: 5min}
traffic: {source: none}          # no counter: the street keeps to its plan
weather: {source: none}
"""

_PLANT = """\
# What stands in the street, and how it is reached.
lines:
  - {id: line-1, tcp: "127.0.0.1:15501"}      # this computer; later the cabinet's own address

luminaires:
  - {id: led-60, title: LED 60 W, power_curve: {10: 8.1, 50: 31.4, 100: 60.0}, standby_w: 0.5,
     minimum_level: 10, source: "assumed: take it from the luminaire's data sheet"}

streets:
  - {id: first-street, name: First Street, class: M4, service_flow: 600, never_below: 30,
     baseline: sodium-150}

cabinets:
  - id: cabinet-1
    name: Cabinet 1
    street: first-street
    line: line-1
    driver: cabinets/mcu-reference
    unit: 1
    circuits: [cabinet-1-a, cabinet-1-b]
    concentrators: [{id: concentrator-1, driver: concentrators/dcu-reference, unit: 2}]

lamps:                                        # lamps take the circuits in turn
  - range: "fs-01..fs-16"
    street: first-street
    circuits: [cabinet-1-a, cabinet-1-b]
    concentrator: concentrator-1
    slots: "1..16"
    luminaire: led-60
    since: 2026-01-01
"""

_ACCOUNTS = """\
# What savings are counted against. Every row says since when it holds and where it is from.
baselines:
  - {id: sodium-150, title: Sodium 150 W with magnetic ballast, since: 2020-01-01, lamp_w: 150, ballast_w: 20,
     on: sunset+5min, off: sunrise-5min, availability: 0.95, author: the starter site, evidence: assumed}
tariffs:
  - {since: 2025-05-10, price_vnd_per_kwh: 2226, vat_percent: 8, source: "Decision 1279/QĐ-BCT of 9 May 2025"}
  - {since: 2027-01-01, price_vnd_per_kwh: 2226, vat_percent: 10, source: "assumed: the lower VAT ends"}
grid_factors:
  - {since: 2023-01-01, t_co2_per_mwh: 0.6592, source: "Department of Climate Change, factor of 2023"}
"""

_SCHEDULE = """\
# Which profile rules which lamps on which night; a night bears the date of its evening.
schedule: first-street
rules:
  - {profile: full-night, nights: [--12-31], title: New Year's Eve}
  - {profile: first-street}
"""

_PROFILE = """\
# One night of the street. Moments hang on the sun or are local times.
profile: first-street
title: A quiet street
on: sunset+5min
off: sunrise-10min
plan:
  - {at: "on", level: 100}
  - {at: "22:00", level: 70, ramp: 10min}
  - {at: "23:30", level: 50, ramp: 10min}
  - {at: "04:30", level: 80, ramp: 5min}
floor: 40
weather: {rain_classes: 1, fog_classes: 0, hold: 60min, dark_sky_shift: 15min}
"""

STARTER = {
    "README.md": _README,
    "config/settings.yaml": _SETTINGS,
    "config/plant.yaml": _PLANT,
    "config/accounts.yaml": _ACCOUNTS,
    "profiles/first-street.yaml": _PROFILE,
    "schedules/first-street.yaml": _SCHEDULE,
}
