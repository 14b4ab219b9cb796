"""What a driver of lamp nodes behind a broker declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TopicRules:
    """Lamp nodes that speak mqtt-json; the dialogue itself is described in docs/mqtt-json.md.

    `{node}` in a topic stands for the node's name. A path names a member of a JSON object,
    levels parted by dots.
    """

    command: str
    """Topic on which a node hears its commands."""
    state: str
    """Topic on which it reports."""
    paths: Mapping[str, str] = field(default_factory=dict)
    """Where a report says what: `level`, `power`, `energy`, `burning_hours`, `status`, `at`, `command`."""
    lifetime_s: float = 60.0
    """A command that is older when it arrives is void."""
    report_s: float = 300.0
    """A node reports at least this often while it has power."""
    status: Mapping[int, str] = field(default_factory=dict)
    """Bit map of a lamp's status."""
