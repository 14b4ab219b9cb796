"""Why a lamp is, or was, as it is: one chain from the inputs to the lamp, told now and in the past alike."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, tzinfo

from lightctl.core.decision import Decision, Layer
from lightctl.core.retelling import Age, Missing, Retold, Verdict
from lightctl.core.sentences import LANGUAGES
from lightctl.core.telling import percent, tell
from lightctl.core.units import Level, Watts

_DIM = 10.0
_SHORT, _LONG = timedelta(minutes=2), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Itself:
    """What the lamp answered; None for what nobody knows. Levels are light."""

    heard: datetime | None
    asked: Level | None
    accepted: Level | None
    measured: Level | None
    power_w: Watts | float | None
    state: str = ""
    """How far the command has come; empty in the past."""


@dataclass(frozen=True, slots=True)
class Case:
    """All that is to be told about one lamp at one instant."""

    lamp: str
    asked: datetime
    past: bool
    decision: Decision
    """As the lamp carries it out."""
    ages: tuple[Age, ...]
    known_at: datetime
    """When the ages were so."""
    retold: Retold
    site: str
    version: str
    recomputed_by: str
    """The version that recomputes."""
    itself: Itself | None = None
    ends: datetime | None = None
    """Where history ends, if that is before the instant asked about."""
    hours_lost: bool = False
    """Whether its driver was raised by burning hours that are not kept."""


@dataclass(frozen=True, slots=True)
class Story:
    """The chain as a row of JSON and as sentences; instants are ISO 8601 in the city's local time."""

    lamp: str
    asked: str
    at: str
    level: float
    valid_until: str
    title: str
    told: list[str]
    """A sentence for each reason, weakest first."""
    notes: list[str]
    """What is to be said besides, line by line."""
    reasons: list[dict[str, object]]
    inputs: list[dict[str, object]]
    """layer, kind, what, heard, since and age_s, as known at `known_at`."""
    known_at: str
    recomputed: str
    """agrees, differs, or cannot be recomputed."""
    why: str
    """The layer from which on it differs, or what is missing."""
    recomputed_level: float | None
    site: str
    version: str
    measured: float | None
    wanted: float | None
    accepted: float | None
    power_w: float | None
    state: str
    heard: str | None


def explain(case: Case, language: str, zone: tzinfo) -> Story:
    """Tell it in "en" or "vi"; KeyError for a language nobody here speaks."""
    decision, itself = case.decision, case.itself or Itself(None, None, None, None, None)
    words = _Frame(case, language, zone)
    return Story(
        lamp=case.lamp, asked=words.iso(case.asked), at=words.iso(decision.at), level=decision.level,
        valid_until=words.iso(decision.valid_until), title=words.title(),
        told=tell(decision, language, zone), notes=list(words.notes()),
        reasons=[asdict(reason) | {"facts": dict(reason.facts)} for reason in decision.reasons],
        inputs=[words.row(age) for age in case.ages], known_at=words.iso(case.known_at),
        recomputed=case.retold.verdict.value, why=case.retold.why, recomputed_level=case.retold.level,
        site=case.site, version=case.version, measured=itself.measured, wanted=itself.asked,
        accepted=itself.accepted, power_w=itself.power_w, state=itself.state,
        heard=words.iso(itself.heard) if itself.heard else None,
    )  # fmt: skip


