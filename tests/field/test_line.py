"""A line's owner: urgent things first, dead units backed off, connections opened again, events said once."""

import asyncio
from itertools import pairwise

import pytest

from lightctl.core.units import Level
from tests.field.street import Scene, play


def test_the_field_starts_without_any_device_and_takes_up_work_when_they_come() -> None:
    async def test(scene: Scene) -> None:
        scene.network.refuse("tcp")
        scene.light(80)
        await asyncio.sleep(120)
        assert scene.states() == {"silent"}
        assert sorted(scene.told("silent")) == ["cab", "dcu"]
        scene.network.accept("tcp")
        await asyncio.sleep(40)
        assert scene.states() == {"verified"}
        assert sorted(scene.told("back")) == ["cab", "dcu"]

    play(test)


def test_reconnection_backs_off_but_never_longer_than_ten_seconds() -> None:
    async def test(scene: Scene) -> None:
        tries: list[float] = []
        opened = scene.network.open

        async def counted(line: object, listener: object) -> object:
            tries.append(asyncio.get_running_loop().time())
            return await opened(line, listener)  # type: ignore[arg-type]

        await asyncio.sleep(10)
        scene.network.open = counted  # type: ignore[method-assign,assignment]
        scene.network.refuse("tcp")
        scene.network.drop("tcp", "cable cut")
        await asyncio.sleep(300)
        gaps = [later - sooner for sooner, later in pairwise(tries)]
        assert max(gaps) <= 10.1
        assert len(tries) < 40
        scene.network.accept("tcp")
        await asyncio.sleep(11)
        assert scene.field.board.cabinet("cab").answering

    play(test)


def test_a_peer_that_hangs_up_on_every_request_is_not_dialled_in_a_frenzy() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(10)
        scene.bench.mangle = lambda _: scene.network.drop("tcp", "hung up")
        before = scene.bench.connections
        await asyncio.sleep(120)
        assert scene.bench.connections - before < 30
        assert sorted(scene.told("silent")) == ["cab", "dcu"]

    play(test)


def test_one_dead_unit_of_two_leaves_the_other_at_its_pace() -> None:
    async def test(scene: Scene) -> None:
        scene.light(80)
        await asyncio.sleep(120)
        scene.cabinet.silent = True
        await asyncio.sleep(900)
        assert scene.told("silent") == ["cab"]
        period = scene.field.board.device("dcu").period_s
        assert period == pytest.approx(60, abs=3)
        scene.field.wish_lamp("l-01", Level(55), "test")
        await asyncio.sleep(6)
        assert scene.field.board.lamp("l-01").measured == Level(55)
        scene.cabinet.silent = False
        await asyncio.sleep(75)
        assert scene.told("back") == ["cab"]

    play(test)


def test_a_command_waits_for_one_poll_at_most() -> None:
    async def test(scene: Scene) -> None:
        scene.light(80)
        await asyncio.sleep(120)
        scene.bench.delay_s = 0.3
        loop = asyncio.get_running_loop()
        asked: list[float] = []
        answer = scene.concentrator.answer

        def wish_while_polled(pdu: bytes) -> bytes | None:
            # A round of polls has just begun.
            if not asked and pdu.startswith(b"\x04\x00\x64"):
                asked.append(loop.time())
                scene.field.wish_lamp("l-01", Level(55), "test")
            return answer(pdu)

        scene.concentrator.answer = wish_while_polled  # type: ignore[method-assign]
        await asyncio.sleep(100)
        at, *_ = next(write for write in scene.concentrator.writes if write[2:] == (10, 55))
        assert at - asked[0] <= 0.31

    play(test)


def test_a_wish_replaced_before_it_was_sent_is_never_sent() -> None:
    async def test(scene: Scene) -> None:
        scene.light(80)
        await asyncio.sleep(120)
        for level in (70, 60, 50):
            scene.field.wish_lamp("l-01", Level(level), "test")
        await asyncio.sleep(10)
        values = [
            value for _, table, address, value in scene.concentrator.writes if (table, address) == (3, 10)
        ]
        assert 50 in values
        assert not {70, 60} & set(values)

    play(test)


def test_a_refused_request_keeps_the_device_alive() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(5)
        scene.bench.mangle = lambda frame: frame[:4] + b"\x00\x03" + frame[6:7] + bytes((frame[7] | 0x80, 2))
        await asyncio.sleep(200)
        assert scene.events == []
        scene.bench.mangle = lambda frame: frame
        await asyncio.sleep(400)
        assert scene.field.board.cabinet("cab").answering

    play(test)


def test_a_wish_for_what_does_not_exist_or_is_no_level_is_refused() -> None:
    async def test(scene: Scene) -> None:
        with pytest.raises(KeyError):
            scene.field.wish_lamp("nobody", Level(50), "test")
        with pytest.raises(ValueError, match="101"):
            scene.field.wish_lamp("l-01", Level(101), "test")

    play(test)
