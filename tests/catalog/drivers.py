"""Every shipped driver file, loaded, for the catalog tests."""

from functools import cache
from pathlib import Path

from lightctl.site.driver_file import DriverFile
from lightctl.site.yaml12 import load
from lightctl.wire.driver import Driver, Point
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "drivers"
FILES = sorted(FOLDER.rglob("*.yaml"))
IDS = [file.relative_to(FOLDER).with_suffix("").as_posix() for file in FILES]


def read_driver(text: str, driver_id: str = "cabinets/generic") -> Driver:
    """A driver from YAML text; raises SiteError or pydantic's ValidationError."""
    return DriverFile.model_validate(load(text, f"{driver_id}.yaml").data).driver(driver_id)


@cache
def shipped(driver_id: str) -> Driver:
    """A shipped driver."""
    return read_driver((FOLDER / f"{driver_id}.yaml").read_text(encoding="utf-8"), driver_id)


def point_of(driver_id: str, name: str) -> Point:
    """A point of a shipped driver by name."""
    driver = shipped(driver_id)
    return next(p for p in (*driver.points, *driver.bank) if p.name == name)


def driver_name(file: Path) -> object:
    """The name that the file gives itself."""
    data = load(file.read_text(encoding="utf-8"), str(file)).data
    return data["driver"] if isinstance(data, dict) else None
