"""Mistakes to plant in the good city: what is changed, and what must be said of it and where."""

# ruff: noqa: E501  # one row a line reads better than wrapped ones

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """In `file`, `old` becomes `new`; the message stands where `at` begins in the changed text."""

    kind: str
    file: str
    old: str
    new: str
    at: str
    says: str
    hint: str = ""


PLANT, ACCOUNTS, SETTINGS = "config/plant.yaml", "config/accounts.yaml", "config/settings.yaml"
OWN, BRIGHT, QUIET, FEAST = (
    "schedules/own.yaml",
    "profiles/bright.yaml",
    "profiles/quiet.yaml",
    "profiles/feast.yaml",
)
CSV = "config/lamps/old.csv"

MISTAKES = [
    Mistake("reference", PLANT, "service_flow: 300, baseline: mercury", "service_flow: 300, baseline: mercuri", "mercuri", "unknown baseline 'mercuri'", "did you mean 'mercury'?"),
    Mistake("number without its unit", SETTINGS, "lamps: 60s", "lamps: 60", "60,", "60 has no unit", "60min"),
    Mistake("duplicate key", FEAST, "floor: 60", "floor: 60\nfloor: 70", "floor: 70", "key 'floor' appears twice", "first at line 7, column 1"),
    Mistake("overlapping address", PLANT, "127.0.0.1:15002", "127.0.0.1:15001", '"127.0.0.1:15001"}\n  - {id: rtu', "127.0.0.1:15001 is already line 'tcp-1'", "config/plant.yaml:2"),
    Mistake("unit clash on a line", PLANT, 'units: "11..20"', 'units: "1..10"', "{driver: lamps", "lamp 's-01': unit 1 on line 'rtu-1' is taken by cabinet 'c-2'"),
    Mistake("rule never reached", OWN, "  - {profile: quiet}\n", "  - {profile: quiet}\n  - {profile: bright, weekdays: [mon]}\n", "{profile: bright, weekdays", "this rule is never reached", "own.yaml:6"),
    Mistake("bad row in a table", CSV, "o-2,P2,old-street,,c-3-a,dcu-3,2,", "o-2,P2,old-street,,c-3-a,dcu-3,two,", "two", "'two' cannot be a slot"),
    Mistake("name not composed", PLANT, "name: Tủ 1", "name: Tu\u0309 1", "Tu\u0309 1", "'Tủ 1' is written with combining accents", "Tủ 1"),
    Mistake("wrong type", PLANT, "M4, service_flow: 300", "M4, service_flow: many", "many", "'many' should be a number"),
    Mistake("unknown key", PLANT, "{id: cam-1, name: Camera 1, street:", "{id: cam-1, name: Camera 1, weigths: {bus: 2}, street:", "weigths", "unknown key 'weigths'", "did you mean 'weights'?"),
    Mistake("duplicate id", PLANT, "- {id: led-90, title: LED 90 W", "- {id: led-60, title: LED 61 W, power_curve: {100: 61}, source: assumed}\n  - {id: led-90, title: LED 90 W", "led-60, title: LED 61", "luminaire 'led-60' is declared twice", "config/plant.yaml:6:10"),
    Mistake("slot clash", CSV, "c-3-b,dcu-3,3", "c-3-b,dcu-3,1", "1,,,,led-60,2024-01-01,,\no-4", "slot 1 of concentrator 'dcu-3' is taken by lamp 'o-1'", "old.csv:2"),
    Mistake("bad time", BRIGHT, '"22:00"', '"25:00"', '"25:00"', "'25:00' is not a time of day", "23:59"),
    Mistake("bad anchor", QUIET, "off: sunrise", "off: sunrize", "sunrize", "'sunrize' is no event of the sun", "did you mean 'sunrise'?"),
    Mistake("range of another count", PLANT, 'slots: "9..32"', 'slots: "9..31"', '"9..31"', "23 slots for 24 lamps"),
    Mistake("unknown zone", SETTINGS, "Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Min", "Asia", "unknown time zone 'Asia/Ho_Chi_Min'", "did you mean 'Asia/Ho_Chi_Minh'?"),
    Mistake("unknown luminaire", CSV, "c-3-b,,,,,,led-60", "c-3-b,,,,,,led-66", "led-66", "unknown luminaire 'led-66'", "did you mean 'led-60'?"),
    Mistake("rows out of order", ACCOUNTS, "since: 2026-05-10, price", "since: 2024-05-10, price", "2024-05-10", "tariffs since 2024-05-10 stands after the row since 2025-05-10"),
    Mistake("outside its range", SETTINGS, "latitude: 10.5", "latitude: 105", "105", "105 should be at most 90.0"),
    Mistake("circuit of another cabinet", CSV, "o-1,P1,old-street,,c-3-a", "o-1,P1,old-street,,c-1-a", "c-1-a", "circuit 'c-1-a' belongs to cabinet 'c-1'", "concentrator 'dcu-3' is in 'c-3'"),
    Mistake("place and follows", PLANT, "baseline: sodium, place: cam-1", "baseline: sodium, place: cam-1, follows: cam-1", "{id: long-street", "street 'long-street' has both place and follows"),
    Mistake("class unknown", PLANT, "district: north, class: M5", "district: north, class: M7", "M7", "'M7' is not a lighting class"),
    Mistake("missing key", PLANT, "{id: crossing, street: long-street,", "{id: crossing,", "{id: crossing", "needs 'street'"),
    Mistake("target of nothing", OWN, "district:south]", "district:sooth]", "district:sooth", "unknown district 'sooth'", "did you mean 'south'?"),
    Mistake("change before the lamp", PLANT, "led-60, since: 2026-03-01", "led-60, since: 2023-03-01", "2023-03-01", "lamp 'l-005' changes before it is there"),
    Mistake("unknown driver", PLANT, "meters/eastron-sdm630", "meters/eastron-sdm631", "meters/eastron-sdm631", "unknown driver 'meters/eastron-sdm631'", "did you mean 'meters/eastron-sdm630'?"),
]  # fmt: skip

