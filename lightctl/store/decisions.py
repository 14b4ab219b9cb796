"""Why each light was as it was: decisions with their reasons, the site and program that made them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lightctl.core.decision import Decision, Fact, Layer, Reason
from lightctl.core.noted import Known, write_noted
from lightctl.core.units import Level
from lightctl.store.names import Names, number_of
from lightctl.store.sqlite import Connection, told, transaction
from lightctl.store.times import from_ms, to_ms

_SELECT = (
    "SELECT t.uid, d.at_ms, d.level, d.until_ms, d.reasons, e.site, e.version, b.inputs "
    "FROM decision d JOIN thing t ON t.id = d.thing JOIN edition e ON e.id = d.edition "
    "LEFT JOIN basis b ON b.id = d.basis "
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as it was made, by which site (digest) and which version of lightctl."""

    decision: Decision
    site: str
    version: str
    noted: str = ""
    """Its inputs, as `read_noted` reads them; empty where they were not kept."""


def record_decisions(connection: Connection, names: Names, rows: Iterable[Recorded]) -> None:
    """Keep them, all or none; the same thing at the same instant is replaced."""
    with transaction(connection):
        bases = _Bases(connection)
        connection.executemany(
            "INSERT OR REPLACE INTO decision VALUES (?,?,?,?,?,?,?)",
            [
                (names.number(row.decision.thing), to_ms(row.decision.at), row.decision.level,
                 to_ms(row.decision.valid_until), _reasons_json(row.decision.reasons),
                 _edition(connection, row.site, row.version), bases.number(row))
                for row in rows
            ],
        )  # fmt: skip


class _Bases:
    """Inputs that many decisions of a batch share, each text kept once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._states: Known = {}
        self._numbers: dict[str, int | None] = {}

    def number(self, row: Recorded) -> int | None:
        """The row of a decision's inputs; None where it has none."""
        text = row.noted
        if row.decision.inputs is not None:
            text = write_noted(row.decision.inputs, row.decision.at, self._states)
        if text and text not in self._numbers:
            added = self._connection.execute("INSERT INTO basis(inputs) VALUES (?)", (text,))
            self._numbers[text] = added.lastrowid
        return self._numbers.get(text)


def decision_at(connection: Connection, thing: str, instant: datetime) -> Recorded | None:
    """The newest decision about the thing made at or before the instant."""
    with told(connection):
        number = number_of(connection, thing)
        row = connection.execute(
            _SELECT + "WHERE d.thing = ? AND d.at_ms <= ? ORDER BY d.at_ms DESC LIMIT 1",
            (number, to_ms(instant)),
        ).fetchone()
    return None if row is None else _recorded(row)


def decisions_between(
    connection: Connection, start: datetime, end: datetime, thing: str | None = None
) -> list[Recorded]:
    """Decisions made in [start, end), about one thing or all, in time order."""
    with told(connection):
        number = None if thing is None else number_of(connection, thing)
        if thing is not None and number is None:
            return []
        which = "" if number is None else "AND d.thing = ?3 "
        rows = connection.execute(
            _SELECT + "WHERE d.at_ms >= ?1 AND d.at_ms < ?2 " + which + "ORDER BY d.at_ms, t.uid",
            (to_ms(start), to_ms(end)) + (() if number is None else (number,)),
        ).fetchall()
    return [_recorded(row) for row in rows]


def site_at(connection: Connection, instant: datetime) -> str | None:
    """The digest of the site that decided last at or before the instant; None where none did."""
    with told(connection):
        row = connection.execute(
            "SELECT e.site FROM decision d JOIN edition e ON e.id = d.edition "
            "WHERE d.at_ms <= ? ORDER BY d.at_ms DESC LIMIT 1",
            (to_ms(instant),),
        ).fetchone()
    return None if row is None else str(row[0])


def editions_between(connection: Connection, start: datetime, end: datetime) -> list[tuple[str, str, int]]:
    """Which sites (digest, version) decided in [start, end), and how many decisions each made."""
    with told(connection):
        return connection.execute(
            "SELECT e.site, e.version, count(*) FROM decision d JOIN edition e ON e.id = d.edition "
            "WHERE d.at_ms >= ? AND d.at_ms < ? GROUP BY e.id ORDER BY min(d.at_ms)",
            (to_ms(start), to_ms(end)),
        ).fetchall()


def _edition(connection: Connection, site: str, version: str) -> int:
    connection.execute("INSERT OR IGNORE INTO edition(site, version) VALUES (?, ?)", (site, version))
    found = connection.execute("SELECT id FROM edition WHERE site = ? AND version = ?", (site, version))
    return int(found.fetchone()[0])


def _reasons_json(reasons: tuple[Reason, ...]) -> str:
    rows = [[r.layer.value, r.rule, r.level, list(r.facts)] for r in reasons]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _reasons(text: str) -> tuple[Reason, ...]:
    rows: list[tuple[str, str, float, list[tuple[str, Fact]]]] = json.loads(text)
    return tuple(
        Reason(Layer(layer), rule, Level(level), tuple((name, fact) for name, fact in facts))
        for layer, rule, level, facts in rows
    )


def _recorded(row: tuple[str, int, float, int, str, str, str, str | None]) -> Recorded:
    thing, at, level, until, reasons, site, version, noted = row
    decision = Decision(thing, from_ms(at), Level(level), _reasons(reasons), from_ms(until))
    return Recorded(decision, site, version, noted or "")
