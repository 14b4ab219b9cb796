"""The oracle itself, held against cases worked out by hand, and against borrowing from what it judges."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import data_file
from tests.oracle import contactors, recordings, traffic, weather
from tests.oracle.light import Night, Order, Seen, was_right, within
from tests.oracle.site import City, Lamp, numbered, read_city
from tests.oracle.sun import night_events
from tests.oracle.words import Sky, duration, names_night

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FRIDAY = date(2026, 11, 20)
SUNS = {"sunset": (17, 30), "dusk": (17, 52), "dawn": (29, 35), "sunrise": (29, 58)}
PROFILE = {
    "profile": "main", "on": "sunset+5min", "off": "sunrise-10min", "floor": "40", "step": "5",
    "plan": [
        {"at": "on", "level": "100"},
        {"at": "22:00", "level": "80", "ramp": "10min"},
        {"at": "23:30", "level": "60"},
    ],
    "least": [{"at": "on", "level": "100"}, {"at": "20:00", "level": "50"}],
    "traffic": {"drops": {"0.50": "1", "0.25": "2"}},
    "weather": {"rain_classes": "1", "fog_classes": "0", "hold": "60min", "dark_sky_shift": "20min"},
}  # fmt: skip
PARK = {
    "profile": "park", "on": "sunset", "off": "sunrise", "floor": "20", "part_night": "true",
    "plan": [
        {"at": "on", "level": "80"}, {"at": "00:00", "level": "0"}, {"at": "04:00", "level": "40"},
    ],
}  # fmt: skip


def at(hour: int, minute: int, second: int = 0) -> datetime:
    """Hours over 24 lie in the morning."""
    day = datetime(2026, 11, 20, tzinfo=ZONE)
    return day + timedelta(hours=hour, minutes=minute, seconds=second)


def sky() -> Sky:
    return Sky({name: at(*clock) for name, clock in SUNS.items()}, ZONE, FRIDAY)


def city() -> City:
    streets = {
        "counted": {
            "id": "counted",
            "class": "M3",
            "service_flow": "1000",
            "place": "cam",
            "district": "one",
        },
        "beside": {"id": "beside", "class": "M3", "service_flow": "400", "follows": "cam"},
        "alone": {"id": "alone", "class": "M4", "service_flow": "400", "never_below": "70"},
        "park": {"id": "park", "class": "M6", "service_flow": "100"},
    }
    lamps = {f"{street}-1": Lamp(street, street, f"{street}-c", True, "led") for street in streets}
    lamps["crossing-1"] = Lamp("counted", "crossing", "counted-c", True, "led")
    return City(
        lamps=lamps,
        streets=streets,
        groups={"crossing": {"id": "crossing", "street": "counted", "never_below": "85"}},
        places={"cam": {"id": "cam", "street": "counted"}},
        luminaires={"led": {"minimum_level": "10"}},
        profiles={"main": PROFILE, "park": PARK},
        rules=[{"profile": "park", "for": ["street:park"]}, {"profile": "main"}],
    )


def night(seen: Seen | None = None) -> Night:
    return Night(city(), sky(), seen or Seen())


def counted(*flows: tuple[datetime, float | None]) -> Seen:
    return Seen(counts={"cam": [traffic.Count(when, flow) for when, flow in flows]})


def test_it_imports_nothing_from_lightctl() -> None:
    for path in Path(__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] == "lightctl"], path.name


@pytest.mark.parametrize(
    ("when", "level"),
    [
        ((17, 34, 59), 0), ((17, 35), 100), ((21, 59, 59), 100), ((22, 0), 100), ((22, 2, 29), 100),
        ((22, 2, 30), 95), ((22, 5), 90), ((22, 9, 59), 85), ((22, 10), 80), ((23, 30), 60),
        ((29, 47, 59), 60), ((29, 48), 0),
    ],
)  # fmt: skip
def test_the_plan_goes_down_its_ramp_in_steps_rounded_up(when: tuple[int, ...], level: float) -> None:
    assert night().group_level("beside", at(*when)) == level


def test_a_street_and_a_group_may_ask_for_more_than_their_profile() -> None:
    assert night().group_level("alone", at(24, 0)) == 70
    assert night().group_level("crossing", at(24, 0)) == 85
    assert night().group_level("crossing", at(12, 0)) == 0


def test_part_night_is_dark_in_the_small_hours_only() -> None:
    levels = [
        night().group_level("park", at(*when)) for when in ((20, 0), (24, 0), (27, 59), (28, 0), (30, 0))
    ]
    assert levels == [80, 0, 0, 40, 0]


def test_two_samples_must_agree_before_it_gets_darker_and_one_makes_it_brighter() -> None:
    seen = counted(
        *((at(20, 5 + 15 * n), 900) for n in range(8)),  # busy until 21:50
        (at(22, 5), 400), (at(22, 20), 100), (at(22, 35), 100), (at(22, 50), 600), (at(23, 5), 100),
    )  # fmt: skip
    one = night(seen)
    whens = ((21, 0), (22, 6), (22, 21), (22, 36), (22, 51), (23, 6))
    assert [one.group_level("counted", at(*when)) for when in whens] == [100, 100, 75, 50, 100, 100]
    assert one.group_level("counted", at(23, 24)) == 100  # one dim sample is not two
    assert one.group_level("counted", at(23, 25)) == 100  # and now the counter is silent


def test_a_drop_never_goes_under_least() -> None:
    early = night(counted((at(19, 30), 100), (at(19, 45), 100)))
    assert early.group_level("counted", at(19, 50)) == 100
    late = night(counted((at(24, 0), 10), (at(24, 15), 10)))
    assert late.group_level("counted", at(24, 20)) == 50


def test_a_follower_moves_between_plan_and_full() -> None:
    quiet, busy = counted((at(24, 0), 10), (at(24, 15), 10)), counted((at(24, 0), 900), (at(24, 15), 900))
    assert night(quiet).group_level("beside", at(24, 20)) == 60
    assert night(busy).group_level("beside", at(24, 20)) == 100


@pytest.mark.parametrize(
    "count",
    [
        traffic.Count(at(24, 15), None), traffic.Count(at(24, 15), -5), traffic.Count(at(24, 15), 5001),
        traffic.Count(at(24, 15), 300, speed=9), traffic.Count(at(24, 15), 90, occupancy=0.4),
    ],
)  # fmt: skip
def test_what_cannot_be_believed_gives_full(count: traffic.Count) -> None:
    seen = Seen(counts={"cam": [traffic.Count(at(23, 45), 10), traffic.Count(at(24, 0), 10), count]})
    assert night(seen).group_level("counted", at(24, 14)) == 50
    assert night(seen).group_level("counted", at(24, 16)) == 100


def test_no_word_from_a_counter_gives_full_and_no_counter_at_all_gives_plan() -> None:
    assert night(Seen(counts={})).group_level("counted", at(24, 0)) == 100
    assert night(Seen(counts=None)).group_level("counted", at(24, 0)) == 60


def test_rain_raises_for_its_hold_time_and_a_storm_gives_full() -> None:
    rain = night(Seen(reports=[weather.Report(at(24, 0), 61)]))
    assert [rain.group_level("beside", at(*when)) for when in ((23, 59), (24, 0), (24, 59), (25, 0))] == [
        60, 75, 75, 60,
    ]  # fmt: skip
    storm = night(Seen(reports=[weather.Report(at(24, 0), 95), weather.Report(at(24, 10), 0)]))
    assert storm.group_level("beside", at(24, 30)) == 100
    assert storm.group_level("park", at(24, 30)) == 0


def test_a_dark_sky_switches_on_earlier_and_off_later_within_its_bound() -> None:
    dusk = night(Seen(reports=[weather.Report(at(17, 0), 95)]))
    assert [dusk.group_level("beside", at(*w)) for w in ((17, 14), (17, 15), (17, 34))] == [0, 100, 100]
    dawn = night(Seen(reports=[weather.Report(at(29, 40), 61, cloud_percent=95)]))
    assert [dawn.group_level("beside", at(*w)) for w in ((29, 47), (29, 50), (30, 8))] == [75, 60, 0]
    grey = night(Seen(reports=[weather.Report(at(17, 20), 3, cloud_percent=100)]))
    assert grey.group_level("beside", at(17, 30)) == 0


def order(scope: str, level: float, *, since: int = 0, below: bool = False, urgent: bool = False) -> Order:
    def reaches(name: str, lamp: Lamp) -> bool:
        return scope != "lamp" or name == "alone-1"

    start = at(23, since)
    return Order(start, start + timedelta(hours=2), scope, reaches, level, below, urgent)


def test_the_more_specific_order_wins_then_the_newer_one_and_the_floor_stands() -> None:
    city_wide, street, lamp = order("city", 90), order("street", 80, since=5), order("lamp", 95)
    both = night(Seen(orders=[city_wide, street, lamp]))
    assert both.lamp_level("beside-1", at(24, 0)) == 80
    assert both.lamp_level("alone-1", at(24, 0)) == 95
    newer = night(Seen(orders=[order("street", 80), order("street", 55, since=9)]))
    assert newer.lamp_level("beside-1", at(24, 0)) == 55
    assert newer.lamp_level("alone-1", at(24, 0)) == 70
    dark = night(Seen(orders=[order("street", 0, below=True)]))
    assert dark.lamp_level("alone-1", at(24, 0)) == 0
    alarm = night(Seen(orders=[order("lamp", 20, below=True), order("city", 100, urgent=True)]))
    assert alarm.lamp_level("alone-1", at(24, 0)) == 100


def test_a_lamp_shows_whole_percent_not_under_its_minimum() -> None:
    faint = night(Seen(orders=[order("street", 3, below=True)]))
    assert faint.lamp_level("park-1", at(24, 30)) == 10
    odd = night(Seen(orders=[order("street", 82.2)]))
    assert odd.lamp_level("beside-1", at(24, 0)) == 83


def test_a_change_may_be_under_way() -> None:
    assert within(night(), "beside-1", at(23, 30, 20), timedelta(seconds=45)) == (60, 80)
    assert within(night(), "beside-1", at(23, 31), timedelta(seconds=45)) == (60, 60)
    start, late = at(23, 40), timedelta(seconds=45)
    blink = Order(start, start + timedelta(seconds=20), "city", lambda _name, _lamp: True, 80)
    brief = night(Seen(orders=[blink]))
    assert within(brief, "beside-1", at(23, 40, 30), late) == (60, 60)
    rights = [was_right(brief, "beside-1", level, at(23, 40, 30), late) for level in (60, 80, 100)]
    assert rights == [True, True, False]


def test_half_the_circuits_give_half_the_light() -> None:
    lamps = {"a": 10, "b": 10, "c": 5}
    assert contactors.fault(lamps, {"a": True, "b": False, "c": False}, 40) == ""
    assert "wanted" in contactors.fault(lamps, {"a": True, "b": False, "c": False}, 50)
    assert "in vain" in contactors.fault(lamps, {"a": True, "b": True, "c": False}, 40)


def test_words_of_a_profile() -> None:
    assert duration("90s") == timedelta(seconds=90)
    bounded = {"at": "sunset+1h", "earliest": "18:40", "latest": "18:45"}
    assert sky().moment(bounded, {}) == at(18, 40)
    assert sky().moment("05:00", {}) == at(29, 0)
    assert names_night("--12-30..--01-02", date(2027, 1, 1))
    assert not names_night("2026-11-21", FRIDAY)
    assert numbered("a-009..a-011") == ["a-009", "a-010", "a-011"]


def test_it_reads_recordings(tmp_path: Path) -> None:
    seen, sensed = tmp_path / "seen.csv", tmp_path / "sensed.csv"
    seen.write_text("at,place,flow_veh_h,period_s\n2026-11-20T12:00:00Z,cam,,900\n", "utf-8")
    sensed.write_text(
        "at,code,rain_mm_h,visibility_m,cloud_percent\n2026-11-20T12:00:00Z,61,2.5,,95\n", "utf-8"
    )
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert recordings.counts(seen) == {"cam": [traffic.Count(noon, None)]}
    assert recordings.reports(sensed) == [weather.Report(noon, 61, 2.5, None, 95.0)]


def test_it_reads_a_site_with_a_library_behind_it(tmp_path: Path) -> None:
    library, site = tmp_path / "library", tmp_path / "site"
    for path, text in {
        library / "profiles" / "main.yaml": "profile: main\nfloor: 40\n",
        library / "schedules" / "all.yaml": "rules: [{profile: main}]\n",
        site / "profiles" / "main.yaml": "profile: main\nfloor: 50\n",
        site / "config" / "settings.yaml": "schedules: [all]\n",
        site / "config" / "plant.yaml": "lamps: [{inventory: ward.csv}]\n",
        site / "config" / "ward.csv": "id,street,group,circuit,concentrator,luminaire\nx,s,,c,,led\n",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    read = read_city(site, library)
    assert read.profiles["main"]["floor"] == "50"
    assert read.lamps == {"x": Lamp("s", "s", "c", False, "led")}


def test_its_sun_comes_from_the_table() -> None:
    events = night_events(data_file("sun/skyfield_de421_tan_an_2026.csv"), date(2026, 1, 1))
    assert events["sunset"] == datetime(2026, 1, 1, 10, 43, 28, tzinfo=UTC)
    assert events["sunrise"] == datetime(2026, 1, 1, 23, 12, 30, tzinfo=UTC)
