"""A site's folder that broke while the daemon was down: the last good site lights the city, loudly."""

import logging
from pathlib import Path

import pytest

from lightctl.cli.serving import good_site
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.errors import SiteError
from lightctl.site.kept import FOLDER, keep_site, kept_site
from lightctl.site.loader import load_site
from tests.nights.one_street import local, write_site
from tests.nights.town import Town


def _ruled(folder: Path, state: Path) -> str:
    async def story() -> str:
        town = Town(load_site(folder), state, local(20))
        await town.begin()
        await town.stop()
        return town.site.digest

    return run_in_virtual_time(story())


def _break(folder: Path) -> None:
    (folder / "profiles/every.yaml").write_text("profile: every\n", encoding="utf-8")


def test_a_start_with_a_broken_folder_falls_back_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, state = write_site(tmp_path / "site"), tmp_path / "state"
    digest = _ruled(folder, state)
    plant = load_site(folder).plant
    _break(folder)
    with caplog.at_level(logging.CRITICAL):
        site, notice = good_site(folder, state)
    assert site.digest == digest
    assert site.plant == plant
    assert site.root == folder
    assert "REFUSED" in notice
    assert any("profiles/every.yaml" in record.getMessage() for record in caplog.records)


def test_without_a_good_site_a_broken_one_is_refused(tmp_path: Path) -> None:
    folder = write_site(tmp_path / "site")
    _break(folder)
    with pytest.raises(SiteError):
        good_site(folder, tmp_path / "state")


def test_a_whole_folder_is_its_own_site(tmp_path: Path) -> None:
    folder = write_site(tmp_path / "site")
    assert good_site(folder, tmp_path / "state")[1] == ""


def test_a_kept_site_is_small_and_the_same_again(tmp_path: Path) -> None:
    site = load_site(write_site(tmp_path / "site"))
    keep_site(site, tmp_path)
    keep_site(site, tmp_path)
    again = kept_site(tmp_path, site.digest)
    assert (again.plant, again.profiles, again.schedule, again.accounts) == (
        site.plant, site.profiles, site.schedule, site.accounts,
    )  # fmt: skip
    (kept,) = (tmp_path / FOLDER).iterdir()
    assert kept.stat().st_size < 40_000


def test_what_was_edited_after_it_was_read_is_not_kept_as_what_it_was(tmp_path: Path) -> None:
    site = load_site(write_site(tmp_path / "site"))
    _break(tmp_path / "site")
    with pytest.raises(SiteError, match="edited while it was read"):
        keep_site(site, tmp_path)
    assert not (tmp_path / FOLDER).exists()


def test_a_damaged_archive_is_told(tmp_path: Path) -> None:
    site = load_site(write_site(tmp_path / "site"))
    keep_site(site, tmp_path)
    (kept,) = (tmp_path / FOLDER).iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    with pytest.raises(SiteError, match="not kept, or damaged"):
        kept_site(tmp_path, site.digest)
