"""What light sensors and water stations make of a decision."""

from collections.abc import Sequence

from lightctl.core.decision import Layer
from lightctl.core.light_sensor import LightQuality
from lightctl.core.light_shift import DARK_EARLY, Pairs, Shift, doubted, shift_of, turns
from lightctl.core.story import Facts, Story, iso
from lightctl.core.units import DARK
from lightctl.core.water import WaterState, WaterStation


def ask_water(story: Story, water: Sequence[tuple[WaterStation, WaterState]]) -> None:
    """Full light where the street stands under water, dark by plan or not, lit by a sensor or not."""
    flooding = [(station, state) for station, state in water if state.floods(story.now)]
    for _, state in flooding:
        story.until(state.flooded_until)
    if flooding and story.lit:
        station, state = min(flooding, key=lambda pair: (pair[1].flooded_since or story.now, pair[0].id))
        since = iso(state.flooded_since)
        facts = (("station", station.id), ("since", since), ("from_m", station.flood_from))
        story.dark_by_plan = False
        story.say(Layer.SENSOR, "flood", max(story.level, story.plan.profile.full), facts)


def ask_light(story: Story, pairs: Pairs, *, may_darken: bool) -> None:
    """Shift switching within each sensor's window; `may_darken` is False where something else says dark."""
    on, off = story.plan.on, story.plan.off
    if not pairs or on is None or off is None:
        return
    for instant in turns(on, off, pairs, story.now):
        story.until(instant)
    for state, ailing in doubted(on, off, pairs, story.now):
        since = state.fresh_until if ailing == LightQuality.STALE else state.since
        story.say(Layer.SENSOR, ailing, story.level, (("sensor", state.sensor), ("since", iso(since))))
    shift = shift_of(on, off, pairs, story.now)
    if shift is None:
        return
    if not shift.darkens:
        _light_by_sensor(story, shift)
    elif may_darken:
        story.lit = False
        story.say(Layer.SENSOR, shift.rule, DARK, _seen(shift))


def _light_by_sensor(story: Story, shift: Shift) -> None:
    bound = shift.sensor.before if shift.rule == DARK_EARLY else shift.sensor.after
    level = story.plan.dark_sky_level(story.now, bound)
    if not story.lit and level > DARK:
        story.lit = True
        story.say(Layer.SENSOR, shift.rule, level, _seen(shift))


def _seen(shift: Shift) -> Facts:
    return (
        ("sensor", shift.sensor.id),
        ("since", iso(shift.since)),
        ("planned", iso(shift.planned)),
        ("until", iso(shift.until)),
    )
