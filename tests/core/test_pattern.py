"""Contactor-only lamps: which circuits of a cabinet give at least the level."""

from lightctl.core.pattern import closed_circuits
from lightctl.core.plant import Lamp
from lightctl.core.units import Level


def _lamp(name: str, group: str, circuit: str, *, dimmable: bool) -> Lamp:
    return Lamp(
        id=name, pole=name, street="s", group=group, circuit=circuit, cabinet="cab", luminaires=(),
        concentrator="d" if dimmable else "", slot=1 if dimmable else 0,
    )  # fmt: skip


def test_a_cabinet_closes_dimmed_circuits_whole_and_switched_ones_by_their_share() -> None:
    dimmed = _lamp("d", "g", "c1", dimmable=True)
    switched = [_lamp(f"s{n}", "g", f"c{2 + n % 2}", dimmable=False) for n in range(4)]
    circuits = ("c1", "c2", "c3", "c4")

    def closed(dim: float, switch: float) -> set[str]:
        rows = [(dimmed, Level(dim)), *((lamp, Level(switch)) for lamp in switched)]
        return closed_circuits(circuits, rows)

    assert closed(0, 0) == set()
    assert closed(1, 0) == {"c1"}
    assert closed(0, 50) == {"c2"}
    assert closed(30, 51) == {"c1", "c2", "c3"}


def test_two_groups_on_the_same_contactors_each_get_their_share() -> None:
    first = [(_lamp(f"a{c}", "a", c, dimmable=False), Level(100)) for c in ("c1", "c2")]
    second = [(_lamp(f"b{c}", "b", c, dimmable=False), Level(50)) for c in ("c2", "c3")]
    assert closed_circuits(("c1", "c2", "c3"), [*first, *second]) == {"c1", "c2"}
    dark = [(lamp, Level(0)) for lamp, _ in first]
    assert closed_circuits(("c1", "c2", "c3"), [*dark, *second]) == {"c2"}
