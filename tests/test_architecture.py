"""The layers and the doors of the house hold, and the contracts that say so can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PLANTED = {
    "lightctl/core/planted.py": "import time\n",
    "lightctl/wire/planted.py": "import lightctl.site\n",
    "lightctl/daemon/planted.py": "import lightctl.simulation\n",
    "lightctl/store/planted.py": "import yaml\n",
    "lightctl/field/planted.py": "import click\n",
    "lightctl/cupboard/__init__.py": "",
}


def lint_imports(directory: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-logo", "--no-cache", "--config", str(directory / "pyproject.toml")]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=60, check=False)


def test_every_import_contract_is_kept() -> None:
    done = lint_imports(REPOSITORY)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", PLANTED)
def test_a_breach_is_caught(tmp_path: Path, path: str) -> None:
    shutil.copytree(REPOSITORY / "lightctl", tmp_path / "lightctl")
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(PLANTED[path], encoding="utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode != 0
    assert path.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".") in done.stdout
