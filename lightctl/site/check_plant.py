"""The plant as a whole: every reference resolves, no two devices share an address, lamps hang together."""

from collections.abc import Iterable

from lightctl.site.check_ids import Ids, declare_all
from lightctl.site.check_nodes import check_nodes
from lightctl.site.lamp_rows import DeclaredAt, LampRow
from lightctl.site.plant_file import CabinetRow
from lightctl.site.plant_rows import Placed, PlantRows
from lightctl.site.problems import Problems, Spot


def check_plant(rows: PlantRows, baselines: set[str] | None, problems: Problems) -> Ids:
    """Note every mistake between rows; `baselines` None when the accounts could not be read."""
    ids = declare_all(rows, problems)
    _streets(rows, ids, baselines)
    _cabinets(rows, ids)
    for declared in _declarations(rows.lamps):
        _lamp_references(declared, ids)
    _lamps_in_cabinets(rows, problems)
    _slots(rows, problems)
    _units(rows, problems)
    check_nodes(rows.lamps, problems)
    _lines(rows, problems)
    _changes(rows, ids)
    _unused(rows, problems)
    return ids


def _streets(rows: PlantRows, ids: Ids, baselines: set[str] | None) -> None:
    if baselines is not None:
        ids.known["baseline"] = {baseline: Spot("config/accounts.yaml") for baseline in baselines}
    for street in rows.streets:
        if baselines is not None:
            ids.refer("baseline", street.row.baseline, street.spot("baseline"))
        ids.refer("place", street.row.place, street.spot("place"))
        ids.refer("place", street.row.follows, street.spot("follows"))
        ids.refer("place", street.row.typical, street.spot("typical"))
    _counters(rows, ids.problems)
    for group in rows.groups:
        ids.refer("street", group.row.street, group.spot("street"))
    for place in rows.places:
        ids.refer("street", place.row.street, place.spot("street"))


def _counters(rows: PlantRows, problems: Problems) -> None:
    """A street's own counter stands in that street; another street's is followed."""
    stands = {place.row.id: place.row.street for place in rows.places}
    for street in rows.streets:
        where = stands.get(street.row.place or "", street.row.id)
        if where != street.row.id:
            message = f"place {street.row.place!r} counts street {where!r}"
            problems.error(street.spot("place"), message, "a neighbour's counter is written follows:")


def _cabinets(rows: PlantRows, ids: Ids) -> None:
    for cabinet in rows.cabinets:
        ids.refer("street", cabinet.row.street, cabinet.spot("street"))
        ids.refer("line", cabinet.row.line, cabinet.spot("line"))
        for i, concentrator in enumerate(cabinet.row.concentrators):
            ids.refer("line", concentrator.line, cabinet.spot("concentrators", i, "line"))
        if cabinet.row.meter:
            ids.refer("line", cabinet.row.meter.line, cabinet.spot("meter", "line"))


def _declarations(lamps: Iterable[LampRow]) -> list[list[LampRow]]:
    """Lamps by the row that declares them."""
    found: dict[DeclaredAt, list[LampRow]] = {}
    for lamp in lamps:
        found.setdefault(lamp.row, []).append(lamp)
    return list(found.values())


def _lamp_references(lamps: list[LampRow], ids: Ids) -> None:
    lamp = lamps[0]
    at = lamp.row.of
    ids.refer("street", lamp.street, at("street"))
    if lamp.group != lamp.street:
        ids.refer("group", lamp.group, at("group"))
    ids.refer("concentrator", lamp.concentrator, at("concentrator"))
    ids.refer("luminaire", lamp.luminaire, at("luminaire"))
    for circuit in dict.fromkeys(one.circuit for one in lamps):
        ids.refer("circuit", circuit, at("circuits") if "circuits" in lamp.row.cells else at("circuit"))
    if lamp.direct:
        ids.refer("line", lamp.direct.line, at("direct") if "direct" in lamp.row.cells else at("line"))


def _lamps_in_cabinets(rows: PlantRows, problems: Problems) -> None:
    """A concentrator's lamps are fed by its own cabinet; a group's lamps stand in its street."""
    circuits = {circuit: c.row.id for c in rows.cabinets for circuit in c.row.circuits}
    homes = {dcu.id: c.row.id for c in rows.cabinets for dcu in c.row.concentrators}
    groups = {group.row.id: group.row.street for group in rows.groups}
    groups |= {street.row.id: street.row.id for street in rows.streets}
    told: set[tuple[DeclaredAt, str]] = set()
    for lamp in rows.lamps:
        fed, reached = circuits.get(lamp.circuit), homes.get(lamp.concentrator)
        if fed and reached and fed != reached and (lamp.row, lamp.circuit) not in told:
            told.add((lamp.row, lamp.circuit))
            message = f"circuit {lamp.circuit!r} belongs to cabinet {fed!r}"
            problems.error(
                _circuit_spot(lamp), message, f"concentrator {lamp.concentrator!r} is in {reached!r}"
            )
        street = groups.get(lamp.group, lamp.street)
        if street != lamp.street and (lamp.row, lamp.group) not in told:
            told.add((lamp.row, lamp.group))
            problems.error(lamp.row.of("group"), f"group {lamp.group!r} is of street {street!r}")


