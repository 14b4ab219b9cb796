"""Mistakes that lint must tell, each beside the nearest thing that is none."""

# ruff: noqa: E501  # one row a line reads better than wrapped ones

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tests.conftest import REPOSITORY
from tests.site.lint_town import (
    ACCOUNTS,
    FEASTS,
    LANE,
    MAIN,
    OWN,
    PLANT,
    SETTINGS,
    THIRDS,
    TOWN,
)

WINTER, SPRING, SUMMER, LEAP = date(2026, 11, 21), date(2027, 3, 10), date(2027, 6, 1), date(2027, 12, 1)
DECEMBER, AUTUMN = date(2026, 12, 1), date(2027, 4, 1)
"""Autumn in the south."""

Edit = tuple[str, str, str]
"""In a file, what stands there becomes something else; nothing for a new file."""
Weight = Literal["refused", "warning", "note"]


@dataclass(frozen=True)
class Pair:
    """`wrong` is told as `code`, once, at the first word of `at` in a file; `near` is not told at all."""

    name: str
    code: str
    weight: Weight
    wrong: tuple[Edit, ...]
    near: tuple[Edit, ...]
    at: tuple[str, str]
    place: str = "tan-an"
    first: date = WINTER
    nights: int = 40


def in_main(old: str, new: str) -> tuple[Edit, ...]:
    return ((MAIN, old, new),)


def event(words: str) -> tuple[Edit, ...]:
    """One more event, on the main street unless told."""
    target = "" if "for:" in words else "for: [street:main], "
    return ((OWN, "events:\n", f"events:\n  - {{title: Fair, {target}{words}}}\n"),)


def rule(words: str, before: str = "  - {profile: main,") -> tuple[Edit, ...]:
    return ((OWN, before, f"  - {{{words}}}\n{before}"),)


def lane_plan(*steps: str, more: str = "") -> tuple[Edit, ...]:
    """Other steps for the lane after its first."""
    rows = "".join(f"  - {{{step}}}\n" for step in steps)
    return ((LANE, '  - {at: "23:00", level: 50, ramp: 10min}\n', rows + more),)


def dark_hours(*clocks: str) -> tuple[Edit, ...]:
    """Dark from each first to each second of these times."""
    rows = (f'at: "{clock}", level: {50 * (i % 2)}' for i, clock in enumerate(clocks))
    return lane_plan(*rows, more="part_night: true\n")


def driver(folder: str, shipped: str, old: str, new: str) -> Edit:
    """A driver of the town's own, like a shipped one but for one thing."""
    text = (REPOSITORY / f"drivers/{folder}/{shipped}.yaml").read_text(encoding="utf-8")
    assert old in text
    text = text.replace(f"driver: {shipped}", "driver: small").replace(old, new)
    return f"drivers/{folder}/small.yaml", "", text


def roomy(rows: int) -> tuple[Edit, ...]:
    """A cabinet whose stored plan has so many rows."""
    own = driver("cabinets", "mcu-reference", "count: 128", f"count: {rows}")
    return (own, (PLANT, "driver: cabinets/mcu-reference", "driver: cabinets/small"))


def enduring(writes: int) -> tuple[Edit, ...]:
    """A concentrator whose lamps may be told so many levels a day."""
    text = "range: [0, 100], kind: level-command, every: never"
    own = driver("concentrators", "dcu-reference", text, f"{text}, write_limit: {{per_day: {writes}}}")
    return (own, (PLANT, "driver: concentrators/dcu-reference", "driver: concentrators/small"))


def coils(writes: int) -> tuple[Edit, ...]:
    """A cabinet whose contactors may be written so often a day."""
    text = "kind: contactor, count: 12}"
    new = text.replace("}", f", write_limit: {{per_day: {writes}}}}}")
    own = driver("cabinets", "mcu-reference", text, new)
    return (own, (PLANT, "driver: cabinets/mcu-reference", "driver: cabinets/small"))


def lamps(words: str) -> tuple[Edit, ...]:
    return ((PLANT, "{10: 8, 100: 60}, source", f"{{10: 8, 100: 60}}, {words}, source"),)


