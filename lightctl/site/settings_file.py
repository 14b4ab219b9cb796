"""config/settings.yaml: where the city lies, how its field is read and where counts and weather come from."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from lightctl.core.place import Place
from lightctl.site.model import Polling, Settings, TimeSeriesSink
from lightctl.site.problems import did_you_mean
from lightctl.site.sensor_rows import SensingRow, SensorRow
from lightctl.site.source_rows import TrafficRow, WeatherRow
from lightctl.site.words import Duration, FileModel, Id, Text, between, wrong

_MOST_FROM_NOON_H = 4.0
"""No inhabited place's clock is farther from the sun than the 3 hours of Kashgar."""
_NEAR_A_POLE = 85.0


def _zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        near = did_you_mean(name, zoneinfo.available_timezones())
        raise wrong(f"unknown time zone {name!r}", near or "as in Asia/Ho_Chi_Minh") from error
    return name


class PlaceRow(FileModel):
    """Degrees, north and east positive."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    timezone: Annotated[Text, AfterValidator(_zone)]

    @model_validator(mode="after")
    def _noon_is_by_day(self) -> Self:
        """Nights run from local noon to noon: with a longitude of the wrong sign they would be days."""
        zone = zoneinfo.ZoneInfo(self.timezone)
        offsets = [datetime(2026, month, 1, tzinfo=UTC).astimezone(zone).utcoffset() for month in (1, 7)]
        hours = [offset / timedelta(hours=1) for offset in offsets if offset is not None]
        away = min(abs((each - self.longitude / 15 + 12) % 24 - 12) for each in hours)
        if away > _MOST_FROM_NOON_H and abs(self.latitude) < _NEAR_A_POLE:
            raise wrong(
                f"noon in {self.timezone} is {away:.1f} h away from noon at longitude {self.longitude:g}",
                "east is positive",
            )
        return self


Poll = Annotated[Duration, between("1s", "1h")]


class PollingRow(FileModel):
    """How often the field is read."""

    lamps: Poll = timedelta(seconds=60)
    cabinets: Poll = timedelta(seconds=60)
    energy: Annotated[Duration, between("1s", "25min")] = timedelta(minutes=15)
    """Well within the half hour after which two readings no longer tell in which hours energy passed."""
    dark: Poll = timedelta(minutes=5)


class SwitchingRow(FileModel):
    """How contactors are staggered and spared, how a street goes dark, and how softly lamps are dimmed."""

    contactor_gap: Annotated[Duration, between("0s", "1min")] = timedelta(seconds=2)
    cabinet_spread: Annotated[Duration, between("0s", "10min")] = timedelta(seconds=20)
    switch_rest: Annotated[Duration, between("0s", "10min")] = timedelta(seconds=60)
    off_steps: int = Field(3, ge=1, le=20)
    off_gap: Annotated[Duration, between("0s", "1min")] = timedelta(seconds=10)
    fade: Annotated[Duration, between("0s", "90s")] = timedelta(seconds=4)


class TimeSeriesRow(FileModel):
    """A time-series server; off while `url` is empty."""

    url: str = ""
    org: Text = "lightctl"
    bucket: Text = "light"
    token_file: str = ""


class SettingsFile(FileModel):
    """One site's settings."""

    site: Id
    name: Text
    place: PlaceRow
    contact: str = ""
    """An address for those whose servers are asked: it goes into every request."""
    languages: list[Literal["vi", "en"]] = Field(["en"], min_length=1)
    schedules: list[Id] = Field(min_length=1)
    polling: PollingRow = PollingRow()
    switching: SwitchingRow = SwitchingRow()
    traffic: TrafficRow = TrafficRow()
    weather: WeatherRow = WeatherRow()
    time_series: TimeSeriesRow = TimeSeriesRow()
    sensors: list[SensorRow] = []
    sensing: SensingRow = SensingRow()

    @model_validator(mode="after")
    def _says_who_asks(self) -> Self:
        kinds = {self.weather.source, *(row.source for row in self.weather.sources)}
        if "met-norway" in kinds and "@" not in self.contact and "://" not in self.contact:
            raise wrong("met-norway asks who is asking", "add contact: with an e-mail address or a page")
        if not self.contact.isascii() or not self.contact.isprintable():
            raise wrong(f"contact {self.contact!r} cannot stand in a request", "plain ASCII letters")
        return self

    def to_settings(self) -> Settings:
        """As the daemon knows it."""
        where = self.place
        return Settings(
            id=self.site,
            name=self.name,
            place=Place(where.latitude, where.longitude, zoneinfo.ZoneInfo(where.timezone)),
            languages=tuple(self.languages),
            polling=Polling(**self.polling.model_dump()),
            traffic=self.traffic.to_source(),
            weather=self.weather.to_source(),
            contact=self.contact,
            sensing=self.sensing.to_source(),
            time_series=TimeSeriesSink(**self.time_series.model_dump()),
            contactor_gap=self.switching.contactor_gap,
            cabinet_spread=self.switching.cabinet_spread,
            switch_rest=self.switching.switch_rest,
            off_steps=self.switching.off_steps,
            off_gap=self.switching.off_gap,
            fade=self.switching.fade,
        )
