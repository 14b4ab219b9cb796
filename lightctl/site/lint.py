"""A site as `lint` judges it: its plans from a night on, and where in its files everything stands."""

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath

from lightctl.core.lint_cabinets import CabinetLimits
from lightctl.core.lint_writes import LevelWrites
from lightctl.core.lint_year import Year
from lightctl.site.accounts_file import AccountsFile
from lightctl.site.library import SHIPPED, Library
from lightctl.site.model import Site
from lightctl.site.problems import Spot
from lightctl.site.profile_file import ProfileFile
from lightctl.site.reader import Reader
from lightctl.site.schedule_file import ScheduleFile
from lightctl.site.settings_file import SettingsFile
from lightctl.site.words import FileModel
from lightctl.wire.driver import Driver, Kind
from lightctl.wire.plan_table import plan_table

SETTINGS = "config/settings"
_CONFIG: dict[str, type[FileModel]] = {"config/accounts": AccountsFile, SETTINGS: SettingsFile}
_DAY = timedelta(days=1)


def year_of(site: Site, first: date, nights: int) -> Year:
    """What `core` needs to judge a site that was loaded; whole years get the next leap day besides."""
    reader = Reader(Library(site.root))
    own = (PurePosixPath(file.path).stem for file in reader.library.own("profiles/*.yaml"))
    limits = {driver.id: found for driver in site.drivers.values() if (found := _level_writes(driver))}
    return Year(
        plant=site.plant,
        profiles=site.profiles,
        schedule=site.schedule,
        accounts=site.accounts,
        place=site.settings.place,
        first=first,
        nights=nights,
        mark=Marks(reader),
        also=leap_nights_after(first, nights) if nights >= 365 else (),
        spare=tuple(profile for profile in own if profile not in site.profiles),
        nobody=tuple(_nobody(site, reader)),
        cabinets=_cabinets(site),
        drivers=limits,
    )


def leap_nights_after(first: date, nights: int) -> tuple[date, ...]:
    """The nights before and on the next 29 February, where the period does not hold it."""
    last = first + (nights - 1) * _DAY
    days = (date(year, 2, 29) for year in range(first.year, first.year + 9) if isleap(year))
    day = next(day for day in days if day >= first)
    return () if day <= last else tuple(night for night in (day - _DAY, day) if night > last)


def _cabinets(site: Site) -> dict[str, CabinetLimits]:
    """What the driver of every cabinet declares of its stored plan and its contactors."""
    found: dict[str, CabinetLimits] = {}
    for cabinet in site.plant.cabinets.values():
        driver = site.drivers[cabinet.address.driver]
        highest = max((circuit.output for circuit in cabinet.circuits), default=0)
        table, coil = plan_table(driver, highest), driver.writable(Kind.CONTACTOR)
        writes = coil.writes_per_day if coil else 0
        found[cabinet.id] = CabinetLimits(table.room if table else None, writes or None)
    return found


def _level_writes(driver: Driver) -> LevelWrites | None:
    """How often a lamp's own level may be written; None for any number of times."""
    command, group = driver.writable(Kind.LEVEL_COMMAND), driver.writable(Kind.LEVEL_GROUP)
    if command is None or not command.writes_per_day or (group is not None and not group.writes_per_day):
        return None
    return LevelWrites(command.writes_per_day, blind=driver.point(Kind.LEVEL_IN_EFFECT) is None)


def _nobody(site: Site, reader: Reader) -> Iterator[tuple[str, str]]:
    """Rules and events of the site's own schedules that were passed over, since no lamp is meant."""
    settings = reader.config(SettingsFile, f"{SETTINGS}.yaml", shipped=False)
    taken = {rule.where for rule in site.schedule.rules} | {event.where for event in site.schedule.events}
    for name in settings.model.schedules if settings else ():
        found = reader.library.find(f"schedules/{name}.yaml")
        parsed = reader.file(ScheduleFile, found) if found else None
        if parsed is None or parsed.loaded.file.startswith(SHIPPED):
            continue
        rows = [("rules", i, f"rule for profile {row.profile}") for i, row in enumerate(parsed.model.rules)]
        rows += [("events", i, f"event {row.title!r}") for i, row in enumerate(parsed.model.events)]
        for section, i, subject in rows:
            if (where := str(parsed.spot(section, i))) not in taken:
                yield subject, where


@dataclass(frozen=True, slots=True)
class Marks:
    """file:line:column of a value, from the files as they lie there now."""

    reader: Reader

    def __call__(self, file: str, *way: str | int) -> str:
        """The nearest place that the file has for `way`; its name alone when it cannot be read any more."""
        found = self.reader.library.find(f"{file}.yaml")
        if found is None:
            return f"{file}.yaml"
        parsed = self.reader.file(_CONFIG.get(file, ProfileFile), found)
        spot = parsed.spot(*way) if parsed else Spot(found.label)
        return str(spot) if spot.line else spot.file
