"""Why a lamp is as it is now: its ruling decision, checked, with what is known this very second."""

import lightctl
from lightctl.core.decision import Decision
from lightctl.core.explaining import Case, Itself, Story, explain
from lightctl.core.image import inputs_of
from lightctl.core.lamp_story import Carrying, for_lamp
from lightctl.core.noted import noted
from lightctl.core.plant import Lamp
from lightctl.core.retelling import Age, Missing, Retold, ages_of, cannot, retell
from lightctl.core.sentences import LANGUAGES
from lightctl.daemon.parts import Parts
from lightctl.errors import TargetError
from lightctl.site.lamp_steps import steps_of


def story_of(parts: Parts, lamp: Lamp, language: str) -> Story:
    """The chain of a lamp; raises TargetError for a language nobody here speaks."""
    if language not in LANGUAGES:
        raise TargetError(f"no words in '{language}': choose {' or '.join(LANGUAGES)}")
    decision = parts.cycle.decision_of(lamp.id)
    if decision is None:
        raise TargetError("nothing is decided yet: the daemon has just started")
    now = parts.clock.now()
    case = Case(
        lamp=lamp.id, asked=now, past=False, decision=_as_the_lamp_does(parts, lamp, decision),
        ages=_ages(parts, lamp, decision), known_at=now, retold=_again(parts, decision),
        site=parts.site.digest, version=lightctl.__version__, recomputed_by=lightctl.__version__,
        itself=_itself(parts, lamp),
    )  # fmt: skip
    return explain(case, language, parts.site.settings.place.zone)


def _as_the_lamp_does(parts: Parts, lamp: Lamp, decision: Decision) -> Decision:
    gear, awaited = parts.wishing.gearing.of(lamp.id), parts.wishing.paces.awaited(lamp.id)
    hold, until = (awaited.rule, awaited.until) if awaited else ("", None)
    return for_lamp(decision, Carrying(lamp, gear, hold, until, steps_of(parts.site, lamp)))


def _ages(parts: Parts, lamp: Lamp, decision: Decision) -> tuple[Age, ...]:
    """Of the inputs as they are now: what changed no light since then is younger than the decision."""
    now, plant = parts.clock.now(), parts.site.plant
    inputs = inputs_of(plant, parts.nights.at(lamp.group, now), parts.watch.image(now))
    return tuple(ages_of(noted(inputs, now), decision.reasons, neighbour=inputs.traffic_upwards_only))


def _again(parts: Parts, decision: Decision) -> Retold:
    if decision.inputs is None:
        return cannot(Missing.INPUTS)
    known, site = noted(decision.inputs, decision.at), parts.site
    return retell(decision, known, site.plant, parts.nights, site.sensors)


def _itself(parts: Parts, lamp: Lamp) -> Itself:
    report, light = parts.field.board.lamp(lamp.id), parts.wishing.gearing.light
    asked, accepted, measured = (
        light(lamp.id, level) for level in (report.desired, report.accepted, report.measured)
    )
    return Itself(report.at, asked, accepted, measured, report.power_w, str(report.state))
