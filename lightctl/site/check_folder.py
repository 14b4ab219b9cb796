"""What lies in a site's folder beside the files that are used: checked too, and strays pointed out."""

from datetime import timedelta
from pathlib import Path

from lightctl.core.sun import Sun
from lightctl.site.check_ids import Ids
from lightctl.site.check_profile import check_profile
from lightctl.site.check_schedule import Resolved, resolve
from lightctl.site.library import FOLDERS
from lightctl.site.mapping_file import MappingFile
from lightctl.site.parse import Parsed
from lightctl.site.plant_rows import PlantRows
from lightctl.site.problems import Spot, did_you_mean
from lightctl.site.reader import Reader
from lightctl.site.sensor_rows import SensingRow
from lightctl.site.settings_file import SettingsFile
from lightctl.site.source_rows import TrafficRow, WeatherRow

_CONFIG = ("settings.yaml", "accounts.yaml", "plant.yaml")


def check_folder(reader: Reader, rows: PlantRows, ids: Ids, sun: Sun, used: set[str]) -> None:
    """Note mistakes in the site's own drivers, profiles and schedules, and warn of files nobody reads."""
    _named_by_nobody(reader, rows, ids, sun, used)
    for file in reader.library.own("schedules/holidays/*.yaml"):
        reader.holidays(Path(file.path).stem, Spot(file.label))
    for file in reader.library.own("config/*.yaml"):
        name = Path(file.path).name
        if name not in _CONFIG and not name.startswith("plant"):
            hint = did_you_mean(name, _CONFIG) or "plant files begin with plant"
            reader.problems.warn(Spot(file.label), "nobody reads this file", hint)
    for folder in FOLDERS:
        for file in reader.library.own(f"{folder}/**/*.yml"):
            reader.problems.warn(Spot(file.label), "nobody reads this file", "its name must end in .yaml")


def check_sources(settings: Parsed[SettingsFile], reader: Reader) -> None:
    """Warn of recordings that are not there; they may still come."""
    _mapping(settings, reader)
    model = settings.model
    sources: dict[str, TrafficRow | WeatherRow | SensingRow] = {
        "traffic": model.traffic, "weather": model.weather, "sensing": model.sensing,
    }  # fmt: skip
    for section, source in sources.items():
        if source.source == "file" and not reader.library.find(source.file):
            spot = settings.spot(section, "file")
            hint = "without it the daemon does not start"
            reader.problems.warn(spot, f"there is no file {source.file!r}", hint)


def _mapping(settings: Parsed[SettingsFile], reader: Reader) -> None:
    """The mapping that traffic is read by, and the site's own that nobody names."""
    name = settings.model.traffic.mapping
    if name.endswith(".yaml"):
        file = reader.library.find(name)
        if file is None:
            reader.problems.error(settings.spot("traffic", "mapping"), f"there is no mapping {name!r}")
        else:
            parsed = reader.file(MappingFile, file)
            _too_seldom(settings, parsed.model.period if parsed else None, reader)
    else:
        _too_seldom(settings, settings.model.traffic.period, reader)


def _too_seldom(settings: Parsed[SettingsFile], period: timedelta | None, reader: Reader) -> None:
    """Counts that are stale before the next one comes never agree: full light all night."""
    stale_after = settings.model.traffic.stale_after
    if settings.model.traffic.source != "none" and period is not None and period >= stale_after:
        reader.problems.warn(
            settings.spot("traffic"),
            f"counts of {_minutes(period)} are stale after {_minutes(stale_after)}: they never dim a street",
            f"stale_after: {_minutes(period + timedelta(minutes=15))}",
        )


def _minutes(time: timedelta) -> str:
    return f"{time / timedelta(minutes=1):g}min"


def _named_by_nobody(reader: Reader, rows: PlantRows, ids: Ids, sun: Sun, used: set[str]) -> None:
    for file in reader.library.own("drivers/**/*.yaml"):
        reader.driver(_name(file.path), Spot(file.label))
    for file in reader.library.own("profiles/*.yaml"):
        parsed = reader.profile(_name(file.path), Spot(file.label))
        if parsed and parsed.model.profile not in used:
            check_profile(parsed, sun, reader.problems)
    for file in reader.library.own("schedules/*.yaml"):
        if not reader.has_read(file.path):
            schedule = reader.schedule(_name(file.path), Spot(file.label))
            found = resolve(schedule, rows, ids, reader, reader.problems) if schedule else Resolved()
            for name, spot in found.profiles():
                reader.profile(name, spot)


def _name(path: str) -> str:
    return path.partition("/")[2].removesuffix(".yaml")
