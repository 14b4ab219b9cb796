"""A locked-out circuit stays dead, whatever is commanded, lost, restarted or reconnected."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.errors import TargetError
from tests.nights.lights import Shown
from tests.nights.one_street import local, one_street
from tests.nights.town import Town

LOCKED = "td-2"
LINE = "tcp-1"
OPENS = timedelta(seconds=30)
"""From the command to a dead circuit, while its cabinet can be reached."""
IN_FLIGHT = timedelta(seconds=0.1)
"""A write that was on the wire when the command was acknowledged."""

Step = tuple[str, str | float]

STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("lock"), st.just("")),
    st.tuples(st.just("release"), st.just("")),
    st.tuples(st.just("hold"), st.sampled_from(["city", "street:hang", "cabinet:td", "lamp:h-2"])),
    st.tuples(st.just("emergency"), st.sampled_from(["city", "cabinet:td"])),
    st.tuples(st.just("resume"), st.just("city")),
    st.tuples(st.just("restart"), st.sampled_from(["stop", "kill"])),
    st.tuples(st.just("cut"), st.just("")),
    st.tuples(st.just("mend"), st.just("")),
    st.tuples(st.just("wait"), st.floats(0.5, 400)),
)


@dataclass
class Story:
    """When the circuit was locked out, when its cabinet could not be reached, and what burned."""

    locked: list[tuple[datetime, datetime]] = field(default_factory=list)
    cut: list[tuple[datetime, datetime]] = field(default_factory=list)
    since: dict[str, datetime] = field(default_factory=dict)
    lights: list[tuple[datetime, float]] = field(default_factory=list)

    def begin(self, what: str, now: datetime) -> None:
        """A lockout or a cut begins, unless it holds already."""
        self.since.setdefault(what, now)

    def end(self, what: str, now: datetime) -> None:
        """It ends, if it holds."""
        if what in self.since:
            rows = self.locked if what == "locked" else self.cut
            rows.append((self.since.pop(what), now))

    def lit_at(self, instant: datetime) -> bool:
        """Whether a lamp of the circuit burned."""
        return next((light > 0 for at, light in reversed(self.lights) if at <= instant), False)


async def live(folder: Path, steps: Sequence[Step]) -> Story:
    site, _ = one_street(folder)
    town = Town(site, folder / "state", local(19))
    story = Story()
    await town.begin()
    await town.pass_s(90)
    for what, detail in steps:
        await do(town, story, what, detail)
        await town.pass_s(1)
    town.network.accept(LINE)
    story.end("cut", town.clock.now())
    await town.pass_s(300)
    story.end("locked", town.clock.now())
    await town.stop()
    changes = Shown(town.recorder.changes(town.start))
    story.lights = changes.changes_between("h-2", town.start, town.clock.now())
    return story


async def do(town: Town, story: Story, what: str, detail: str | float) -> None:
    if what == "wait":
        await town.pass_s(float(detail))
    elif what == "cut":
        story.begin("cut", town.clock.now())
        town.network.refuse(LINE)
        town.network.drop(LINE)
    elif what == "mend":
        town.network.accept(LINE)
        story.end("cut", town.clock.now())
    elif what == "restart":
        await (town.kill() if detail == "kill" else town.stop())
        await town.begin()
    else:
        try:
            await command(town, story, what, str(detail))
        except TargetError:
            return  # locked out already, nothing to release, nothing to resume


async def command(town: Town, story: Story, what: str, target: str) -> None:
    parts = town.parts
    if what == "lock":
        await parts.lockouts.lock("op", LOCKED, crew="two", reason="a pole is down")
        story.begin("locked", town.clock.now())
    elif what == "release":
        await parts.lockouts.release("op", LOCKED, reason="it stands")
        story.end("locked", town.clock.now())
    elif what == "resume":
        await parts.overrides.resume("op", target)
    else:
        urgent = what == "emergency"
        await parts.overrides.hold("op", target, 100, reason="light", emergency=urgent)


def faults(story: Story) -> list[str]:
    """It never comes alight while locked out, and is dead soon after, once its cabinet is reached."""
    told = []
    for since, until in story.locked:
        told += [
            f"lit at {at}, locked out since {since}"
            for (_, before), (at, light) in zip([(since, 0.0), *story.lights], story.lights, strict=False)
            if since + IN_FLIGHT < at < until and light > 0 and before == 0
        ]
        reached = max([since, *(end for begin, end in story.cut if begin <= since + OPENS < end + OPENS)])
        if reached + OPENS < until and story.lit_at(reached + OPENS):
            told.append(f"still lit {OPENS} after {reached}")
    return told


EVERYTHING: list[Step] = [
    ("lock", ""), ("hold", "city"), ("wait", 70.0), ("emergency", "city"), ("wait", 70.0),
    ("restart", "stop"), ("wait", 70.0), ("restart", "kill"), ("wait", 70.0), ("cut", ""), ("wait", 100.0),
    ("mend", ""), ("wait", 100.0), ("emergency", "cabinet:td"), ("wait", 200.0),
]  # fmt: skip


def test_it_stays_dead_through_override_emergency_restart_and_reconnection(tmp_path: Path) -> None:
    story = run_in_virtual_time(live(tmp_path, EVERYTHING))
    assert not faults(story)
    (since, until), *_ = story.locked
    assert until - since > timedelta(minutes=15)
    assert not story.lit_at(until)
    assert story.lit_at(since - timedelta(seconds=1))


def test_it_lights_again_after_its_release(tmp_path: Path) -> None:
    steps: list[Step] = [("lock", ""), ("wait", 60.0), ("release", ""), ("wait", 60.0)]
    story = run_in_virtual_time(live(tmp_path, steps))
    assert not story.lit_at(story.locked[0][1])
    assert story.lights[-1][1] > 0


@pytest.mark.timeout(120)
@settings(max_examples=40)
@given(st.lists(STEPS, min_size=3, max_size=12))
@example(
    [("cut", ""), ("lock", ""), ("restart", "kill"), ("emergency", "city"), ("mend", ""), ("wait", 60.0)]
)
def test_no_sequence_of_commands_and_failures_lights_it(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert not faults(run_in_virtual_time(live(Path(folder), steps)))
