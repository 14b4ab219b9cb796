"""Luminaire models as rows of config/plant*.yaml."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lightctl.site.words import Duration, FileModel, Id, Percent, Positive, Text, wrong


class ConstantLightRow(FileModel):
    """Percent of the flux when new by burning hours, and who makes up for it."""

    by: Literal["lightctl", "controller", "driver", "none"]
    lumen_curve: dict[Annotated[float, Field(ge=0)], Annotated[float, Field(gt=0, le=100)]] = Field(
        min_length=2
    )

    @model_validator(mode="after")
    def _falls_from_new(self) -> Self:
        curve = sorted(self.lumen_curve.items())
        if curve[0] != (0.0, 100.0):
            raise wrong("lumen_curve begins with 0: 100", "at 0 hours there is all the light: 0: 100")
        if any(after > before for (_, before), (_, after) in pairwise(curve)):
            raise wrong("lumen_curve rises", "light falls with burning hours, and never rises again")
        return self


class LuminaireRow(FileModel):
    """One luminaire model: watts at levels."""

    id: Id
    title: Text
    power_curve: dict[float, float] = Field(min_length=1)
    standby_w: float = Field(0.5, ge=0)
    minimum_level: Percent = 10.0
    source: Text
    virtual_output: Annotated[float, Field(gt=0, le=100)] = 100.0
    clo: ConstantLightRow | None = None
    kind: Literal["led", "discharge"] = "led"
    warm_up: Duration | None = None
    restrike: Duration | None = None
    ramp_down: Positive | None = None

    @model_validator(mode="after")
    def _within_reach(self) -> Self:
        if self.virtual_output < self.minimum_level:
            raise wrong(
                f"luminaire {self.id!r}: virtual_output {self.virtual_output:g} is under its minimum_level",
                "the design output cannot lie below the lowest level of the driver",
            )
        return self

    @model_validator(mode="after")
    def _times_of_discharge_lamps(self) -> Self:
        if self.kind == "led" and (self.warm_up is not None or self.restrike is not None):
            raise wrong(f"luminaire {self.id!r} has warm_up or restrike", "they belong to kind: discharge")
        return self
