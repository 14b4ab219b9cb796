"""Lamp nodes behind a broker: what is sent, taken and verified, and what is never believed or replayed."""

import json
from datetime import datetime, timedelta

from tests.field.nodes import NodeScene, after, earlier, play_nodes


def test_a_wish_is_sent_taken_and_verified_by_the_nodes_own_word() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        assert scene.states() == ["verified"] * 4
        report = scene.field.board.lamp("l-0")
        known: list[float | None] = [report.desired, report.accepted, report.measured, report.power_w]
        assert known == [70, 70, 70, 40]
        _, command = scene.nodes[0].heard[-1]
        issued, expires = (datetime.fromisoformat(command[word]) for word in ("issued_at", "expires_at"))
        assert (expires - issued).total_seconds() == 60
        ids = [command["id"] for node in scene.nodes for _, command in node.heard]
        assert len(set(ids)) == len(ids)

    play_nodes(test)


def test_three_states_one_after_the_other() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        node = scene.nodes[1]
        node.mute = True
        scene.field.wish_lamp("l-1", 40, "test")  # type: ignore[arg-type]
        await after(1)
        assert scene.states()[1] == "sent"
        node.mute = False
        node.say(dim=70)  # it names the command and has not followed yet
        await after(1)
        assert scene.states()[1] == "accepted"
        node.say()
        await after(1)
        assert scene.states()[1] == "verified"

    play_nodes(test)


def test_a_node_that_does_not_follow_is_told_again_with_a_new_command_and_then_said_to_differ() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        stubborn = scene.nodes[2]
        stubborn.deaf = True
        scene.field.wish_lamp("l-2", 40, "test")  # type: ignore[arg-type]
        for _ in range(5):
            await after(12)
            stubborn.say()
        assert scene.told("differs") == ["l-2"]
        assert scene.states() == ["verified", "verified", "differs", "verified"]

    play_nodes(test)


def test_what_is_no_report_is_no_data() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        clock, before = scene.clock, scene.field.board.lamp("l-0")
        at = clock.now().isoformat()
        for body in (
            b"<html>502 Bad Gateway</html>", b"null", b"[]", b"", b"\xff\xfe", b'{"at": 1}', b"[" * 3000,
            json.dumps({"at": at, "dim": "30"}).encode(), json.dumps({"at": at, "dim": True}).encode(),
            f'{{"at": "{at}", "dim": NaN}}'.encode(), f'{{"at": "{at}", "dim": 1e999}}'.encode(),
            json.dumps({"at": at, "dim": 101}).encode(), json.dumps({"at": at, "dim": -1}).encode(),
            json.dumps({"at": at, "dim": 30, "cmd": "x"}).encode(),
            json.dumps({"at": earlier(clock, 400), "dim": 30}).encode(),
            json.dumps({"at": earlier(clock, -120), "dim": 30}).encode(),
            json.dumps({"at": at, "dim": 30, "fill": "x" * 5000}).encode(),
            f'{{"at": "{at}", "dim": 30, "dim": 30}}'.encode(),
        ):  # fmt: skip
            scene.broker.publish("t/n-0/is", body)
            await after(1)
            assert scene.field.board.lamp("l-0") == before, body[:60]

    play_nodes(test)


def test_an_older_report_never_follows_a_newer_one() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        for late in (5.0, 60.0, 200.0):
            scene.nodes[0].say(at=earlier(scene.clock, late + 20), dim=10)
            scene.nodes[0].say(at=earlier(scene.clock, late + 20), dim=10)
        await after(1)
        assert scene.states() == ["verified"] * 4

    play_nodes(test)


def test_a_report_from_a_time_that_the_city_took_back_holds_up_no_later_one() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        scene.clock._start -= timedelta(days=1)
        for _ in range(8):
            await after(120)
            for node in scene.nodes:
                node.say()
        assert scene.states() == ["verified"] * 4
        assert scene.told("silent") == []

    play_nodes(test)


def test_a_report_made_before_the_command_says_nothing_of_it() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        node = scene.nodes[0]
        node.deaf = True
        made = scene.clock.now().isoformat()
        await after(1)
        scene.field.wish_lamp("l-0", 30, "test")  # type: ignore[arg-type]
        await after(2)
        node.say(at=made, dim=30)
        await after(1)
        assert scene.states()[0] == "sent"

    play_nodes(test)


