"""What set-up does with an environment it finds: use it, add to it, or make it anew."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.place import Place, sentence


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path).build("python3")


@pytest.fixture
def ready(place: Place) -> Place:
    """Set up once, with a file inside that only survives where the environment is kept."""
    assert place.set_up().returncode == 0
    (place.venv / "keepsake").touch()
    place.forget_calls()
    return place


def kept(place: Place) -> bool:
    return (place.venv / "keepsake").exists()


def test_the_second_run_installs_nothing(ready: Place) -> None:
    done = ready.set_up()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert ready.called("pip") == 0
    assert ready.called("venv") == ready.called("import lightctl")


def test_the_tests_packages_are_added(ready: Place) -> None:
    assert ready.set_up("dev").returncode == 0
    assert ready.called("[dev]") == 1
    assert kept(ready)
    assert ready.set_up("run").returncode == 0
    assert ready.called("pip install") == 1


@pytest.mark.parametrize("text", ["pyproject.toml", "constraints.txt"])
def test_other_versions_are_installed_into_it(ready: Place, text: str) -> None:
    (ready.root / text).write_text("two\n", encoding="utf-8")
    assert ready.set_up().returncode == 0
    assert ready.called("pip install") == 1
    assert kept(ready)


def test_half_made_is_made_anew(place: Place) -> None:
    assert place.set_up(PIP="killed").returncode == 1
    (place.venv / "keepsake").touch()
    assert place.set_up().returncode == 0
    assert not kept(place)
    assert list(place.root.glob(".venv.old*")) == []


def test_moved_is_made_anew(ready: Place) -> None:
    moved = Place(ready.folder, "else where")
    shutil.move(ready.root, moved.root)
    assert moved.set_up().returncode == 0
    assert not kept(moved)


@pytest.mark.parametrize("part", ["bin/python", "bin/pip"])
def test_broken_is_made_anew(ready: Place, part: str) -> None:
    (ready.venv / part).unlink()
    (ready.venv / ".lightctl-run").unlink()
    assert ready.set_up().returncode == 0
    assert not kept(ready)


def test_a_python_that_went_away_is_noticed_at_once(ready: Place) -> None:
    (ready.venv / "bin" / "python").unlink()
    (ready.venv / "bin" / "python").symlink_to("/nowhere/python")
    assert ready.set_up().returncode == 0
    assert not kept(ready)


def test_one_made_by_hand_is_not_thrown_away(ready: Place) -> None:
    (ready.venv / ".lightctl-run").unlink()
    assert ready.set_up().returncode == 0
    assert kept(ready)


def test_without_a_network(place: Place) -> None:
    words = "Retrying after connection broken by NewConnectionError: Temporary failure in name resolution"
    said = sentence(place.set_up(PIP=words))
    assert "connect this machine to the network" in said
    assert words in (place.root / ".venv-setup.log").read_text(encoding="utf-8")


def test_pip_fails_for_another_reason(place: Place) -> None:
    assert "its own words are in" in sentence(place.set_up(PIP="error: metadata-generation-failed"))


def test_full_disk(place: Place) -> None:
    assert "The disk is full" in sentence(place.set_up(PIP="[Errno 28] No space left on device"))


def test_a_colon_in_the_path(tmp_path: Path) -> None:
    place = Place(tmp_path, "a:b").build("python3")
    assert "':'" in sentence(place.set_up())
    assert place.called("venv") == 0


def test_two_at_once_make_one_environment(place: Place) -> None:
    script = '. "$root/scripts/setup.sh"; set_up run'
    both = [place.start(script, PIP_TAKES="0.2") for _ in range(2)]
    said = [process.communicate(timeout=20)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert place.called("-m venv") == 1
    assert place.called("pip install") == 1


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        Path(name).chmod(0o755)


def as_a_stranger(place: Place, script: str) -> str:
    """The script as a user who may read the checkout and not write it; root becomes nobody for that."""
    (place.folder / "calls").touch()
    (place.folder / "calls").chmod(0o666)
    if os.geteuid() == 0:
        (place.folder / "bin" / "setpriv").symlink_to(shutil.which("setpriv") or "setpriv")
        inner = f"setpriv --reuid 65534 --regid 65534 --clear-groups sh -euc '{script}'"
        return place.sh(inner).stderr
    place.root.chmod(0o555)
    try:
        return place.sh(script).stderr
    finally:
        place.root.chmod(0o755)


SET_UP = '. "$root/scripts/setup.sh"; set_up run; echo went well >&2'


def test_a_checkout_of_somebody_else(open_folder: Path) -> None:
    place = Place(open_folder).build("python3")
    said = as_a_stranger(place, SET_UP)
    assert said.strip().endswith("clone the repository into a folder of your own.")
    assert len(said.strip().splitlines()) == 1


def test_what_is_ready_can_be_used_by_somebody_else(open_folder: Path) -> None:
    place = Place(open_folder).build("python3")
    assert place.set_up().returncode == 0
    assert as_a_stranger(place, SET_UP) == "went well\n"


def test_demo_from_elsewhere_through_a_link(ready: Place) -> None:
    link = ready.folder / "link to demo"
    link.symlink_to(ready.root / "demo")
    done = ready.sh('"$root/../link to demo" --speed "6 0"')
    assert done.stdout == "<demo><--speed><6 0>"
