"""What happened in the field, each thing said once: a device fell silent, it came back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lightctl.core.decision import Fact
from lightctl.store.sqlite import Connection, told, transaction
from lightctl.store.times import from_ms, to_ms

DAEMON, STARTED = "lightctl", "start"
"""The thing and the topic under which each start of the daemon stands."""


@dataclass(frozen=True, slots=True)
class Event:
    """At `at`, the `topic` of a thing became `word`: (cabinet td-001, answering, silent)."""

    at: datetime
    thing: str
    topic: str
    word: str
    facts: tuple[tuple[str, Fact], ...] = ()


def say(connection: Connection, event: Event) -> bool:
    """Keep it if it is news, that is, if the topic's last word was another; tell whether it was."""
    with transaction(connection):
        if _last_word(connection, event.thing, event.topic) == event.word:
            return False
        connection.execute(
            "INSERT INTO event(at_ms, thing, topic, word, facts) VALUES (?,?,?,?,?)",
            (to_ms(event.at), event.thing, event.topic, event.word,
             json.dumps(dict(event.facts), ensure_ascii=False)),
        )  # fmt: skip
        return True


def events_between(
    connection: Connection, start: datetime, end: datetime, thing: str | None = None
) -> list[Event]:
    """Events in [start, end), of one thing or all, in the order they were said."""
    with told(connection):
        rows = connection.execute(
            "SELECT at_ms, thing, topic, word, facts FROM event "
            "WHERE at_ms >= ?1 AND at_ms < ?2 AND (?3 IS NULL OR thing = ?3) ORDER BY at_ms, seq",
            (to_ms(start), to_ms(end), thing),
        ).fetchall()
    return [Event(from_ms(at), who, topic, word, _facts(facts)) for at, who, topic, word, facts in rows]


def _facts(text: str) -> tuple[tuple[str, Fact], ...]:
    facts: Mapping[str, Fact] = json.loads(text)
    return tuple(facts.items())


def _last_word(connection: Connection, thing: str, topic: str) -> str | None:
    row = connection.execute(
        "SELECT word FROM event WHERE thing = ? AND topic = ? ORDER BY seq DESC LIMIT 1", (thing, topic)
    ).fetchone()
    return None if row is None else str(row[0])
