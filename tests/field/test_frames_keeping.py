"""What a framed concentrator is asked rarely: nonsense in a list never goes on for ever."""

import asyncio
from datetime import UTC, datetime
from struct import pack
from typing import cast

from lightctl.clock import RunningClock, loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.field.device import Device, Surroundings
from lightctl.field.frames_groups import GroupBook
from lightctl.field.frames_guard import FramesGuard
from lightctl.field.frames_keeping import MOST_HEARD, Keeping
from lightctl.field.pace import Pace
from lightctl.field.peer import Peer
from lightctl.wire.dcu_frames import Ask, Op
from lightctl.wire.frame_rules import FrameRules

RULES = FrameRules(lamps=4)
RARE_S = 3600


def listed(total: int, *, moved: int) -> tuple[int, int, int]:
    """(exchanges until the look ended or 5,000, controllers believed, seconds until the next look)."""

    async def main() -> tuple[int, int, int]:
        clock = RunningClock(datetime(2026, 11, 20, 11, tzinfo=UTC))
        device = Device(
            "dcu", "line", Peer(1, 1.0, 0.0, ()), Surroundings(clock, loop_clock(), lambda _: None)
        )
        asked: list[Op] = []

        async def talk(_guard: FramesGuard, ask: Ask) -> bytes:
            asked.append(ask.opcode)
            if ask.opcode is Op.READ_HEARD:
                place = int.from_bytes(ask.payload, "big")
                return pack(">HH", total, place + moved) + pack(">HIB", 1, 4711, 90)
            now = round(clock.now().timestamp())
            return pack(">I", now) if ask.opcode is Op.READ_CLOCK else pack(">BIHHBBI", 1, 1, 1, 4, 0, 240, 1)

        pace = cast(Pace, type("Rare", (), {"rare_s": RARE_S}))
        keeping = Keeping(device, RULES, GroupBook([], 4, 0), pace, talk)
        device.wake = lambda: None
        keeping.begin(0.0)
        before = keeping.duty.due
        while keeping.duty.due == before and len(asked) < 5000:
            await keeping.duty.run(cast(FramesGuard, None))
        await asyncio.sleep(0)
        return len(asked), len(keeping.heard), round(keeping.duty.due - loop_clock()())

    return run_in_virtual_time(main())


def test_a_list_is_read_to_its_end() -> None:
    assert listed(3, moved=0) == (5, 3, RARE_S)


def test_a_list_that_claims_to_be_endless_is_cut() -> None:
    asked, heard, rest_s = listed(65_535, moved=0)
    assert heard == MOST_HEARD
    assert (asked, rest_s) == (MOST_HEARD + 2, RARE_S)


def test_a_page_from_another_place_is_not_believed_and_not_asked_for_ever() -> None:
    asked, heard, rest_s = listed(3, moved=1)
    assert heard == 0
    assert asked <= 4
    assert rest_s == RARE_S
