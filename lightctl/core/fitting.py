"""A profile as one street gets it: classes become levels by the light that its installation really gives."""

from dataclasses import replace

from lightctl.core.classes import LUMINANCE, level_for, level_of_class
from lightctl.core.plant import Street
from lightctl.core.profile import Profile, Step
from lightctl.core.units import Level

ASSUMED = "assumed"
"""Nobody calculated or measured: full light is taken to give the street's own class exactly."""


def fitted(profile: Profile, street: Street) -> Profile:
    """The same profile with every level a number, and the luminance it rests on: if known, the street's."""
    luminance, source = luminance_of(profile, street)
    if not profile.by_class:
        return profile
    full = profile.full
    if profile.full_of_class and luminance is not None and street.lighting_class in LUMINANCE:
        full = level_of_class(street.lighting_class, luminance)
    found = replace(profile, full=full, luminance=luminance, luminance_from=source)
    plan, least = (tuple(_step(step, found, street) for step in steps) for steps in (found.plan, found.least))
    return replace(found, plan=plan, least=least)


def luminance_of(profile: Profile, street: Street) -> tuple[float | None, str]:
    """Maintained luminance at 100 % in cd/m² and how it is known; None and `assumed` where it is not."""
    if street.luminance is not None:
        return street.luminance, street.luminance_from
    if profile.luminance is not None:
        return profile.luminance, profile.luminance_from
    return None, ASSUMED


def level_after(profile: Profile, design_class: str, classes_down: int) -> Level:
    """Level of a fitted profile that gives so many classes under the design class."""
    return level_for(classes_down, design_class, profile.full, profile.luminance)


def _step(step: Step, profile: Profile, street: Street) -> Step:
    if step.lighting_class not in LUMINANCE:
        return step
    if profile.luminance is not None:
        level = level_of_class(step.lighting_class, profile.luminance)
        return replace(step, level=min(level, profile.full))
    names = tuple(LUMINANCE)
    if street.lighting_class not in LUMINANCE:
        return replace(step, level=profile.full)
    down = names.index(step.lighting_class) - names.index(street.lighting_class)
    return replace(step, level=level_for(down, street.lighting_class, profile.full))
