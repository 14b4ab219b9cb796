"""settings.yaml, `sensors:` and `sensing:`: light sensors, photocells, water stations; where they speak."""

import math
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lightctl.core.light_sensor import LightSensor
from lightctl.core.water import WaterStation
from lightctl.site.model import SensingSource
from lightctl.site.words import Duration, FileModel, Id, Port, Text, between, wrong

Window = Annotated[Duration, between("0s", "2h")]
Age = Annotated[Duration, between("1min", "6h")]

_OF_WATER = frozenset({"flood_from", "flood_ends", "hold", "lockout_from", "pillars"})
_OF_LUX = frozenset({"dark_below", "light_above"})
_OF_LIGHT = _OF_LUX | {"before", "after", "debounce"}


class SensorRow(FileModel):
    """One sensor; `serves` names whom it may move, whole groups at a time."""

    id: Id
    kind: Literal["lux", "photocell", "water"]
    serves: list[Text] = Field(min_length=1)
    dark_below: float = Field(20.0, gt=0, le=5000)
    light_above: float = Field(40.0, gt=0, le=10_000)
    before: Window = timedelta(minutes=30)
    after: Window = timedelta(minutes=30)
    debounce: Annotated[Duration, between("0s", "30min")] = timedelta(minutes=2)
    stale_after: Age | None = None
    flood_from: float | None = None
    flood_ends: float | None = None
    hold: Annotated[Duration, between("5min", "12h")] = timedelta(minutes=60)
    lockout_from: float | None = None
    pillars: list[Text] = []

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        foreign = {"water": _OF_LIGHT, "lux": _OF_WATER, "photocell": _OF_WATER | _OF_LUX}[self.kind]
        if odd := sorted(self.model_fields_set & foreign):
            raise wrong(f"{odd[0]} says nothing about a sensor of kind {self.kind}")
        if self.dark_below >= self.light_above:
            raise wrong("dark_below must lie under light_above", "between them the last word stays")
        return self

    @model_validator(mode="after")
    def _floods_as_it_says(self) -> Self:
        if self.kind != "water":
            return self
        if self.flood_from is None:
            raise wrong("kind: water needs flood_from:", "metres at which the street stands under water")
        if self.flood_ends is not None and self.flood_ends > self.flood_from:
            raise wrong("flood_ends must not lie over flood_from")
        if (self.lockout_from is None) != (not self.pillars):
            raise wrong("lockout_from: and pillars: belong together", "circuits or cabinets that would flood")
        if self.lockout_from is not None and self.lockout_from < self.flood_from:
            raise wrong("lockout_from must not lie under flood_from")
        return self

    def to_light(self, serves: frozenset[str]) -> LightSensor:
        """As core knows it, for these groups."""
        return LightSensor(
            self.id, serves, self.kind == "photocell", self.dark_below, self.light_above, self.before,
            self.after, self.debounce, self.stale_after or timedelta(minutes=15),
        )  # fmt: skip

    def to_station(self, serves: frozenset[str], pillars: tuple[str, ...]) -> WaterStation:
        """As core knows it, for these groups and circuits."""
        from_m = self.flood_from or 0.0
        ends = from_m if self.flood_ends is None else self.flood_ends
        lockout = math.inf if self.lockout_from is None else self.lockout_from
        stale_after = self.stale_after or timedelta(minutes=20)
        return WaterStation(self.id, serves, from_m, ends, pillars, lockout, self.hold, stale_after)


class SensingRow(FileModel):
    """Where the sensors speak."""

    source: Literal["none", "mqtt", "file"] = "none"
    host: Text = "127.0.0.1"
    port: Port = 1883
    topic: Text = "lightctl/sensors/+"
    username: str = ""
    password_file: str = ""
    file: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.source == "file" and not self.file:
            raise wrong("source: file needs the file's name", "add file:, a table of at,sensor,value")
        return self

    def to_source(self) -> SensingSource:
        """As the feeds know it."""
        return SensingSource(kind=self.source, **self.model_dump(exclude={"source"}))
