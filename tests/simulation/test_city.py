"""The whole simulated city: the same for the same seed, mishaps at their hour, truth and records."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from lightctl.core.plant import Fitted, Luminaire
from lightctl.core.units import Level, Watts
from lightctl.simulation.calendar import instant_in, night_at, occurrences
from lightctl.simulation.city import City, began_at
from lightctl.simulation.truth import Recorder, Truth
from lightctl.site.scenario import Mishap, MishapKind, Scenario
from lightctl.wire.driver import Table
from lightctl.wire.request import read, write
from tests.simulation.hand import BEGAN, ZONE, HandClock, ask, levels, modbus, site, switch

QUIET = Scenario("quiet", "Nothing happens", 7)


def evening(seed: int | None = None) -> tuple[Truth, list[tuple[datetime, str, float]]]:
    clock, recorder = HandClock(), Recorder()
    city = City(site(), QUIET, clock, seed=seed, recorder=recorder)
    switch(city, closed=[True, True])
    clock.pass_s(600)
    ask(modbus(city, "tcp"), write(2, Table.HOLDING, 0x100, [50, 60, 70, 80]))
    clock.pass_s(1800)
    return city.truth(), recorder.changes(BEGAN)


def test_the_same_seed_gives_the_same_city_and_another_one_another() -> None:
    assert evening() == evening()
    assert evening(seed=8)[0].lamps != evening()[0].lamps


def test_the_recorder_knows_every_change_of_light_in_order() -> None:
    _, changes = evening()
    first = [change for change in changes if change[1] == "tp-001"]
    assert [light for _, _, light in first] == [100.0, 50.0]
    assert first[0][0] == BEGAN
    assert timedelta(seconds=601) <= first[1][0] - BEGAN <= timedelta(seconds=604)
    assert changes == sorted(changes)


def test_lights_are_the_light_of_the_truth() -> None:
    city, _ = suffering(MishapKind.BREAKER_TRIPPED, "td-001-2")
    assert city.lights() == {name: lamp.light for name, lamp in city.truth().lamps.items()}


def test_looking_often_changes_nothing() -> None:
    seldom, often = HandClock(), HandClock()
    ends = []
    for clock, looks in ((seldom, 1), (often, 720)):
        city = City(site(), QUIET, clock)
        switch(city, closed=[True, True])
        for _ in range(looks):
            clock.pass_s(3600 / looks)
            levels(city)
        ends.append(city.truth())
    assert ends[0].cabinets["td-001"].energy_wh == pytest.approx(
        ends[1].cabinets["td-001"].energy_wh, rel=1e-12
    )
    assert {name: lamp.light for name, lamp in ends[0].lamps.items()} == {
        name: lamp.light for name, lamp in ends[1].lamps.items()
    }


def suffering(
    what: MishapKind, thing: str, *, lasts: timedelta | None = timedelta(minutes=30)
) -> tuple[City, HandClock]:
    clock = HandClock()
    scenario = replace(QUIET, mishaps=(Mishap(time(17, 30), what, thing, lasts),))
    city = City(site(), scenario, clock)
    switch(city, closed=[True, True])
    clock.pass_s(1800)
    return city, clock


def bits(city: City) -> int:
    return int.from_bytes(ask(modbus(city, "tcp"), read(1, Table.DISCRETE, 0, 38)) or b"", "little")


@pytest.mark.parametrize(
    ("what", "thing", "bit"),
    [
        (MishapKind.BREAKER_TRIPPED, "td-001-2", 0x0C + 1),
        (MishapKind.EARTH_LEAKAGE, "td-001-1", 0x18),
        (MishapKind.DOOR_OPEN, "td-001", 0x24),
        (MishapKind.LOCAL_MODE, "td-001", 0x25),
    ],
)
def test_signals_come_and_go(what: MishapKind, thing: str, bit: int) -> None:
    city, clock = suffering(what, thing)
    assert bits(city) >> bit & 1
    clock.pass_s(1799)
    assert bits(city) >> bit & 1
    clock.pass_s(1)
    assert not bits(city) >> bit & 1


def test_a_tripped_breaker_darkens_its_lamps_at_its_own_second_and_they_return() -> None:
    city, clock = suffering(MishapKind.BREAKER_TRIPPED, "td-001-2")
    assert [city.truth().lamps[f"tp-00{n}"].light for n in (1, 2)] == [100, 0]
    clock.pass_s(1800)
    assert [city.truth().lamps[f"tp-00{n}"].light for n in (1, 2)] == [100, 100]
    clock.pass_s(3600)
    # 17:30 to 18:00 dark, whenever anybody looked.
    assert city.truth().lamps["tp-002"].lit_s == pytest.approx(1800 + 3600)


def test_contactors_stick_both_ways() -> None:
    city, _ = suffering(MishapKind.CONTACTOR_STUCK_OPEN, "td-001")
    assert bits(city) & 0b11 == 0
    city, _ = suffering(MishapKind.CONTACTOR_STUCK_CLOSED, "td-001-1")
    switch(city, closed=[False, False])
    assert bits(city) & 0b11 == 1
    assert city.truth().cabinets["td-001"].closed == (True, False)


def test_a_silent_cabinet_takes_its_concentrator_with_it_and_goes_on_counting() -> None:
    city, clock = suffering(MishapKind.CABINET_SILENT, "td-001")
    line = modbus(city, "tcp")
    assert ask(line, read(1, Table.INPUT, 0x10, 2)) is None
    assert ask(line, read(2, Table.INPUT, 0x100, 1)) is None
    before = city.truth().cabinets["td-001"].energy_wh
    clock.pass_s(1800)
    assert ask(line, read(1, Table.INPUT, 0x10, 2)) is not None
    assert city.truth().cabinets["td-001"].energy_wh > before + 100


def test_a_silent_meter_is_no_data_in_the_controller_and_silence_on_its_own_unit() -> None:
    city, clock = suffering(MishapKind.METER_SILENT, "td-001")
    line = modbus(city, "tcp")
    assert ask(line, read(1, Table.INPUT, 0x10, 2)) == b"\xff" * 4
    clock.pass_s(1800)
    assert ask(line, read(1, Table.INPUT, 0x10, 2)) != b"\xff" * 4
    clock = HandClock()
    scenario = replace(QUIET, mishaps=(Mishap(time(17, 0), MishapKind.METER_SILENT, "td-001"),))
    city = City(site(meter="meters/eastron-sdm630"), scenario, clock)
    assert ask(modbus(city, "tcp"), read(10, Table.INPUT, 0, 2)) is None
    assert ask(modbus(city, "tcp"), read(1, Table.INPUT, 0, 2)) is not None


def test_a_silent_concentrator_and_a_line_that_is_down() -> None:
    city, _ = suffering(MishapKind.CONCENTRATOR_SILENT, "dcu-001")
    assert ask(modbus(city, "tcp"), read(2, Table.INPUT, 0x100, 1)) is None
    assert ask(modbus(city, "tcp"), read(1, Table.INPUT, 0, 1)) is not None
    city, clock = suffering(MishapKind.LINE_DOWN, "tcp")
    assert ask(modbus(city, "tcp"), read(1, Table.INPUT, 0, 1)) is None
    clock.pass_s(1800)
    assert ask(modbus(city, "tcp"), read(1, Table.INPUT, 0, 1)) is not None


def test_a_dead_lamp_says_so_and_stays_dead_without_an_end() -> None:
    city, clock = suffering(MishapKind.LAMP_DEAD, "tp-001", lasts=None)
    clock.pass_s(48 * 3600)
    status = ask(modbus(city, "tcp"), read(2, Table.INPUT, 0x101, 1))
    assert status == bytes([0, 1])
    assert levels(city)[0] == 100
    assert city.truth().lamps["tp-001"].light == 0


def test_a_clock_runs_away_until_it_is_set() -> None:
    city, clock = suffering(MishapKind.CLOCK_DRIFT, "td-001", lasts=None)
    line = modbus(city, "tcp")

    def ahead() -> float:
        shown = int.from_bytes(ask(line, read(1, Table.INPUT, 0x12, 2)) or b"", "big")
        return shown - clock.now().timestamp()

    assert ahead() == pytest.approx(300, abs=3)
    now = int(clock.now().timestamp())
    ask(line, write(1, Table.HOLDING, 0, [now >> 16, now & 0xFFFF]))
    assert ahead() == pytest.approx(0, abs=1)


def test_mishaps_repeat_every_night_unless_they_name_one() -> None:
    for night, again in ((None, True), (date(2026, 11, 20), False)):
        clock = HandClock()
        mishap = Mishap(time(1, 0), MishapKind.DOOR_OPEN, "td-001", timedelta(minutes=10), night)
        city = City(site(), replace(QUIET, mishaps=(mishap,)), clock)
        clock.pass_s(8 * 3600)
        assert bits(city) >> 0x24 & 1
        clock.pass_s(24 * 3600)
        assert bool(bits(city) >> 0x24 & 1) is again


def test_nights_run_from_noon_to_noon() -> None:
    assert night_at(datetime(2026, 11, 21, 4, 59, tzinfo=UTC), ZONE) == date(2026, 11, 20)
    assert night_at(datetime(2026, 11, 21, 5, 0, tzinfo=UTC), ZONE) == date(2026, 11, 21)
    assert instant_in(date(2026, 11, 20), time(1, 0), ZONE) == datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def test_what_began_before_the_city_still_ends_in_it() -> None:
    series = occurrences(time(16, 0), timedelta(hours=2), None, since=BEGAN, zone=ZONE)
    begins, ends = next(series)
    assert begins < BEGAN
    assert ends == BEGAN + timedelta(hours=1)


def test_a_new_luminaire_takes_over_at_noon_of_its_day() -> None:
    base = site()
    smaller = Luminaire(
        "led-40", "LED 40 W", ((10, 5.5), (100, 40.0)), Watts(0.5), Level(10), "assumed: by hand"
    )
    lamp = replace(
        base.plant.lamps["tp-001"],
        luminaires=(Fitted(date(2024, 5, 1), "led-75"), Fitted(date(2026, 11, 21), "led-40")),
    )
    plant = replace(
        base.plant,
        luminaires={**base.plant.luminaires, "led-40": smaller},
        lamps={**base.plant.lamps, "tp-001": lamp},
    )
    clock = HandClock()
    city = City(replace(base, plant=plant), QUIET, clock)
    switch(city, closed=[True, True])
    clock.pass_s(18.9 * 3600)
    assert city.truth().lamps["tp-001"].watts > 70
    clock.pass_s(3600)
    assert city.truth().lamps["tp-001"].watts < 43


def test_a_scenario_names_its_own_beginning_in_local_time() -> None:
    scenario = replace(QUIET, start=datetime(2026, 11, 20, 17, 0))  # noqa: DTZ001  a local time without a zone
    assert began_at(scenario, site()) == BEGAN
    assert began_at(QUIET, site()) is None
