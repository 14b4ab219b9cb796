"""Light by lighting class rests on a luminance: where nobody measured or calculated one, that is said."""

from collections.abc import Iterable, Iterator, Sequence

from lightctl.core.classes import LUMINANCE
from lightctl.core.lint import Mark, Remark, Weight
from lightctl.core.lint_plant import Kind
from lightctl.core.night import NightPlan
from lightctl.core.profile import Profile, Step

ADVICE = "write calculated_luminance or measured_luminance (cd/m² at 100 %) at the streets or in the profile"


def remarks_of_luminance(
    plan: NightPlan, kind: Kind, lent: Iterable[Profile], mark: Mark
) -> Iterator[Remark]:
    """Of the night's profile, and of those fitted ones whose plan its events borrow."""
    yield from _remark(plan.profile, kind, dict(_moved(plan.profile, kind)), mark)
    for profile in lent:
        yield from _remark(profile, kind, dict(_written("plan", profile.plan)), mark)


def _remark(
    profile: Profile, kind: Kind, causes: dict[str, tuple[str | int, ...]], mark: Mark
) -> Iterator[Remark]:
    if not causes or profile.luminance is not None or kind.design_class not in LUMINANCE:
        return
    where = mark(f"profiles/{profile.id}", *next(iter(causes.values())))
    message = (
        f"lighting classes become levels ({', '.join(causes)}) as if full light gave these streets exactly "
        "their class: nobody calculated or measured it"
    )
    yield Remark(Weight.WARNING, "assumed-luminance", where, f"profile {profile.id}", message, ADVICE)


def _moved(profile: Profile, kind: Kind) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """What in a profile asks for levels of classes, and where it stands."""
    yield from _written("plan", profile.plan)
    yield from _written("least", profile.least)
    if profile.full_of_class:
        yield "trim_to_class", ("trim_to_class",)
    if profile.traffic and kind.counted:
        yield "traffic", ("traffic",)
    weather = profile.weather
    if weather and (weather.rain_classes or weather.fog_classes):
        yield "weather", ("weather",)


def _written(section: str, steps: Sequence[Step]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The first step that names a class."""
    index = next((i for i, step in enumerate(steps) if step.lighting_class), None)
    if index is not None:
        yield section, (section, index, "class")
