"""The validated site: everything an engineer wrote, resolved and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from lightctl.core.accounts import Accounts
from lightctl.core.place import Place
from lightctl.core.plant import Plant
from lightctl.core.profile import Profile
from lightctl.core.scene import Scene
from lightctl.core.schedule import Schedule
from lightctl.core.sensing import Sensors
from lightctl.wire.driver import Driver


@dataclass(frozen=True, slots=True)
class Polling:
    """How often the field is read."""

    lamps: timedelta = timedelta(seconds=60)
    cabinets: timedelta = timedelta(seconds=60)
    energy: timedelta = timedelta(minutes=15)
    dark: timedelta = timedelta(minutes=5)
    """Lamps whose circuit is open are asked this rarely."""


@dataclass(frozen=True, slots=True)
class TrafficSource:
    """Where counts come from; `kind` is none, mqtt, http (pushed to the API) or file."""

    kind: str = "none"
    host: str = "127.0.0.1"
    port: int = 1883
    topic: str = "lightctl/traffic/+"
    username: str = ""
    password_file: str = ""
    file: str = ""
    """A recorded file; a relative path is looked for in the site, then in the shipped library."""
    mapping: str = ""
    """How the recorded file is read: `plain` (at,place,flow_veh_h,period_s), `scats`, or a mapping file."""
    sites: Mapping[str, str] = field(default_factory=dict)
    """Counting place → the source's own name for it."""
    lanes: Mapping[str, int] = field(default_factory=dict)
    """Counting place → how many lanes and directions report for it, where they report one by one."""
    period: timedelta | None = None
    """How long a count takes whose message does not say so."""
    first_day: date | None = None
    """The recording's first day is played as this one."""
    stale_after: timedelta = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class WeatherProvider:
    """One weather source; `kind` is open-meteo, met-norway, openweather, metar or mqtt."""

    kind: str
    address: str = ""
    key_file: str = ""
    """Holds the key that the service wants; a relative path lies in the site."""
    station: str = ""
    """ICAO code of an aerodrome."""
    host: str = ""
    port: int = 1883
    topic: str = "lightctl/weather/+"
    username: str = ""
    password_file: str = ""


@dataclass(frozen=True, slots=True)
class WeatherSource:
    """Where weather comes from; `kind` is none, file, or the providers' kinds in their order."""

    kind: str = "none"
    providers: tuple[WeatherProvider, ...] = ()
    """The first that has fresh weather speaks for the city."""
    file: str = ""
    first_day: date | None = None
    """The recording's first day is played as this one."""
    every: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SensingSource:
    """Where light sensors and water stations speak; `kind` is none, mqtt or file."""

    kind: str = "none"
    host: str = "127.0.0.1"
    port: int = 1883
    topic: str = "lightctl/sensors/+"
    username: str = ""
    password_file: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class TimeSeriesSink:
    """A time-series server that takes InfluxDB 2 writes; off while `url` is empty."""

    url: str = ""
    org: str = "lightctl"
    bucket: str = "light"
    token_file: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One site's settings."""

    id: str
    name: str
    place: Place
    languages: tuple[str, ...]
    polling: Polling
    traffic: TrafficSource
    weather: WeatherSource
    time_series: TimeSeriesSink
    contact: str = ""
    """An address for those whose servers are asked."""
    sensing: SensingSource = field(default_factory=SensingSource)
    contactor_gap: timedelta = timedelta(seconds=2)
    """Between two contactors of one cabinet."""
    cabinet_spread: timedelta = timedelta(seconds=20)
    """Cabinets switch within this time of each other, each at its own fixed offset."""
    switch_rest: timedelta = timedelta(seconds=60)
    """Between a contactor's closing and its next ordinary opening."""
    off_steps: int = 3
    """A street goes dark in at least so many steps; 1 is all at once."""
    off_gap: timedelta = timedelta(seconds=10)
    """Between two of those steps."""
    fade: timedelta = timedelta(seconds=4)
    """How softly lamps are dimmed where the device can fade; brighter is always at once."""


@dataclass(frozen=True)
class Site:
    """One city, ready to run; `digest` changes when anything an engineer wrote changes."""

    root: Path
    settings: Settings
    plant: Plant
    drivers: Mapping[str, Driver]
    """By id with folder: `cabinets/mcu-reference`."""
    profiles: Mapping[str, Profile]
    schedule: Schedule
    accounts: Accounts
    digest: str
    origins: Mapping[str, str]
    """Which file won: path within the site → `site` or `shipped`."""
    sensors: Sensors = field(default_factory=Sensors)
    """Light sensors and water stations, with the groups that they serve."""
    scenes: Mapping[str, Scene] = field(default_factory=dict)
    """What operators may start by name."""
