"""History's tables as rows of one timeline."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from lightctl.cli.decided import rows_of
from lightctl.cli.readable import plainly
from lightctl.core.commands import Scope, Target
from lightctl.core.decision import Fact
from lightctl.core.plant import Plant
from lightctl.core.sentences import LANGUAGES
from lightctl.core.target import circuits_of, groups_of, lamps_of, parse_target
from lightctl.core.telling import percent
from lightctl.errors import TargetError
from lightctl.store import DAEMON, FAILED, Act, Event, History, LampSample

WATTS_APART = 2.0
"""A power that differs by less from the last row's is the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: when, what kind of thing it is, about whom, and what."""

    at: datetime
    kind: str
    thing: str
    text: str
    facts: dict[str, Fact] = field(default_factory=dict)


class Timeline:
    """Reads what is kept about a target; `every` decision, or only those that changed something."""

    def __init__(self, plant: Plant, kept: History, language: str, *, every: bool = False) -> None:
        self._plant = plant
        self._kept = kept
        self._language = language
        self._every = every

    def rows(self, words: str, start: datetime, end: datetime) -> list[Row]:
        """Everything in [start, end), in time order; raises TargetError for words that name nothing."""
        target = parse_target(words, self._plant)
        lamps = set(lamps_of(target, self._plant))
        rows = [
            *self._decided(target, start, end), *self._commands(target, lamps, start, end),
            *self._overrides(lamps, start, end), *self._events(target, lamps, start, end),
            *self._lamp(target, start, end), *self._meter(target, start, end),
        ]  # fmt: skip
        return sorted(rows, key=lambda row: row.at)

    def _decided(self, target: Target, start: datetime, end: datetime) -> Iterator[Row]:
        groups = groups_of(target, self._plant)
        things = [*groups, target.id] if target.scope is Scope.LAMP else list(groups)
        for thing in things:
            before = self._kept.decision_at(thing, start)
            earlier = [before] if before is not None and before.decision.at < start else []
            kept = [*earlier, *self._kept.decisions_between(start, end, thing)]
            decisions = [one.decision for one in kept]
            for one in rows_of(decisions, self._language, self._kept.zone, every=self._every):
                facts: dict[str, Fact] = {
                    "level": one.decision.level, "layer": one.decision.ruled_by.value,
                }  # fmt: skip
                yield Row(one.decision.at, "decided", one.decision.thing, one.text, facts)

    def _commands(self, target: Target, lamps: set[str], start: datetime, end: datetime) -> Iterator[Row]:
        for act in self._kept.acts_between(start, end):
            if act.target == "site" or self._reaches(act, target, lamps):
                change = plainly(
                    " → ".join(part for part in (act.before, act.after) if part), self._kept.zone
                )
                why = f" “{act.why}”" if act.why else ""
                facts: dict[str, Fact] = {"who": act.who, "what": act.what}
                yield Row(
                    act.at, "command", act.target, f"{act.who}: {act.what}{why} {change}".rstrip(), facts
                )

    def _reaches(self, act: Act, target: Target, lamps: set[str]) -> bool:
        if act.target in self._plant.circuits:
            return act.target in circuits_of(target, self._plant)
        try:
            return not lamps.isdisjoint(lamps_of(parse_target(act.target, self._plant), self._plant))
        except (TargetError, KeyError):
            return act.target == str(target)

    def _overrides(self, lamps: set[str], start: datetime, end: datetime) -> Iterator[Row]:
        zone = self._kept.zone
        for one in self._kept.overrides_between(start, end):
            if not lamps.isdisjoint(lamps_of(one.target, self._plant)):
                until = f"{one.until.astimezone(zone):%Y-%m-%d %H:%M}"
                text = self._say(
                    "override", level=percent(one.level, self._language), until=until, owner=one.owner,
                    reason=one.reason, scene=self._say("scene", scene=one.scene) if one.scene else "",
                )  # fmt: skip
                yield Row(one.since, "override", str(one.target), text, {"id": one.id, "level": one.level})

    def _events(self, target: Target, lamps: set[str], start: datetime, end: datetime) -> Iterator[Row]:
        things = self._things(target, lamps)
        for event in self._kept.events_between(start, end):
            if event.thing in things:
                yield _event(event)

    def _things(self, target: Target, lamps: set[str]) -> set[str]:
        """Ids, with and without their kind, of the devices that serve a target."""
        plant = self._plant
        circuits = set(circuits_of(target, plant))
        cabinets = {plant.circuits[circuit].cabinet for circuit in circuits}
        concentrators = {plant.lamps[lamp].concentrator for lamp in lamps} - {""}
        return lamps | circuits | cabinets | concentrators | {DAEMON}

    def _say(self, key: str, **facts: str) -> str:
        return LANGUAGES[self._language].frame[f"history.{key}"].format(**facts)

    def _lamp(self, target: Target, start: datetime, end: datetime) -> Iterator[Row]:
        """One lamp's answers where they changed; many lamps' would hide everything else."""
        if target.scope is not Scope.LAMP:
            return
        samples = self._kept.lamp_samples_between(start, end, target.id)
        if samples:
            yield _sample(samples[0], self._language)
        last = samples[0] if samples else None
        for _, sample in pairwise(samples):
            if last is None or _differs(last, sample):
                last = sample
                yield _sample(sample, self._language)

    def _meter(self, target: Target, start: datetime, end: datetime) -> Iterator[Row]:
        if target.scope in {Scope.LAMP, Scope.GROUP}:
            return
        circuits = circuits_of(target, self._plant)
        for cabinet in dict.fromkeys(self._plant.circuits[circuit].cabinet for circuit in circuits):
            for hour in self._kept.hours_between(start, end, cabinet):
                if hour.metered_dwh is not None:
                    text = self._say("meter", kwh=f"{hour.metered_dwh / 10_000:.3f}")
                    yield Row(hour.hour, "meter", cabinet, text, {"wh": hour.metered_dwh / 10})


def _event(event: Event) -> Row:
    text = str(dict(event.facts).get("text") or event.word)
    return Row(event.at, "event", event.thing, text, {"topic": event.topic, "word": event.word})


def _sample(sample: LampSample, language: str) -> Row:
    answers = {"asked": sample.desired, "accepted": sample.accepted, "measured": sample.level}
    levels = (
        LANGUAGES[language]
        .frame["history.lamp"]
        .format(
            **{name: "–" if level is None else percent(level, language) for name, level in answers.items()}
        )
    )
    watts = "–" if sample.power_w is None else f"{sample.power_w:.0f} W"
    failed = ", DOES NOT LIGHT" if sample.status & FAILED else ""
    facts: dict[str, Fact] = {
        "desired": sample.desired, "accepted": sample.accepted, "measured": sample.level,
        "power_w": sample.power_w, "status": sample.status,
    }  # fmt: skip
    return Row(sample.at, "lamp", sample.lamp, f"{levels}, {watts}{failed}", facts)


def _differs(a: LampSample, b: LampSample) -> bool:
    levels = ((a.desired, b.desired), (a.accepted, b.accepted), (a.level, b.level))
    if (a.status & FAILED) != (b.status & FAILED):
        return True
    if (a.power_w is None) != (b.power_w is None):
        return True
    apart = abs((a.power_w or 0.0) - (b.power_w or 0.0)) >= WATTS_APART
    return apart or any(x != y for x, y in levels)
