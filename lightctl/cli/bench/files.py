"""Driver files for the bench: one by its path, or the shipped and the site's own by name."""

from pathlib import Path

from lightctl.errors import SiteError
from lightctl.site.driver_file import DriverFile
from lightctl.site.library import Library, SiteFile
from lightctl.site.problems import Spot
from lightctl.site.reader import Reader
from lightctl.wire.driver import Driver


def driver_of_file(path: Path) -> Driver:
    """The driver in a file, whatever lies around it; raises SiteError with every mistake."""
    reader = Reader(Library(path.parent))
    parsed = reader.file(DriverFile, SiteFile(str(path), path, "site"))
    if parsed is not None and parsed.model.name != path.stem:
        reader.problems.error(parsed.spot("driver"), f"driver {parsed.model.name!r} stands in {path.name}",
                              "the same name in both")  # fmt: skip
    if parsed is None or reader.problems.errors:
        raise SiteError(reader.problems.errors)
    return parsed.model.driver(f"{path.parent.name}/{path.stem}")


def sound_drivers(site: Path) -> list[Driver]:
    """Every driver of site and library that has no mistake, by name."""
    library = Library(site.resolve())
    reader = Reader(library)
    parsed = {name: reader.driver(name, Spot("drivers")) for name in sorted(library.names("drivers"))}
    return [one.model.driver(name) for name, one in parsed.items() if one is not None]
