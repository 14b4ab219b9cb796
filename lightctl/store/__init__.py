"""History: what was decided, commanded, measured and accounted, in two SQLite files."""

from lightctl.store.audit import Act
from lightctl.store.decisions import Recorded
from lightctl.store.events import DAEMON, STARTED, Event
from lightctl.store.history import History
from lightctl.store.records import FAILED, CircuitSample, LampSample, MeterSample
from lightctl.store.store import Store

__all__ = [
    "DAEMON", "FAILED", "STARTED", "Act", "CircuitSample", "Event", "History", "LampSample", "MeterSample",
    "Recorded", "Store",
]  # fmt: skip
