"""Somebody else's inventory as ours: each row becomes a lamp, or is refused with its reasons."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lightctl.core.plant import Lamp, Plant
from lightctl.core.words import fold
from lightctl.errors import TargetError
from lightctl.site.inventory import COLUMNS, checked
from lightctl.site.problems import did_you_mean
from lightctl.site.source_table import SourceRow, SourceTable

ALSO: Mapping[str, str] = {
    "lamp": "id", "lamp-id": "id", "ma-den": "id", "asset": "id", "asset-id": "id",
    "pole-id": "pole", "cot": "pole", "so-cot": "pole", "ma-cot": "pole",
    "tuyen-duong": "street", "duong": "street",
    "latitude": "lat", "vi-do": "lat", "longitude": "lon", "lng": "lon", "long": "lon", "kinh-do": "lon",
    "installed": "since", "ngay-lap": "since", "loai-den": "luminaire", "fixture": "luminaire",
    "dcu": "concentrator", "lcu": "controller", "serial-number": "serial", "controller-serial": "serial",
    "controller-since": "controller_since",
}  # fmt: skip
"""Other names that columns go by, written as `fold` writes them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not written, and why: one sentence for each reason, with its column where it has one."""

    row: SourceRow
    reasons: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Imported:
    """Every row of a source, on one side or the other."""

    good: list[dict[str, str]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    unused: tuple[str, ...] = ()
    """Columns that nothing was made of."""


def mapping_of(columns: Sequence[str], asked: Mapping[str, str], fixed: Iterable[str] = ()) -> dict[str, str]:
    """Source column → our column: as asked, else by name; raises TargetError for what cannot be."""
    for column, ours in asked.items():
        if column not in columns:
            raise TargetError(
                f"there is no column {column!r} in the file {did_you_mean(column, columns)}".strip()
            )
        _known(ours)
    taken = {*asked.values(), *fixed}
    found = dict(asked)
    for column in columns:
        ours = _guess(column)
        if column not in asked and ours and ours not in taken:
            found[column] = ours
            taken.add(ours)
    if len(set(found.values())) < len(found):
        raise TargetError("two columns are mapped to one field")
    return found


def import_rows(
    source: SourceTable, mapping: Mapping[str, str], fixed: Mapping[str, str], plant: Plant | None = None,
    own: Iterable[str] = (),
) -> Imported:  # fmt: skip
    """Check every row; `plant` adds references and taken ids, except those of the lamps `own`."""
    for ours in fixed:
        _known(ours)
    done = Imported(unused=tuple(column for column in source.columns if column not in mapping))
    taken = _Taken(plant, set(own))
    for row in source.rows:
        values = {**fixed, **{mapping[c]: cell for c, cell in row.cells.items() if c in mapping}}
        reasons = [("", row.trouble)] if row.trouble else _reasons(values, taken)
        if reasons:
            done.refused.append(Refusal(row, tuple(reasons)))
        else:
            taken.add(values, row.line)
            done.good.append(values)
    return done


def inventory_text(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as an inventory table."""
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def rejects_text(refused: Iterable[Refusal], columns: Sequence[str]) -> str:
    """Refused rows as they came, with their line and why."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    shown = [*columns, "?"]
    table.writerow(["line", "why", *shown])
    for one in refused:
        why = "; ".join(f"{column}: {say}" if column else say for column, say in one.reasons)
        table.writerow([one.row.line, why, *(one.row.cells.get(column, "") for column in shown)])
    return out.getvalue()


def exported(lamps: Iterable[Lamp]) -> list[dict[str, str]]:
    """Lamps of a plant as rows of an inventory table: what stood first, without later changes."""
    return [{name: cell for name, cell in _cells(lamp).items() if cell} for lamp in lamps]


def _cells(lamp: Lamp) -> dict[str, str]:
    fitted, direct = lamp.luminaires[0], lamp.direct
    controller = lamp.controllers[0] if lamp.controllers else None
    lat, lon = lamp.where or ("", "")
    return {
        "id": lamp.id, "pole": lamp.pole, "street": lamp.street,
        "group": lamp.group if lamp.group != lamp.street else "", "circuit": lamp.circuit,
        "concentrator": lamp.concentrator, "slot": str(lamp.slot or ""),
        "driver": direct.driver if direct else "", "line": direct.line if direct else "",
        "unit": str(direct.unit or "") if direct else "", "node": direct.node if direct else "",
        "luminaire": fitted.model, "since": fitted.since.isoformat(),
        "controller": controller.model if controller else "",
        "controller_since": controller.since.isoformat() if controller else "",
        "serial": controller.serial if controller else "", "lat": str(lat), "lon": str(lon),
    }  # fmt: skip


class _Taken:
    """Ids, slots and addresses that are taken, and what the plant knows."""

    def __init__(self, plant: Plant | None, own: set[str]) -> None:
        self.plant = plant
        self.by: dict[tuple[str, ...], str] = {}
        for lamp in plant.lamps.values() if plant else ():
            if lamp.id not in own:
                values = {name: cell for name, cell in _cells(lamp).items() if cell}
                self.by.update(dict.fromkeys(_keys(values), f"lamp {lamp.id} of the site"))

    def add(self, values: Mapping[str, str], line: int) -> None:
        """Take what a good row takes."""
        self.by.update(dict.fromkeys(_keys(values), f"line {line}"))


def _reasons(values: Mapping[str, str], taken: _Taken) -> list[tuple[str, str]]:
    row, refusals = checked(values)
    if row is None:
        return [(column, f"{say} ({hint})" if hint else say) for column, say, hint in refusals]
    told = [(key[0], f"{'/'.join(key[1:])!r} is taken by {taken.by[key]}")
            for key in _keys(values) if key in taken.by]  # fmt: skip
    return told + (_lost_references(values, taken.plant) if taken.plant else [])


def _keys(values: Mapping[str, str]) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [("id", values["id"])]
    if "concentrator" in values:
        keys.append(("slot", values["concentrator"], str(int(values["slot"]))))
    if "unit" in values:
        keys.append(("unit", values["line"], str(int(values["unit"]))))
    if "node" in values:
        keys.append(("node", values["line"], values["node"]))
    return keys


def _lost_references(values: Mapping[str, str], plant: Plant) -> list[tuple[str, str]]:
    known: dict[str, Iterable[str]] = {
        "street": plant.streets, "group": plant.groups, "circuit": plant.circuits,
        "concentrator": plant.concentrators, "luminaire": plant.luminaires, "line": plant.lines,
    }  # fmt: skip
    return [
        (
            column,
            f"there is no {column} {values[column]!r} {did_you_mean(values[column], known[column])}".strip(),
        )
        for column in known
        if column in values and values[column] not in known[column]
    ]


def _known(ours: str) -> None:
    if ours not in COLUMNS:
        hint = did_you_mean(ours, COLUMNS) or f"known are: {', '.join(COLUMNS)}"
        raise TargetError(f"{ours!r} is no field of the inventory ({hint})")


def _guess(column: str) -> str:
    word = fold(column)
    ours = word.replace("-", "_")
    return ours if ours in COLUMNS else ALSO.get(word, "")
