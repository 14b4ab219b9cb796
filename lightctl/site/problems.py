"""Where every mistake of a site is gathered, so that all are told at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from lightctl.errors import Problem
from lightctl.site.yaml12 import Loaded, Loc


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file, to point at."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(slots=True)
class Problems:
    """Errors make a site refused; warnings are told and it runs."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def error(self, spot: Spot, message: str, hint: str = "") -> None:
        """Note a mistake."""
        self.errors.append(Problem(spot.file, spot.line, spot.column, message, hint))

    def warn(self, spot: Spot, message: str, hint: str = "") -> None:
        """Note what is allowed but probably not meant."""
        self.warnings.append(Problem(spot.file, spot.line, spot.column, message, hint))


def spot_of(loaded: Loaded, loc: Loc) -> Spot:
    """The place of the value at `loc`, or of the nearest value around it."""
    while loc not in loaded.marks and loc:
        loc = loc[:-1]
    return Spot(loaded.file, *loaded.marks.get(loc, (1, 1)))


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`did you mean X?` for the nearest choice, or nothing."""
    near = difflib.get_close_matches(word, [str(choice) for choice in choices], n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""
