"""A site of one street, written as an engineer would: two circuits, a concentrator, eight lamps."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from lightctl.site.library import shipped_root
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from tests.oracle.light import Night, Seen
from tests.oracle.site import City, read_city
from tests.oracle.words import Sky

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT = date(2026, 11, 20)
SUN = {
    "sunset": "2026-11-20T10:28:15+00:00", "dusk": "2026-11-20T10:50:32+00:00",
    "dawn": "2026-11-20T22:29:33+00:00", "sunrise": "2026-11-20T22:51:52+00:00",
}  # fmt: skip
SETTINGS = """
site: one-street
name: Một phố
place: {latitude: 10.5359, longitude: 106.4137, timezone: Asia/Ho_Chi_Minh}
languages: [en]
schedules: [every]
"""
PLANT = """
lines:
  - {id: tcp-1, tcp: "127.0.0.1:15001"}
luminaires:
  - {id: led-75, title: LED 75 W, power_curve: {10: 9.5, 50: 38.0, 100: 75.0}, standby_w: 0.6,
     minimum_level: 10, source: "assumed: made by hand"}
streets:
  - {id: hang, name: Hàng Cau, district: p1, class: M4, service_flow: 600, never_below: 30, baseline: old,
     place: cam}
places:
  - {id: cam, name: Ngã ba, street: hang, weights: {car: 1}}
cabinets:
  - {id: td, name: Tủ, street: hang, line: tcp-1, driver: cabinets/mcu-reference, unit: 1,
     circuits: [td-1, td-2], concentrators: [{id: dcu, driver: concentrators/dcu-reference, unit: 2}]}
lamps:
  - {range: "h-1..h-8", street: hang, circuits: [td-1, td-2], concentrator: dcu, slots: "1..8",
     luminaire: led-75, since: 2024-05-01}
"""
PROFILE = """
profile: every
title: One street's night
on: sunset+5min
off: sunrise-10min
plan:
  - {at: "on", level: 90}
  - {at: "22:00", level: 70, ramp: 10min}
  - {at: "23:30", level: 50, ramp: 5min}
  - {at: "04:30", level: 80}
least:
  - {at: "on", level: 90}
  - {at: "21:00", level: 40}
floor: 30
traffic: {drops: {0.50: 1, 0.25: 2}}
weather: {rain_classes: 1, hold: 30min, dark_sky_shift: 15min}
"""
ACCOUNTS = """
baselines:
  - {id: old, title: Sodium 150 W, since: 2018-01-01, lamp_w: 150, ballast_w: 20, on: sunset+5min,
     off: sunrise-5min, availability: 0.95, author: the tests, evidence: assumed}
tariffs: [{since: 2025-01-01, price_vnd_per_kwh: 2226, vat_percent: 8, source: made by hand}]
grid_factors: [{since: 2023-01-01, t_co2_per_mwh: 0.6592, source: made by hand}]
"""


def write_site(root: Path) -> Path:
    """The folder of the site."""
    files = {
        "config/settings.yaml": SETTINGS,
        "config/plant.yaml": PLANT,
        "config/accounts.yaml": ACCOUNTS,
        "profiles/every.yaml": PROFILE,
        "schedules/every.yaml": "schedule: every\nrules: [{profile: every}]\n",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    return root


def one_street(root: Path) -> tuple[Site, City]:
    """The same folder, read by lightctl and by the oracle."""
    write_site(root)
    return load_site(root), read_city(root, shipped_root())


def sky() -> Sky:
    """The evening of 20 November 2026, by hand from an almanac."""
    return Sky({name: datetime.fromisoformat(at) for name, at in SUN.items()}, ZONE, NIGHT)


def night(city: City, seen: Seen | None = None) -> Night:
    """What the oracle says about it."""
    return Night(city, sky(), seen or Seen())


def local(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A local instant of that night; before noon it is the next day."""
    day = 20 if hour >= 12 else 21
    return datetime(2026, 11, day, hour, minute, second, tzinfo=ZONE)
