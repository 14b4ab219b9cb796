"""What the topics and paths of a driver of lamp nodes must be."""

from collections.abc import Mapping

from lightctl.site.problems import did_you_mean
from lightctl.site.words import wrong
from lightctl.wire.topic_rules import NEEDED, NODE, WORDS

MOST_TOPIC_BYTES = 200


def check_topics(command: str, state: str) -> None:
    """Refuse topics in which a node has no level of its own, or that hear each other."""
    for topic in (command, state):
        if topic.split("/").count(NODE) != 1 or topic.count("{") != 1:
            raise wrong(
                f"topic {topic!r} needs {NODE} once, as a level of its own", "as in lamps/{node}/state"
            )
        if set(topic) & set("+#$\0") or len(topic.encode()) > MOST_TOPIC_BYTES:
            raise wrong(f"{topic!r} is no topic", "no +, # or $, at most 200 bytes")
    if command == state:
        raise wrong("command and state are the same topic", "a node would hear its own reports")


def check_paths(paths: Mapping[str, str]) -> None:
    """Refuse paths of unknown words, and reports that could prove nothing."""
    for word in paths:
        if word not in WORDS:
            raise wrong(
                f"a report has no {word!r}", did_you_mean(word, WORDS) or f"known: {', '.join(WORDS)}"
            )
    for word in NEEDED:
        if word not in paths:
            raise wrong(f"paths need {word!r}", "when, after which command, and at which level")
    _check_places(paths)


def _check_places(paths: Mapping[str, str]) -> None:
    taken: dict[str, str] = {}
    for word, path in paths.items():
        if not all(path.split(".")):
            raise wrong(f"{path!r} is no path", "members parted by single dots")
        for other, where in taken.items():
            if f"{path}.".startswith(f"{where}.") or f"{where}.".startswith(f"{path}."):
                raise wrong(f"{word} and {other} stand at the same place, {path}")
        taken[word] = path
