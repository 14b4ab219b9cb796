"""The cheapest way to tell lamps of a framed concentrator their levels: all, one group, or a list."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lightctl.core.units import Level
from lightctl.field.levels import Levels
from lightctl.wire.dcu_frames import Ask
from lightctl.wire.dcu_words import set_all, set_group, set_levels

BROADCAST_SHARE = 0.8
"""Of all lamps want the same: then one command to all and a list for the others are cheapest."""
WORTH_IT = 0.5
"""Of those whom one command reaches at least are told something new by it."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One command, and what it tells whom (slots from 0)."""

    ask: Ask
    told: Mapping[int, Level | None]
    group: int = 0
    """The group it goes to, 0 for none."""
    everybody: bool = False


def choose(
    levels: Levels, lamps: Collection[int], slots: list[int], groups: Mapping[int, frozenset[int]], most: int,
    *, broadcast: bool,
) -> Telling:  # fmt: skip
    """The next command for these slots, of which there is at least one; a list names `most` at most."""
    found = _everyone(levels, lamps, slots) if broadcast else None
    found = found or _one_group(levels, slots, groups)
    if found is not None:
        return found
    named = slots[:most]
    return Telling(
        set_levels({slot + 1: _number(levels, slot) for slot in named}),
        {slot: levels.aim[slot] for slot in named},
    )


def _everyone(levels: Levels, lamps: Collection[int], slots: list[int]) -> Telling | None:
    """What all may be told at once: wanted by most, exceeded by no lamp, and new to half of them."""
    aims = [levels.aim[slot] for slot in lamps]
    ((aim, votes),) = Counter(aims).most_common(1)
    wanted = [other for other in aims if other is not None]
    if aim is None or len(wanted) < len(aims) or max(wanted) > aim or votes < BROADCAST_SHARE * len(aims):
        return None
    changing = [slot for slot in slots if levels.aim[slot] == aim]
    if len(changing) < WORTH_IT * len(aims):
        return None
    return Telling(set_all(_number(levels, changing[0])), dict.fromkeys(lamps, aim), everybody=True)


def _one_group(levels: Levels, slots: list[int], groups: Mapping[int, frozenset[int]]) -> Telling | None:
    """The first group whose lamps all want the same, which is new to half of them and to two at least."""
    for number, members in groups.items():
        changing = [slot for slot in slots if slot in members]
        if len(changing) < max(2, WORTH_IT * len(members)):
            continue
        aims = {levels.aim[slot] for slot in members}
        if len(aims) == 1 and None not in aims:
            told = {slot: levels.aim[slot] for slot in sorted(members)}
            return Telling(set_group(number, _number(levels, changing[0])), told, group=number)
    return None


def _number(levels: Levels, slot: int) -> int:
    return int.from_bytes(levels.data(slot) or b"", "big")
