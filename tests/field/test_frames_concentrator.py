"""A framed concentrator in virtual time: groups while they are right, its clock, its lamps, its events."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from dataclasses import field as made_by
from datetime import date
from pathlib import Path

import pytest

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Fitted, Lamp
from lightctl.core.units import Level
from lightctl.errors import Refused
from lightctl.field import BankSamples, Field, FieldEvent, LampState, MeterSample
from lightctl.field.frames_concentrator import FramesConcentrator
from lightctl.field.frames_groups import GroupBook
from lightctl.links import Link, MemoryNetwork
from lightctl.simulation import City, serve_memory
from lightctl.simulation.frames_line import FramesLine
from lightctl.site.library import shipped_root
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from lightctl.wire.dcu_frames import Frame, Op, Refusal
from tests.field.street import beside
from tests.nights.framed_street import framed_street
from tests.nights.one_street import local
from tests.nights.town import PLAIN

CROSSING = ("h-1", "h-2", "h-3")
REST = ("h-4", "h-5", "h-6", "h-7", "h-8")
COMMANDS = {Op.SET_ALL, Op.SET_GROUP, Op.SET_LEVELS}
LIMITS = "limits: {timeout: 500ms, gap: 2ms}"
GROUP_ROW = "groups:\n  - {id: hang-crossing, street: hang}\ncabinets:"
LAMP_ROW = '  - {range: "h-1..h-8", street: hang, circuits: [td-1, td-2], concentrator: dcu, slots: "1..8",'
LAMP_ROWS = """\
  - {range: "h-1..h-3", street: hang, group: hang-crossing, circuits: [td-1, td-2], concentrator: dcu,
     slots: "1..3", luminaire: led-75, since: 2024-05-01}
  - {range: "h-4..h-8", street: hang, circuits: [td-1, td-2], concentrator: dcu, slots: "4..8","""


@dataclass
class Stage:
    """The street's field and its simulated city, without a daemon."""

    site: Site
    city: City
    field: Field
    frames: list[Frame] = made_by(default_factory=list)
    """Commands that the concentrator was given."""
    events: list[FieldEvent] = made_by(default_factory=list)
    samples: list[MeterSample | BankSamples] = made_by(default_factory=list)

    @property
    def unit(self):  # type: ignore[no-untyped-def]
        line = self.city.lines["serial-1"]
        assert isinstance(line, FramesLine)
        return line._units[7]

    @property
    def device(self) -> FramesConcentrator:
        found = self.field._roster.on_line["serial-1"][0]
        assert isinstance(found, FramesConcentrator)
        return found

    def wish(self, crossing: float, rest: float) -> None:
        for circuit in ("td-1", "td-2"):
            self.field.wish_circuit(circuit, True, "test")
        for lamps, level in ((CROSSING, crossing), (REST, rest)):
            for lamp in lamps:
                self.field.wish_lamp(lamp, Level(level), "test")

    def states(self) -> set[LampState]:
        return {self.field.board.lamp(lamp).state for lamp in self.site.plant.lamps}

    def told(self) -> list[tuple[int, bytes]]:
        """(opcode, payload) of the commands so far; forgets them."""
        found = [(frame.opcode, frame.payload) for frame in self.frames if frame.opcode in COMMANDS]
        self.frames.clear()
        return found


def play(tmp_path: Path, test: Callable[[Stage], Awaitable[None]], *, limits: str = "") -> None:
    framed_street(tmp_path)
    if limits:
        shadow(tmp_path, limits)
    plant = tmp_path / "config" / "plant.yaml"
    text = plant.read_text(encoding="utf-8")
    assert LAMP_ROW in text
    text = text.replace("cabinets:", GROUP_ROW, 1).replace(LAMP_ROW, LAMP_ROWS)
    plant.write_text(text, encoding="utf-8")

    async def main() -> None:
        site, clock, network = load_site(tmp_path), RunningClock(local(19)), MemoryNetwork()
        city = City(site, PLAIN, clock)
        serve_memory(city, network)
        stage = Stage(site, city, Field(site, network, clock))
        stage.field = Field(
            site, network, clock, on_event=stage.events.append, on_sample=stage.samples.append
        )
        line = city.lines["serial-1"]
        assert isinstance(line, FramesLine)
        take = line.take

        def noted(frame: Frame, link: Link) -> None:
            stage.frames.append(frame)
            take(frame, link)

        line.take = noted  # type: ignore[method-assign]
        await beside(stage.field, test(stage))

    run_in_virtual_time(main())


def shadow(root: Path, limits: str) -> None:
    """The site's own driver, as the shipped one but for its limits."""
    driver = "drivers/concentrators/dcu-frames-reference.yaml"
    text = (shipped_root() / driver).read_text(encoding="utf-8")
    assert LIMITS in text
    (root / driver).parent.mkdir(parents=True, exist_ok=True)
    (root / driver).write_text(text.replace(LIMITS, limits), encoding="utf-8")


def test_groups_get_one_command_each_once_their_members_are_proven(tmp_path: Path) -> None:
    async def test(stage: Stage) -> None:
        stage.wish(100, 100)
        await asyncio.sleep(120)
        assert stage.unit._masks[:9] == [2, 2, 2, 1, 1, 1, 1, 1, 0]
        assert stage.states() == {LampState.VERIFIED}
        stage.told()
        stage.wish(80, 50)
        await asyncio.sleep(30)
        assert stage.told() == [(Op.SET_GROUP, bytes((1, 50))), (Op.SET_GROUP, bytes((2, 80)))]
        assert stage.states() == {LampState.VERIFIED}
        stage.wish(60, 60)
        await asyncio.sleep(30)
        assert stage.told() == [(Op.SET_ALL, bytes((60,)))]
        assert stage.events == []

    play(tmp_path, test)


def test_one_lamp_that_wants_something_else_makes_a_list_of_its_group(tmp_path: Path) -> None:
    async def test(stage: Stage) -> None:
        stage.wish(100, 100)
        await asyncio.sleep(120)
        stage.told()
        stage.wish(80, 50)
        stage.field.wish_lamp("h-5", Level(55), "test")
        await asyncio.sleep(30)
        rows = b"\0\4\x32\0\5\x37\0\6\x32\0\7\x32\0\x08\x32"
        assert stage.told() == [(Op.SET_GROUP, bytes((2, 80))), (Op.SET_LEVELS, rows)]
        assert stage.states() == {LampState.VERIFIED}

    play(tmp_path, test)


def test_a_group_with_a_stranger_in_it_is_not_used_and_put_right(tmp_path: Path) -> None:
    async def test(stage: Stage) -> None:
        stage.wish(100, 100)
        await asyncio.sleep(120)
        # Somebody else put a lamp that we do not know, and h-4, into the crossing's group.
        stage.unit._masks[3] = stage.unit._masks[100] = 2
        stage.unit._masks[200] = 1 << 9
        stage.device.keeping.look_again()
        stage.told()
        stage.wish(80, 50)
        await asyncio.sleep(0.05)
        assert Op.SET_GROUP not in dict(stage.told())
        await asyncio.sleep(60)
        assert stage.unit._masks[3] == 1
        assert stage.unit._masks[100] == 0
        assert stage.unit._masks[200] == 1 << 9
        stage.told()
        stage.wish(70, 40)
        await asyncio.sleep(30)
        assert [opcode for opcode, _ in stage.told()] == [Op.SET_GROUP] * 2

    play(tmp_path, test)


def test_it_is_known_its_clock_is_set_and_its_lamps_are_listed(tmp_path: Path) -> None:
    async def test(stage: Stage) -> None:
        stage.wish(100, 100)
        await asyncio.sleep(60)
        stage.device.keeping.look_again()
        await asyncio.sleep(60)
        known = stage.device.keeping
        assert known.about is not None
        assert (known.about.version, known.about.lamps, known.about.groups) == (1, 250, 16)
        assert [one.lamp for one in known.heard] == [1, 2, 3, 4, 5, 6, 7, 8]
        assert known.clock_offset_s is not None
        assert abs(known.clock_offset_s) < 2
        # Once: it was wrong at first, and right ever since.
        assert sum(frame.opcode == Op.SET_CLOCK for frame in stage.frames) <= 1

    play(tmp_path, test)


def test_a_restart_is_told_and_everything_is_looked_at_again(tmp_path: Path) -> None:
    async def test(stage: Stage) -> None:
        stage.wish(100, 100)
        await asyncio.sleep(120)
        truth = stage.city.concentrators["dcu"]
        truth.silent = True
        await asyncio.sleep(150)
        assert stage.states() == {LampState.SILENT}
        truth.silent = False
        await asyncio.sleep(90)
        first, second, *others = [event.kind for event in stage.events]
        assert (first, second) == ("last-gasp", "silent")
        # Its event may come before its first reply.
        assert sorted(others) == ["back", "restarted"]
        assert stage.states() == {LampState.VERIFIED}

    play(tmp_path, test)


def test_what_the_field_shows_is_what_the_city_is(tmp_path: Path) -> None:
    async def test(stage: Stage) -> None:
        stage.wish(83, 41)
        await asyncio.sleep(2000)
        truth = stage.city.truth()
        for lamp in stage.site.plant.lamps:
            shown = stage.field.board.lamp(lamp)
            assert shown.measured == Level(truth.lamps[lamp].level)
            assert shown.power_w is not None
            assert abs(shown.power_w - truth.lamps[lamp].watts) < 0.02 * truth.lamps[lamp].watts + 0.1
        banks = [sample for sample in stage.samples if isinstance(sample, BankSamples)]
        assert len(banks) >= 2
        energy = banks[-1].rows[0].energy_wh
        now = stage.city.lamps["h-1"].counter_wh((banks[-1].at - stage.city.began).total_seconds())
        assert energy is not None
        assert abs(energy - now) < 1.5

    play(tmp_path, test)


def test_a_command_left_before_it_was_acknowledged(tmp_path: Path) -> None:
    async def test(stage: Stage) -> None:
        stage.wish(100, 100)
        await asyncio.sleep(120)
        stage.city.lines["serial-1"].later = in_200_ms
        stage.wish(80, 50)
        await asyncio.sleep(30)
        for lamp in stage.site.plant.lamps:
            steps = stage.field.board.lamp(lamp).command
            assert steps.sent is not None
            assert steps.accepted is not None
            assert (steps.accepted - steps.sent).total_seconds() >= 0.2

    play(tmp_path, test)


def in_200_ms(_bytes: int, action: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(0.2, action)


def test_the_first_look_after_a_command_comes_when_the_driver_says(tmp_path: Path) -> None:
    async def test(stage: Stage) -> None:
        stage.wish(100, 100)
        await asyncio.sleep(120)
        stage.frames.clear()
        for _ in range(600):
            if not looks(stage):
                await asyncio.sleep(0.2)
        # Just polled: the next look is the command's.
        stage.frames.clear()
        stage.wish(80, 50)
        await asyncio.sleep(6.9)
        assert not looks(stage)
        await asyncio.sleep(0.5)
        assert looks(stage) == 1
        assert stage.states() == {LampState.VERIFIED}

    play(tmp_path, test, limits="limits: {timeout: 500ms, gap: 2ms, effect: 7s}")


def looks(stage: Stage) -> int:
    return sum(frame.opcode == Op.READ_STATES for frame in stage.frames)


def test_a_page_that_is_refused_at_every_round_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def test(stage: Stage) -> None:
        refuse(stage, Op.READ_COUNTERS)
        await asyncio.sleep(4000)
        assert sum(frame.opcode == Op.READ_COUNTERS for frame in stage.frames) > 3

    with caplog.at_level("WARNING", "lightctl.field"):
        play(tmp_path, test)
    said = [record.message for record in caplog.records if "read without it" in record.message]
    assert len(said) == 1
    assert said[0].startswith("dcu: ")


def refuse(stage: Stage, *opcodes: Op) -> None:
    """The concentrator takes none of these from now on."""
    honest = stage.unit.answer

    def answer(t: float, opcode: int, payload: bytes) -> bytes:
        if opcode in opcodes:
            raise Refused("no", Refusal.UNKNOWN_OPCODE)
        return bytes(honest(t, opcode, payload))

    stage.unit.answer = answer


def lamp(slot: int, group: str) -> Lamp:
    fitted = (Fitted(date(2024, 1, 1), "led"),)
    return Lamp(f"l-{slot}", "", "street", group, "c", "cab", fitted, (), "dcu", slot)


def test_a_group_book_trusts_only_what_was_read() -> None:
    book = GroupBook([lamp(1, "a"), lamp(2, "a"), lamp(3, "b"), lamp(5, "c")], 5, most=2)
    assert book.usable == {}
    book.observe(1, [1, 1, 2])
    assert book.usable == {}
    book.observe(4, [0, 4])
    assert book.usable == {1: {0, 1}, 2: {2}}
    assert book.wrong() == {}
    book.bar(1)
    assert book.usable == {2: {2}}
    book.read_whole()
    book.observe(4, [1, 4])
    assert book.usable == {2: {2}}
    assert book.wrong() == {4: 0}
    book.forget()
    assert book.usable == {}
