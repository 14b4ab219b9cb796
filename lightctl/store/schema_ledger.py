"""The ledger's tables: hours recomputed from raw counters, roll-ups rebuilt from hours, never added to.

`slot` is the start of an hour in units of 900 s since 1970, aligned to the local minute 0. `street` 0 means
that the cabinet's lamps lie in several streets. `day` is a local date's ordinal, `month` 202610.
"""

COLUMNS = (
    "attributed_dwh", "new_full_dwh", "new_old_hours_dwh", "base_dwh", "base_full_night_dwh", "lit_min",
)  # fmt: skip
"""What an hour, a day and a month all carry beside `metered_dwh`; in roll-ups over known hours only."""

_AMOUNTS = ", ".join(f"{column} INTEGER NOT NULL" for column in COLUMNS)

_ROLLED = f"""
  cabinet INTEGER NOT NULL, street INTEGER NOT NULL, metered_dwh INTEGER NOT NULL, {_AMOUNTS},
  partial_dwh INTEGER NOT NULL, lamps INTEGER NOT NULL, hours INTEGER NOT NULL, night_hours INTEGER NOT NULL,
  known_hours INTEGER NOT NULL, known_night_hours INTEGER NOT NULL, quality INTEGER NOT NULL,
"""

LEDGER = f"""
CREATE TABLE ledger(
  slot INTEGER NOT NULL, cabinet INTEGER NOT NULL, street INTEGER NOT NULL, metered_dwh INTEGER, {_AMOUNTS},
  partial_dwh INTEGER NOT NULL, lamps INTEGER NOT NULL, quality INTEGER NOT NULL, PRIMARY KEY(slot, cabinet)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_day(day INTEGER NOT NULL, {_ROLLED} PRIMARY KEY(day, cabinet, street))
  STRICT, WITHOUT ROWID;
CREATE TABLE ledger_month(month INTEGER NOT NULL, {_ROLLED} PRIMARY KEY(month, cabinet, street))
  STRICT, WITHOUT ROWID;
CREATE TABLE lamp_hour(
  slot INTEGER NOT NULL, lamp INTEGER NOT NULL, attributed_dwh INTEGER, lit_min INTEGER NOT NULL,
  quality INTEGER NOT NULL, PRIMARY KEY(slot, lamp)
) STRICT, WITHOUT ROWID;
CREATE TABLE gap(
  cabinet INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, passed_dwh INTEGER,
  PRIMARY KEY(cabinet, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX gap_since ON gap(since);
CREATE TABLE sync_chunk(
  stream TEXT NOT NULL, slot INTEGER NOT NULL, part TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY(stream, slot, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE sync_reject(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, slot INTEGER NOT NULL, part TEXT NOT NULL,
  at_ms INTEGER NOT NULL, http INTEGER NOT NULL, reason TEXT NOT NULL, line TEXT NOT NULL
) STRICT;
"""

TESTED = "\n".join(
    f"ALTER TABLE {table} ADD COLUMN tested_dwh INTEGER NOT NULL DEFAULT 0;"
    for table in ("ledger", "ledger_day", "ledger_month")
)
"""What passed in hours with a test of the cabinet: part of no other column."""
