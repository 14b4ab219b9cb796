"""The wheel carries the code, its types and the five folders an engineer writes; nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

FOLDERS = ("drivers", "profiles", "schedules", "simulators", "config")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the wheel holds, built from the working tree without a network."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=60)
    (wheel,) = target.glob("lightctl-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def shipped(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(REPOSITORY).as_posix() for path in files}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_folder_is_in_the_library(names: set[str], folder: str) -> None:
    missing = {f"lightctl/_library/{name}" for name in shipped(REPOSITORY / folder)} - names
    assert not missing


def test_types_and_licence_come_along(names: set[str]) -> None:
    assert "lightctl/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/NOTICE") for name in names)


def test_nothing_else_comes_along(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert all(top == "lightctl" or top.endswith(".dist-info") for top in tops), tops


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_folders_hold_no_code(folder: str) -> None:
    assert not list((REPOSITORY / folder).rglob("*.py"))
