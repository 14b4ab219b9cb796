"""simulators/NAME.yaml: a scenario as an engineer writes it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from lightctl.core.plant import Plant
from lightctl.site.parse import Parsed, parse
from lightctl.site.problems import Problems, Spot, did_you_mean
from lightctl.site.scenario import Mishap, MishapKind, Scenario, Spell, Traffic, WeatherKind
from lightctl.site.words import ClockTime, Date, Duration, FileModel, Id, Text, between, wrong
from lightctl.site.yaml12 import read

ALL = "all"
_CIRCUIT_KINDS = {
    MishapKind.BREAKER_TRIPPED,
    MishapKind.EARTH_LEAKAGE,
    MishapKind.CONTACTOR_STUCK_OPEN,
    MishapKind.CONTACTOR_STUCK_CLOSED,
}
_THINGS: dict[MishapKind, tuple[str, ...]] = {
    **dict.fromkeys(MishapKind, ("cabinet",)),
    **dict.fromkeys(_CIRCUIT_KINDS, ("circuit", "cabinet")),
    MishapKind.LINE_DOWN: ("line",),
    MishapKind.CONCENTRATOR_SILENT: ("concentrator",),
    MishapKind.LAMP_DEAD: ("lamp",),
    MishapKind.STRANGER: ("cabinet", "concentrator"),
}
"""Which keys may name what a mishap happens to."""


def _local_start(value: object) -> datetime:
    """`2026-11-20T17:00` as a local instant without a zone."""
    try:
        start = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        start = None
    if start is None or start.tzinfo is not None or "T" not in str(value):
        raise wrong(
            f"{value!r} is not a local instant", "date and time without a zone, as in 2026-11-20T17:00"
        )
    return start


def _mishap_kind(word: object) -> object:
    kinds = [str(kind) for kind in MishapKind]
    if word not in kinds:
        raise wrong(
            f"{word!r} is no mishap", did_you_mean(str(word), kinds) or f"known are: {', '.join(kinds)}"
        )
    return word


LocalStart = Annotated[datetime, BeforeValidator(_local_start)]


MishapWord = Annotated[
    str,
    BeforeValidator(_mishap_kind),
    WithJsonSchema({"type": "string", "enum": [str(kind) for kind in MishapKind]}),
]


class MainsModel(FileModel):
    """The supply."""

    volts: float = Field(default=230.0, gt=90, lt=280)
    swing_percent: float = Field(default=3.0, ge=0, le=15)


class SpellModel(FileModel):
    """Weather at a time."""

    at: ClockTime
    for_: Annotated[Duration, between("1min", "24h")] = Field(alias="for")
    kind: Literal["shower", "storm", "fog"]
    night: Date | None = None


class TrafficModel(FileModel):
    """Who counts."""

    places: Literal["all", "none"] | list[Id] = "all"
    shape: Literal["city"] = "city"


class MishapModel(FileModel):
    """Something that breaks."""

    at: ClockTime
    for_: Duration | None = Field(default=None, alias="for")
    what: MishapWord
    night: Date | None = None
    cabinet: Id | None = None
    circuit: Id | None = None
    concentrator: Id | None = None
    lamp: Id | None = None
    line: Id | None = None
    ahead: Duration = timedelta(minutes=5)

    def things(self) -> dict[str, str]:
        """The keys that name something, and what they name."""
        named = {key: getattr(self, key) for key in ("cabinet", "circuit", "concentrator", "lamp", "line")}
        return {key: value for key, value in named.items() if value is not None}


class ScenarioModel(FileModel):
    """One scenario file."""

    scenario: Id
    title: Text
    seed: int = 1
    spread_percent: float = Field(default=5.0, ge=0, le=20)
    mains: MainsModel = MainsModel()
    start: LocalStart | None = None
    weather: list[SpellModel] = Field(default=[])
    traffic: TrafficModel = TrafficModel()
    mishaps: list[MishapModel] = Field(default=[])


def read_scenario(text: str, file: str, problems: Problems, plant: Plant | None = None) -> Scenario | None:
    """The scenario in a file's text, checked against a plant where one is given.

    Mistakes are noted in `problems`; None when there is nothing to go on with, SiteError when it is no YAML.
    """
    parsed = parse(ScenarioModel, read(text, file), problems)
    if parsed is None:
        return None
    _check_name(parsed, file, problems)
    for number, mishap in enumerate(parsed.model.mishaps):
        _check_mishap(mishap, parsed.spot("mishaps", number), plant, problems)
    _check_places(parsed, plant, problems)
    return _resolved(parsed.model)


def _check_name(parsed: Parsed[ScenarioModel], file: str, problems: Problems) -> None:
    stem = Path(file).stem
    if parsed.model.scenario != stem:
        problems.error(
            parsed.spot("scenario"), f"scenario {parsed.model.scenario!r} lies in {stem}.yaml", "same name"
        )


def _check_mishap(mishap: MishapModel, spot: Spot, plant: Plant | None, problems: Problems) -> None:
    allowed = _THINGS[MishapKind(mishap.what)]
    things = mishap.things()
    if len(things) != 1 or next(iter(things)) not in allowed:
        problems.error(
            spot, f"{mishap.what} needs {' or '.join(allowed)}, and nothing else", "name one thing"
        )
    elif plant is not None:
        key, thing = next(iter(things.items()))
        _check_known(thing, key, _known(plant)[key], spot, problems)


def _check_places(parsed: Parsed[ScenarioModel], plant: Plant | None, problems: Problems) -> None:
    places = parsed.model.traffic.places
    if plant is None or isinstance(places, str):
        return
    for number, place in enumerate(places):
        _check_known(
            place, "counting place", plant.places, parsed.spot("traffic", "places", number), problems
        )


def _check_known(thing: str, key: str, known: Iterable[str], spot: Spot, problems: Problems) -> None:
    known = list(known)
    if thing not in known:
        problems.error(spot, f"there is no {key} {thing!r}", did_you_mean(thing, known))


def _known(plant: Plant) -> dict[str, Mapping[str, object]]:
    return {
        "cabinet": plant.cabinets,
        "circuit": plant.circuits,
        "concentrator": plant.concentrators,
        "lamp": plant.lamps,
        "line": plant.lines,
    }


def _resolved(model: ScenarioModel) -> Scenario:
    return Scenario(
        id=model.scenario,
        title=model.title,
        seed=model.seed,
        spread_percent=model.spread_percent,
        mains_volts=model.mains.volts,
        mains_swing_percent=model.mains.swing_percent,
        start=model.start,
        weather=tuple(Spell(one.at, one.for_, WeatherKind(one.kind), one.night) for one in model.weather),
        traffic=_traffic(model.traffic),
        mishaps=tuple(_mishap(one) for one in model.mishaps),
    )


def _traffic(model: TrafficModel) -> Traffic:
    if isinstance(model.places, str):
        return Traffic(None if model.places == ALL else (), model.shape)
    return Traffic(tuple(model.places), model.shape)


def _mishap(model: MishapModel) -> Mishap:
    thing = next(iter(model.things().values()), "")
    return Mishap(model.at, MishapKind(model.what), thing, model.for_, model.night, model.ahead)