OFF, ON = "off: sunrise-10min", "on: sunset+5min"
LIT = TOWN[MAIN].index("least:"), TOWN[MAIN].index("floor:")
LEAST = TOWN[MAIN][LIT[0] : LIT[1]]
MAIN_LUMINANCE = "place: cam-1, calculated_luminance: 1.1}"
SWINGING = (
    (THIRDS, "floor: 30", "least:\n  - {at: \"on\", pattern: one-third}\nfloor: 30\ntraffic: {drops: {0.50: 2}}"),
)  # fmt: skip

DARK = [
    Pair("off before dawn", "dark-at-night", "refused", in_main(OFF, 'off: "04:40"'), in_main(OFF, "off: dawn"), (MAIN, '"04:40"')),
    Pair("on after dusk", "dark-at-night", "refused", in_main(ON, "on: dusk+5min"), in_main(ON, "on: dusk"), (MAIN, "dusk+5min")),
    Pair("on by the clock in the polar night", "dark-at-night", "refused", in_main(ON, 'on: "17:00"'), in_main(ON, "on: dusk"), (MAIN, '"17:00"'), "hammerfest"),
    Pair("off by the clock after summer time", "dark-at-night", "refused", in_main(OFF, 'off: "05:20"'), in_main(OFF, 'off: {at: dawn, earliest: "05:20"}'), (MAIN, '"05:20"'), "sydney", AUTUMN),
    Pair("on by the clock before summer time", "dark-at-night", "refused", in_main(ON, 'on: "17:45"'), in_main(ON, 'on: {at: dusk, latest: "17:45"}'), (MAIN, '"17:45"'), "rome", WINTER, 60),
    Pair("half an hour off", "dark-at-night", "refused", in_main(OFF, 'off: "05:35"'), in_main(OFF, 'off: {at: dawn, earliest: "05:35"}'), (MAIN, '"05:35"'), "kolkata", WINTER, 90),
    Pair("an event that takes the light", "dark-at-night", "refused",
         (*event('profile: lane, lowers: true, from: "23:00", to: "02:00"'), *dark_hours("23:30", "01:00"), (MAIN, "floor: 40", "floor: 0")),
         (*event('profile: lane, lowers: true, from: "23:00", to: "23:20"'), *dark_hours("23:30", "01:00"), (MAIN, "floor: 40", "floor: 0")), (OWN, "{title: Fair")),
    Pair("part-night is no excuse for a late on", "dark-beside-hours", "warning",
         (*dark_hours("23:30", "01:00"), (LANE, "on: sunset", "on: dusk+30min")), (*dark_hours("23:30", "01:00"), (LANE, "on: sunset", "on: dusk")), (LANE, "dusk+30min")),
    Pair("part-night is meant", "part-night", "note", dark_hours("23:30", "01:00"), lane_plan('at: "23:30", level: 31'), (LANE, "true")),
]  # fmt: skip

DAY = [
    Pair("off long after sunrise", "lit-by-day", "refused", in_main(OFF, "off: sunrise+45min"), in_main(OFF, "off: sunrise+20min"), (MAIN, "sunrise+45min")),
    Pair("on long before sunset", "lit-by-day", "refused", in_main(ON, "on: sunset-50min"), in_main(ON, "on: sunset-20min"), (MAIN, "sunset-50min")),
    Pair("by the clock in the midnight sun", "lit-all-day", "refused", ((LANE, "off: sunrise", 'off: "02:00"'), (LANE, "on: sunset", 'on: "22:00"')), in_main(OFF, "off: dawn"), (LANE, '"22:00"'), "hammerfest", SUMMER, 30),
    Pair("off by the clock in a southern summer", "lit-by-day", "refused", in_main(OFF, 'off: "06:45"'), in_main(OFF, 'off: {at: sunrise, latest: "06:45"}'), (MAIN, '"06:45"'), "adelaide"),
    Pair("off by the clock in a northern summer", "lit-by-day", "refused", in_main(OFF, 'off: "07:00"'), in_main(OFF, 'off: {at: sunrise, latest: "07:00"}'), (MAIN, '"07:00"'), "rome", SUMMER, 60),
]  # fmt: skip

