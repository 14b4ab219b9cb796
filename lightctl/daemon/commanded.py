"""Every command that was carried out, in the daemon's log as in the audit."""

import logging
from datetime import datetime

from lightctl.store import Act

log = logging.getLogger("lightctl.daemon")


def log_act(act: Act) -> None:
    """One line: who did what, and why; for acts that are stored."""
    log.info("%s", _line(act))


def log_unstored(act: Act) -> None:
    """The same for what is in force though the disk refused it."""
    log.warning("%s; in force, not stored", _line(act))


def until(end: datetime) -> str:
    """When a command ends, for the audit and the log: seconds are enough."""
    return f"until {end.isoformat(timespec='seconds')}"


def _line(act: Act) -> str:
    """What people typed may hold line ends; a line of the log is one command."""
    said = f"{act.what} {act.target} by {act.who}: {act.after}"
    return " ".join(f"{said}; why: {act.why or 'not said'}".split())
