"""The things in the street, as a frozen tree: what is where, and how it is reached.

Ids are stable and never shown alone; names may change, may repeat and are Vietnamese (NFC).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from lightctl.core.lamp_kind import Luminaire
from lightctl.core.line import DeviceAddress, Line, LineKind
from lightctl.core.units import Level

__all__ = [
    "Cabinet", "Circuit", "Concentrator", "CountingPlace", "DeviceAddress", "Fitted", "Group", "Lamp", "Line",
    "LineKind", "Luminaire", "Plant", "Street", "SwitchPattern", "fitted_on",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fitted:
    """A luminaire or controller in place from a date on; the next row ends it."""

    since: date
    model: str
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Lamp:
    """A pole position, for ever; its luminaire and controller are dated and replaceable."""

    id: str
    pole: str
    street: str
    group: str
    circuit: str
    cabinet: str
    luminaires: tuple[Fitted, ...]
    controllers: tuple[Fitted, ...] = ()
    concentrator: str = ""
    """The concentrator that reaches it; empty for a lamp on the line itself or contactor-only."""
    slot: int = 0
    """Position in the concentrator's bank, from 1; 0 where there is none."""
    direct: DeviceAddress | None = None
    """Its own address, for a lamp controller directly on the line."""
    where: tuple[float, float] | None = None
    """Latitude and longitude in degrees (WGS 84); None where nobody surveyed it."""

    @property
    def dimmable(self) -> bool:
        """Whether a level can be sent to this lamp alone."""
        return bool(self.concentrator) or self.direct is not None

    def luminaire_on(self, day: date) -> str:
        """The luminaire model fitted on that day; the first one for days before it."""
        return fitted_on(self.luminaires, day).model


def fitted_on(rows: tuple[Fitted, ...], day: date) -> Fitted:
    """What is in place on that day; the first one for days before it."""
    return next((row for row in reversed(rows) if row.since <= day), rows[0])


@dataclass(frozen=True, slots=True)
class Circuit:
    """One contactor's feeder; `output` counts from 1 in its cabinet."""

    id: str
    cabinet: str
    output: int


@dataclass(frozen=True, slots=True)
class SwitchPattern:
    """What a cabinet that can only switch closes for at least `level` percent of its light."""

    level: float
    outputs: frozenset[int]
    """Outputs from 1."""


@dataclass(frozen=True, slots=True)
class Cabinet:
    """Feeds circuits through contactors; has a meter, a door and a clock."""

    id: str
    name: str
    street: str
    address: DeviceAddress
    circuits: tuple[Circuit, ...]
    meter: DeviceAddress | None = None
    """A meter of its own; None where the cabinet controller meters."""
    metered: bool = True
    patterns: tuple[SwitchPattern, ...] = ()
    """Ascending, the last one full: what it closes for lamps that it can only switch; empty for any set."""


@dataclass(frozen=True, slots=True)
class Concentrator:
    """Reaches lamps by its own radio or power line."""

    id: str
    cabinet: str
    address: DeviceAddress