FLOORS = [
    Pair("the street's floor wins", "under-the-floor", "warning", ((PLANT, "place: cam-1,", "place: cam-1, never_below: 61,"),), ((PLANT, "place: cam-1,", "place: cam-1, never_below: 60,"),), (MAIN, "60, ramp")),
    Pair("an event under the floor", "event-under-the-floor", "warning", event('for: [street:lane], weekdays: [tue], level: 29, lowers: true, from: "23:00", to: "02:00"'), event('for: [street:lane], weekdays: [tue], level: 30, lowers: true, from: "23:00", to: "02:00"'), (OWN, "{title: Fair")),
    Pair("lamps that cannot go so low", "lamps-minimum", "warning", lamps("minimum_level: 51"), lamps("minimum_level: 50"), (LANE, "30\n")),
    Pair("discharge lamps dimmed too far", "discharge-dimmed", "warning", (*lamps("kind: discharge, warm_up: 10min, restrike: 5min"), (MAIN, "level: 50", "level: 49")), lamps("kind: discharge, warm_up: 10min, restrike: 5min"), (MAIN, "40\n")),
]  # fmt: skip

RULES = [
    Pair("a rule twice", "duplicate-rule", "warning", rule("profile: main, weekdays: [mon], for: [street:main]"), rule("profile: feast, weekdays: [mon], for: [street:main]"), (OWN, "{profile: main, weekdays")),
    Pair("a rule that an ordinary one cancels", "cancelled-rule", "warning", rule('profile: feast, weekdays: [sun], for: ["class:M3", "class:M5"]', "  - {profile: thirds,"), rule('profile: feast, weekdays: [sun], for: ["class:M3", "class:M5"]', "  - {profile: main,"), (OWN, "{profile: feast, weekdays: [sun]")),
    Pair("a rule that is over", "unreached-rule", "warning", rule("profile: feast, nights: [2026-11-20], for: [street:lane]"), rule("profile: feast, nights: [2026-11-22], for: [street:lane]"), (OWN, "{profile: feast, nights")),
    Pair("a rule still to come", "unreached-rule", "note", rule("profile: feast, nights: [2027-01-10], for: [street:lane]"), rule("profile: feast, nights: [2027-01-09], for: [street:lane]"), (OWN, "{profile: feast, nights"), first=DECEMBER),
    Pair("a rule for a day that is none of its weekdays", "unreached-rule", "warning", rule("profile: feast, nights: [2026-11-23], weekdays: [tue], for: [street:lane]"), rule("profile: feast, nights: [2026-11-24], weekdays: [tue], for: [street:lane]"), (OWN, "{profile: feast, nights")),
    Pair("a rule for nobody", "unreached-rule", "warning", rule('profile: feast, weekdays: [sun], for: ["class:M1"]'), rule('profile: feast, weekdays: [sun], for: ["class:M3"]'), (OWN, "{profile: feast, weekdays: [sun]")),
    Pair("a rule whose nights others take", "unreached-rule", "warning", (*rule("profile: feast, weekdays: [mon], for: [street:main]"), *rule("profile: main, nights: [2026-11-23], for: [street:main]")), (*rule("profile: feast, weekdays: [mon], for: [street:main]"), *rule("profile: main, nights: [2026-11-23..2026-11-24], for: [street:main]")), (OWN, "{profile: main, nights")),
    Pair("a leap day in no leap year", "unreached-rule", "note", rule("profile: feast, nights: [--02-29], for: [street:lane]"), rule("profile: feast, nights: [--12-28], for: [street:lane]"), (OWN, "{profile: feast, nights"), first=DECEMBER),
    Pair("a leap day gets its night", "unreached-rule", "warning", rule("profile: feast, nights: [2024-02-29], for: [street:lane]"), rule("profile: feast, nights: [--02-29], for: [street:lane]"), (OWN, "{profile: feast, nights"), first=LEAP, nights=366),
    Pair("a profile that nobody names", "unused-profile", "warning", (("profiles/spare.yaml", "", TOWN[LANE].replace("profile: lane", "profile: spare")),), (("profiles/spare.yaml", "", TOWN[LANE].replace("profile: lane", "profile: spare")), *event('profile: spare, lowers: true, from: "20:00", to: "21:00"')), ("profiles/spare.yaml", "profile")),
    Pair("a step that the sun carries over another", "overtaken-step", "warning", lane_plan("at: sunset+90min, level: 70", 'at: "19:30", level: 50'), lane_plan("at: sunset+30min, level: 70", 'at: "19:30", level: 50'), (LANE, "{at: sunset+90min"), first=SUMMER),
    Pair("steps in the hour that is skipped", "overtaken-step", "warning", lane_plan("at: dawn-3h, level: 70", 'at: "02:40", level: 50'), lane_plan('at: "02:20", level: 70', 'at: "02:40", level: 50'), (LANE, "{at: dawn-3h"), "rome", SPRING),
    Pair("steps of a night that is short", "overtaken-step", "warning", lane_plan("at: sunset+2h, level: 70", 'at: "22:40", level: 50'), lane_plan('at: "22:20", level: 70', 'at: "22:40", level: 50'), (LANE, "{at: sunset+2h"), "hammerfest", AUTUMN, 60),
]  # fmt: skip