class _Frame:
    """What stands around the sentences of one case."""

    def __init__(self, case: Case, language: str, zone: tzinfo) -> None:
        self._case, self._language, self._zone = case, language, zone
        self._words = LANGUAGES[language].frame

    def title(self) -> str:
        case = self._case
        return self._say(
            "head.past" if case.past else "head.now", lamp=case.lamp, asked=self._long(case.asked),
            level=self._percent(case.decision.level), at=self._long(case.decision.at),
        )  # fmt: skip

    def notes(self) -> Iterator[str]:
        case = self._case
        yield self._held()
        if case.ends is not None:
            yield self._say("ends", at=self._long(case.ends))
        first = next((n for n, one in enumerate(case.decision.reasons, 1) if one.layer is Layer.LAMP), None)
        if case.past and first is not None:
            yield self._say("lamp.told", first=str(first))
        if case.hours_lost:
            yield self._say("hours.lost")
        yield self._itself()
        if case.ages:
            yield self._say("inputs", at=self._short(case.known_at))
            yield from (f"  {self._age(age)}" for age in case.ages)
        yield self._say("site", version=case.version, site=case.site[:12])
        yield self._verdict()

    def row(self, age: Age) -> dict[str, object]:
        """An input as a row of JSON."""
        return {
            "layer": age.layer.value, "kind": age.kind, "what": age.what,
            "heard": self.iso(age.heard) if age.heard else None,
            "since": self.iso(age.since) if age.since else None,
            "says": age.says, "value": age.value,
            "age_s": age.age.total_seconds() if age.age is not None else None,
        }  # fmt: skip

    def iso(self, instant: datetime) -> str:
        """As the city's clocks show it."""
        return instant.astimezone(self._zone).isoformat(timespec="seconds")

    def _held(self) -> str:
        """A decision that was made again with the same result is not kept twice."""
        case = self._case
        end, until = case.ends or case.asked, self._short(case.decision.valid_until)
        if not case.past:
            return self._say("holds", until=until)
        again = case.decision.valid_until < end
        return self._say("held.on" if again else "held", until=until, asked=self._short(end))

    def _itself(self) -> str:
        itself, past = self._case.itself, self._case.past
        if itself is None or (past and itself.heard is None):
            return self._say("lamp.lost")
        heard = self._short(itself.heard) if itself.heard else ""
        watts = "" if itself.power_w is None else f", {self._number(itself.power_w)} W"
        before = past and itself.heard is not None and itself.heard < self._case.decision.at
        return self._say(
            "lamp.before" if before else "lamp.past" if past else "lamp.now",
            asked=self._answer(itself.asked), watts=watts,
            accepted=self._answer(itself.accepted), measured=self._answer(itself.measured),
            state=self._words.get(f"state.{itself.state}", itself.state),
            heard=heard if past or not heard else self._say("lamp.heard", heard=heard),
        )  # fmt: skip

    def _age(self, age: Age) -> str:
        named = self._say(f"kind.{age.kind}", what=age.what)
        if age.kind == "typical":
            return self._say("learned", what=named)
        if age.heard is None or age.age is None:
            return self._say("unheard", what=named)
        told = self._say(
            "input", what=named, says=self._said(age), heard=self._short(age.heard),
            age=self._long_ago(age.age),
        )  # fmt: skip
        same = "same.flow" if age.says == "flow" else "same"
        return f"{told}; {self._say(same, since=self._short(age.since))}" if age.since else told

    def _said(self, age: Age) -> str:
        value = "–"
        if age.value is not None:
            value = f"{age.value:.2f}" if age.says == "level" else self._number(age.value)
        if self._language == "vi":
            value = value.replace(".", ",")
        return self._say(f"says.{age.says}", value=value)

    def _verdict(self) -> str:
        case, retold = self._case, self._case.retold
        if retold.verdict is Verdict.AGREES:
            other = case.version != case.recomputed_by
            return self._say("agrees.version" if other else "agrees", now=case.recomputed_by)
        if retold.verdict is Verdict.DIFFERS:
            layer = self._words.get(f"layer.{retold.why}", retold.why)
            return self._say(
                "differs", now=case.recomputed_by, layer=layer, level=self._percent(retold.level)
            )
        key = f"cannot.{Missing(retold.why)}"
        return self._say(key, site=case.site[:12], thing=case.decision.thing)

    def _long_ago(self, age: timedelta) -> str:
        unit, of = ("s", timedelta(seconds=1)) if age < _SHORT else ("min", timedelta(minutes=1))
        if age >= _LONG:
            unit, of = "h", timedelta(hours=1)
        return self._say(f"age.{unit}", n=str(max(0, age // of)))

    def _short(self, instant: datetime) -> str:
        """The clock time, with seconds where there are any, with the date where it is another night."""
        local = instant.astimezone(self._zone)
        clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
        same = abs(instant - self._case.asked) < timedelta(hours=16)
        return clock if same else f"{clock} {local:%d/%m}"

    def _long(self, instant: datetime) -> str:
        return f"{instant.astimezone(self._zone):%Y-%m-%d %H:%M:%S}"

    def _percent(self, level: float | None) -> str:
        return "–" if level is None else percent(level, self._language)

    def _answer(self, level: float | None) -> str:
        """What a device says, no finer than it means it."""
        return self._percent(level if level is None or level < _DIM else float(round(level)))

    def _number(self, value: float) -> str:
        return f"{value:.0f}"

    def _say(self, key: str, **facts: str) -> str:
        return self._words[key].format(**facts)
