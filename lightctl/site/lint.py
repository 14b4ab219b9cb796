"""A site as `lint` judges it: its plans from a night on, and where in its files everything stands."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from lightctl.core.lint_year import Year
from lightctl.site.accounts_file import AccountsFile
from lightctl.site.library import Library
from lightctl.site.model import Site
from lightctl.site.problems import Spot
from lightctl.site.profile_file import ProfileFile
from lightctl.site.reader import Reader
from lightctl.site.settings_file import SettingsFile
from lightctl.site.words import FileModel
from lightctl.wire.plan_table import plan_table

_CONFIG: dict[str, type[FileModel]] = {"config/accounts": AccountsFile, "config/settings": SettingsFile}


def year_of(site: Site, first: date, nights: int) -> Year:
    """What `core` needs to judge a site that was loaded."""
    library = Library(site.root)
    own = (PurePosixPath(file.path).stem for file in library.own("profiles/*.yaml"))
    return Year(
        plant=site.plant,
        profiles=site.profiles,
        schedule=site.schedule,
        accounts=site.accounts,
        place=site.settings.place,
        first=first,
        nights=nights,
        mark=Marks(Reader(library)),
        spare=tuple(profile for profile in own if profile not in site.profiles),
        rooms=_rooms(site),
    )


def _rooms(site: Site) -> dict[str, int]:
    """Rows of every cabinet whose driver can hold a plan for its outputs."""
    rooms: dict[str, int] = {}
    for cabinet in site.plant.cabinets.values():
        highest = max((circuit.output for circuit in cabinet.circuits), default=0)
        table = plan_table(site.drivers[cabinet.address.driver], highest)
        if table:
            rooms[cabinet.id] = table.room
    return rooms


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