EVENTS = [
    Pair("an event that is over", "event-over", "warning", event('level: 100, starts: "2026-11-20 19:00", ends: "2026-11-21 11:59"'), event('level: 100, starts: "2026-11-20 19:00", ends: "2026-11-22 00:30"'), (OWN, "{title: Fair")),
    Pair("an event of last year", "event-over", "warning", event('level: 100, nights: [2025-11-22], from: "22:00", to: "01:00"'), event('level: 100, nights: [--11-22], from: "22:00", to: "01:00"'), (OWN, "{title: Fair")),
    Pair("an event after the year", "event-to-come", "note", event('level: 100, starts: "2026-12-31 19:00", ends: "2027-01-01 01:00"'), event('level: 100, starts: "2026-12-30 22:30", ends: "2027-01-02 01:00"'), (OWN, "{title: Fair")),
    Pair("an event by day", "event-by-day", "warning", event('level: 100, from: "12:30", to: "17:00"'), event('level: 100, from: "12:30", to: "23:00"'), (OWN, "{title: Fair")),
    Pair("an event in the midnight sun", "event-never", "warning", event('level: 100, nights: [2027-06-21], from: "22:00", to: "02:00"'), event('level: 100, nights: [2027-08-21], from: "22:00", to: "02:00"'), (OWN, "{title: Fair"), "hammerfest", SUMMER, 90),
    Pair("an event that gives no more than the plan", "idle-event", "warning", event('level: 50, from: "23:45", to: "02:00"'), event('level: 51, from: "23:45", to: "02:00"'), (OWN, "{title: Fair")),
    Pair("an event twice", "idle-event", "warning", event('for: [street:lane], weekdays: [fri], nth: [last], from: "22:10", to: "01:00", level: 100'), event('for: [street:lane], weekdays: [fri], nth: [last], from: "22:10", to: "01:10", level: 100'), (OWN, "{title: Fair")),
    Pair("an event that the sun turns round", "event-backwards", "warning", event('level: 100, from: sunset+4h, to: "23:30"'), event('level: 100, from: sunset+90min, to: "23:30"'), (OWN, "{title: Fair"), "rome", SUMMER),
    Pair("events that want different light", "events-collide", "warning",
         event('for: [street:lane], level: 40, lowers: true, weekdays: [fri], from: "23:00", to: "23:30"'), event('for: [street:lane], level: 40, lowers: true, weekdays: [fri], from: "21:00", to: "22:00"'), (OWN, "{title: Night market")),
    Pair("events of which the brighter wins", "events-collide", "note",
         event('for: [street:lane], level: 90, weekdays: [fri], from: "21:00", to: "22:30"'), event('for: [street:lane], level: 90, weekdays: [fri], from: "21:00", to: "22:00"'), (OWN, "{title: Night market")),
    Pair("an event for nobody", "unreached-rule", "warning", event('for: ["class:M1"], level: 100, from: "22:00", to: "23:00"'), event('for: ["class:M3"], level: 100, from: "22:00", to: "23:00"'), (OWN, "{title: Fair")),
]  # fmt: skip

