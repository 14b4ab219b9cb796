"""A cabinet's own plan on the wire, byte by byte: written, proven, sent again, never for what is locked."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from struct import pack

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.fallback import Fallback
from lightctl.core.plant import Line, LineKind
from lightctl.core.stored_plan import PlanRow, StoredPlan
from lightctl.field import FieldEvent, PlanState
from lightctl.links import MemoryNetwork
from lightctl.wire.driver import Driver, Encoding, Kind, Point, Table
from tests.field.bench import Bench, crc
from tests.field.street import (
    CABINET,
    RW,
    START,
    U16,
    U32,
    CabinetUnit,
    ConcentratorUnit,
    Scene,
    beside,
    field_of,
    lamps_of_concentrator,
    site_of,
)

ROOM = 60
ENABLED, LENGTH, ROWS, BEAT = 204, 200, 300, 210
PLANNED = replace(
    CABINET,
    points=(
        *CABINET.points,
        Point("beat", Table.HOLDING, BEAT, U16, RW, Kind.HEARTBEAT, low=0, high=65535, every="never"),
        Point("length", Table.HOLDING, LENGTH, U16, RW, Kind.PLAN_LENGTH, low=0, high=ROOM, every="never"),
        Point("stamp", Table.HOLDING, 202, U32, RW, Kind.PLAN_STAMP, low=0, high=2**32 - 1, every="never"),
        Point("enabled", Table.HOLDING, ENABLED, U16, RW, Kind.PLAN_ENABLED, low=0, high=7, every="never"),
        Point("after", Table.HOLDING, 205, U16, RW, Kind.PLAN_AFTER, unit="s", low=0, high=65535,
              every="never"),
        Point("fb_on", Table.HOLDING, 206, U16, RW, Kind.FALLBACK_ON, low=0, high=1439, every="never"),
        Point("fb_off", Table.HOLDING, 207, U16, RW, Kind.FALLBACK_OFF, low=0, high=1439, every="never"),
        Point("instant", Table.HOLDING, ROWS, U32, RW, Kind.PLAN_INSTANT, low=0, high=2**32 - 1, count=ROOM,
              stride=3, every="never"),
        Point("outputs", Table.HOLDING, ROWS + 2, U16, RW, Kind.PLAN_OUTPUTS, low=0, high=7, count=ROOM,
              stride=3, every="never"),
        Point("checksum", Table.INPUT, 40, U16, kind=Kind.PLAN_CHECKSUM, every="never"),
        Point("running", Table.DISCRETE, 9, Encoding.BOOL, kind=Kind.PLAN_RUNNING),
        Point("wanted", Table.DISCRETE, 10, Encoding.BOOL, kind=Kind.PLAN_WANTED),
    ),
)  # fmt: skip
MASKLESS = replace(PLANNED, points=tuple(p for p in PLANNED.points if p.kind is not Kind.PLAN_ENABLED))


class PlanUnit(CabinetUnit):
    """A cabinet with a memory for a plan; its checksum is worked out by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.tables[3][ENABLED] = 7
        self.forgetful: set[int] = set()
        follow = self.on_write

        def write(table: int, address: int, value: int) -> None:
            follow(table, address, value)
            if table == 3 and address in self.forgetful:
                self.tables[3][address] = 0
            self.tables[4][40] = crc(self.rows())

        self.on_write = write
        self.shown: Callable[[float], float] = lambda passed: passed

    def clock_s(self) -> int:
        return int(START.timestamp() + self.shown(asyncio.get_running_loop().time()))

    def set_at(self) -> float:
        """When its clock was set last."""
        return max((at for at, table, address, _ in self.writes if (table, address) == (3, 30)), default=0.0)

    def rows(self) -> bytes:
        words = [self.tables[3].get(ROWS + i, 0) for i in range(3 * self.tables[3].get(LENGTH, 0))]
        return pack(f">{len(words)}H", *words)

    def written(self, *addresses: int) -> list[int]:
        return [value for _, table, address, value in self.writes if table == 3 and address in addresses]


def plan(nights: int = 14, stamp: int = 0xABCD1234) -> StoredPlan:
    day = timedelta(days=1)
    edges = [row for n in range(nights) for row in (PlanRow(START + n * day, 7),
             PlanRow(START + n * day + day / 2, 0))]  # fmt: skip
    rows = (PlanRow(START - day / 4, 0), *edges, PlanRow(START + nights * day, 0))
    return StoredPlan(rows, nights, nights, Fallback(600, 1390), stamp)


def play(test: Callable[[Scene, PlanUnit], Awaitable[None]], driver: Driver = PLANNED) -> None:
    run_in_virtual_time(_play(test, driver))


