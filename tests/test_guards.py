"""The guards in conftest.py catch what they are there for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

LEFT = "import asyncio\n\nasync def test_it():\n    asyncio.create_task(asyncio.sleep(60), name='stray')\n"
AWAITED = "import asyncio\n\nasync def test_it():\n    await asyncio.create_task(asyncio.sleep(0))\n"
TOOL = "from tests.conftest import require_tool\n\ndef test_it():\n    require_tool('no-such-program')\n"
DATA = "from tests.conftest import data_file\n\ndef test_it():\n    data_file('no/such.csv')\n"
WARNS = "import warnings\n\ndef test_it():\n    warnings.warn('old')\n"


def run(folder: Path, text: str, require: str = "") -> str:
    """Last line of a pytest run of this text under the house's own settings."""
    (folder / "test_inner.py").write_text(text, encoding="utf-8")
    settings = ["-c", str(REPOSITORY / "pyproject.toml"), "--rootdir", str(folder), "-p", "tests.conftest"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *settings, str(folder)]
    environment = {**os.environ, "LIGHTCTL_REQUIRE": require}
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=25, check=False
    )
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("text", "require", "outcome"),
    [
        (AWAITED, "", "1 passed"),
        (LEFT, "", "1 error"),
        (TOOL, "", "1 skipped"),
        (TOOL, "all", "1 failed"),
        (DATA, "all", "1 skipped"),
        (WARNS, "", "1 failed"),
    ],
)
def test_a_guard(tmp_path: Path, text: str, require: str, outcome: str) -> None:
    assert outcome in run(tmp_path, text, require)
