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
    Mistake("anchors", FEAST, "floor: 60", "floor: &x 60", "&x", "anchor &x is not used here"),
    Mistake("not YAML", OWN, "rules:", "rules: [", "- {profile: feast, nights", "not YAML"),
]  # fmt: skip
