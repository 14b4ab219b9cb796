"""A locked-out, tripped or leaking circuit is never switched on, whatever is commanded, lost or restarted."""

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import SensorReading
from lightctl.core.night import night_of
from lightctl.core.sensing import sensors_of
from lightctl.core.water import WaterStation
from lightctl.daemon.desk import FrontDesk
from lightctl.daemon.reloading import reload
from lightctl.errors import TargetError
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from lightctl.web import Caller
from lightctl.web.asks import LockoutAsk
from tests.nights.framed_street import framed_street
from tests.nights.lights import Shown
from tests.nights.node_street import node_street
from tests.nights.one_street import local, one_street, write_site
from tests.nights.town import Town
from tests.oracle.site import City

LOCKED = "td-2"
LINE = "tcp-1"
OPENS = timedelta(seconds=30)
"""From the command to a dead circuit, while its cabinet can be reached."""
SEEN = timedelta(seconds=90)
"""From a trip or a leak to the poll that tells of it."""
NOON = local(12)
IN_FLIGHT = timedelta(seconds=0.1)
"""A write that was on the wire when the command was acknowledged."""

Step = tuple[str, str | float]

STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("lock"), st.just("")),
    st.tuples(st.just("release"), st.just("")),
    st.tuples(
        st.just("hold"), st.sampled_from(["city", "street:hang", "group:hang", "cabinet:td", "lamp:h-2"])
    ),
    st.tuples(st.just("emergency"), st.sampled_from(["city", "cabinet:td"])),
    st.tuples(st.just("resume"), st.just("city")),
    st.tuples(st.just("restart"), st.sampled_from(["stop", "kill", "away"])),
    st.tuples(st.just("cut"), st.just("")),
    st.tuples(st.just("mend"), st.just("")),
    st.tuples(st.just("scene"), st.sampled_from(["start", "stop"])),
    st.tuples(st.just("test"), st.just("td")),
    st.tuples(st.just("blink"), st.sampled_from(["lamp:h-1", "lamp:h-2"])),
    st.tuples(st.just("foreign"), st.sampled_from(["contactor", "levels"])),
    st.tuples(st.just("plans"), st.just("")),
    st.tuples(st.just("reload"), st.just("")),
    st.tuples(st.sampled_from(["trip", "leak", "heal"]), st.sampled_from(["td-1", "td-2"])),
    st.tuples(st.just("flood"), st.sampled_from(["0.7", "0.3", "0.0"])),
    st.tuples(st.just("accept"), st.just(LOCKED)),
    st.tuples(st.just("wait"), st.floats(0.5, 400)),
)
STREETS: dict[str, Callable[[Path], tuple[Site, City]]] = {
    "modbus": one_street, "frames": framed_street, "nodes": node_street,
}  # fmt: skip
CANAL = WaterStation("canal", frozenset({"hang"}), 0.2, 0.1, ("td-1", "td-2"), 0.5)
SCENE = """
scene: walk
title: Everything bright
rows: [{target: city, level: 100}, {target: "cabinet:td", level: 100}, {target: "lamp:h-2", level: 100}]
"""


@dataclass
class Story:
    """When the circuit was locked out, when its cabinet could not be reached, and what burned."""

    locked: list[tuple[datetime, datetime]] = field(default_factory=list)
    cut: list[tuple[datetime, datetime]] = field(default_factory=list)
    since: dict[str, datetime] = field(default_factory=dict)
    lights: list[tuple[datetime, float]] = field(default_factory=list)
    closings: list[tuple[datetime, str]] = field(default_factory=list)
    """Every "on" that reached a coil."""
    news: datetime = NOON
    """When the daemon last had something to find out: a fault, a start, a line that came back."""
    wrong: list[str] = field(default_factory=list)
    """Closings of circuits that the daemon had time to see tripped or leaking."""

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


async def live(folder: Path, steps: Sequence[Step], hour: int = 19, street: str = "modbus") -> Story:
    STREETS[street](folder)
    (folder / "schedules/scenes").mkdir()
    (folder / "schedules/scenes/walk.yaml").write_text(SCENE.lstrip(), encoding="utf-8")
    town = Town(beside_water(folder), folder / "state", local(hour))
    story = Story(news=town.clock.now())
    listen(town, story)
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


def beside_water(folder: Path) -> Site:
    """The site as it is written, with a gauge in the canal."""
    return replace(load_site(folder), sensors=sensors_of([], [CANAL]))


def listen(town: Town, story: Story) -> None:
    """Hear every coil that the master switches on, and judge it by what really is."""
    cabinet = town.city.cabinets["td"]
    really = cabinet.switch

    def switch(t: float, output: int, closed: bool) -> None:
        circuit, now = cabinet.circuits[output], town.clock.now()
        if closed:
            story.closings.append((now, circuit.id))
            if (circuit.tripped or circuit.leaking) and now > story.news + SEEN:
                story.wrong.append(f"{circuit.id} switched on at {now}")
        really(t, output, closed)

    cabinet.switch = switch  # type: ignore[method-assign]


def happen(town: Town, story: Story, what: str, detail: str) -> None:
    """Something in the street that the daemon is not told."""
    t, cabinet = town.city.happen(), town.city.cabinets["td"]
    if what == "foreign" and detail == "levels":
        for concentrator in town.city.concentrators.values():
            concentrator.order_all(t, 12.0)
    elif what == "foreign":
        cabinet.circuits[0].coil = False
    else:
        circuit = next(one for one in cabinet.circuits if one.id == detail)
        circuit.tripped = what == "trip" or (what != "heal" and circuit.tripped)
        circuit.leaking = what == "leak" or (what != "heal" and circuit.leaking)
        story.news = town.clock.now()
    cabinet.settle(t)


