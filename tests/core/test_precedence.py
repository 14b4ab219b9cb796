"""Which command a lamp obeys, against an oracle that knows nothing of sorting keys."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.commands import Override, Scope, Target
from lightctl.core.precedence import ruling
from lightctl.core.target import applies
from lightctl.core.units import Level
from tests.core.make import at
from tests.core.test_target import PLANT

NOW = at("20:00")
TARGETS = [
    Target(Scope.CITY), Target(Scope.DISTRICT, "phuong-1"), Target(Scope.DISTRICT, "phuong-3"),
    Target(Scope.STREET, "tran-hung-dao"), Target(Scope.CABINET, "td-001"), Target(Scope.CABINET, "td-002"),
    Target(Scope.GROUP, "crossing"), Target(Scope.GROUP, "nguyen-hue"), Target(Scope.LAMP, "thd-002"),
]  # fmt: skip


@st.composite
def commands(draw: st.DrawFn) -> list[Override]:
    """Up to eight commands of different minutes, some over, some to come, some of one scene."""
    minutes = draw(st.lists(st.integers(-120, 20), unique=True, max_size=8))
    return [
        Override(
            f"o{n}", draw(st.sampled_from(TARGETS)), Level(draw(st.integers(0, 100))),
            NOW + timedelta(minutes=minute),
            NOW + timedelta(minutes=minute + draw(st.integers(1, 150))), "an", "x",
            scene=draw(st.sampled_from(["", "", "walk"])),
        )
        for n, minute in enumerate(minutes)
    ]  # fmt: skip


def obeyed(asked: list[Override]) -> Override | None:
    """Scope by scope from the lamp outwards: the newest there, unless it is a scene's and overtaken."""
    holding = [one for one in asked if one.since <= NOW < one.until]
    newest_by_hand = None
    for one in holding:
        if not one.scene and (newest_by_hand is None or one.since > newest_by_hand.since):
            newest_by_hand = one
    for scope in ("LAMP", "GROUP", "CABINET", "STREET", "DISTRICT", "CITY"):
        best = None
        for one in holding:
            overtaken = one.scene and newest_by_hand and newest_by_hand.since > one.since
            if one.target.scope.name != scope or overtaken:
                continue
            if best is None or one.since > best.since:
                best = one
        if best is not None:
            return best
    return None


@given(commands(), st.sampled_from(sorted(PLANT.lamps)))
def test_the_more_specific_wins_and_within_a_scope_the_newest(asked: list[Override], lamp: str) -> None:
    reaching = [one for one in asked if applies(one.target, PLANT.lamps[lamp], PLANT)]
    assert ruling(reaching, NOW) == obeyed(reaching)
    assert ruling(reversed(reaching), NOW) == obeyed(reaching)


def command(scope: Scope, minute: int, scene: str = "") -> Override:
    since = NOW + timedelta(minutes=minute)
    name = f"{scope.name}{minute}"
    return Override(name, Target(scope), Level(50), since, NOW + timedelta(hours=1), "an", "x", scene=scene)


def test_a_scene_stands_over_a_wider_command_until_somebody_commands_later() -> None:
    city, walk = command(Scope.CITY, -30), command(Scope.STREET, -20, "walk")
    assert ruling([city, walk], NOW) == walk
    later = command(Scope.CITY, -10)
    assert ruling([city, walk, later], NOW) == later


def test_nobody_obeys_what_is_over() -> None:
    assert ruling([command(Scope.CITY, 5)], NOW) is None
    assert ruling([], NOW) is None
