"""Raw samples of a stretch of time, with the neighbours on both sides that its hours need."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lightctl.store.sqlite import Connection

_NEAR_S, _DAY_S, _FAR_S = 2 * 3600, 26 * 3600, 35 * 86400
"""Neighbours are looked for near first: a night's lamps within a day, a dead meter's within five weeks."""

MeterRow = tuple[int, int]
"""(at, counter in 0.1 Wh)"""
LampRow = tuple[int, float | None, int | None, int]
"""(at, level, counter in 0.1 Wh, status)"""
CircuitRow = tuple[int, bool | None]
"""(at, closed)"""


@dataclass(frozen=True, slots=True)
class Readings:
    """By id, each in time order."""

    meters: dict[str, list[MeterRow]]
    lamps: dict[str, list[LampRow]]
    circuits: dict[str, list[CircuitRow]]


@dataclass(frozen=True, slots=True)
class _Query:
    """How one table is read: rows between two instants, and each thing's last and first of a stretch."""

    within: str
    last: str
    first: str
    reach: tuple[int, ...]
    """How far neighbours are looked for, in steps."""
    lead: int = 0
    """Rows this long before the stretch are read too: what a glitch to zero fell from."""


def read_samples(samples: Connection, start: int, end: int) -> Readings:
    """Everything needed to account the hours in [start, end), seconds since 1970."""
    things: dict[int, str] = dict(samples.execute("SELECT id, uid FROM thing"))
    meters: dict[str, list[MeterRow]] = defaultdict(list)
    for number, at, energy in _rows(samples, _METER, start, end):
        meters[things[number]].append((at, energy))
    lamps: dict[str, list[LampRow]] = defaultdict(list)
    for number, at, energy, level, status in _rows(samples, _LAMP, start, end):
        lamps[things[number]].append((at, level, energy, status))
    circuits: dict[str, list[CircuitRow]] = defaultdict(list)
    around = _DAY_S + _NEAR_S  # as far as lamps' neighbours may lie, or their powered time comes out short
    reach = (start - around, end + around)
    for number, at, closed in samples.execute(_CIRCUIT, reach):
        circuits[things[number]].append((at, None if closed is None else bool(closed)))
    return Readings(meters, lamps, circuits)


def _rows(samples: Connection, query: _Query, start: int, end: int) -> Iterator[tuple[int, ...]]:
    """Rows of the stretch between their neighbours on both sides."""
    start -= query.lead
    rows = samples.execute(query.within, (start, end)).fetchall()
    seen = {row[0] for row in rows}
    stretches = [(start - far, start - near) for near, far in _steps(query.reach)]
    yield from sorted(_nearest(samples, query.last, stretches, seen), key=_at)
    yield from rows
    stretches = [(end + near, end + far) for near, far in _steps(query.reach)]
    yield from sorted(_nearest(samples, query.first, stretches, seen), key=_at)


def _nearest(
    samples: Connection, sql: str, stretches: list[tuple[int, int]], wanted: set[int]
) -> Iterator[tuple[int, ...]]:
    """One row of each thing, from the nearest stretch that has one; far ones only while some are missing."""
    found: set[int] = set()
    for stretch in stretches:
        rows = samples.execute(sql, stretch).fetchall()
        yield from (row for row in rows if row[0] not in found)
        found |= {row[0] for row in rows}
        if found and wanted <= found:
            return


def _steps(reach: tuple[int, ...]) -> list[tuple[int, int]]:
    return list(zip((0, *reach), reach, strict=False))


def _at(row: tuple[int, ...]) -> int:
    return row[1]


_METER = _Query(
    "SELECT cabinet, at, energy_dwh FROM meter "
    "WHERE at >= ? AND at < ? AND energy_dwh IS NOT NULL ORDER BY at",
    "SELECT cabinet, max(at), energy_dwh FROM meter "
    "WHERE at >= ? AND at < ? AND energy_dwh IS NOT NULL GROUP BY cabinet",
    "SELECT cabinet, min(at), energy_dwh FROM meter "
    "WHERE at >= ? AND at < ? AND energy_dwh IS NOT NULL GROUP BY cabinet",
    (_NEAR_S, _DAY_S, _FAR_S),
    lead=_NEAR_S,
)
_LAMP = _Query(
    "SELECT lamp, at, energy_dwh, level, status FROM lamp "
    "WHERE at >= ? AND at < ? AND (energy_dwh IS NOT NULL OR level IS NOT NULL) ORDER BY at",
    "SELECT lamp, max(at), energy_dwh, level, status FROM lamp "
    "WHERE at >= ? AND at < ? AND energy_dwh IS NOT NULL GROUP BY lamp",
    "SELECT lamp, min(at), energy_dwh, level, status FROM lamp "
    "WHERE at >= ? AND at < ? AND energy_dwh IS NOT NULL GROUP BY lamp",
    (_NEAR_S, _DAY_S),
)
_CIRCUIT = "SELECT circuit, at, closed FROM circuit WHERE at >= ? AND at < ? ORDER BY at"
