"""A group and the lamps that override or protection sets apart, out of one frozen image."""

from dataclasses import replace
from datetime import datetime, timedelta

from lightctl.core.commands import Scope
from lightctl.core.image import NOBODY, GroupDecision, Image, Protected, Reach, decide_group, inputs_of
from lightctl.core.plant import Fitted, Group, Lamp, Plant, Street
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Quality, TrafficState
from lightctl.core.units import Level
from tests.core.make import NIGHT, at, override, plan

NOW = at("02:00")
MINUTE = timedelta(minutes=1)


def plant(*, place: str = "cam-01", follows: str = "", street_floor: float = 0, floor: float = 0) -> Plant:
    """A street of one group with two lamps, each on a circuit of its own."""
    lamps = {
        name: Lamp(name, name, "thd", "thd", circuit, "c", (Fitted(NIGHT, "led"),))
        for name, circuit in (("thd-1", "c-1"), ("thd-2", "c-2"))
    }
    street = Street(
        "thd", "Trần Hưng Đạo", "M3", 900, Level(street_floor), "hps", place=place, follows=follows
    )
    group = Group("thd", "thd", Level(floor), tuple(lamps))
    return Plant({}, {"thd": street}, {"thd": group}, {}, {}, lamps, {}, {})


def decided(image: Image, of: Plant | None = None) -> GroupDecision:
    return decide_group(of or plant(), plan(), image)


def image(now: datetime = NOW, reach: Reach = NOBODY, protected: dict[str, Protected] | None = None) -> Image:
    return Image(now, {}, {}, reach, protected or {})


def test_a_locked_out_circuit_is_dark_in_the_strongest_emergency() -> None:
    emergency = override(100, NOW - MINUTE, scope=Scope.CITY, emergency=True)
    lockout = Protected("c-1", "lockout", (("crew", "Tổ 3"),))
    found = decided(image(reach=Reach({"thd": (emergency,)}, {}), protected={"c-1": lockout}))
    assert (found.of("thd-1").level, found.of("thd-2").level) == (0.0, 100.0)
    last = found.of("thd-1").reasons[-1]
    assert (last.rule, dict(last.facts)) == ("lockout", {"circuit": "c-1", "crew": "Tổ 3"})
    assert "thd-2" not in found.lamps


def test_a_lamps_own_override_stands_beside_those_of_its_group() -> None:
    for_all = override(100, NOW - MINUTE, scope=Scope.CITY, emergency=True)
    for_one = override(70, NOW - MINUTE, scope=Scope.LAMP)
    both = decided(image(reach=Reach({"thd": (for_all,)}, {"thd-1": (for_one,)})))
    assert both.of("thd-1").level == 100.0  # an emergency is stronger than any other word
    alone = decided(image(reach=Reach({}, {"thd-1": (for_one,)})))
    assert (alone.of("thd-1").level, alone.group.level) == (70.0, 60.0)
    assert alone.of("thd-1").thing == "thd-1"


def test_a_group_is_due_when_the_first_of_its_lamps_is() -> None:
    soon = override(70, NOW - MINUTE, hours=0.05, scope=Scope.LAMP)
    found = decided(image(reach=Reach({}, {"thd-1": (soon,)})))
    assert found.due == soon.until < found.group.valid_until


def test_an_override_ends_at_its_end() -> None:
    ending = override(70, NOW - MINUTE, hours=1 / 60, scope=Scope.LAMP)
    assert ending.until == NOW
    assert decided(image(reach=Reach({}, {"thd-1": (ending,)}))).of("thd-1").level == 60.0


def test_a_neighbours_counter_never_takes_light_away() -> None:
    rule = TrafficRule()
    empty = TrafficState("cam-01", 2, 2, NOW, Quality.GOOD, 10.0, NOW + 9 * MINUTE, NOW, 10.0)
    seen = replace(image(), traffic={("cam-01", rule): empty})
    assert decided(seen).group.level == 50.0  # its own counter: two classes down
    assert decided(seen, plant(place="", follows="cam-01")).group.level == 60.0
    assert inputs_of(plant(place=""), plan(), seen).traffic is None


def test_the_floor_is_that_of_the_group() -> None:
    assert inputs_of(plant(street_floor=30, floor=80), plan(), image()).never_below == 80.0
    assert decided(image(), plant(floor=80)).group.level == 80.0
