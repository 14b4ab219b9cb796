"""A million spoilt transactions on every kind of line: no wrong value is believed, nothing hangs."""

from collections import Counter
from collections.abc import Callable

from lightctl.core.plant import LineKind
from prove.part import Counts, Failed, in_silence
from tests.field import frames_campaign
from tests.field.hostile.campaign import Campaign, Outcome

AN_ITEM = 1000
"""Faulted transactions of one item."""
FRAMES_ASKED = 1500
"""Exchanges of which so many are faulted for sure."""


def _modbus(kind: LineKind, together: int = 1) -> Callable[[int], Counts]:
    name = kind.name.lower() + ("" if together == 1 else f"_{together}_at_once")

    def fought(seed: int) -> Counts:
        out = Campaign(kind, seed, together).run(faulted=AN_ITEM)
        if out.wrong or out.hung:
            raise Failed(f"{name}, seed {seed}: {'; '.join((out.wrong + out.hung)[:3])}")
        return _counted(name, out)

    return fought


def _counted(name: str, out: Outcome) -> Counts:
    return {
        "faulted": out.faulted, "asked": out.asked, "accepted": out.accepted,
        "accepted_writes": out.accepted_writes, "ended_by_an_error": out.errors, "wrong": 0, "hung": 0,
        f"{name}_faulted": out.faulted, f"{name}_accepted": out.accepted,
        f"most_seconds_of_a_transaction_{name}": round(out.most_s, 2),
    } | _by_kind(out.seen)  # fmt: skip


def _frames(seed: int) -> Counts:
    out = frames_campaign.campaign(FRAMES_ASKED, seed)
    if out.wrong or out.hung or out.faulted < AN_ITEM:
        raise Failed(f"dcu_frames, seed {seed}: {out.wrong} wrong, {out.hung} hung, {out.faulted} faulted")
    return {
        "faulted": out.faulted, "asked": FRAMES_ASKED, "accepted": out.right,
        "ended_by_an_error": out.refused, "wrong": 0, "hung": 0,
        "dcu_frames_faulted": out.faulted, "dcu_frames_accepted": out.right,
        "most_seconds_of_a_transaction_dcu_frames": round(out.most_s, 2),
    } | _by_kind(out.seen)  # fmt: skip


def _by_kind(seen: Counter[str]) -> dict[str, float]:
    return {f"replies_{fault.replace('-', '_')}": times for fault, times in sorted(seen.items())}


LINES = (
    _modbus(LineKind.TCP),
    _modbus(LineKind.TCP, 5),
    _modbus(LineKind.RTU),
    _modbus(LineKind.RTU_OVER_TCP),
    _frames,
)


class Faults:
    """One item is a thousand faulted transactions on one kind of line, drawn by its number."""

    name = "faults"
    promise = (
        "of replies spoilt in every way a peer can think of, no wrong value is believed and nothing hangs"
    )
    size = 1000

    def item(self, number: int) -> Counts:
        """Fight it out in virtual time."""
        with in_silence():
            return LINES[number % len(LINES)](7000 + number)
