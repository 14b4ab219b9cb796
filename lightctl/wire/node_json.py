"""The messages of mqtt-json: commands to lamp nodes and their reports, as docs/mqtt-json.md has them.

Anything malformed is no data, never a value: one broken member, and nothing of the message is believed.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any, NoReturn

from lightctl.errors import BadFrame
from lightctl.wire.topic_rules import TopicRules

MOST_BYTES = 4096
"""A longer message is refused unread."""
MOST_LEVEL = 254.0
_MOST_STATUS = 2**32 - 1
_RANGES = {"level": MOST_LEVEL, "power": 1e5, "energy": 1e12, "burning_hours": 1e7}
"""Highest believable number of each; the lowest is 0."""
_ID = re.compile(r"[\x21-\x7e]{1,64}\Z")
MOST_AHEAD = timedelta(seconds=60)
"""A report from farther in the future comes from a wrong clock."""


@dataclass(frozen=True, slots=True)
class NodeCommand:
    """A level for one node, in the numbers of its driver's level scale; void after `expires_at`."""

    id: str
    level: float
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NodeReport:
    """What a node says of itself; None where it has no data."""

    at: datetime
    level: float | None = None
    power: float | None = None
    """W."""
    energy: float | None = None
    """Wh, its counter."""
    burning_hours: float | None = None
    status: int | None = None
    command: str = ""
    """Id of the last command that it took; empty for none since it started."""


def command_json(command: NodeCommand) -> bytes:
    """The payload of a command."""
    return _bytes(
        {
            "id": command.id,
            "level": command.level,
            "issued_at": command.issued_at.astimezone(UTC).isoformat(),
            "expires_at": command.expires_at.astimezone(UTC).isoformat(),
        }
    )


def read_command(payload: bytes) -> NodeCommand:
    """A command as a node reads it; raises BadFrame for anything else."""
    message = _object(payload)
    level = _number(message.get("level"), "level", MOST_LEVEL)
    name = message.get("id")
    if level is None or not isinstance(name, str) or not _ID.match(name):
        raise BadFrame("a command needs a level and an id")
    issued, expires = _instant(message.get("issued_at")), _instant(message.get("expires_at"))
    if expires <= issued:
        raise BadFrame("a command that never counts")
    return NodeCommand(name, level, issued, expires)


def report_json(rules: TopicRules, report: NodeReport) -> bytes:
    """The payload of a report, each member where the driver says."""
    message: dict[str, Any] = {}
    values = {
        "at": report.at.astimezone(UTC).isoformat(),
        "command": report.command or None,
        "level": report.level,
        "power": report.power,
        "energy": report.energy,
        "burning_hours": report.burning_hours,
        "status": report.status,
    }
    for word, path in rules.paths.items():
        *parents, last = path.split(".")
        place = message
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = values[word]
    return _bytes(message)


def read_report(rules: TopicRules, payload: bytes) -> NodeReport:
    """A report by the driver's paths; raises BadFrame for anything else."""
    message = _object(payload)
    found = {word: _at_path(message, path) for word, path in rules.paths.items()}
    numbers = {word: _number(found.get(word), word, most) for word, most in _RANGES.items()}
    return NodeReport(
        at=_instant(found.get("at")),
        level=numbers["level"],
        power=numbers["power"],
        energy=numbers["energy"],
        burning_hours=numbers["burning_hours"],
        status=_status(found.get("status")),
        command=_name(found.get("command")),
    )


def check_age(report: NodeReport, now: datetime, *, oldest: timedelta, ahead: timedelta = MOST_AHEAD) -> None:
    """Raise BadFrame for a report that is too old to be news, or from the future."""
    if now - report.at > oldest:
        raise BadFrame(f"the report is of {report.at.isoformat(timespec='seconds')}, too old to be news")
    if report.at - now > ahead:
        raise BadFrame(f"the report is of {report.at.isoformat(timespec='seconds')}, ahead of the city")


def _bytes(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode()


def _object(payload: bytes) -> dict[str, Any]:
    if len(payload) > MOST_BYTES:
        raise BadFrame(f"{len(payload)} bytes are no message of a node")
    try:
        message = json.loads(payload.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise BadFrame(f"not JSON: {payload[:40]!r}") from error
    if not isinstance(message, dict):
        raise BadFrame("not a JSON object")
    return message


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Which of two equal members counts, nobody can say."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice")
    return found


def _at_path(message: Mapping[str, Any], path: str) -> object:
    """What stands there; None for nothing. Raises BadFrame where a parent is no object."""
    place: object = message
    for level in path.split("."):
        if place is None:
            return None
        if not isinstance(place, dict):
            raise BadFrame(f"{path}: {level!r} is asked of no object")
        place = place.get(level)
    return place


def _number(value: object, word: str, most: float) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadFrame(f"{word} is no number")
    if not 0 <= value <= most or not isfinite(value):
        raise BadFrame(f"{word} is outside 0 to {most:g}")
    return float(value)


def _status(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_STATUS:
        raise BadFrame("status is no set of bits")
    return value


def _name(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not _ID.match(value):
        raise BadFrame("command is no id")
    return value


def _instant(value: object) -> datetime:
    if not isinstance(value, str) or len(value) > 40:
        raise BadFrame("an instant is missing")
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise BadFrame(f"{value} has no offset from UTC")
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadFrame(f"{value!r} is no instant") from error