DEVICES = [
    Pair("a stored plan without room", "plan-room", "warning", roomy(3), roomy(4), (MAIN, '- {at: "on"')),
    Pair("a contactor that switches too often", "switchings", "warning", (*dark_hours("20:00", "20:30", "21:00", "21:30", "22:00", "22:30"), (PLANT, "{range: \"l-01..l-04\", street: lane, circuits: [c-1-a, c-1-b]", "{range: \"l-01..l-04\", street: lane, circuits: [c-1-c]"), (PLANT, "circuits: [c-1-a, c-1-b],\n", "circuits: [c-1-a, c-1-b, c-1-c],\n")),
         (*dark_hours("20:00", "20:30", "21:00", "21:30"), (PLANT, "{range: \"l-01..l-04\", street: lane, circuits: [c-1-a, c-1-b]", "{range: \"l-01..l-04\", street: lane, circuits: [c-1-c]"), (PLANT, "circuits: [c-1-a, c-1-b],\n", "circuits: [c-1-a, c-1-b, c-1-c],\n")), (LANE, '- {at: "on"'), nights=20),
    Pair("contactors that follow the traffic", "swings", "warning", SWINGING, (*SWINGING, (PLANT, "place: cam-2, ", ""), (PLANT, "  - {id: cam-2, name: Camera 2, street: thirds, weights: {car: 1}}\n", "")), (THIRDS, "{drops"), nights=20),
    Pair("contactors that follow short showers", "swings", "warning", ((THIRDS, "floor: 30", "floor: 30\nweather: {rain_classes: 0, hold: 20min}"),), ((THIRDS, "floor: 30", "floor: 30\nweather: {rain_classes: 0, hold: 60min}"),), (THIRDS, "{rain_classes"), nights=20),
    Pair("more levels than a lamp endures", "write-limit", "warning", enduring(10), enduring(40), (MAIN, '- {at: "on"'), nights=20),
    Pair("more coils than a cabinet endures", "write-limit", "warning", coils(1), coils(2), (MAIN, '- {at: "on"'), nights=20),
]  # fmt: skip

CLASSES = [
    Pair("traffic by class without a luminance", "assumed-luminance", "warning", ((PLANT, MAIN_LUMINANCE, "place: cam-1}"),), ((PLANT, MAIN_LUMINANCE, "place: cam-1, measured_luminance: 1.0}"),), (MAIN, "{drops"), nights=5),
    Pair("weather by class without a luminance", "assumed-luminance", "warning", ((PLANT, MAIN_LUMINANCE, "}"), (MAIN, "traffic: {drops: {0.50: 1, 0.25: 2}}\n", ""), (MAIN, LEAST, "")), ((PLANT, MAIN_LUMINANCE, "}"), (MAIN, "traffic: {drops: {0.50: 1, 0.25: 2}}\n", ""), (MAIN, LEAST, ""), (MAIN, "rain_classes: 1", "rain_classes: 0")), (MAIN, "{rain_classes"), nights=5),
    Pair("steps by class without a luminance", "assumed-luminance", "warning", (*lane_plan('at: "23:00", class: M6'), (PLANT, ", calculated_luminance: 0.6}\n  - {id: thirds", "}\n  - {id: thirds")), (*lane_plan('at: "23:00", class: M6'), (PLANT, ", calculated_luminance: 0.6}\n  - {id: thirds", "}\n  - {id: thirds"), (LANE, "floor:", "calculated_luminance: 0.6\nfloor:")), (LANE, "M6"), nights=5),
    Pair("trimming without a luminance", "assumed-luminance", "warning", ((LANE, "floor:", "trim_to_class: true\nfloor:"), (PLANT, ", calculated_luminance: 0.6}\n  - {id: thirds", "}\n  - {id: thirds")), ((LANE, "floor:", "trim_to_class: true\nfloor:"),), (LANE, "true"), nights=5),
    Pair("an event's class without a luminance", "assumed-luminance", "warning",
         (("profiles/m4.yaml", "", TOWN[LANE].replace("profile: lane", "profile: m4").replace("level: 80", "class: M4")), (PLANT, MAIN_LUMINANCE, "}"), (MAIN, "traffic: {drops: {0.50: 1, 0.25: 2}}\nweather: {rain_classes: 1, fog_classes: 0, hold: 60min}\n", ""), (MAIN, LEAST, ""), *event('profile: m4, from: "23:00", to: "02:00"')),
         (("profiles/m4.yaml", "", TOWN[LANE].replace("profile: lane", "profile: m4").replace("level: 80", "class: M4")), *event('profile: m4, from: "23:00", to: "02:00"')), ("profiles/m4.yaml", "M4"), nights=5),
    Pair("a traffic rule without a counter", "no-counter", "warning", ((PLANT, "place: cam-1,", ""),), ((PLANT, "place: cam-1,", "typical: cam-2,"),), (MAIN, "{drops"), nights=5),
]  # fmt: skip

