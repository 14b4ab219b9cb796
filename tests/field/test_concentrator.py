"""Levels: sent in blocks or to all, accepted, read back, sent again, and given up with a word."""

import asyncio
from itertools import pairwise

import pytest

from lightctl.core.units import Level
from lightctl.field import BankSamples, LampRow, LampState
from tests.field.street import Scene, play


def commands(scene: Scene) -> list[tuple[int, int]]:
    return [(address, value) for _, table, address, value in scene.concentrator.writes if table == 3]


def command_requests(scene: Scene) -> list[bytes]:
    return [pdu for pdu in scene.concentrator.requests if pdu[0] in {6, 16}]


def test_a_wish_goes_from_sent_over_accepted_to_verified() -> None:
    async def test(scene: Scene) -> None:
        scene.light(100)
        await asyncio.sleep(60)
        scene.field.wish_lamp("l-03", Level(40), "test")
        assert scene.field.board.lamp("l-03").state is LampState.SENT
        await asyncio.sleep(0.5)
        report = scene.field.board.lamp("l-03")
        assert (report.state, report.accepted, report.measured) == (LampState.ACCEPTED, Level(40), Level(100))
        await asyncio.sleep(4)
        report = scene.field.board.lamp("l-03")
        assert (report.state, report.desired, report.measured) == (LampState.VERIFIED, Level(40), Level(40))
        assert report.at is not None

    play(test)


def test_only_what_differs_is_written_in_one_block() -> None:
    async def test(scene: Scene) -> None:
        scene.light(100)
        await asyncio.sleep(60)
        scene.concentrator.writes.clear()
        scene.concentrator.requests.clear()
        for lamp in ("l-02", "l-03", "l-05"):
            scene.field.wish_lamp(lamp, Level(60), "test")
        await asyncio.sleep(10)
        assert len(command_requests(scene)) == 1
        assert commands(scene) == [(11, 60), (12, 60), (13, 100), (14, 60)]
        assert scene.states() == {"verified"}

    play(test)


def test_where_all_want_the_same_one_broadcast_does_it_and_read_back_proves_it() -> None:
    async def test(scene: Scene) -> None:
        scene.light(100)
        await asyncio.sleep(60)
        scene.concentrator.writes.clear()
        scene.light(70)
        await asyncio.sleep(10)
        assert commands(scene) == [(0, 70)]
        assert scene.states() == {"verified"}

    play(test)


def test_a_broadcast_never_takes_light_from_the_lamp_that_needs_more() -> None:
    async def test(scene: Scene) -> None:
        scene.light(100)
        await asyncio.sleep(60)
        scene.concentrator.writes.clear()
        scene.light(50)
        scene.field.wish_lamp("l-07", Level(90), "crossing")
        await asyncio.sleep(15)
        assert all(address != 0 for address, _ in commands(scene))
        assert all(value == 90 for address, value in commands(scene) if address == 16)
        assert scene.states() == {"verified"}

    play(test)


def test_the_one_who_wants_less_is_told_right_after_a_broadcast() -> None:
    async def test(scene: Scene) -> None:
        scene.light(30)
        await asyncio.sleep(60)
        scene.concentrator.writes.clear()
        scene.light(80)
        scene.field.wish_lamp("l-01", Level(60), "test")
        await asyncio.sleep(15)
        assert commands(scene)[:2] == [(0, 80), (10, 60)]
        assert scene.states() == {"verified"}

    play(test)


def test_a_lamp_that_does_not_follow_is_told_again_with_limits_then_said_once() -> None:
    async def test(scene: Scene) -> None:
        scene.light(100)
        await asyncio.sleep(60)
        scene.concentrator.deaf.add(4)
        scene.concentrator.writes.clear()
        scene.field.wish_lamp("l-05", Level(40), "test")
        await asyncio.sleep(600)
        assert commands(scene) == [(14, 40)] * 3
        assert scene.told("differs") == ["l-05"]
        assert scene.field.board.lamp("l-05").state is LampState.DIFFERS
        assert scene.field.board.lamp("l-05").measured == Level(100)
        assert scene.field.board.lamp("l-04").state is LampState.VERIFIED
        times = [at for at, *_ in scene.concentrator.writes]
        assert all(later - sooner >= 10 for sooner, later in pairwise(times))
        scene.concentrator.deaf.clear()
        await asyncio.sleep(900)
        assert scene.told("agrees") == ["l-05"]
        assert scene.field.board.lamp("l-05").state is LampState.VERIFIED

    play(test)