ALONE = [
    Mistake("design output under the minimum", PLANT, "power_curve: {10: 12, 100: 90}, source: assumed", "power_curve: {10: 12, 100: 90}, source: assumed, virtual_output: 5", "{id: led-90", "virtual_output 5 is under its minimum_level"),
    Mistake("lumen curve that rises", PLANT, "power_curve: {10: 12, 100: 90}, source: assumed", "power_curve: {10: 12, 100: 90}, source: assumed, clo: {by: lightctl, lumen_curve: {0: 100, 5000: 90, 9000: 95}}", "{by: lightctl", "lumen_curve rises"),
    Mistake("lumen curve without its beginning", PLANT, "power_curve: {10: 12, 100: 90}, source: assumed", "power_curve: {10: 12, 100: 90}, source: assumed, clo: {by: lightctl, lumen_curve: {1000: 100, 5000: 90}}", "{by: lightctl", "lumen_curve begins with 0: 100"),
    Mistake("warm-up of a LED", PLANT, "power_curve: {10: 12, 100: 90}, source: assumed", "power_curve: {10: 12, 100: 90}, source: assumed, warm_up: 5min", "{id: led-90", "has warm_up or restrike"),
    Mistake("counter of another street", PLANT, "baseline: sodium, follows: cam-1", "baseline: sodium, place: cam-1", "cam-1}\n  - {id: old", "place 'cam-1' counts street 'long-street'", "follows:"),
    Mistake("a number where a name is due", SETTINGS, "name: Good City", "name: 70", "70", "70 should be text", "put it in quotes"),
    Mistake("an empty list", SETTINGS, "[own]", "[]", "[]", "a list is empty"),
    Mistake("no flow at all", PLANT, "M3, service_flow: 900", "M3, service_flow: 0", "0, baseline", "0 should be above 0"),
    Mistake("a weekday nobody knows", OWN, "{profile: quiet}", "{profile: quiet, weekdays: [mond]}", "mond", "'mond' is none of mon, tue, wed", "did you mean 'mon'?"),
    Mistake("a scope nobody knows", OWN, "group:crossing", "lamp:l-001", "lamp:l-001", "'lamp:l-001' is not a target", "city"),
    Mistake("weights below zero", PLANT, "motorcycle: 0.25", "motorcycle: -0.25", "-0.25", "-0.25 should be at least 0"),
    Mistake("a list where a name is due", SETTINGS, "name: Good City", "name: [Good, City]", "[Good", "a list should be text"),
    Mistake("schedules that are no names", SETTINGS, "[own]", "[[own]]", "[own]", "a list should be text"),
    Mistake("level above 100", BRIGHT, "level: 80, ramp", "level: 120, ramp", "120", "120 is outside 0–100 %"),
    Mistake("level above full", BRIGHT, "floor: 40", "floor: 40\nfull: 95", "100}", "level 100 is above full, 95"),
    Mistake("floor above plan", QUIET, "floor: 30", "floor: 60", "60\n", "floor 60 is above plan, which goes down to 50"),
    Mistake("dark at night", QUIET, "level: 50", "level: 0", "0, ramp", "the street is dark within its lit hours", "part_night: true"),
    Mistake("steps out of order", BRIGHT, '"04:00", level: 90', '"21:00", level: 90', '"21:00"', "step 3 of plan does not come after step 2"),
    Mistake("a step by day", BRIGHT, '"04:00"', '"09:00"', '"09:00"', "step 3 of plan is outside the lit hours on every night"),
    Mistake("morning trap", QUIET, 'on: {at: dusk, earliest: "17:00", latest: "19:00"}', 'on: sunrise+30min', "sunrise+30min", "on does not come before off"),
    Mistake("a plan that begins late", FEAST, 'at: "on"', 'at: "20:00"', '"20:00"', "plan does not begin at on"),
    Mistake("no profile on some nights", OWN, "  - {profile: quiet}", "  - {profile: quiet, weekdays: [mon, tue]}", "{profile: quiet", "group 'side-street' and 2 more: no profile on wed nights"),
    Mistake("unknown profile", OWN, "{profile: quiet}", "{profile: quite}", "quite", "unknown profile 'quite'", "did you mean 'quiet'?"),
    Mistake("unknown schedule", SETTINGS, "[own]", "[won]", "won", "unknown schedule 'won'", "did you mean 'own'?"),
    Mistake("name differs from file", FEAST, "profile: feast", "profile: fest", "fest", "profile 'fest' stands in profiles/feast.yaml"),
    Mistake("lamps declared twice", PLANT, "n-01..n-06", "l-031..l-036", '"l-031', "lamp 'l-031' and 1 more is declared twice"),
    Mistake("duration without a number", SETTINGS, "dark: 5min", "dark: often", "often", "'often' is not a duration"),
    Mistake("stem changes", PLANT, "s-01..s-10", "s-01..t-10", '"s-01..t-10"', "'s-01..t-10' changes its stem or width"),
    Mistake("backwards", PLANT, 'slots: "1..8"', 'slots: "8..1"', '"8..1"', "'8..1' counts backwards"),
    Mistake("slot beyond the bank", PLANT, 'slots: "9..32"', 'slots: "109..132"', '"109', "slot 129; concentrator 'dcu-1' has 128"),
    Mistake("group of another street", PLANT, "group: crossing", "group: old-street", "old-street, circuits", "group 'old-street' is of street 'old-street'"),
    Mistake("group with a street's id", PLANT, "  - {id: crossing, street", "  - {id: side-street, street: long-street}\n  - {id: crossing, street", "side-street, street: long", "group 'side-street' has the id of a street") ,
    Mistake("a profile is missing", PLANT, "power_curve: {10: 12, 100: 90}", "power_curve: {10: 12, 90: 90}", "{10: 12, 90", "luminaire 'led-90': the power curve does not say the power at 100 %"),
    Mistake("impossible date", PLANT, "since: 2026-03-01}", "since: 2026-02-30}", "2026-02-30", "2026-02-30 is not in the calendar"),
    Mistake("unknown column", CSV, "id,pole,", "id,poel,", "id,poel", "unknown column 'poel'", "did you mean 'pole'?"),
    Mistake("too few cells", CSV, "o-4,P4,old-street", "o-4,old-street", "o-4", "has 13 cells where the first line names 14"),
    Mistake("table missing", PLANT, "lamps/old.csv", "lamps/odl.csv", "lamps/odl.csv", "there is no table config/lamps/odl.csv"),
    Mistake("the other side of the world", SETTINGS, "longitude: 106.4", "longitude: -106.4", "{latitude", "noon in Asia/Ho_Chi_Minh is 9.9 h away from noon at longitude -106.4", "east is positive"),
    Mistake("a counter believed for a day", SETTINGS, "polling:", "traffic: {source: none, stale_after: 1d}\npolling:", "1d", "'1d' is longer than 2h"),
    Mistake("a weather server hammered", SETTINGS, "polling:", "weather: {source: none, every: 0s}\npolling:", "0s", "'0s' is shorter than 1min"),
    Mistake("bounds that nothing keeps", QUIET, "at: dusk, earliest", 'at: "18:00", earliest', '{at: "18:00"', "a time of day stands still", "leave earliest and latest out"),
    Mistake("bounds in the wrong order", QUIET, 'earliest: "17:00", latest: "19:00"', 'earliest: "18:30", latest: "18:10"', "{at: dusk", "on has its earliest after its latest"),
    Mistake("old lamps that burned by day", ACCOUNTS, "on: sunset, off: sunrise", "on: sunrise, off: sunset", "{id: mercury", "baseline 'mercury' never burned (night of 21 January)"),
    Mistake("half a night backwards", ACCOUNTS, "on: sunset, off: sunrise,", 'on: sunset, off: sunrise, half: {from: "05:00", to: "23:00", share: 0.3},', "{from", "half begins at 05:00 and ends at 23:00", "a night runs from noon to noon"),
    Mistake("half a night by day", ACCOUNTS, "on: sunset, off: sunrise,", 'on: sunset, off: sunrise, half: {from: "13:00", to: "16:00", share: 0.3},', "{from", "half lies outside the old lamps' hours on every night"),
    Mistake("a factor in kilograms", ACCOUNTS, "t_co2_per_mwh: 0.6592", "t_co2_per_mwh: 659.2", "659.2", "659.2 should be at most 3"),
    Mistake("tax as a factor", ACCOUNTS, "2226, vat_percent: 8", "2226, vat_percent: 108", "108", "108 should be at most 100"),
    Mistake("a key that nothing reads", SETTINGS, "polling:", "weather: {source: none, stale_after: 2h}\npolling:", "stale_after", "unknown key 'stale_after'"),
    Mistake("counters read so rarely that no hour is known", SETTINGS, "dark: 5min", "dark: 5min, energy: 1h", "1h", "'1h' is longer than 25min"),
    Mistake("lamps never looked at", SETTINGS, "lamps: 60s", "lamps: 1d", "1d", "'1d' is longer than 1h"),
    Mistake("cabinets that switch at midnight", SETTINGS, "polling:", "switching: {cabinet_spread: 6h}\npolling:", "6h", "'6h' is longer than 10min"),
    Mistake("a street that goes dark one lamp at a time", SETTINGS, "polling:", "switching: {off_steps: 77}\npolling:", "77", "should be at most 20"),
    Mistake("contactors that rest for an hour", SETTINGS, "polling:", "switching: {switch_rest: 1h}\npolling:", "1h", "'1h' is longer than 10min"),
    Mistake("contactors an hour apart", SETTINGS, "polling:", "switching: {contactor_gap: 1h}\npolling:", "1h", "'1h' is longer than 1min"),
    Mistake("a dark sky at noon", BRIGHT, "floor: 40", "floor: 40\nweather: {dark_sky_shift: 8h}", "8h", "'8h' is longer than 2h"),
    Mistake("rain that lasts a week", BRIGHT, "floor: 40", "floor: 40\nweather: {hold: 7d}", "7d", "'7d' is longer than 12h"),
    Mistake("steps too small to see", FEAST, "floor: 60", "floor: 60\nstep: 0.001", "0.001", "0.001 should be at least 0.1"),
    Mistake("half a second", BRIGHT, "sunset+5min", "sunset+0.5s", "sunset+0.5s", "an offset of 0.5s is not in whole seconds"),
    Mistake("half a second of ramp", BRIGHT, "ramp: 10min", "ramp: 500ms", "500ms", "'500ms' is not in whole seconds"),
    Mistake("a crossing that would be dark", BRIGHT, '"04:00", level: 90}', '"04:00", level: 0}\npart_night: true', "true", "group 'crossing' may never fall below 60, and this profile is dark for a part of the night", "schedules/own.yaml:5"),
    Mistake("a table nobody wrote", OWN, "nights: [2027-02-05..2027-02-12, --12-31]", "holidays: vietnm/tet", "vietnm/tet", "unknown table of holidays 'vietnm'", "did you mean 'vietnam'?"),
    Mistake("a day no table has", OWN, "nights: [2027-02-05..2027-02-12, --12-31]", "holidays: [vietnam/tt]", "vietnam/tt", "table 'vietnam' has no day 'tt'", "did you mean 'tet'?"),
    Mistake("evenings of nothing", OWN, "nights: [2027-02-05..2027-02-12, --12-31]", "evenings: [eve]", "[eve]", "evenings belong to holidays, and there are none", "holidays: vietnam"),
    Mistake("an evening nobody knows", OWN, "nights: [2027-02-05..2027-02-12, --12-31]", "holidays: vietnam, evenings: [even]", "even]", "'even' is no evening of a holiday", "did you mean 'eve'?"),
    Mistake("the first of nothing", OWN, "nights: [2027-02-05..2027-02-12, --12-31]", "nth: [1]", "[1]", "nth counts weekdays, and there are none", "weekdays: [sat]"),
    Mistake("the sixth of a month", OWN, "weekdays: [sat]", "weekdays: [sat], nth: [6]", "6]", "6 is not one of a month's weekdays", "1, 2, 3, 4, 5 or last"),
    Mistake("hidden by each of its kind", OWN, "  - {profile: quiet}\n", "  - {profile: quiet}\n  - {profile: bright, holidays: vietnam, weekdays: [sat], nth: [last]}\n", "{profile: bright, holidays", "this rule is never reached", "own.yaml:6"),
    Mistake("an event without light", OWN, "rules:", "events:\n  - {title: Fair, from: \"19:00\", to: \"01:00\"}\nrules:", "{title", "event 'Fair' needs level or profile", "one of them"),
    Mistake("an event without an end", OWN, "rules:", "events:\n  - {title: Fair, from: \"19:00\", level: 90}\nrules:", "{title", "event 'Fair' needs from and to, or starts and ends"),
    Mistake("an event that ends first", OWN, "rules:", "events:\n  - {title: Fair, from: \"23:00\", to: \"19:00\", level: 90}\nrules:", '"19:00"', "ends before it begins", "a night runs from noon to noon"),
    Mistake("an event of a day that is not", OWN, "rules:", "events:\n  - {title: Fair, starts: 2027-02-30 19:00, ends: 2027-03-02 01:00, level: 90}\nrules:", "2027-02-30 19", "2027-02-30 is not in the calendar"),
    Mistake("an event of two minds", OWN, "rules:", "events:\n  - {title: Fair, starts: 2027-02-05 19:00, ends: 2027-02-06 01:00, nights: [--12-31], level: 90}\nrules:", "2027-02-05 19", "starts and ends are dates of their own"),
    Mistake("an event of nobody", OWN, "rules:", "events:\n  - {title: Fair, for: [street:lng-street], from: dusk, to: \"01:00\", level: 90}\nrules:", "street:lng", "unknown street 'lng-street'", "did you mean 'long-street'?"),
    Mistake("an event with an unknown profile", OWN, "rules:", "events:\n  - {title: Fair, from: dusk, to: \"01:00\", profile: feest}\nrules:", "feest", "unknown profile 'feest'", "did you mean 'feast'?"),
    Mistake("a misspelt key of an event", OWN, "rules:", "events:\n  - {title: Fair, from: dusk, to: \"01:00\", level: 90, lower: true}\nrules:", "lower:", "unknown key 'lower'", "did you mean 'lowers'?"),
    Mistake("a schedule of nothing", OWN, "rules:", "rules: []\nold:", "schedule: own", "holds neither rules nor events"),
    Mistake("a step of two minds", QUIET, "level: 50", "level: 50, class: M6", '{at: "23:00"', "a step needs one of level, class and pattern"),
    Mistake("a class of the wrong family", QUIET, "level: 50", "class: P4", "P4", "'P4' is not a lighting class"),
    Mistake("a pattern nobody knows", QUIET, "level: 50", "pattern: halves", "halves", "'halves' is none of all, two-thirds, half, one-third", "did you mean 'half'?"),
    Mistake("bounds on a clock", QUIET, 'at: "23:00"', 'at: "23:00", latest: "22:00"', '"23:00", latest', "earliest and latest bound an event of the sun", "leave them out"),
    Mistake("a step bounded backwards", QUIET, 'at: "23:00"', 'at: sunset+4h, earliest: "23:00", latest: "22:00"', '"23:00", latest', "earliest stands after latest"),
    Mistake("a kind nobody knows", QUIET, "floor: 30", "floor: 30\nkind: part-nite", "part-nite", "'part-nite' is none of dimmed, full-night, part-night, contactors", "did you mean 'part-night'?"),
    Mistake("a full night with steps", QUIET, "floor: 30", "floor: 30\nkind: full-night", "full-night", "a full-night profile has no plan"),
    Mistake("a part-night that never says when", QUIET, "floor: 30", "floor: 30\nkind: part-night", "part-night", "a part-night profile says when it is dark", "dark:"),
    Mistake("dark beside a plan", QUIET, "floor: 30", 'floor: 30\ndark: {from: "23:30"}', "{from", "dark stands instead of a plan"),
    Mistake("a contactor that dims", QUIET, "floor: 30", "floor: 30\nkind: contactors", '"on"', "contactors close patterns", "pattern: all, two-thirds, half, one-third"),
    Mistake("a contactor with a ramp", QUIET, '{at: "on", level: 80}\n  - {at: "23:00", level: 50, ramp: 10min}', '{at: "on", pattern: all}\n  - {at: "23:00", pattern: half, ramp: 10min}\nkind: contactors', "10min", "contactors know no ramp"),
    Mistake("no plan at all", FEAST, 'plan:\n  - {at: "on", level: 100}\n', "", "profile: feast", "needs 'plan'", "kind: full-night"),
    Mistake("a luminance twice", PLANT, "district: south, class: M4", "calculated_luminance: 0.8, measured_luminance: 0.9, district: south, class: M4", "{id: new-street", "street 'new-street' has its luminance twice"),
    Mistake("a luminance of nothing", PLANT, "district: south, class: M4", "calculated_luminance: 0, district: south, class: M4", "0, district: south", "0 should be above 0"),
    Mistake("a morning that is light", QUIET, 'on: {at: dusk, earliest: "17:00", latest: "19:00"}', 'on: "06:00"', '"06:00"', "on at 06:00 does not come before off at 05:56 on the night of 23 March: a street would burn all day", "minimum_on"),
    Mistake("burning for a whole night at least", QUIET, "floor: 30", "floor: 30\nminimum_on: 5h", "5h", "'5h' is longer than 2h"),
    Mistake("anchors", FEAST, "floor: 60", "floor: &x 60", "&x", "anchor &x is not used here"),
    Mistake("not YAML", OWN, "rules:", "rules: [", "- {profile: feast, nights", "not YAML"),
]  # fmt: skip
