"""A street that three contactors light by thirds: the patterns of its cabinet's driver, and no other."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.pattern import closed_circuits
from lightctl.core.plant import Lamp, SwitchPattern
from lightctl.core.units import Level
from lightctl.site.library import shipped_root
from lightctl.site.loader import load_site
from tests.nights.one_street import PLANT, local, night, write_site
from tests.nights.town import Town
from tests.oracle.contactors import pattern_fault
from tests.oracle.site import plain, read_city

CIRCUITS = ("td-1", "td-2", "td-3")
THIRDS = (
    PLANT.replace("cabinets/mcu-reference, unit: 1,", "cabinets/generic-thirds, unit: 1, metered: false,")
    .replace("circuits: [td-1, td-2]", "circuits: [td-1, td-2, td-3]")
    .replace(", concentrators: [{id: dcu, driver: concentrators/dcu-reference, unit: 2}]", "")
    .replace('h-8", street', 'h-9", street')
    .replace(', concentrator: dcu, slots: "1..8"', "")
)
ROWS = [(33.0, {"a"}), (66.0, {"a", "b"}), (100.0, {"a", "b", "c"})]
PATTERNS = tuple(
    SwitchPattern(level, frozenset("abc".index(name) + 1 for name in names)) for level, names in ROWS
)


def rows_of(path: Path) -> list[tuple[float, set[str]]]:
    written = plain(path)["patterns"]
    return [(float(row["level"]), {CIRCUITS[int(n) - 1] for n in row["closed"]}) for row in written]


def test_a_night_by_thirds_is_the_oracle_s_at_every_plan_level(tmp_path: Path) -> None:
    assert "metered: false" in THIRDS
    write_site(tmp_path)
    (tmp_path / "config" / "plant.yaml").write_text(THIRDS.lstrip(), encoding="utf-8")
    site = load_site(tmp_path)
    judge = night(read_city(tmp_path, shipped_root()))
    rows = rows_of(shipped_root() / "drivers" / "cabinets" / "generic-thirds.yaml")
    lamps = dict.fromkeys(CIRCUITS, 3)

    async def live() -> list[set[str]]:
        town = Town(site, tmp_path / "state", local(16, 30))
        await town.begin()
        seen = []
        for at in (local(20), local(23), local(1), local(5), local(6, 30)):
            await town.until(at)
            lights = town.city.lights()
            lit = {site.plant.lamps[lamp].circuit for lamp, light in lights.items() if light > 0}
            closed = {name: name in lit for name in CIRCUITS}
            assert pattern_fault(lamps, closed, judge.wanted("h-1", at), rows) == "", at
            seen.append(lit)
        await town.stop()
        return seen

    whole, part = set(CIRCUITS), {"td-1", "td-2"}
    assert run_in_virtual_time(live()) == [whole, whole, part, whole, set()]


@given(
    st.fixed_dictionaries({name: st.integers(0, 6) for name in "abc"}).filter(
        lambda lamps: any(lamps.values())
    ),
    st.floats(0, 100),
)
def test_a_pattern_gives_at_least_the_level_whatever_hangs_where(
    lamps: dict[str, int], wanted: float
) -> None:
    rows = [
        (Lamp(f"{name}{n}", "", "s", "g", name, "cab", ()), Level(wanted))
        for name, many in lamps.items()
        for n in range(many)
    ]
    closed = closed_circuits(("a", "b", "c"), rows, PATTERNS)
    assert pattern_fault(lamps, {name: name in closed for name in "abc"}, wanted, ROWS) == ""


@pytest.mark.parametrize(("wanted", "right"), [(0, ""), (10, "a"), (34, "ab"), (67, "abc")])
def test_the_oracle_knows_one_right_pattern_by_hand(wanted: float, right: str) -> None:
    lamps = dict.fromkeys("abc", 4)
    for bits in product((False, True), repeat=3):
        closed = dict(zip("abc", bits, strict=True))
        fault = pattern_fault(lamps, closed, wanted, ROWS)
        assert (fault == "") == ("".join(name for name in "abc" if closed[name]) == right)
