"""profiles/NAME.yaml: how one night of a kind of street is dimmed."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from lightctl.core.profile import Profile, TrafficRule
from lightctl.core.units import Level
from lightctl.core.weather_rule import WeatherRule, WeatherSense
from lightctl.site.anchors import Switching
from lightctl.site.build_plant import luminance_from
from lightctl.site.profile_steps import PATTERNS, DarkRow, Kind, StepRow
from lightctl.site.words import Duration, FileModel, Id, Percent, Positive, Text, WholeSeconds, between, wrong


class TrafficRow(FileModel):
    """Classes that may be dropped when flow falls under a share of the service flow."""

    drops: dict[float, int] = Field(min_length=1)
    jam_occupancy: float = Field(0.25, gt=0, le=1)
    jam_speed_km_h: float = Field(20.0, ge=0, le=130)
    source: str = ""


class WeatherRow(FileModel):
    """How weather raises the light."""

    rain_classes: int = Field(1, ge=0, le=5)
    fog_classes: int = Field(0, ge=0, le=5)
    hold: Annotated[Duration, between("0s", "12h")] = timedelta(minutes=60)
    dark_sky_shift: Annotated[Duration, between("0s", "2h")] = timedelta(minutes=20)
    agree: int = Field(1, ge=1, le=10)
    of: int = Field(1, ge=1, le=10)
    rain_mm_h: float = Field(0.2, gt=0, le=50)
    fog_visibility_m: float = Field(1000.0, ge=50, le=10_000)
    dark_rain_mm_h: float = Field(2.0, gt=0, le=100)
    dark_cloud_percent: float = Field(90.0, ge=50, le=100)
    source: str = ""

    @model_validator(mode="after")
    def _can_agree(self) -> Self:
        if self.agree > self.of:
            raise wrong(f"{self.agree} of {self.of} readings can never agree", "agree: at most of:")
        return self

    def to_rule(self) -> WeatherRule:
        """As core knows it."""
        moves = {"rain_classes", "fog_classes", "dark_sky_shift"}
        sense = WeatherSense(**self.model_dump(exclude=moves))
        return WeatherRule(self.rain_classes, self.fog_classes, sense, self.dark_sky_shift)


class ProfileFile(FileModel):
    """One profile; its id is the file's name."""

    profile: Id
    title: Text
    on: Switching
    off: Switching
    kind: Kind = "dimmed"
    full: Percent = 100.0
    trim_to_class: bool = False
    calculated_luminance: Positive | None = None
    measured_luminance: Positive | None = None
    plan: list[StepRow] = []
    least: list[StepRow] = []
    dark: DarkRow | None = None
    floor: Percent
    part_night: bool = False
    minimum_on: Annotated[WholeSeconds, between("0s", "2h")] = timedelta(0)
    step: float = Field(5.0, ge=0.1, le=50)
    traffic: TrafficRow | None = None
    weather: WeatherRow | None = None

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if self.calculated_luminance and self.measured_luminance:
            raise wrong("the luminance stands here twice", "keep the measured one", ("calculated_luminance",))
        _judge_kind(self)
        return self

    @property
    def steps(self) -> list[StepRow]:
        """The plan as written, or what the kind makes of it."""
        if self.plan:
            return self.plan
        return (
            self.dark.steps(self.full) if self.dark else [StepRow.model_construct(at="on", level=self.full)]
        )

    @property
    def dark_hours(self) -> bool:
        """Whether the plan may be dark within the lit hours."""
        return self.part_night or self.dark is not None

    def to_profile(self) -> Profile:
        """As core knows it."""
        on, off = self.on.to_anchor(), self.off.to_anchor()
        return Profile(
            id=self.profile,
            title=self.title,
            on=on,
            off=off,
            plan=tuple(row.to_step(on, off) for row in self.steps),
            floor=Level(self.floor),
            full=Level(self.full),
            least=tuple(row.to_step(on, off) for row in self.least),
            step=Level(self.step),
            part_night=self.dark_hours,
            traffic=_traffic(self.traffic),
            weather=_weather(self.weather),
            full_of_class=self.trim_to_class,
            luminance=self.measured_luminance or self.calculated_luminance,
            luminance_from=luminance_from(self.calculated_luminance, self.measured_luminance),
            minimum_on=self.minimum_on,
        )


def _judge_kind(row: ProfileFile) -> None:
    """A kind has what it needs and nothing that it cannot have."""
    if row.kind == "full-night" and (row.plan or row.least or row.dark_hours):
        raise wrong("a full-night profile has no plan: it is full from on to off", "leave it out", ("kind",))
    if row.kind == "part-night" and not row.dark_hours:
        raise wrong(
            "a part-night profile says when it is dark", 'dark: {from: "23:30", to: "04:30"}', ("kind",)
        )
    if row.dark and (row.plan or row.least):
        raise wrong("dark stands instead of a plan", "steps with level 0, and part_night: true", ("dark",))
    if not row.plan and not row.dark and row.kind != "full-night":
        raise wrong("needs 'plan'", "or kind: full-night")
    if row.kind == "contactors":
        _judge_switched(row)


def _judge_switched(row: ProfileFile) -> None:
    for section, steps in (("plan", row.plan), ("least", row.least)):
        for i, step in enumerate(steps):
            if step.ramp:
                raise wrong("contactors know no ramp", "leave it out", (section, str(i), "ramp"))
            if not step.pattern and step.level != 0:
                hint = f"pattern: {', '.join(PATTERNS)}; or level: 0"
                raise wrong("contactors close patterns", hint, (section, str(i), "at"))


def _traffic(row: TrafficRow | None) -> TrafficRule | None:
    if row is None:
        return None
    drops = tuple(sorted(row.drops.items(), reverse=True))
    return TrafficRule(drops, row.jam_occupancy, row.jam_speed_km_h, row.source)


def _weather(row: WeatherRow | None) -> WeatherRule | None:
    return row.to_rule() if row else None
