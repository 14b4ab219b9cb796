"""Finding a Python that can make an environment, or saying in one sentence what to install."""

from pathlib import Path

import pytest

from tests.setup.place import Place, sentence


def test_a_fitting_python_is_used(tmp_path: Path) -> None:
    place = Place(tmp_path).build("python3")
    done = place.set_up()
    assert done.returncode == 0, done.stderr
    assert place.called("python3 -m venv") == 1
    assert (place.venv / "bin" / "installed").exists()


def test_no_python(tmp_path: Path) -> None:
    place = Place(tmp_path).build()
    said = sentence(place.set_up())
    assert "needs Python 3.11, 3.12 or 3.13 (found: none)" in said
    assert "apt-get install python3 python3-venv" in said
    assert not place.venv.exists()


@pytest.mark.parametrize("version", ["3.9", "3.14"])
def test_a_python_that_does_not_fit(tmp_path: Path, version: str) -> None:
    place = Place(tmp_path).build("python3")
    assert f"(found: {version})" in sentence(place.set_up(PYTHON=version))
    assert place.called("-m venv") == 0


def test_no_venv_and_nothing_else(tmp_path: Path) -> None:
    place = Place(tmp_path).build("python3", "apt-get")
    said = sentence(place.set_up(VENV="broken"))
    assert "run 'apt-get install python3-venv' as root" in said
    assert place.called("apt-get") == 0
    assert not place.venv.exists()


@pytest.mark.parametrize("helper", ["uv", "virtualenv"])
def test_no_venv_but_a_helper(tmp_path: Path, helper: str) -> None:
    place = Place(tmp_path).build("python3", helper)
    done = place.set_up(VENV="broken")
    assert done.returncode == 0, done.stderr
    assert place.called(f"{helper} ") == 1


def test_uv_brings_a_python(tmp_path: Path) -> None:
    place = Place(tmp_path).build("uv")
    assert place.set_up().returncode == 0
    assert place.called("uv venv") == 1


def test_root_gets_it_from_debian(tmp_path: Path) -> None:
    place = Place(tmp_path).build("python3", "apt-get", "uv")
    done = place.set_up(uid=0, VENV="broken")
    assert done.returncode == 0, done.stderr
    assert place.called("apt-get") == 2
    assert place.called("install -y --no-install-recommends python3-venv") == 1
    assert place.called("uv ") == 0


def test_root_without_debian_falls_back(tmp_path: Path) -> None:
    place = Place(tmp_path).build("python3", "apt-get", "uv")
    assert place.set_up(uid=0, VENV="broken", APT="broken").returncode == 0
    assert place.called("uv venv") == 1


def test_every_way_broken(tmp_path: Path) -> None:
    place = Place(tmp_path).build("python3", "apt-get", "uv")
    said = sentence(place.set_up(uid=0, VENV="broken", APT="broken", UV="broken"))
    assert "cannot make virtual environments" in said
    assert not place.venv.exists()