def _circuit_spot(lamp: LampRow) -> Spot:
    return lamp.row.of("circuits") if "circuits" in lamp.row.cells else lamp.row.of("circuit")


def _slots(rows: PlantRows, problems: Problems) -> None:
    taken: dict[tuple[str, int], LampRow] = {}
    told: set[DeclaredAt] = set()
    for lamp in rows.lamps:
        other = taken.setdefault((lamp.concentrator, lamp.slot), lamp) if lamp.slot else lamp
        if other is not lamp and other.id != lamp.id and lamp.row not in told:
            told.add(lamp.row)
            spot = lamp.row.of("slots") if "slots" in lamp.row.cells else lamp.row.of("slot")
            message = f"slot {lamp.slot} of concentrator {lamp.concentrator!r} is taken by lamp {other.id!r}"
            problems.error(spot, message, f"declared at {other.row.spot}")


def _units(rows: PlantRows, problems: Problems) -> None:
    """No two devices answer on one line as one unit."""
    taken: dict[tuple[str, int], tuple[str, Spot]] = {}
    told: set[Spot] = set()
    for line, unit, what, spot in _addresses(rows):
        other, where = taken.setdefault((line, unit), (what, spot))
        if other != what and spot not in told:
            told.add(spot)
            message = f"unit {unit} on line {line!r} is taken by {other}"
            problems.error(spot, f"{what}: {message}", f"declared at {where}")


def _addresses(rows: PlantRows) -> Iterable[tuple[str, int, str, Spot]]:
    for cabinet in rows.cabinets:
        yield from _cabinet_addresses(cabinet)
    for lamp in rows.lamps:
        if lamp.direct and not lamp.direct.node:
            spot = lamp.row.of("direct") if "direct" in lamp.row.cells else lamp.row.of("unit")
            yield lamp.direct.line, lamp.direct.unit, f"lamp {lamp.id!r}", spot


def _cabinet_addresses(cabinet: Placed[CabinetRow]) -> Iterable[tuple[str, int, str, Spot]]:
    row = cabinet.row
    yield row.line, row.unit, f"cabinet {row.id!r}", cabinet.spot("unit")
    for i, dcu in enumerate(row.concentrators):
        spot = cabinet.spot("concentrators", i, "unit")
        yield dcu.line or row.line, dcu.unit, f"concentrator {dcu.id!r}", spot
    if row.meter:
        yield (
            row.meter.line or row.line,
            row.meter.unit,
            f"the meter of {row.id!r}",
            cabinet.spot("meter", "unit"),
        )


def _lines(rows: PlantRows, problems: Problems) -> None:
    """One line, one owner: no two lines lead to the same port."""
    taken: dict[str, tuple[str, Spot]] = {}
    for line in rows.lines:
        ways = {
            "tcp": line.row.tcp, "rtu": line.row.rtu, "rtu-over-tcp": line.row.rtu_over_tcp,
            "serial": line.row.serial, "mqtt": line.row.mqtt,
        }  # fmt: skip
        key, way = next((key, way) for key, way in ways.items() if way)
        other, where = taken.setdefault(way, (line.row.id, line.spot(key)))
        if other != line.row.id:
            problems.error(line.spot(key), f"{way} is already line {other!r}", f"declared at {where}")


def _changes(rows: PlantRows, ids: Ids) -> None:
    fitted = {lamp.id: lamp.since for lamp in rows.lamps}
    for change in rows.changes:
        row = change.row
        if not rows.incomplete:
            ids.refer("lamp", row.lamp, change.spot("lamp"))
        ids.refer("luminaire", row.luminaire, change.spot("luminaire"))
        if row.lamp in fitted and row.since <= fitted[row.lamp]:
            hint = f"it stands since {fitted[row.lamp]}"
            ids.problems.error(change.spot("since"), f"lamp {row.lamp!r} changes before it is there", hint)


def _unused(rows: PlantRows, problems: Problems) -> None:
    """What is declared and lights nothing is probably a slip, not a mistake."""
    if rows.incomplete:
        return
    circuits = {lamp.circuit for lamp in rows.lamps}
    streets = {lamp.street for lamp in rows.lamps}
    concentrators = {lamp.concentrator for lamp in rows.lamps}
    for cabinet in rows.cabinets:
        for i, circuit in enumerate(cabinet.row.circuits):
            _warn_unless(
                circuit in circuits, f"circuit {circuit!r} feeds", cabinet.spot("circuits", i), problems
            )
        for i, dcu in enumerate(cabinet.row.concentrators):
            spot = cabinet.spot("concentrators", i)
            _warn_unless(dcu.id in concentrators, f"concentrator {dcu.id!r} reaches", spot, problems)
    for street in rows.streets:
        _warn_unless(street.row.id in streets, f"street {street.row.id!r} has", street.spot("id"), problems)


def _warn_unless(used: bool, what: str, spot: Spot, problems: Problems) -> None:
    if not used:
        problems.warn(spot, f"{what} no lamps")