def test_a_retained_report_counts_with_its_own_time_only() -> None:
    async def test(scene: NodeScene) -> None:
        scene.network.refuse("mqtt")
        for circuit in ("c-1", "c-2"):
            scene.field.wish_circuit(circuit, True, "test")
        await after(600)
        made = [earlier(scene.clock, age) for age in (10.0, 250.0, 400.0, 90_000.0)]
        for node, at in zip(scene.nodes, made, strict=True):
            node.say(retain=True, at=at, dim=55)
        scene.network.accept("mqtt")
        await after(15)
        reports = [scene.field.board.lamp(f"l-{n}") for n in range(4)]
        measured: list[float | None] = [report.measured for report in reports]
        assert measured == [55, 55, None, None]
        assert reports[1].at == datetime.fromisoformat(made[1])
        assert scene.states()[0] == "silent", "what waited at the broker proves no life"

    play_nodes(test)


def test_a_silent_node_is_noticed_by_its_own_promise_and_comes_back() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        scene.nodes[0].mute = True
        for _ in range(8):
            await after(120)
            for node in scene.nodes[1:]:
                node.say()
        assert scene.told("silent") == ["l-0"]
        assert scene.states()[0] == "silent"
        assert scene.field.board.lamp("l-0").measured is None
        scene.nodes[0].mute = False
        scene.nodes[0].say()
        await after(1)
        assert scene.told("back") == ["l-0"]
        assert scene.states()[0] == "verified"

    play_nodes(test)


def test_a_node_without_power_is_excused() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        scene.field.wish_circuit("c-1", False, "test")
        scene.field.wish_circuit("c-3", False, "test")
        for _ in range(8):
            await after(120)
            for node in scene.nodes[1::2]:
                node.say()
        assert scene.states() == ["unpowered", "verified", "unpowered", "verified"]
        assert not scene.told("silent")
        sent = len(scene.nodes[0].heard)
        await after(1000)
        assert len(scene.nodes[0].heard) == sent

    play_nodes(test)


def test_no_start_waits_for_the_broker_and_a_lost_one_is_taken_up_again() -> None:
    async def test(scene: NodeScene) -> None:
        scene.network.refuse("mqtt")
        scene.wish(70)
        await after(30)
        assert scene.cabinet.coils, "the cabinet is switched without the broker"
        assert sorted(scene.told("silent")) == ["l-0", "l-1", "l-2", "l-3"]
        scene.network.accept("mqtt")
        await after(30)
        assert scene.states() == ["verified"] * 4
        assert sorted(scene.told("back")) == ["l-0", "l-1", "l-2", "l-3"]

    play_nodes(test)


def test_after_a_lost_session_only_the_latest_wish_is_sent_with_a_new_command() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        scene.network.refuse("mqtt")
        scene.network.drop("mqtt")
        scene.wish(50)
        await after(1)
        scene.wish(30)
        await after(40)
        before = [len(node.heard) for node in scene.nodes]
        scene.network.accept("mqtt")
        await after(30)
        for node, known in zip(scene.nodes, before, strict=True):
            assert [command["level"] for _, command in node.heard[known:]] == [30]
        assert scene.states() == ["verified"] * 4

    play_nodes(test)


def test_a_frozen_broker_is_noticed_and_what_it_held_back_changes_nothing() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        scene.broker.freeze()
        scene.wish(50)
        await after(60)
        assert scene.states() == ["silent"] * 4
        scene.wish(20)
        await after(200)
        obeyed = [len(node.obeyed) for node in scene.nodes]
        scene.broker.thaw()
        await after(30)
        assert scene.states() == ["verified"] * 4
        for node, known in zip(scene.nodes, obeyed, strict=True):
            assert set(node.obeyed[known:]) == {20}, "a command of before the freeze was obeyed"
            assert node.dim == 20

    play_nodes(test)


def test_a_broker_that_takes_everything_and_hands_on_nothing_is_noticed() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        for client in scene.broker.clients:
            client._patterns.clear()
        await after(30)
        for node in scene.nodes:
            scene.broker.join(node.hear).hear(f"t/{node.name}/do")
        scene.wish(40)
        await after(30)
        assert scene.states() == ["verified"] * 4

    play_nodes(test)


def test_a_beat_every_ten_seconds_and_no_other_word_while_nothing_happens() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(100)
        for node in scene.nodes:
            node.say()
        before = scene.broker.published
        await after(100)
        assert scene.broker.published - before == 10

    play_nodes(test)


def test_samples_come_at_the_energy_rate_with_the_reports_own_time() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        for _ in range(40):
            await after(100)
            for number, node in enumerate(scene.nodes):
                node.say(wh=1000 + number)
        rows = [sample for sample in scene.samples if getattr(sample, "source", "") == "l-1"]
        assert 4 <= len(rows) <= 6
        assert rows[-1].rows[0].energy_wh == 1001  # type: ignore[union-attr]

    play_nodes(test)


def test_a_field_that_ends_in_the_instant_its_broker_does_ends_all_the_same() -> None:
    async def test(scene: NodeScene) -> None:
        scene.wish(70)
        await after(60)
        scene.network.drop("mqtt")  # the field is cancelled in the same turn of the loop

    play_nodes(test)
