"""What a driver of lamp nodes behind a broker declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NODE = "{node}"
ANY_NODE = "+"
WORDS = ("at", "command", "level", "power", "energy", "burning_hours", "status")
"""What a report can say."""
NEEDED = ("at", "command", "level")
"""What every report must be able to say."""


@dataclass(frozen=True, slots=True)
class TopicRules:
    """Lamp nodes that speak mqtt-json; the dialogue itself is described in docs/mqtt-json.md.

    `{node}` in a topic stands for the node's name, a level of its own. A path names a member of a JSON
    object, levels parted by dots.
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

    def command_of(self, node: str) -> str:
        """The topic of a node's commands."""
        return self.command.replace(NODE, node)

    def state_of(self, node: str) -> str:
        """The topic of a node's reports."""
        return self.state.replace(NODE, node)

    def node_of(self, topic: str) -> str | None:
        """Whose reports stand on that topic; None where it is none of these."""
        return _node(self.state, topic)

    def commanded(self, topic: str) -> str | None:
        """Whose commands stand on that topic; None where it is none of these."""
        return _node(self.command, topic)


def _node(template: str, topic: str) -> str | None:
    before, _, after = template.partition(NODE)
    if not topic.startswith(before) or not topic.endswith(after):
        return None
    node = topic[len(before) : len(topic) - len(after)]
    return node if node and "/" not in node and template.replace(NODE, node) == topic else None
