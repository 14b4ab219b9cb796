"""The level of one group (or lamp) now, and why: each layer in turn, from weakest to strongest."""

from dataclasses import replace
from datetime import datetime

from lightctl.core.commands import Override
from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.inputs import Inputs
from lightctl.core.night import NightPlan
from lightctl.core.precedence import ruling
from lightctl.core.profile import TrafficRule
from lightctl.core.sensor_layer import ask_light, ask_water
from lightctl.core.story import Facts, Story, iso
from lightctl.core.traffic import Quality, drop_of, judge
from lightctl.core.typical import Usual
from lightctl.core.units import DARK, Level
from lightctl.core.weather import RAIN, Raise, WeatherState
from lightctl.core.weather_rule import WeatherRule

__all__ = ["Inputs", "decide", "protect"]


def decide(thing: str, plan: NightPlan, inputs: Inputs, now: datetime) -> Decision:
    """Pure: the same plan, inputs and instant give the same decision, after a restart too.

    Any instant before `valid_until` gives the same level if no input changes. Reasons hold no ages, so a
    decision stays the same as long as nothing that matters changes.
    """
    story = Story(plan, now)
    if story.lit and not story.dark_by_plan:
        _ask_traffic(story, inputs)
    _ask_weather(story, inputs.weather)
    flooded = any(state.floods(now) for _, state in inputs.water)
    dark_sky = _under_dark_sky(story, inputs.weather) if inputs.light else False
    ask_light(story, inputs.light, may_darken=not flooded and not dark_sky)
    ask_water(story, inputs.water)
    story.floor = max(plan.floor, inputs.never_below)
    story.floor_of = plan.floor_of if plan.floor >= inputs.never_below else "group"
    _keep_floor(story)
    if inputs.overrides:
        _obey(story, inputs.overrides)
    return Decision(thing, now, story.level, tuple(story.reasons), story.valid_until, inputs)


def protect(decision: Decision, rule: str, facts: Facts = ()) -> Decision:
    """The same thing kept dead: a lockout or an electrical fault stands over everything, emergency too."""
    reason = Reason(Layer.PROTECTION, rule, DARK, facts)
    return replace(decision, level=DARK, reasons=(*decision.reasons, reason))


def _ask_traffic(story: Story, inputs: Inputs) -> None:
    state, plan = inputs.traffic, story.plan
    if plan.profile.traffic is None:
        return
    if state is None:
        _ask_typical(story, inputs.typical, plan.profile.traffic)
        return
    quality, until = judge(state, story.now)
    story.until(until)
    full = plan.profile.full
    if quality is not Quality.GOOD:
        since = state.fresh_until if quality is Quality.STALE else state.since
        facts: Facts = (("place", state.place), ("since", iso(since)))
        story.say(Layer.TRAFFIC, quality.value, max(full, story.level), facts)
        return
    wanted = plan.level_after(state.drop)
    least = story.level if inputs.traffic_upwards_only else plan.least_at(story.now)
    facts = (
        ("place", state.place),
        ("since", iso(state.since)),
        ("flow", state.flow_then),
        ("drop", state.drop),
        ("class", plan.design_class),
        ("wanted", wanted),
        ("least", least),
    )
    rule = "neighbour" if inputs.traffic_upwards_only else "flow"
    story.say(Layer.TRAFFIC, rule, max(wanted, least), facts)


def _ask_typical(story: Story, usual: Usual | None, rule: TrafficRule) -> None:
    """A street without any counter: only upwards from plan, and marked as what it is."""
    if usual is None:
        return
    story.until(usual.until)
    if usual.share is None:
        return
    drop = drop_of(usual.share, rule)
    wanted = story.plan.level_after(drop)
    facts: Facts = (
        ("place", usual.place),
        ("flow", usual.flow),
        ("drop", drop),
        ("class", story.plan.design_class),
        ("wanted", wanted),
    )
    story.say(Layer.TRAFFIC, "typical", max(wanted, story.level), facts)


def _ask_weather(story: Story, state: WeatherState | None) -> None:
    rule = story.plan.profile.weather
    if state is None or rule is None:
        return
    if not story.lit:
        _shift_for_dark_sky(story, state, rule)
    elif not story.dark_by_plan:
        _raise_for_weather(story, state, rule)


def _shift_for_dark_sky(story: Story, state: WeatherState, rule: WeatherRule) -> None:
    plan, until = story.plan, state.dark_sky_until
    if until is None or story.now >= until or plan.on is None or plan.off is None:
        return
    story.until(until)
    story.until(plan.on - rule.dark_sky_shift)
    story.until(plan.off + rule.dark_sky_shift)
    level = plan.dark_sky_level(story.now, rule.dark_sky_shift)
    if level > DARK:
        story.lit = True
        which = "dark-sky-early" if story.now < plan.on else "dark-sky-late"
        story.say(Layer.WEATHER, which, level, (("source", state.source),))


def _under_dark_sky(story: Story, state: WeatherState | None) -> bool:
    """Whether the weather says that it is dark, so that no sensor may say that it is light."""
    if state is None or story.plan.profile.weather is None:
        return False
    story.until(state.dark_sky_until)
    return state.dark_sky_until is not None and story.now < state.dark_sky_until


def _raise_for_weather(story: Story, state: WeatherState, rule: WeatherRule) -> None:
    rows = state.in_force(story.now)
    if not rows:
        return
    best, wanted = rows[0], DARK
    for row in rows:
        story.until(row.until)
        level = _weather_level(row, story.plan, rule)
        if level > wanted:
            best, wanted = row, level
    facts: Facts = (("source", state.source), ("since", iso(best.since)), ("wanted", wanted))
    story.say(Layer.WEATHER, best.kind, max(wanted, story.level), facts)


def _weather_level(row: Raise, plan: NightPlan, rule: WeatherRule) -> Level:
    classes = rule.rain_classes if row.kind == RAIN else rule.fog_classes
    return plan.level_after(classes)


def _keep_floor(story: Story) -> None:
    """Raise to the floor in lit hours; a part-night street may be dark where its plan says so."""
    if not story.lit or story.level >= story.floor:
        return
    if story.level == DARK and story.dark_by_plan:
        return
    story.say(Layer.FLOOR, story.floor_of, story.floor, (("floor", story.floor),))


def _obey(story: Story, overrides: tuple[Override, ...]) -> None:
    for override in overrides:
        story.until(override.since if story.now < override.since else override.until)
    chosen = ruling(overrides, story.now)
    if chosen is None:
        return
    layer = _layer_of(chosen)
    low = story.lit and chosen.below_floor and chosen.level < story.floor
    facts: Facts = (*_command(chosen), ("floor", story.floor)) if low else _command(chosen)
    story.say(layer, f"{layer}-below-floor" if low else layer.value, chosen.level, facts)
    if not chosen.below_floor:
        _keep_floor(story)


def _layer_of(override: Override) -> Layer:
    if override.emergency:
        return Layer.EMERGENCY
    return Layer.SCENE if override.scene else Layer.OVERRIDE


def _command(override: Override) -> Facts:
    return (
        ("id", override.id),
        ("target", str(override.target)),
        ("owner", override.owner),
        ("reason", override.reason),
        ("since", iso(override.since)),
        ("until", iso(override.until)),
        ("below_floor", override.below_floor),
        *((("scene", override.scene),) if override.scene else ()),
    )
