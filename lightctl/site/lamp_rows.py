"""Single lamps out of the rows that declare many: ranges in a plant file, lines of an inventory table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic_core import PydanticCustomError

from lightctl.core.plant import DeviceAddress, Fitted
from lightctl.site.parse import Parsed
from lightctl.site.plant_file import DirectRow, LampRange, PlantFile
from lightctl.site.problems import Problems, Spot
from lightctl.site.ranges import lamp_ids, node_names, numbers


@dataclass(frozen=True, slots=True)
class LampRow:
    """One lamp as declared, references not yet looked up; `row` is shared by lamps declared together."""

    id: str
    pole: str
    street: str
    group: str
    circuit: str
    concentrator: str
    slot: int
    direct: DeviceAddress | None
    luminaire: str
    since: date
    row: "DeclaredAt"
    controllers: tuple[Fitted, ...] = ()
    where: tuple[float, float] | None = None
    """Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True, eq=False)
class DeclaredAt:
    """Where lamps were declared together: a row of a plant file, or a line of a table."""

    spot: Spot
    cells: dict[str, Spot]

    def of(self, column: str) -> Spot:
        """Place of one of its values."""
        return self.cells.get(column, self.spot)


def lamps_of_range(
    parsed: Parsed[PlantFile], index: int, row: LampRange, problems: Problems
) -> list[LampRow]:
    """The lamps of one row; problems are noted and give none."""
    spots = {key: parsed.spot("lamps", index, key) for key in LampRange.model_fields}
    declared = DeclaredAt(parsed.spot("lamps", index), spots)
    try:
        ids = lamp_ids(row.range)
    except PydanticCustomError as error:
        _note(error, spots["range"], problems)
        return []
    slots = _matching(row.slots, len(ids), spots["slots"], "slots", problems)
    addresses = _addresses(parsed, index, row.direct, len(ids), problems) if row.direct else [None] * len(ids)
    if slots is None or addresses is None:
        return []
    return list(_lamps(row, ids, slots, addresses, declared))


def _addresses(
    parsed: Parsed[PlantFile], index: int, row: DirectRow, count: int, problems: Problems
) -> Sequence[DeviceAddress | None] | None:
    """An address for each lamp; None when they are wrong."""
    spot = parsed.spot("lamps", index, "direct", "nodes" if row.nodes else "units")
    if not row.nodes:
        units = _matching(row.units, count, spot, "units", problems)
        return None if units is None else [DeviceAddress(row.driver, row.line, unit) for unit in units]
    try:
        nodes = node_names(row.nodes)
    except PydanticCustomError as error:
        _note(error, spot, problems)
        return None
    if len(nodes) != count:
        problems.error(spot, f"{len(nodes)} nodes for {count} lamps")
        return None
    return [DeviceAddress(row.driver, row.line, 0, node) for node in nodes]


def _lamps(
    row: LampRange, ids: list[str], slots: list[int], addresses: Sequence[DeviceAddress | None],
    declared: DeclaredAt,
) -> Iterator[LampRow]:  # fmt: skip
    circuits = row.circuits
    for i, lamp in enumerate(ids):
        yield LampRow(
            id=lamp,
            pole=lamp,
            street=row.street,
            group=row.group or row.street,
            circuit=circuits[i % len(circuits)],
            concentrator=row.concentrator or "",
            slot=slots[i] if slots else 0,
            direct=addresses[i],
            luminaire=row.luminaire,
            since=row.since,
            row=declared,
        )


def _matching(text: str | None, count: int, spot: Spot, what: str, problems: Problems) -> list[int] | None:
    """The numbers, exactly as many as lamps; [] when none are written, None when they are wrong."""
    if text is None:
        return []
    try:
        found = numbers(text)
    except PydanticCustomError as error:
        _note(error, spot, problems)
        return None
    if len(found) != count:
        problems.error(spot, f"{len(found)} {what} for {count} lamps")
        return None
    return found


def _note(error: PydanticCustomError, spot: Spot, problems: Problems) -> None:
    context = error.context or {}
    problems.error(spot, str(context.get("say", error)), str(context.get("hint", "")))