async def _play(test: Callable[[Scene, PlanUnit], Awaitable[None]], driver: Driver) -> None:
    site = site_of(tuple(lamps_of_concentrator()), (Line("tcp", LineKind.TCP),), (driver,))
    site = replace(site, settings=replace(site.settings, cabinet_spread=timedelta(0)))
    unit = PlanUnit()
    concentrator = ConcentratorUnit(unit, [(slot % 2) for slot in range(10)])
    bench, network = Bench({1: unit, 2: concentrator}), MemoryNetwork()
    network.listen("tcp", bench)
    events: list[FieldEvent] = []
    scene = Scene(site, network, bench, unit, concentrator, field_of(site, network, 1.0, events, []), events)
    await beside(scene.field, test(scene, unit))


def state(scene: Scene) -> PlanState:
    return scene.field.board.cabinet("cab").plan.state


def plan_events(scene: Scene) -> list[str]:
    return [event.kind for event in scene.events if event.kind.startswith("plan-")]


def test_the_plan_is_written_proven_and_shown() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        await asyncio.sleep(5)
        assert state(scene) is PlanState.NONE
        assert scene.field.plan_room("cab") == ROOM
        scene.field.store_plan("cab", plan())
        await asyncio.sleep(5)
        report = scene.field.board.cabinet("cab").plan
        assert (report.state, report.nights, report.until) == (PlanState.STORED, 14, plan().until)
        expected = b"".join(pack(">IH", int(r.at.timestamp()), r.outputs) for r in plan().rows)
        assert unit.rows() == expected
        assert unit.written(LENGTH) == [0, 30], "no rows count while they are written, all of them at the end"
        assert unit.written(205, 206, 207) == [900, 600, 1390]
        assert plan_events(scene) == []
        writes = len(unit.writes)
        scene.field.store_plan("cab", plan())
        await asyncio.sleep(4000)
        assert [row[2] for row in unit.writes[writes:] if row[2] not in {BEAT, 30, 31}] == []

    play(test)


def test_a_plan_that_another_has_changed_is_said_once_and_sent_again() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        scene.field.store_plan("cab", plan())
        await asyncio.sleep(10)
        unit.tables[3][ROWS + 5] = 0
        unit.tables[4][40] = crc(unit.rows())
        await asyncio.sleep(3700)
        assert plan_events(scene) == ["plan-differs", "plan-agrees"]
        assert state(scene) is PlanState.STORED
        assert unit.tables[3][ROWS + 5] == 7

    play(test)


def test_a_device_that_asks_is_sent_its_plan_again() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        scene.field.store_plan("cab", plan())
        await asyncio.sleep(700)
        sent = len(unit.written(LENGTH))
        unit.tables[2][10] = 1
        await asyncio.sleep(70)
        unit.tables[2][10] = 0
        assert len(unit.written(LENGTH)) == sent + 2
        await asyncio.sleep(70)
        assert plan_events(scene) == []

    play(test)


def test_a_memory_that_does_not_keep_it_is_not_worn_out() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        unit.forgetful = {ROWS + 5}
        scene.field.store_plan("cab", plan())
        await asyncio.sleep(30)
        assert state(scene) is PlanState.DIFFERS
        await asyncio.sleep(86_400)
        assert plan_events(scene) == ["plan-differs"]
        assert len(unit.written(LENGTH)) <= 2 * 9
        unit.forgetful.clear()
        await asyncio.sleep(22_000)
        assert plan_events(scene) == ["plan-differs", "plan-agrees"]

    play(test)


def test_a_locked_out_circuit_leaves_the_mask_before_its_contactor_opens() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        scene.field.store_plan("cab", plan())
        scene.field.wish_circuit("c-2", True, "night")
        await asyncio.sleep(20)
        assert unit.tables[2][1] == 1
        scene.field.forbid_circuit("c-2", "lockout")
        await asyncio.sleep(1)
        masked = next(at for at, table, address, value in unit.writes if (table, address) == (3, ENABLED))
        opened = next(at for at, output, value in unit.coils if (output, value) == (1, 0))
        assert masked < opened
        assert unit.tables[3][ENABLED] == 0b101
        await asyncio.sleep(2)
        assert scene.field.board.plan_disabled("c-2") is True
        unit.tables[3][ENABLED] = 0b111  # somebody's hand
        await asyncio.sleep(70)
        assert unit.tables[3][ENABLED] == 0b101
        scene.field.allow_circuit("c-2")
        await asyncio.sleep(2)
        assert unit.tables[3][ENABLED] == 0b111

    play(test)


