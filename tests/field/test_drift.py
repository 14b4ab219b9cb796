"""Written by someone else: said once with old and new, put right within limits, never against protection."""

import asyncio
from datetime import timedelta

from lightctl.core.units import Level
from lightctl.field.drift import AT_ONCE, QUIET_S, RARELY_S, DriftBook, Patience
from lightctl.field.reports import LampState
from tests.field.street import CIRCUITS, NO_DATA, START, Scene, play


def foreign(scene: Scene, slots: range | list[int], level: int) -> None:
    """Another master writes these levels."""
    for slot in slots:
        scene.concentrator.told[slot] = level
    scene.concentrator.act()


def kinds(scene: Scene, *things: str) -> list[tuple[str, str]]:
    mine = {"foreign-write", "foreign-held", "foreign-quiet", "restarted", "steady"}
    return [(e.kind, e.thing) for e in scene.events if e.kind in mine and (not things or e.thing in things)]


def commands(scene: Scene) -> list[tuple[float, int]]:
    return [(at, value) for at, table, _, value in scene.concentrator.writes if table == 3]


def test_a_lamp_written_by_someone_else_is_said_with_old_and_new_and_put_right_at_once() -> None:
    async def test(scene: Scene) -> None:
        scene.light(50)
        await asyncio.sleep(90)
        foreign(scene, [4], 20)
        await asyncio.sleep(75)
        assert scene.field.board.lamp("l-05").measured == Level(50)
        assert kinds(scene) == [("foreign-write", "l-05")]
        (text,) = (event.text for event in scene.events if event.kind == "foreign-write")
        assert "was 50 %" in text
        assert "reads 20 %" in text
        (drift,) = scene.field.board.drifts()
        assert (drift.thing, drift.count, drift.held) == ("l-05", 1, False)
        await asyncio.sleep(QUIET_S + 120)
        assert kinds(scene) == [("foreign-write", "l-05"), ("foreign-quiet", "l-05")]
        assert scene.field.board.drifts() == ()

    play(test)


def test_a_fight_is_fought_three_times_and_then_only_every_quarter_of_an_hour() -> None:
    async def test(scene: Scene) -> None:
        scene.light(50)
        await asyncio.sleep(90)
        begun = len(commands(scene))
        started = asyncio.get_running_loop().time()
        while asyncio.get_running_loop().time() < started + 3000:
            foreign(scene, [4], 20)
            await asyncio.sleep(75)
        again = [at for at, _ in commands(scene)[begun:]]
        assert AT_ONCE + 1 <= len(again) <= AT_ONCE + 1 + 3000 / RARELY_S
        late = again[AT_ONCE:]
        assert all(b - a >= RARELY_S - 1 for a, b in zip(again[AT_ONCE - 1 :], late, strict=False))
        assert kinds(scene) == [("foreign-write", "l-05"), ("foreign-held", "l-05")]
        assert scene.field.board.lamp("l-05").state is LampState.DIFFERS
        scene.field.wish_lamp("l-05", Level(80), "a new wish is no fight")
        await asyncio.sleep(5)
        assert commands(scene)[-1][1] == 80

    play(test)


def test_a_broadcast_of_another_master_is_one_event_of_the_device() -> None:
    async def test(scene: Scene) -> None:
        scene.light(50)
        await asyncio.sleep(90)
        foreign(scene, range(10), 15)
        await asyncio.sleep(75)
        assert scene.states() == {"verified"}
        assert kinds(scene) == [("foreign-write", "dcu")]

    play(test)


def test_a_lamp_that_restarts_shows_full_once_and_is_no_other_hand_until_it_does_so_again() -> None:
    async def test(scene: Scene) -> None:
        scene.light(50)
        await asyncio.sleep(90)
        foreign(scene, [4], 100)
        await asyncio.sleep(75)
        assert kinds(scene) == [("restarted", "l-05")]
        foreign(scene, [4], 100)
        await asyncio.sleep(75)
        assert kinds(scene) == [("restarted", "l-05"), ("foreign-write", "l-05")]

    play(test)


def test_a_power_cut_and_the_boot_after_it_are_no_drift() -> None:
    async def test(scene: Scene) -> None:
        scene.light(50)
        await asyncio.sleep(90)
        for closed in (False, True):
            for circuit in CIRCUITS:
                scene.field.wish_circuit(circuit, closed, "test")
            await asyncio.sleep(150)
            foreign(scene, range(10), 100)
        assert NO_DATA not in {scene.concentrator.tables[4][100 + slot] for slot in range(10)}
        await asyncio.sleep(3)
        assert kinds(scene) == []

    play(test)


def test_an_older_command_of_ours_that_comes_late_is_no_drift() -> None:
    async def test(scene: Scene) -> None:
        scene.light(50)
        await asyncio.sleep(90)
        scene.light(80)
        await asyncio.sleep(30)
        foreign(scene, [4], 50)  # what was asked a while ago
        await asyncio.sleep(75)
        assert scene.field.board.lamp("l-05").measured == Level(80)
        assert kinds(scene) == []

    play(test)


