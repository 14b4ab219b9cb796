"""What every test may use: outside programs, real data, and a guard against tasks that nobody awaits."""

import asyncio
import inspect
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("LIGHTCTL_DATA") or REPOSITORY.parent / "shared" / "data")

# Two busy cores must not turn a right answer into a late one, nor chance turn a build red:
# `pytest --hypothesis-profile=explore` looks for new examples.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("house")


def lacking(reason: str) -> NoReturn:
    """Skip the test with this reason; fail it where LIGHTCTL_REQUIRE=all says nothing may be lacking."""
    if os.environ.get("LIGHTCTL_REQUIRE") == "all":
        pytest.fail(f"{reason}, and LIGHTCTL_REQUIRE=all", pytrace=False)
    pytest.skip(reason)


def require_tool(name: str) -> str:
    """Path of an outside program; without it the test is skipped, or fails under LIGHTCTL_REQUIRE=all."""
    search = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    found = shutil.which(name, path=search)
    return found or lacking(f"{name} is not installed here")


def data_file(name: str) -> Path:
    """Path of a real data file below LIGHTCTL_DATA; without it the test is skipped, never failed."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no {name} under LIGHTCTL_DATA ({DATA})")
    return path


@pytest.fixture
async def every_task_awaited() -> AsyncIterator[None]:
    """Fail the test that leaves a task running when it ends."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    if left:
        names = ", ".join(sorted(task.get_name() for task in left))
        pytest.fail(f"left tasks running: {names}", pytrace=False)


@pytest.fixture(autouse=True)
def strict_tasks(request: pytest.FixtureRequest) -> None:
    """Give every coroutine test the guard above; the others have no loop to leave anything in."""
    function = getattr(request, "function", None)
    if inspect.iscoroutinefunction(function):
        request.getfixturevalue("every_task_awaited")