@pytest.mark.parametrize("held", [0b111, 0, 0b1000])
def test_a_mask_that_is_not_kept_is_written_again_ever_more_rarely(held: int) -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        follow = unit.on_write

        def forget(table: int, address: int, value: int) -> None:
            follow(table, address, value)
            unit.tables[3][ENABLED] = held

        unit.on_write = forget
        await asyncio.sleep(5)
        asked = len(unit.requests)
        scene.field.forbid_circuit("c-2", "lockout")
        await asyncio.sleep(60)
        assert 2 <= len(unit.written(ENABLED)) <= 6
        assert len(unit.requests) - asked < 120
        await asyncio.sleep(6 * 3600)
        assert len(unit.written(ENABLED)) < 60
        assert unit.tables[2].get(1, 0) == 0
        unit.on_write = follow
        await asyncio.sleep(700)
        assert unit.tables[3][ENABLED] == 0b101

    play(test)


def test_another_lockout_does_not_wait_for_a_mask_that_is_not_kept() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        unit.forgetful = {ENABLED}
        scene.field.forbid_circuit("c-2", "lockout")
        await asyncio.sleep(3600)
        scene.field.forbid_circuit("c-1", "lockout")
        await asyncio.sleep(0.5)
        assert unit.written(ENABLED)[-1] == 0b100

    play(test)


@pytest.mark.parametrize("why", ["breaker", "local"])
def test_what_a_hand_in_the_cabinet_ends_stays_in_the_plan(why: str) -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        await asyncio.sleep(5)
        scene.field.forbid_circuit("c-2", why)
        await asyncio.sleep(100)
        assert unit.tables[3][ENABLED] == 0b111

    play(test)


def test_a_lockout_from_before_the_start_is_in_the_mask_at_once() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        scene.field.forbid_circuit("c-1", "lockout")
        await asyncio.sleep(0.2)
        assert unit.tables[3][ENABLED] == 0b110

    play(test)


def test_a_mask_that_cannot_be_written_does_not_keep_the_contactor_closed() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        scene.field.wish_circuit("c-2", True, "night")
        await asyncio.sleep(20)
        answer = unit.answer

        def deaf(pdu: bytes) -> bytes | None:
            return None if pdu[:3] == bytes((6, 0, ENABLED)) else answer(pdu)

        unit.answer = deaf  # type: ignore[method-assign]
        scene.field.forbid_circuit("c-2", "lockout")
        await asyncio.sleep(12)
        assert unit.tables[2][1] == 0
        assert scene.field.board.plan_disabled("c-2") is None

    play(test)


def test_where_nothing_can_be_disabled_it_is_said() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        scene.field.forbid_circuit("c-2", "lockout")
        await asyncio.sleep(5)
        assert scene.field.board.plan_disabled("c-2") is False
        assert scene.field.board.cabinet("cab").plan.can_be_disabled is False

    play(test, MASKLESS)


def test_a_device_without_room_is_unable_and_is_left_alone() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        scene.field.store_plan("cab", plan())
        await asyncio.sleep(100)
        assert state(scene) is PlanState.UNABLE
        assert scene.field.plan_room("cab") == 0
        assert unit.written(LENGTH) == []

    play(test, CABINET)


def test_a_cabinet_that_rules_itself_hears_from_us_at_once() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        await asyncio.sleep(130)
        beats = len(unit.written(BEAT))
        unit.tables[2][9] = 1
        await asyncio.sleep(61)
        assert scene.field.board.cabinet("cab").plan.running is True
        assert len(unit.written(BEAT)) > beats

    play(test)


def rows(events: Sequence[FieldEvent]) -> list[tuple[str, str]]:
    return [(event.kind, event.text) for event in events if event.kind.startswith("clock-")]


def test_a_clock_that_cannot_be_set_is_wrong_and_right_when_it_can() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        unit.shown = lambda passed: passed + 120
        await asyncio.sleep(300)
        assert rows(scene.events) == [("clock-wrong", "still +120 s off after it was set")]
        await asyncio.sleep(3600)
        assert len(rows(scene.events)) == 1
        unit.shown = lambda passed: passed
        await asyncio.sleep(120)
        assert [kind for kind, _ in rows(scene.events)] == ["clock-wrong", "clock-right"]

    play(test)


def test_a_clock_that_drifts_too_fast_is_told() -> None:
    async def test(scene: Scene, unit: PlanUnit) -> None:
        unit.shown = lambda passed: passed * (1 + 10 / 86_400)
        await asyncio.sleep(8 * 3600)
        assert rows(scene.events) == []
        unit.shown = lambda passed: passed + (passed - unit.set_at()) * 60 / 86_400
        await asyncio.sleep(6 * 3600)
        ((kind, text),) = rows(scene.events)
        assert kind == "clock-wrong"
        assert text.endswith(" h")
        assert abs(int(text.split()[0])) >= 5

    play(test)
