"""Reads the files of one site, each once, and notes what is wrong with them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from lightctl.core.schedule import HolidayTable
from lightctl.errors import SiteError
from lightctl.site.driver_file import DriverFile
from lightctl.site.holiday_file import HolidayFile
from lightctl.site.library import Library, SiteFile
from lightctl.site.parse import Parsed, parse
from lightctl.site.problems import Problems, Spot, did_you_mean
from lightctl.site.profile_file import ProfileFile
from lightctl.site.schedule_file import ScheduleFile
from lightctl.site.words import FileModel
from lightctl.site.yaml12 import Data, read

M = TypeVar("M", bound=FileModel)
START = "`lightctl init DIR` writes one to begin with"


@dataclass(slots=True)
class Reader:
    """Files are parsed when first asked for; a file that is wrong is told once and is None after."""

    library: Library
    problems: Problems = field(default_factory=Problems)
    raw: dict[str, Data] = field(default_factory=dict)
    """What each file read so far holds, right or wrong."""
    _parsed: dict[str, Parsed[FileModel] | None] = field(default_factory=dict)

    def config(self, model: type[M], path: str, *, shipped: bool) -> Parsed[M] | None:
        """A file that every site has; the shipped one stands in only where that makes sense."""
        file = self.library.find(path)
        if file is None or (file.origin == "shipped" and not shipped):
            self.problems.error(Spot(path), "is missing", START)
            return None
        return self.file(model, file)

    def driver(self, driver: str, asked: Spot) -> Parsed[DriverFile] | None:
        """`meters/eastron-sdm630`, asked for at some place."""
        return self._named(DriverFile, "drivers", driver, asked, lambda model: ("driver", model.name))

    def profile(self, name: str, asked: Spot) -> Parsed[ProfileFile] | None:
        """A profile asked for at some place."""
        return self._named(ProfileFile, "profiles", name, asked, lambda model: ("profile", model.profile))

    def schedule(self, name: str, asked: Spot) -> Parsed[ScheduleFile] | None:
        """A schedule asked for at some place."""
        return self._named(ScheduleFile, "schedules", name, asked, lambda model: ("schedule", model.schedule))

    def holidays(self, name: str, asked: Spot) -> Parsed[HolidayFile] | None:
        """A table of holidays asked for at some place."""
        return self._named(
            HolidayFile, "schedules/holidays", name, asked, lambda model: ("holidays", model.holidays)
        )

    def tables(self) -> dict[str, HolidayTable]:
        """Every table read so far that is sound."""
        found = (one for one in self._parsed.values() if one and isinstance(one.model, HolidayFile))
        return {table.id: table for table in map(_table, found)}

    def file(self, model: type[M], file: SiteFile) -> Parsed[M] | None:
        """The file through its model."""
        if file.path not in self._parsed:
            self._parsed[file.path] = cast(Parsed[FileModel] | None, self._parse(model, file))
        return cast(Parsed[M] | None, self._parsed[file.path])

    def has_read(self, path: str) -> bool:
        """Whether a file within the site was read already."""
        return path in self._parsed

    def _named(
        self, model: type[M], folder: str, name: str, asked: Spot, own: Callable[[M], tuple[str, str]]
    ) -> Parsed[M] | None:
        file = self.library.find(f"{folder}/{name}.yaml")
        if file is None:
            names = {known for known in self.library.names(folder) if "/" not in known or folder == "drivers"}
            what = "table of holidays" if folder.endswith("holidays") else folder[:-1]
            self.problems.error(asked, f"unknown {what} {name!r}", did_you_mean(name, names))
            return None
        new = file.path not in self._parsed
        parsed = self.file(model, file)
        if parsed and new:
            key, given = own(parsed.model)
            if given != name.rpartition("/")[2]:
                self.problems.error(
                    parsed.spot(key), f"{key} {given!r} stands in {file.path}", "the same name in both"
                )
        return parsed

    def _parse(self, model: type[M], file: SiteFile) -> Parsed[M] | None:
        try:
            loaded = read(self.library.text(file), file.label)
        except SiteError as error:
            self.problems.errors += error.problems
            return None
        self.raw[file.path] = loaded.data
        return parse(model, loaded, self.problems)


def _table(parsed: Parsed[FileModel]) -> HolidayTable:
    model, spot = cast(HolidayFile, parsed.model), parsed.spot("valid_to")
    return model.to_table(str(spot))
