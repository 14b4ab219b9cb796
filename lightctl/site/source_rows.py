"""Rows of settings.yaml that say where counts and weather come from."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lightctl.site.model import TrafficSource, WeatherProvider, WeatherSource
from lightctl.site.words import Date, Duration, FileModel, Id, Port, Text, between, wrong

_NEEDS = {
    "open-meteo": ("address",), "met-norway": ("address",), "openweather": ("address", "key_file"),
    "metar": ("address", "station"), "mqtt": ("host",), "file": ("file",),
}  # fmt: skip
"""What a kind of weather source cannot do without."""


class TrafficRow(FileModel):
    """Where counts come from."""

    source: Literal["none", "mqtt", "http", "file"] = "none"
    host: Text = "127.0.0.1"
    port: Port = 1883
    topic: Text = "lightctl/traffic/+"
    username: str = ""
    password_file: str = ""
    file: str = ""
    mapping: str = ""
    sites: dict[Id, Text] = {}
    lanes: dict[Id, Annotated[int, Field(ge=1, le=64)]] = {}
    period: Annotated[Duration, between("10s", "1h")] | None = None
    first_day: Date | None = None
    stale_after: Annotated[Duration, between("0s", "2h")] = timedelta(minutes=20)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.source == "file" and not self.file:
            raise wrong("source: file needs the file's name", "add file: and mapping:")
        if self.mapping not in {"", "plain", "scats"} and not self.mapping.endswith(".yaml"):
            raise wrong(
                f"unknown mapping {self.mapping!r}", "plain, scats, or a file as in config/mappings/i94.yaml"
            )
        if self.mapping == "scats" and not self.sites:
            raise wrong(
                "mapping: scats needs sites:", "counting place to site number, as in {cam-01: '0970'}"
            )
        return self

    def to_source(self) -> TrafficSource:
        """As the feeds know it."""
        mapping = self.mapping or ("plain" if self.source == "file" else "")
        rest = self.model_dump(exclude={"source", "mapping"})
        return TrafficSource(kind=self.source, mapping=mapping, **rest)


class WeatherProviderRow(FileModel):
    """One weather source of several."""

    source: Literal["open-meteo", "met-norway", "openweather", "metar", "mqtt"]
    address: str = ""
    key_file: str = ""
    station: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{3}$")] = "ZZZZ"
    host: str = ""
    port: Port = 1883
    topic: Text = "lightctl/weather/+"
    username: str = ""
    password_file: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        values = {**self.model_dump(), "station": "" if self.station == "ZZZZ" else self.station}
        _refuse_gaps(self.source, values)
        return self

    def to_provider(self) -> WeatherProvider:
        """As the feeds know it."""
        return WeatherProvider(kind=self.source, **self.model_dump(exclude={"source"}))


class WeatherRow(FileModel):
    """Where weather comes from: one source, or several in `sources`, the first that is fresh winning."""

    source: Literal["none", "open-meteo", "met-norway", "openweather", "metar", "mqtt", "file"] = "none"
    address: str = ""
    key_file: str = ""
    station: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{3}$")] = "ZZZZ"
    host: str = ""
    port: Port = 1883
    topic: Text = "lightctl/weather/+"
    username: str = ""
    password_file: str = ""
    sources: list[WeatherProviderRow] = []
    file: str = ""
    first_day: Date | None = None
    every: Annotated[Duration, between("1min", "6h")] = timedelta(minutes=15)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        values = {**self.model_dump(), "station": "" if self.station == "ZZZZ" else self.station}
        _refuse_gaps(self.source, values)
        if self.sources and self.source != "none":
            raise wrong("either source: or sources:, not both", "move the one source into the list")
        return self

    def to_source(self) -> WeatherSource:
        """As the feeds know it."""
        rows = [row.to_provider() for row in self.sources]
        if self.source not in {"none", "file"}:
            keys = set(WeatherProviderRow.model_fields) - {"source"}
            rows = [WeatherProvider(kind=self.source, **self.model_dump(include=keys))]
        kind = ", else ".join(row.kind for row in rows) or self.source
        return WeatherSource(kind, tuple(rows), self.file, self.first_day, self.every)


def _refuse_gaps(source: str, values: dict[str, object]) -> None:
    for key in _NEEDS.get(source, ()):
        if not values[key]:
            raise wrong(f"source: {source} needs {key}:")