@dataclass(frozen=True, slots=True)
class Street:
    """A street as people know it; lighting class and flow capacity for the adaptive rules."""

    id: str
    name: str
    lighting_class: str
    """EN 13201-2 motor-traffic class, M1 (brightest) to M6."""
    service_flow: float
    """Flow in veh/h that counts as 100 %, motorcycles weighted."""
    never_below: Level
    baseline: str
    district: str = ""
    place: str = ""
    """The counting place on this very street; empty for none."""
    follows: str = ""
    """A neighbour's counting place, for a street without one; moves only upwards from plan."""
    typical: str = ""
    """The counting place whose typical day a street without one takes; moves only upwards from plan."""
    luminance: float | None = None
    """Maintained luminance in cd/m² with every lamp at 100 %, at the end of its life; None where unknown."""
    luminance_from: str = ""
    """`calculated` or `measured`; empty with no luminance."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lamps that always get the same decision."""

    id: str
    street: str
    never_below: Level
    lamps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountingPlace:
    """Where vehicles are counted; `weights` turns kinds of vehicle into units."""

    id: str
    name: str
    street: str
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Plant:
    """The whole city; every reference in it resolves, ids are unique within their kind."""

    lines: Mapping[str, Line]
    streets: Mapping[str, Street]
    groups: Mapping[str, Group]
    cabinets: Mapping[str, Cabinet]
    concentrators: Mapping[str, Concentrator]
    lamps: Mapping[str, Lamp]
    luminaires: Mapping[str, Luminaire]
    places: Mapping[str, CountingPlace]

    def index(self) -> None:
        """Look up now what is asked for often, so that no moment of the night has to wait for it."""
        for name in _INDEXES:
            getattr(self, name)

    @cached_property
    def circuits(self) -> dict[str, Circuit]:
        """Every circuit by id, in cabinet order."""
        return {c.id: c for cabinet in self.cabinets.values() for c in cabinet.circuits}

    @cached_property
    def lamps_of_circuit(self) -> dict[str, tuple[str, ...]]:
        """Lamp ids by circuit, in plant order; every circuit has a row."""
        rows: dict[str, list[str]] = {circuit: [] for circuit in self.circuits}
        for lamp in self.lamps.values():
            rows[lamp.circuit].append(lamp.id)
        return {circuit: tuple(lamps) for circuit, lamps in rows.items()}

    @cached_property
    def lamps_of_cabinet(self) -> dict[str, tuple[str, ...]]:
        """Lamp ids by cabinet, in plant order; only cabinets with lamps have a row."""
        return _ids_by(self.lamps.values(), lambda lamp: lamp.cabinet)

    @cached_property
    def lamps_of_street(self) -> dict[str, tuple[str, ...]]:
        """Lamp ids by street, in plant order; only streets with lamps have a row."""
        return _ids_by(self.lamps.values(), lambda lamp: lamp.street)

    @cached_property
    def lamps_of_group(self) -> dict[str, tuple[str, ...]]:
        """Lamp ids by the group that they name, in plant order; only groups with lamps have a row."""
        return _ids_by(self.lamps.values(), lambda lamp: lamp.group)

    @cached_property
    def circuits_of_group(self) -> dict[str, tuple[str, ...]]:
        """The circuits that feed lamps of a group; every group has a row."""
        return {
            group.id: tuple(dict.fromkeys(self.lamps[lamp].circuit for lamp in group.lamps))
            for group in self.groups.values()
        }

    @cached_property
    def groups_of_cabinet(self) -> dict[str, tuple[str, ...]]:
        """Ids of the groups with a lamp that a cabinet feeds, in plant order; every cabinet has a row."""
        rows: dict[str, list[str]] = {cabinet: [] for cabinet in self.cabinets}
        for group, circuits in self.circuits_of_group.items():
            for cabinet in dict.fromkeys(self.circuits[circuit].cabinet for circuit in circuits):
                rows[cabinet].append(group)
        return {cabinet: tuple(groups) for cabinet, groups in rows.items()}

    @cached_property
    def lamps_of_concentrator(self) -> dict[str, tuple[str, ...]]:
        """Lamp ids by concentrator, in slot order; every concentrator has a row."""
        rows: dict[str, list[Lamp]] = {concentrator: [] for concentrator in self.concentrators}
        for lamp in self.lamps.values():
            if lamp.concentrator:
                rows[lamp.concentrator].append(lamp)
        return {
            concentrator: tuple(lamp.id for lamp in sorted(lamps, key=lambda lamp: lamp.slot))
            for concentrator, lamps in rows.items()
        }


_INDEXES = tuple(name for name, value in vars(Plant).items() if isinstance(value, cached_property))


def _ids_by(lamps: Iterable[Lamp], key: Callable[[Lamp], str]) -> dict[str, tuple[str, ...]]:
    rows: dict[str, list[str]] = {}
    for lamp in lamps:
        rows.setdefault(key(lamp), []).append(lamp.id)
    return {name: tuple(ids) for name, ids in rows.items()}