async def restart(town: Town, how: str) -> None:
    """Stopped, killed, or killed and away for a while in which the cabinet runs its own plan."""
    await (town.stop() if how == "stop" else town.kill())
    await town.pass_s(900.0 if how == "away" else 0.0)
    await town.begin()


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
        story.news = town.clock.now()
    elif what == "restart":
        await restart(town, str(detail))
        story.news = town.clock.now()
    elif what == "flood":
        town.parts.watch.heard_sensor(SensorReading("canal", town.clock.now(), float(detail)))
    elif what in {"foreign", "trip", "leak", "heal"}:
        happen(town, story, what, str(detail))
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
    elif what == "accept":
        ask = LockoutAsk(target=target, crew="two", reason="it stands in water", accept=True)
        await FrontDesk(parts, {}).lockout(Caller("op", 1000), ask)
        story.begin("locked", town.clock.now())
    elif what == "release":
        await parts.lockouts.release("op", LOCKED, reason="it stands")
        story.end("locked", town.clock.now())
    elif what in {"hold", "emergency"}:
        urgent = what == "emergency"
        await parts.overrides.hold("op", target, 100, reason="light", emergency=urgent)
    else:
        await WORK[what](town, target)


async def scene(town: Town, verb: str) -> None:
    scenes = town.parts.scenes
    await (scenes.stop("op", "walk") if verb == "stop" else scenes.start("op", "walk", reason="a feast"))


async def reload_changed(town: Town, _: str) -> None:
    """A profile that was touched, under the running daemon."""
    root = town.site.root
    with (root / "profiles/every.yaml").open("a", encoding="utf-8") as file:
        file.write("# touched\n")
    town.parts.reread = lambda: beside_water(root)
    await reload(town.parts, "op", "a comment", threaded=False)


WORK: dict[str, Callable[[Town, str], Awaitable[object]]] = {
    "resume": lambda town, target: town.parts.overrides.resume("op", target, everything=True),
    "scene": scene,
    "test": lambda town, cabinet: town.parts.trials.begin(
        "op", cabinet, lasting=timedelta(minutes=10), reason="dark poles"
    ),
    "blink": lambda town, lamp: town.parts.blinks.begin("op", lamp, seconds=120.0),
    "plans": lambda town, _: town.parts.plans.give(night_of(town.site.settings.place, town.clock.now())),
    "reload": reload_changed,
}


def faults(story: Story) -> list[str]:
    """It never comes alight while locked out, and is dead soon after, once its cabinet is reached."""
    told = [*story.wrong]
    for since, until in story.locked:
        told += [
            f"{circuit} switched on at {at}, locked out since {since}"
            for at, circuit in story.closings
            if circuit == LOCKED and since + IN_FLIGHT < at < until
        ]
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


ALL_AT_ONCE: list[Step] = [
    ("lock", ""), ("scene", "start"), ("trip", "td-1"), ("wait", 100.0), ("blink", "lamp:h-1"),
    ("emergency", "city"), ("plans", ""), ("foreign", "contactor"), ("reload", ""), ("wait", 100.0),
    ("restart", "stop"), ("wait", 100.0), ("foreign", "levels"), ("wait", 200.0),
]  # fmt: skip


LEAK_BY_DAY: list[Step] = [
    ("test", "td"), ("wait", 100.0), ("leak", "td-2"), ("wait", 200.0), ("emergency", "city"),
    ("scene", "start"), ("restart", "kill"), ("wait", 300.0), ("heal", "td-2"), ("wait", 100.0),
]  # fmt: skip


UNDER_WATER: list[Step] = [
    ("flood", "0.7"), ("wait", 60.0), ("accept", LOCKED), ("hold", "city"), ("wait", 100.0), ("flood", "0.7"),
    ("emergency", "city"), ("restart", "kill"), ("wait", 200.0), ("flood", "0.0"), ("scene", "start"),
    ("foreign", "levels"), ("plans", ""), ("wait", 200.0), ("restart", "away"), ("wait", 100.0),
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


@pytest.mark.timeout(300)
@settings(max_examples=40)
@given(st.lists(STEPS, min_size=3, max_size=12), st.sampled_from([13, 19]), st.sampled_from(list(STREETS)))
@example(
    [("cut", ""), ("lock", ""), ("restart", "kill"), ("emergency", "city"), ("mend", ""), ("wait", 60.0)],
    19,
    "modbus",
)
@example(ALL_AT_ONCE, 19, "modbus")
@example(ALL_AT_ONCE, 19, "frames")
@example(ALL_AT_ONCE, 19, "nodes")
@example(LEAK_BY_DAY, 13, "modbus")
@example(LEAK_BY_DAY, 13, "frames")
@example(LEAK_BY_DAY, 13, "nodes")
@example(UNDER_WATER, 19, "modbus")
@example(UNDER_WATER, 19, "nodes")
def test_no_sequence_of_commands_and_failures_lights_it(steps: list[Step], hour: int, street: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert not faults(run_in_virtual_time(live(Path(folder), steps, hour, street)))


def test_a_closing_that_must_not_be_would_be_noticed(tmp_path: Path) -> None:
    async def wrong() -> Story:
        town = Town(load_site(write_site(tmp_path)), tmp_path / "state", local(19))
        story = Story(news=town.clock.now())
        listen(town, story)
        await town.pass_s(100)
        for circuit in town.city.cabinets["td"].circuits:
            circuit.tripped = True
        town.city.cabinets["td"].switch(town.city.happen(), 1, True)
        story.locked.append((local(18), local(22)))
        return story

    assert len(faults(run_in_virtual_time(wrong()))) == 2
