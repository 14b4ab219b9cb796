"""Every id once, every reference to something that exists."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from lightctl.site.lamp_rows import LampRow
from lightctl.site.plant_rows import PlantRows
from lightctl.site.problems import Problems, Spot, did_you_mean


@dataclass(slots=True)
class Ids:
    """Where each id of a kind is declared."""

    broken: set[str]
    problems: Problems
    known: dict[str, dict[str, Spot]] = field(default_factory=dict)
    _hints: dict[tuple[str, str], str] = field(default_factory=dict)

    def declare(self, kind: str, word: str, spot: Spot) -> None:
        """Note an id; a second one of the same kind is a problem at both places."""
        first = self.known.setdefault(kind, {}).setdefault(word, spot)
        if first is not spot:
            self.problems.error(spot, f"{kind} {word!r} is declared twice", f"first at {first}")

    def refer(self, kind: str, word: str | None, spot: Spot) -> None:
        """Note a reference; nothing is referred to by None or an empty word."""
        known = self.known.get(kind, {})
        if word and word not in known and word not in self.broken:
            if (kind, word) not in self._hints:
                self._hints[kind, word] = did_you_mean(word, known)
            self.problems.error(spot, f"unknown {kind} {word!r}", self._hints[kind, word])


def declare_all(rows: PlantRows, problems: Problems) -> Ids:
    """Every id of the plant, with duplicates noted."""
    ids = Ids(rows.broken, problems)
    _declare("line", rows.lines, ids)
    _declare("luminaire", rows.luminaires, ids)
    _declare("street", rows.streets, ids)
    _declare("place", rows.places, ids)
    _declare("group", rows.groups, ids)
    _declare("cabinet", rows.cabinets, ids)
    for cabinet in rows.cabinets:
        for i, circuit in enumerate(cabinet.row.circuits):
            ids.declare("circuit", circuit, cabinet.spot("circuits", i))
        for i, concentrator in enumerate(cabinet.row.concentrators):
            ids.declare("concentrator", concentrator.id, cabinet.spot("concentrators", i, "id"))
    for street in rows.streets:
        if street.row.district:
            ids.known.setdefault("district", {}).setdefault(street.row.district, street.spot("district"))
    _declare_lamps(rows.lamps, ids)
    _groups(rows, ids)
    return ids


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


class _PlacedWithId(Protocol):
    @property
    def row(self) -> _HasId: ...
    def spot(self, *loc: str | int) -> Spot: ...


def _declare(kind: str, placed: Iterable[_PlacedWithId], ids: Ids) -> None:
    for one in placed:
        ids.declare(kind, one.row.id, one.spot("id"))


def _declare_lamps(lamps: Iterable[LampRow], ids: Ids) -> None:
    """Lamps are declared many at a time: a clash of two rows is told once, not once a lamp."""
    first: dict[str, LampRow] = {}
    clashes: dict[tuple[int, int], list[LampRow]] = {}
    for lamp in lamps:
        other = first.setdefault(lamp.id, lamp)
        if other is not lamp:
            clashes.setdefault((id(other.row), id(lamp.row)), []).append(lamp)
    for clash in clashes.values():
        lamp = clash[0]
        more = f" and {len(clash) - 1} more" if len(clash) > 1 else ""
        spot = lamp.row.of("range") if "range" in lamp.row.cells else lamp.row.of("id")
        ids.problems.error(
            spot, f"lamp {lamp.id!r}{more} is declared twice", f"first at {first[lamp.id].row.spot}"
        )
    ids.known["lamp"] = {lamp: row.row.spot for lamp, row in first.items()}


def _groups(rows: PlantRows, ids: Ids) -> None:
    """A group's id must not name a street or a lamp: decisions are kept under these names."""
    for group in rows.groups:
        for kind in ("street", "lamp"):
            if group.row.id in ids.known.get(kind, {}):
                hint = (
                    "every street has a group of its own id already"
                    if kind == "street"
                    else "choose another id"
                )
                ids.problems.error(group.spot("id"), f"group {group.row.id!r} has the id of a {kind}", hint)
    groups = ids.known.setdefault("group", {})
    for street in rows.streets:
        groups.setdefault(street.row.id, street.spot("id"))