TABLES = [
    Pair("holidays that run out", "table-ends", "warning", ((FEASTS, "2030-12-31", "2026-12-29"),), ((FEASTS, "2030-12-31", "2026-12-30"),), (FEASTS, "2026-12-29")),
    Pair("a moving feast that stops", "table-ends", "warning", ((FEASTS, "2027-02-06..2027-02-08, 2028-01-26..2028-01-28, 2029-02-13..2029-02-15", "2024-02-10, 2025-01-29"),), ((FEASTS, "2027-02-06..2027-02-08, 2028-01-26..2028-01-28, 2029-02-13..2029-02-15", "2025-01-29, 2026-02-17"),), (FEASTS, "2030-12-31")),
    Pair("a price that is old", "table-ends", "warning", ((ACCOUNTS, "since: 2026-05-10", "since: 2024-12-28"),), ((ACCOUNTS, "since: 2026-05-10", "since: 2024-12-29"),), (ACCOUNTS, "2024-12-28")),
    Pair("a price still to come", "table-ends", "warning", ((ACCOUNTS, "since: 2026-05-10", "since: 2026-11-22"),), ((ACCOUNTS, "since: 2026-05-10", "since: 2026-11-21"),), (ACCOUNTS, "2026-11-22")),
    Pair("a factor that is old", "table-ends", "warning", ((ACCOUNTS, "since: 2026-01-01", "since: 2023-01-01"),), ((ACCOUNTS, "since: 2026-01-01", "since: 2025-12-01"),), (ACCOUNTS, "2023-01-01")),
    Pair("dated nights that run out", "table-ends", "warning", rule("profile: feast, nights: [2026-12-24, 2026-12-26], for: [street:lane]"), rule("profile: feast, nights: [--12-24, --12-26], for: [street:lane]"), (OWN, "{profile: feast, nights")),
    Pair("dated events that run out", "table-ends", "warning", event('level: 100, nights: [2026-12-24, 2026-12-26], from: "23:00", to: "02:00"'), event('level: 100, nights: [2026-12-24, 2027-12-24], from: "23:00", to: "02:00"'), (OWN, "{title: Fair")),
    Pair("a zone whose changes ended", "table-ends", "warning", ((SETTINGS, "{latitude: 10.54, longitude: 106.41, timezone: Asia/Ho_Chi_Minh}", "{latitude: 35.7, longitude: 51.4, timezone: Asia/Tehran}"), (ACCOUNTS, "2026-05-10", "2022-05-10"), (ACCOUNTS, "2026-01-01", "2022-05-10")),
         ((SETTINGS, "{latitude: 10.54, longitude: 106.41, timezone: Asia/Ho_Chi_Minh}", "{latitude: 10.54, longitude: 106.41, timezone: Asia/Kolkata}"), (ACCOUNTS, "2026-05-10", "2022-05-10"), (ACCOUNTS, "2026-01-01", "2022-05-10"), (MAIN, 'at: "04:30"', 'at: "03:00"')), (SETTINGS, "Asia/Tehran"), "tan-an", date(2022, 10, 1), 3),
]  # fmt: skip

PAIRS = [*DARK, *DAY, *FLOORS, *RULES, *EVENTS, *DEVICES, *CLASSES, *TABLES]

CHECKED = [
    ("the morning trap", in_main(ON, 'on: "06:00"') + in_main(OFF, "off: sunrise"), dark_hours("23:30", "05:00"), "a street would burn all day"),
    ("a night without a rule", ((OWN, "  - {profile: lane}\n", "  - {profile: lane, weekdays: [mon, tue, wed, thu, fri]}\n"),), ((OWN, "  - {profile: lane}\n", "  - {profile: lane, weekdays: [mon, tue, wed, thu, fri]}\n  - {profile: lane, weekdays: [sat, sun]}\n"),), "no profile on sun nights"),
    ("a leap night without a rule", ((OWN, "  - {profile: lane}\n", "  - {profile: lane, nights: [--01-01..--02-28, --03-01..--12-31]}\n"),), ((OWN, "  - {profile: lane}\n", "  - {profile: lane, nights: [--01-01..--02-29, --03-01..--12-31]}\n"),), "such as --02-29"),
    ("a rule that another hides", rule("profile: feast, for: [street:main]"), rule("profile: feast, weekdays: [sat], for: [street:main]"), "this rule is never reached"),
    ("a floor over the plan", ((LANE, "floor: 30", "floor: 51"),), ((LANE, "floor: 30", "floor: 50"),), "is above plan"),
]  # fmt: skip
"""What `check` refuses before lint ever sees it, beside what it lets pass and lint has nothing to say to."""
