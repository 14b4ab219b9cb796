"""The tables of the two files. Migrations are ordered and never edited once released; add one at the end.

Instants: `_ms` milliseconds, `at` seconds since 1970 UTC. Energy `_dwh` is 0.1 Wh, power `_dw` 0.1 W,
level `_pp` 0.01 %.
"""

from lightctl.store.schema_ledger import LEDGER, TESTED

_KEPT = """
CREATE TABLE meta(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE thing(id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE state(
  key TEXT PRIMARY KEY, json TEXT NOT NULL CHECK(json_valid(json))
) STRICT, WITHOUT ROWID;
CREATE TABLE override(
  id TEXT PRIMARY KEY, scope INTEGER NOT NULL, target TEXT NOT NULL, level REAL NOT NULL,
  since_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, owner TEXT NOT NULL, reason TEXT NOT NULL,
  below_floor INTEGER NOT NULL, emergency INTEGER NOT NULL, ended_ms INTEGER, ended_by TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX override_until ON override(until_ms);
CREATE TABLE lockout(
  id TEXT PRIMARY KEY, circuit TEXT NOT NULL, since_ms INTEGER NOT NULL, owner TEXT NOT NULL,
  crew TEXT NOT NULL, reason TEXT NOT NULL, released_ms INTEGER, released_by TEXT, released_why TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE edition(
  id INTEGER PRIMARY KEY, site TEXT NOT NULL, version TEXT NOT NULL, UNIQUE(site, version)
) STRICT;
CREATE TABLE decision(
  thing INTEGER NOT NULL REFERENCES thing, at_ms INTEGER NOT NULL, level REAL NOT NULL,
  until_ms INTEGER NOT NULL, reasons TEXT NOT NULL CHECK(json_valid(reasons)),
  edition INTEGER NOT NULL REFERENCES edition, PRIMARY KEY(thing, at_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_at ON decision(at_ms);
CREATE TABLE event(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, thing TEXT NOT NULL, topic TEXT NOT NULL,
  word TEXT NOT NULL, facts TEXT NOT NULL CHECK(json_valid(facts))
) STRICT;
CREATE INDEX event_thing ON event(thing, topic, seq);
CREATE INDEX event_at ON event(at_ms);
CREATE TABLE audit(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
  target TEXT NOT NULL, why TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, seal TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
"""

_SAMPLES = """
CREATE TABLE thing(id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE touched(one INTEGER PRIMARY KEY CHECK(one = 1), since INTEGER NOT NULL) STRICT;
CREATE TABLE purged(one INTEGER PRIMARY KEY CHECK(one = 1), before INTEGER NOT NULL) STRICT;
CREATE TABLE meter(
  at INTEGER NOT NULL, cabinet INTEGER NOT NULL, energy_dwh INTEGER, power_dw INTEGER,
  u1_dv INTEGER, u2_dv INTEGER, u3_dv INTEGER, PRIMARY KEY(at, cabinet)
) STRICT, WITHOUT ROWID;
CREATE TABLE lamp(
  at INTEGER NOT NULL, lamp INTEGER NOT NULL, level REAL, power_dw INTEGER, energy_dwh INTEGER,
  status INTEGER NOT NULL, PRIMARY KEY(at, lamp)
) STRICT, WITHOUT ROWID;
CREATE TABLE circuit(
  at INTEGER NOT NULL, circuit INTEGER NOT NULL, closed INTEGER, PRIMARY KEY(at, circuit)
) STRICT, WITHOUT ROWID;
"""

_TRIALS = """
CREATE TABLE trial(
  id TEXT PRIMARY KEY, cabinet TEXT NOT NULL, since_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL,
  owner TEXT NOT NULL, reason TEXT NOT NULL, ended_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX trial_until ON trial(until_ms);
"""

_SCENES = """
ALTER TABLE override ADD COLUMN scene TEXT NOT NULL DEFAULT '';
"""

_BASIS = """
CREATE TABLE basis(id INTEGER PRIMARY KEY, inputs TEXT NOT NULL) STRICT;
ALTER TABLE decision ADD COLUMN basis INTEGER REFERENCES basis;
"""

MAIN = (_KEPT + LEDGER, _TRIALS + TESTED, _SCENES, _BASIS)
_ASKED = """
ALTER TABLE lamp ADD COLUMN desired_pp INTEGER;
ALTER TABLE lamp ADD COLUMN accepted_pp INTEGER;
"""

SAMPLES = (_SAMPLES, _ASKED)