def test_a_lamp_that_forgets_its_level_is_told_again() -> None:
    async def test(scene: Scene) -> None:
        scene.light(50)
        await asyncio.sleep(60)
        scene.concentrator.told[2] = 100
        scene.concentrator.act()
        await asyncio.sleep(70)
        assert scene.field.board.lamp("l-03").measured == Level(50)
        assert scene.told("foreign-write") == []
        assert scene.told("restarted") == ["l-03"]

    play(test)


def test_lamps_without_power_are_no_fault_and_get_their_level_when_power_comes() -> None:
    async def test(scene: Scene) -> None:
        scene.light(60, close=["c-1"])
        await asyncio.sleep(120)
        assert scene.field.board.lamp("l-01").state is LampState.VERIFIED
        dark = scene.field.board.lamp("l-02")
        assert (dark.state, dark.measured, dark.power_w) == (LampState.UNPOWERED, None, None)
        assert scene.events == []
        scene.field.wish_circuit("c-2", True, "test")
        await asyncio.sleep(25)
        assert scene.states() == {"verified"}

    play(test)


def test_power_that_came_back_between_two_polls_makes_the_field_look_and_tell_again() -> None:
    async def test(scene: Scene) -> None:
        scene.light(60)
        await asyncio.sleep(120)
        scene.concentrator.told = [100] * 10
        scene.cabinet.put(0, 0)
        await asyncio.sleep(60)
        scene.cabinet.put(0, 1)
        await asyncio.sleep(75)
        assert scene.states() == {"verified"}
        assert {scene.field.board.lamp(lamp).measured for lamp in scene.lamps} == {Level(60)}

    play(test)


def test_a_wish_that_returns_while_the_other_is_still_on_its_way_is_told_again() -> None:
    async def test(scene: Scene) -> None:
        scene.light(100)
        await asyncio.sleep(60)
        scene.field.wish_lamp("l-03", Level(40), "test")
        await asyncio.sleep(0.5)
        # Its level in effect is still 100, so it looks as wished.
        scene.field.wish_lamp("l-03", Level(100), "test")
        await asyncio.sleep(8)
        assert commands(scene)[-2:] == [(12, 40), (12, 100)]
        assert scene.field.board.lamp("l-03").measured == Level(100)

    play(test)


def test_after_a_restart_what_is_already_in_effect_is_not_written() -> None:
    async def test(scene: Scene) -> None:
        scene.cabinet.put(0, 1)
        scene.cabinet.put(1, 1)
        scene.concentrator.told = [45] * 10
        scene.concentrator.act()
        await asyncio.sleep(5)
        scene.light(45)
        await asyncio.sleep(300)
        assert commands(scene) == []
        assert scene.states() == {"verified"}

    play(test)


def test_concentrators_in_the_dark_are_asked_rarely_and_soon_after_power_comes() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(120)
        scene.concentrator.requests.clear()
        await asyncio.sleep(1200)
        levels = [pdu for pdu in scene.concentrator.requests if pdu[:3] == b"\x04\x00\x64"]
        assert 3 <= len(levels) <= 5
        scene.light(80)
        await asyncio.sleep(30)
        assert scene.states() == {"verified"}

    play(test)


def test_energy_samples_speak_of_every_lamp_at_the_energy_rate() -> None:
    async def test(scene: Scene) -> None:
        scene.concentrator.tables[4].update({400 + 2 * slot + 1: 7 + slot for slot in range(10)})
        scene.concentrator.tables[4][200] = 1
        scene.light(80)
        await asyncio.sleep(3700)
        banks = [sample for sample in scene.samples if isinstance(sample, BankSamples)]
        assert 4 <= len(banks) <= 5
        first, *_, last = banks[-1].rows
        assert first == LampRow("l-01", Level(80), 80.0, 7, 1, Level(80), Level(80))
        assert (last.lamp, last.energy_wh, last.status) == ("l-10", 16, 0)
        assert scene.field.board.lamp("l-01").status == {"lamp-failed"}

    play(test)


@pytest.mark.parametrize("rate", [1.0, 60.0])
def test_the_board_says_how_often_lamps_are_really_polled(rate: float) -> None:
    async def test(scene: Scene) -> None:
        scene.light(80)
        await asyncio.sleep(1200 / rate + 30)
        period = scene.field.board.device("dcu").period_s
        assert period == pytest.approx(60, rel=0.05)

    play(test, rate=rate)


def test_a_clock_faster_than_the_line_polls_as_fast_as_the_line_can() -> None:
    async def test(scene: Scene) -> None:
        scene.bench.delay_s = 0.05
        scene.light(80)
        await asyncio.sleep(60)
        period = scene.field.board.device("dcu").period_s
        assert period is not None
        assert period > 150
        assert scene.events == []

    play(test, rate=1000.0)
