"""The steps of a profile as written: a level, a lighting class or a contactor pattern from a moment on."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from lightctl.core.profile import Anchor, Step
from lightctl.core.units import FULL, Level
from lightctl.site.anchors import StepMoment, same_order
from lightctl.site.plant_file import known_class
from lightctl.site.words import ClockTime, FileModel, Percent, WholeSeconds, wrong

PATTERNS = {"all": 100.0, "two-thirds": 66.0, "half": 50.0, "one-third": 33.0}
"""Level in percent that each names; just under its share, so that a cabinet's own thirds do."""

Kind = Literal["dimmed", "full-night", "part-night", "contactors"]
PatternName = Literal["all", "two-thirds", "half", "one-third"]
ClassName = Annotated[str, AfterValidator(known_class)]


class StepRow(FileModel):
    """From this moment on, this light, reached over `ramp`."""

    at: StepMoment
    level: Percent | None = None
    lighting_class: ClassName | None = Field(None, alias="class")
    pattern: PatternName | None = None
    ramp: WholeSeconds = timedelta(0)
    earliest: ClockTime | None = None
    latest: ClockTime | None = None

    @model_validator(mode="after")
    def _one_light(self) -> Self:
        if sum(one is not None for one in (self.level, self.lighting_class, self.pattern)) != 1:
            raise wrong("a step needs one of level, class and pattern")
        return self

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.earliest and not self.latest:
            return self
        if isinstance(self.at, str) or self.at.event is None:
            raise wrong("earliest and latest bound an event of the sun", "leave them out", ("at",))
        if self.earliest and self.latest and not same_order(self.earliest, self.latest):
            raise wrong("earliest stands after latest", "a night runs from noon to noon", ("earliest",))
        return self

    @property
    def percent(self) -> float | None:
        """The level, where it is the same on every street."""
        return PATTERNS[self.pattern] if self.pattern else self.level

    def to_step(self, on: Anchor, off: Anchor) -> Step:
        """As core knows it; `on` and `off` become the profile's own moments."""
        level = Level(FULL if self.percent is None else self.percent)
        return Step(self._moment(on, off), level, self.ramp, self.lighting_class or "")

    def _moment(self, on: Anchor, off: Anchor) -> Anchor:
        if isinstance(self.at, str):
            return {"on": on, "off": off}[self.at]
        at = self.at
        return Anchor(at.event, at.offset, at.clock, self.earliest, self.latest)


class DarkRow(FileModel):
    """When a part-night street is dark; without `to`, until its lamps would go off."""

    begins: StepMoment = Field(alias="from")
    ends: StepMoment | None = Field(None, alias="to")

    def steps(self, full: float) -> list[StepRow]:
        """Full light with this hole in it."""
        rows = [StepRow.model_construct(at="on", level=full)] if self.begins != "on" else []
        rows.append(StepRow.model_construct(at=self.begins, level=0.0))
        if self.ends is not None:
            rows.append(StepRow.model_construct(at=self.ends, level=full))
        return rows
