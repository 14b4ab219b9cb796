"""profiles/NAME.yaml: how one night of a kind of street is dimmed."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from lightctl.core.profile import Anchor, Profile, Step, TrafficRule, WeatherRule
from lightctl.core.units import Level
from lightctl.site.anchors import StepMoment, Switching
from lightctl.site.words import Duration, FileModel, Id, Percent, Text, WholeSeconds, between


class StepRow(FileModel):
    """From this moment on, this level, reached over `ramp`."""

    at: StepMoment
    level: Percent
    ramp: WholeSeconds = timedelta(0)

    def to_step(self, on: Anchor, off: Anchor) -> Step:
        """As core knows it; `on` and `off` become the profile's own moments."""
        moment = {"on": on, "off": off}[self.at] if isinstance(self.at, str) else self.at
        return Step(moment, Level(self.level), self.ramp)


class TrafficRow(FileModel):
    """Classes that may be dropped when flow falls under a share of the service flow."""

    drops: dict[float, int] = Field(min_length=1)


class WeatherRow(FileModel):
    """How weather raises the light."""

    rain_classes: int = Field(1, ge=0, le=5)
    fog_classes: int = Field(0, ge=0, le=5)
    hold: Annotated[Duration, between("0s", "12h")] = timedelta(minutes=60)
    dark_sky_shift: Annotated[Duration, between("0s", "2h")] = timedelta(minutes=20)


class ProfileFile(FileModel):
    """One profile; its id is the file's name."""

    profile: Id
    title: Text
    on: Switching
    off: Switching
    full: Percent = 100.0
    plan: list[StepRow] = Field(min_length=1)
    least: list[StepRow] = []
    floor: Percent
    part_night: bool = False
    step: float = Field(5.0, ge=0.1, le=50)
    traffic: TrafficRow | None = None
    weather: WeatherRow | None = None

    def to_profile(self) -> Profile:
        """As core knows it."""
        on, off = self.on.to_anchor(), self.off.to_anchor()
        return Profile(
            id=self.profile,
            title=self.title,
            on=on,
            off=off,
            plan=tuple(row.to_step(on, off) for row in self.plan),
            floor=Level(self.floor),
            full=Level(self.full),
            least=tuple(row.to_step(on, off) for row in self.least),
            step=Level(self.step),
            part_night=self.part_night,
            traffic=_traffic(self.traffic),
            weather=_weather(self.weather),
        )


def _traffic(row: TrafficRow | None) -> TrafficRule | None:
    return TrafficRule(tuple(sorted(row.drops.items(), reverse=True))) if row else None


def _weather(row: WeatherRow | None) -> WeatherRule | None:
    return WeatherRule(row.rain_classes, row.fog_classes, row.hold, row.dark_sky_shift) if row else None