def test_a_contactor_written_by_someone_else_is_said_and_put_right() -> None:
    async def test(scene: Scene) -> None:
        scene.field.wish_circuit("c-1", True, "evening")
        scene.field.wish_circuit("c-2", True, "evening")
        scene.field.wish_circuit("c-3", False, "not needed")
        await asyncio.sleep(90)
        scene.cabinet.put(2, 1)
        await asyncio.sleep(70)
        report = scene.field.board.circuit("c-3")
        assert (report.desired, report.accepted, report.closed) == (False, False, False)
        assert kinds(scene) == [("foreign-write", "c-3")]
        assert "was open, reads closed" in scene.events[-1].text

    play(test)


def test_local_mode_and_faults_are_not_fought_and_no_drift() -> None:
    async def test(scene: Scene) -> None:
        scene.light(50)
        await asyncio.sleep(90)
        written = len(scene.cabinet.coils)
        scene.cabinet.tables[2][8] = 1  # local
        scene.cabinet.put(0, 0)
        await asyncio.sleep(400)
        assert len(scene.cabinet.coils) == written
        assert kinds(scene) == []

    play(test)


def test_a_locked_out_circuit_closed_by_someone_else_is_opened_at_once_however_often() -> None:
    async def test(scene: Scene) -> None:
        scene.field.forbid_circuit("c-1", "crew on site")
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(90)
        for _ in range(8):
            scene.cabinet.put(0, 1)
            await asyncio.sleep(70)
            assert scene.field.board.circuit("c-1").closed is False
        assert all(value == 0 for _, _, value in scene.cabinet.coils)
        assert ("foreign-write", "c-1") in kinds(scene)

    play(test)


def test_all_contactors_that_fall_open_are_a_mains_cut_and_close_at_the_cabinets_own_moment() -> None:
    async def test(scene: Scene) -> None:
        scene.light(50)
        await asyncio.sleep(90)
        before = len(scene.cabinet.coils)
        for output in range(3):
            scene.cabinet.put(output, 0)
        await asyncio.sleep(120)
        assert kinds(scene) == [("restarted", "cab")]
        assert [value for _, _, value in scene.cabinet.coils[before:]] == [1, 1, 1]

    play(test, spread_s=20.0)


def test_an_ordinary_opening_waits_out_the_contactors_rest_and_light_does_not() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(10)
        scene.field.wish_circuit("c-1", True, "on")
        await asyncio.sleep(5)
        scene.field.wish_circuit("c-1", False, "off")
        await asyncio.sleep(50)
        assert [value for _, _, value in scene.cabinet.coils] == [1]
        await asyncio.sleep(20)
        scene.field.wish_circuit("c-1", True, "on again")
        await asyncio.sleep(5)
        (on, *_), (off, *_), (again, *_) = scene.cabinet.coils
        assert off - on >= 60
        assert again - off < 20
        scene.field.forbid_circuit("c-1", "crew on site")
        await asyncio.sleep(2)
        assert scene.cabinet.coils[-1][2] == 0

    play(test)


def test_the_steps_of_the_latest_command_are_told_in_order() -> None:
    async def test(scene: Scene) -> None:
        scene.light(100)
        await asyncio.sleep(90)
        scene.light(50)
        await asyncio.sleep(30)
        steps = scene.field.board.lamp("l-01").command
        assert steps.sent is not None
        assert steps.accepted is not None
        assert steps.in_effect is not None
        assert steps.verified is not None
        assert steps.sent <= steps.accepted <= steps.in_effect <= steps.verified
        assert 1.5 <= (steps.in_effect - steps.accepted).total_seconds() <= 10
        scene.concentrator.deaf.add(0)
        scene.light(70)
        await asyncio.sleep(30)
        steps = scene.field.board.lamp("l-01").command
        assert steps.accepted is not None
        assert (steps.in_effect, steps.verified) == (None, None)

    play(test)


def test_patience_comes_back_after_an_hour() -> None:
    patience = Patience()
    spent = [patience.spend(100.0 * n, 100.0 * n) for n in range(5)]
    assert spent == [False, False, False, True, True]
    assert patience.until == 400.0 + RARELY_S
    assert not patience.spend(10_000.0, 10_000.0)


def test_the_book_says_each_turn_once() -> None:
    said: list[tuple[str, str]] = []
    time = [0.0]
    book = DriftBook(
        lambda kind, thing, _: said.append((kind, thing)),
        lambda: time[0],
        lambda: START + timedelta(seconds=time[0]),
    )
    for _ in range(6):
        book.changed("l-1", "was 50 %, reads 20 %")
        book.held("l-1", held=False)
    book.held("l-1", held=True)
    book.held("l-1", held=True)
    time[0] += QUIET_S
    book.settle()
    book.settle()
    assert said == [("foreign-write", "l-1"), ("foreign-held", "l-1"), ("foreign-quiet", "l-1")]
