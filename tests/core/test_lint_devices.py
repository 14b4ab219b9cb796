"""What contactors and memories of devices have to bear, counted by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lightctl.core.lint import Weight
from lightctl.core.lint_cabinets import CabinetLimits, Cabinets, switchings
from lightctl.core.lint_plant import kind_of
from lightctl.core.lint_swing import Swings, swing_at, times_of_swings
from lightctl.core.lint_writes import LevelWrites, Writes
from lightctl.core.plant import (
    Cabinet,
    Circuit,
    Concentrator,
    DeviceAddress,
    Fitted,
    Group,
    Lamp,
    Luminaire,
    Plant,
    Street,
    SwitchPattern,
)
from lightctl.core.profile import Profile, Step
from lightctl.core.stored_plan import PlanRow
from lightctl.core.units import DARK, Level, Watts
from lightctl.core.weather_rule import WeatherRule, WeatherSense
from tests.core.make import ARTERIAL, NIGHT, ON, TAN_AN, at, minutes, plan, step

SINCE = date(2026, 1, 1)
HOUR = timedelta(hours=1)
MCU, DCU = DeviceAddress("cabinets/mcu", "line", 1), DeviceAddress("concentrators/dcu", "line", 2)
FREE, ON_ONLY, SHUT = (False, True), (True, True), (False, False)


def mark(file: str, *way: str | int) -> str:
    return ".".join(map(str, (file, *way)))


def thirds(patterns: tuple[SwitchPattern, ...] = (), place: str = "cam-01", dcu: str = "") -> Plant:
    """A street of twelve lamps on three contactors; a concentrator, where named, tells them levels."""
    circuits = tuple(Circuit(f"c-{i}", "c", i) for i in (1, 2, 3))
    fitted = (Fitted(SINCE, "led"),)
    lamps = {
        f"l{i}": Lamp(f"l{i}", "", "thd", "thd", f"c-{i % 3 + 1}", "c", fitted, concentrator=dcu, slot=i)
        for i in range(1, 13)
    }  # fmt: skip
    street = Street("thd", "Trần Hưng Đạo", "M3", 900, Level(0), "hps", place=place)
    led = Luminaire("led", "LED", ((100, 75.0),), Watts(0.5), Level(0), "assumed")
    return Plant(
        {}, {"thd": street}, {"thd": Group("thd", "thd", Level(0), tuple(lamps))},
        {"c": Cabinet("c", "Tủ 1", "thd", MCU, circuits, patterns=patterns)},
        {"dcu": Concentrator("dcu", "c", DCU)}, lamps, {"led": led}, {},
    )  # fmt: skip


def of(*steps: Step, **more: object) -> Profile:
    bare = replace(ARTERIAL, plan=(Step(ON, Level(100)), *steps), least=(), traffic=None, weather=None)
    return replace(bare, **more)  # type: ignore[arg-type]


def test_every_closing_and_opening_of_an_output_counts() -> None:
    rows = [PlanRow(at(f"{18 + i}:00"), outputs) for i, outputs in enumerate((0, 0b111, 0b001, 0b011, 0))]
    assert switchings(rows) == {1: 2, 2: 4, 3: 2}
    assert switchings(rows[:1]) == {}


def test_contactors_of_a_cabinet_move_by_its_own_patterns() -> None:
    restless = of(
        *(step(f"{19 + i // 2}:{i % 2 * 3}0", 30 if i % 2 else 60) for i in range(8)), floor=Level(0)
    )
    free, bound = (list(Cabinets(thirds(p), {}, mark).night({"thd": plan(restless)})) for p in ((), ALL))
    assert [(one.code, one.where, groups) for one, groups in free] == [
        ("switchings", "profiles/arterial.plan", ("thd",))
    ]
    assert "contactor 2 of cabinet Tủ 1 switches 8 times" in free[0][0].message
    assert bound == []


ALL = (SwitchPattern(20.0, frozenset({1, 2, 3})), SwitchPattern(100.0, frozenset({1, 2, 3})))


def test_a_dimmed_street_switches_its_contactors_in_dark_hours_too() -> None:
    dark = of(*(step(f"{19 + i}:00", 50 * (i % 2)) for i in range(4)), part_night=True, floor=Level(0))
    wide = list(Cabinets(thirds(dcu="dcu"), {"c": CabinetLimits(writes=5)}, mark).night({"thd": plan(dark)}))
    assert [one.code for one, _ in wide] == ["write-limit"]
    assert "written 6 times that night" in wide[0][0].message
    assert not list(
        Cabinets(thirds(dcu="dcu"), {"c": CabinetLimits(writes=6)}, mark).night({"thd": plan(dark)})
    )


def test_the_same_shape_on_another_night_is_the_same_answer() -> None:
    told = Cabinets(thirds(), {"c": CabinetLimits(rows=3)}, mark)
    for night in (NIGHT, NIGHT + timedelta(days=1)):
        assert [one.code for one, _ in told.night({"thd": plan(of(), night=night)})] == ["plan-room"]
    assert list(told.night({})) == []


@pytest.mark.parametrize(
    ("pieces", "times"),
    [
        ([(*SHUT, HOUR), (*ON_ONLY, HOUR), (*SHUT, HOUR)], 2),
        ([(*SHUT, HOUR), (*FREE, HOUR), (*SHUT, HOUR)], 12),
        ([(*ON_ONLY, HOUR), (*FREE, HOUR), (*ON_ONLY, HOUR)], 13),
        ([(*SHUT, HOUR), (*FREE, HOUR), (*ON_ONLY, HOUR), (*SHUT, HOUR)], 12),
        ([(*SHUT, HOUR), (*FREE, minutes(5)), (*SHUT, HOUR)], 2),
    ],
)
def test_a_raise_that_lasts_ten_minutes_bounds_the_switchings(
    pieces: list[tuple[bool, bool, timedelta]], times: int
) -> None:
    assert times_of_swings(pieces, minutes(10)) == times


def test_what_may_move_the_light_of_a_street() -> None:
    street = thirds().streets["thd"]
    night = plan(replace(ARTERIAL, weather=WeatherRule(rain_classes=1)))
    low, high = swing_at(night, street, at("01:00"))
    assert (low, high) == (night.least_at(at("01:00")), night.profile.full)
    neighbour = replace(street, place="", follows="cam-01")
    assert swing_at(night, neighbour, at("01:00"))[0] == night.plan_at(at("01:00"))
    alone = replace(street, place="")
    dry = replace(night, profile=replace(night.profile, weather=None))
    assert swing_at(dry, alone, at("01:00")) == (night.plan_at(at("01:00")),) * 2
    assert swing_at(night, street, at("15:00")) == (DARK, DARK)


@pytest.mark.parametrize(("dcu", "hold", "told"), [("", 20, True), ("", 60, False), ("dcu", 20, False)])
def test_showers_swing_only_what_contactors_alone_switch(dcu: str, hold: int, told: bool) -> None:
    weather = WeatherRule(rain_classes=0, fog_classes=0, sense=WeatherSense(hold=minutes(hold)))
    swings = Swings(thirds(dcu=dcu, place=""), mark)
    swings.night({"thd": plan(of(step("20:00", 30), floor=Level(0), weather=weather))})
    found = list(swings.remarks())
    assert bool(found) == told
    for remark, groups in found:
        assert (remark.weight, groups) == (Weight.WARNING, ("thd",))
        assert remark.where == "profiles/arterial.weather"
        assert "of cabinet Tủ 1 switch up to" in remark.message
        assert f"in the night of {NIGHT}" in remark.message


def written(profile: Profile, limit: LevelWrites, plant: Plant, nights: int = 2) -> list[str]:
    writes = Writes(plant, {"concentrators/dcu": limit}, TAN_AN, mark)
    kind = kind_of(plant, "thd", SINCE)
    days = [NIGHT + timedelta(days=i) for i in range(nights)]
    return [one.message for day in days for one in writes.night(day, plan(profile, night=day), kind, ["thd"])]


def test_levels_are_counted_by_the_citys_day() -> None:
    profile = of(step("22:00", 80), step("01:00", 60), step("04:00", 80))
    plant = thirds(dcu="dcu")
    assert (
        written(profile, LevelWrites(5), plant) == []
    )  # on, 22:00; 01:00, 04:00 and off of the night before
    told = written(profile, LevelWrites(4), plant)
    assert len(told) == 1
    assert told[0].startswith("lamps of dcu in Trần Hưng Đạo are told 5 levels on 2026-11-21")
    assert written(profile, LevelWrites(4), thirds()) == []  # contactors alone


def test_half_of_the_writes_keep_a_lamp_that_cannot_be_read() -> None:
    profile, plant = of(step("22:00", 80)), thirds(dcu="dcu")
    assert written(profile, LevelWrites(6, blind=True), plant) == []
    assert "half of them" in written(profile, LevelWrites(4, blind=True), plant)[0]


def test_a_slow_way_down_takes_many_writes() -> None:
    profile, plant = of(step("22:00", 80), step("23:00", 90)), thirds(dcu="dcu")
    slow = replace(plant, luminaires={"led": replace(plant.luminaires["led"], ramp_down=0.1)})
    assert written(profile, LevelWrites(4), plant) == []
    assert len(written(profile, LevelWrites(22), slow)) == 1  # twenty seconds of a percent each
    assert written(profile, LevelWrites(23), slow) == []


def test_steps_under_the_floor_are_no_writes() -> None:
    profile = of(step("22:00", 50), step("23:00", 45), floor=Level(50))
    plant = thirds(dcu="dcu")
    assert written(profile, LevelWrites(3), plant) == []
