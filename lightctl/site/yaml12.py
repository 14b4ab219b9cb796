"""YAML 1.2 core schema with the place of every value; the only door to PyYAML.

`18:30`, `NO`, `on` and dates stay strings, `070` is 70. Anchors, aliases and tags are refused,
so a small file cannot become a large one; duplicate keys and names that are not NFC are problems.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

import yaml

from lightctl.errors import Problem, SiteError

MOST_CHARACTERS = 8_000_000
MOST_DEPTH = 30

Scalar = str | int | float | bool | None
Data = Scalar | list["Data"] | dict[str | int | float, "Data"]
"""What a YAML file holds."""

Loc = tuple[str | int | float, ...]
"""The way from the top of a file to a value: keys and list positions."""

_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...] = (
    (re.compile(r"[-+]?[0-9]{1,18}\Z"), int),
    (re.compile(r"0x[0-9a-fA-F]{1,16}\Z"), lambda text: int(text, 16)),
    (re.compile(r"0o[0-7]{1,21}\Z"), lambda text: int(text, 8)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?\Z"), float),
)
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(slots=True)
class Loaded:
    """One file's data; places are (line, column) from 1, of values and of the keys that name them."""

    file: str
    data: Data = None
    marks: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    """Mistakes that still leave data to go on with: duplicate keys, names that are not NFC."""

    def add(self, place: tuple[int, int], message: str, hint: str = "") -> None:
        """Note a problem at (line, column)."""
        self.problems.append(Problem(self.file, *place, message, hint))


def load(text: str, file: str) -> Loaded:
    """The file's data, or SiteError with every problem in it."""
    loaded = read(text, file)
    if loaded.problems:
        raise SiteError(loaded.problems)
    return loaded


def read(text: str, file: str) -> Loaded:
    """As `load`, but data with small problems is returned with them; unreadable text raises SiteError."""
    loaded = Loaded(file)
    _refuse_unreadable(text, file)
    try:
        builder = _Builder(loaded)
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise SiteError([_not_yaml(text, file, place, f"{error.problem or error.context}")]) from error
    except yaml.YAMLError as error:
        raise SiteError([Problem(file, 1, 1, f"not YAML: {str(error).splitlines()[0]}")]) from error
    return loaded


def _not_yaml(text: str, file: str, place: tuple[int, int], said: str) -> Problem:
    """The parser's word; of a tab that it cannot start a value with, what to write instead."""
    line = text.split("\n")[place[0] - 1 : place[0]]
    if line and line[0][place[1] - 1 : place[1]] == "\t":
        return Problem(file, *place, "not YAML: a tab stands here", "indent with spaces")
    return Problem(file, *place, f"not YAML: {said}")


def _refuse_unreadable(text: str, file: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise SiteError([Problem(file, 1, 1, f"longer than {MOST_CHARACTERS} characters")])
    try:
        text.encode()
    except UnicodeEncodeError as error:
        before = text[: error.start]
        place = (before.count("\n") + 1, error.start - before.rfind("\n"))
        raise SiteError([Problem(file, *place, "not text: a lone surrogate")]) from error


@dataclass(slots=True)
class _Level:
    """One open list or mapping."""

    loc: Loc
    items: list[Data] | None
    pairs: dict[str | int | float, Data] | None
    key: str | int | float | None = None


class _Builder:
    """Turns parser events into data without recursion, so depth is ours to bound."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.open: list[_Level] = []
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        """Add one event; raises SiteError for what lightctl does not read."""
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_references(event)
            self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._refuse_references(event)
            self._begin(event)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event, "aliases are not used here", "write the value out")
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(event, "a second document", "one document per file")

    def _refuse_references(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, f"anchor &{event.anchor} is not used here", "write the value out")
        tag: str | None = getattr(event, "tag", None)
        if tag is not None:
            self._refuse(event, f"tag {tag} is not used here", "a plain value is enough")

    def _refuse(self, event: yaml.Event, message: str, hint: str) -> None:
        raise SiteError([Problem(self.loaded.file, *_place(event), message, hint)])

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        value = _resolve(event.value) if event.implicit[0] else event.value
        if isinstance(value, str) and not unicodedata.is_normalized("NFC", value):
            value = unicodedata.normalize("NFC", value)
            message = f"{value!r} is written with combining accents, not in composed form (NFC)"
            self.loaded.add(_place(event), message, f"type it again: {value}")
        top = self.open[-1] if self.open else None
        if top is not None and top.pairs is not None and top.key is None:
            self._name(event, top, value)
        else:
            self._put(event, value)

    def _name(self, event: yaml.ScalarEvent, top: _Level, key: Scalar) -> None:
        if key is None or isinstance(key, bool):
            self._refuse(event, f"{event.value!r} cannot be a key", "quote it")
            return
        loc = (*top.loc, key)
        pairs = top.pairs or {}
        if key in pairs:
            line, column = self.loaded.keys[loc]
            message, hint = f"key {key!r} appears twice", f"first at line {line}, column {column}"
            self.loaded.add(_place(event), message, hint)
        else:
            self.loaded.keys[loc] = _place(event)
        top.key = key

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        top = self.open[-1] if self.open else None
        if top is not None and top.pairs is not None and top.key is None:
            self._refuse(event, "a list or mapping cannot be a key", "use a name")
        if len(self.open) >= MOST_DEPTH:
            self._refuse(event, f"nested deeper than {MOST_DEPTH} levels", "nothing in a site is that deep")
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Data] = []
            self.open.append(_Level(self._put(event, items), items, None))
        else:
            pairs: dict[str | int | float, Data] = {}
            self.open.append(_Level(self._put(event, pairs), None, pairs))

    def _put(self, event: yaml.Event, value: Data) -> Loc:
        """Put the value where the parser stands; returns its way from the top."""
        loc: Loc = ()
        if self.open:
            loc = self._put_inside(self.open[-1], value)
        else:
            self.loaded.data = value
        self.loaded.marks.setdefault(loc, _place(event))
        return loc

    def _put_inside(self, top: _Level, value: Data) -> Loc:
        if top.items is not None:
            top.items.append(value)
            return (*top.loc, len(top.items) - 1)
        if top.pairs is None or top.key is None:
            raise AssertionError("a mapping's value without its key")
        key, top.key = top.key, None
        top.pairs.setdefault(key, value)
        return (*top.loc, key)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _resolve(text: str) -> Scalar:
    """A plain scalar under the core schema of YAML 1.2 (without .inf and .nan, which no site needs)."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    for pattern, number in _NUMBERS:
        if pattern.match(text):
            return number(text)
    return text
