"""What the API says about commands: overrides, scenes, lockouts and what they do to each other."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A circuit whose lockout a water station proposes; it is not locked out."""

    circuit: str
    station: str
    since: str
    highest_m: float
    from_m: float


@dataclass(frozen=True, slots=True)
class DarkRow:
    """A circuit that protection keeps dead; `why` is lockout, breaker, leakage or local."""

    circuit: str
    why: str
    lamps: int


@dataclass(frozen=True, slots=True)
class AfterRow:
    """Lamps of a group: their level now, and the one without the commands in question, by that layer."""

    group: str
    lamps: int
    now: float | None
    then: float
    layer: str


@dataclass(frozen=True, slots=True)
class OverruledRow:
    """What rules lamps in the place of an override; `kind` is override, scene, emergency, blink or test.

    A test lights circuits in turns: its lamps are those of the whole cabinet, and it has no level.
    """

    kind: str
    name: str
    level: float | None
    owner: str
    until: str
    lamps: int


@dataclass(frozen=True, slots=True)
class BelowFloorRow:
    """An alarm: a command that goes knowingly under a floor."""

    target: str
    level: float
    floor: float
    owner: str
    reason: str
    since: str
    until: str
    scene: str


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """An override in force."""

    id: str
    target: str
    level: float
    since: str
    until: str
    owner: str
    reason: str
    below_floor: bool
    emergency: bool
    lamps: int
    floor: float = 0.0
    """The highest floor that holds some of these lamps above the level; 0 where none does."""
    dark: list[DarkRow] = field(default_factory=list)
    """Where some of these lamps stay dark though light is asked for."""
    scene: str = ""
    overruled: list[OverruledRow] = field(default_factory=list)
    then: list[AfterRow] = field(default_factory=list)
    """What its lamps will be resumed to; filled in lists and before a resume."""


@dataclass(frozen=True, slots=True)
class SceneRow:
    """A scene of the site; `until` is None where it does not run."""

    id: str
    title: str
    longest_minutes: float
    below_floor: bool
    rows: list[tuple[str, float, int]]
    """Target, level, and how many lamps that is."""
    until: str | None
    owner: str


@dataclass(frozen=True, slots=True)
class Resuming:
    """What a resume would end, and the light after it."""

    overrides: list[OverrideRow]
    then: list[AfterRow]


@dataclass(frozen=True, slots=True)
class LockoutRow:
    """A circuit that must stay dead."""

    id: str
    circuit: str
    since: str
    owner: str
    crew: str
    reason: str
    closed: bool | None = None
    """What the contactor's feedback says now; None while nobody knows."""
    own_plan: str = "cannot be disabled"
    """The cabinet's own plan there: `disabled`, `unproven` or `cannot be disabled`."""
