"""`lightctl rehearse --compare` and `--html`: what-if side by side, and a picture."""

from datetime import date
from pathlib import Path

import pytest

from lightctl.cli.night_progress import progress
from tests.cli.town import city, code_of, data_of, typed
from tests.conftest import REPOSITORY

NIGHTS = ("--from", "2026-11-01", "--to", "2026-11-03")


def variant(site: Path, folder: Path, name: str, old: str, new: str) -> Path:
    """The site's own profile with one word changed, somewhere else."""
    own = next(site.glob("profiles/*.yaml")).read_text("utf-8")
    assert old in own
    path = folder / name
    path.write_text(own.replace(old, new), encoding="utf-8")
    return path


def test_a_dimmer_profile_saves_and_a_brighter_one_costs(tmp_path: Path) -> None:
    site = city(tmp_path)
    dimmer = variant(site, tmp_path, "dimmer.yaml", "off: sunrise", "off: sunrise-50min #")
    longer = variant(site, tmp_path, "longer.yaml", "on: sunset", "on: sunset-20min #")
    words = ("rehearse", "--compare", str(dimmer), str(longer), *NIGHTS, "--site", str(site))
    rows = data_of(*words)
    assert [row["replaces"] for row in rows][1:] == [next(site.glob("profiles/*.yaml")).stem] * 2
    assert all(low <= high for low, high in (row["against_today_kwh_in_a_night"] for row in rows))
    assert [row["variant"] for row in rows] == ["as it is", str(dimmer), str(longer)]
    assert rows[0]["against_today_kwh"] == 0
    assert rows[1]["against_today_kwh"] > 0 > rows[2]["against_today_kwh"]
    page = tmp_path / "page.html"
    result = typed(*words, "--html", str(page))
    assert result.exit_code == 0, result.output
    assert "against today" in result.stdout
    text = page.read_text("utf-8")
    assert text.count("<rect") == 5 + 3 * 5
    assert "longer.yaml" in text


def test_a_profile_nobody_is_ruled_by_must_say_whose_place_it_takes(tmp_path: Path) -> None:
    site = city(tmp_path)
    name = next(site.glob("profiles/*.yaml")).stem
    other = variant(site, tmp_path, "other.yaml", f"profile: {name}", "profile: other")
    words = ("rehearse", "--compare", str(other), *NIGHTS, "--site", str(site))
    refused = typed(*words)
    assert code_of(refused) != 0
    assert "--instead-of" in str(refused.exception)
    assert data_of(*words, "--instead-of", name)[1]["against_today_kwh"] == 0


def test_a_profile_that_rules_no_street_in_those_nights_says_so(tmp_path: Path) -> None:
    site = city(tmp_path)
    text = (REPOSITORY / "profiles/full-night.yaml").read_text("utf-8")
    dark = tmp_path / "eve.yaml"  # rules the last night of the year
    dark.write_text(text.replace("off: sunrise", "off: sunrise-30min #"), encoding="utf-8")
    result = typed("rehearse", "--compare", str(dark), *NIGHTS, "--site", str(site))
    assert result.exit_code == 0, result.output
    assert "eve.yaml: no street is ruled by profile full-night in these nights" in result.stdout


def test_a_file_given_twice_is_refused_and_one_that_says_the_same_is_told(tmp_path: Path) -> None:
    site = city(tmp_path)
    own = next(site.glob("profiles/*.yaml"))
    same = variant(site, tmp_path, "same.yaml", "profile:", "# as today\nprofile:")
    twice = typed("rehearse", "--compare", str(same), str(same), *NIGHTS, "--site", str(site))
    assert "given twice" in str(twice.exception)
    result = typed("rehearse", "--compare", str(same), *NIGHTS, "--site", str(site))
    assert f"same.yaml: says the same as today's profile {own.stem}" in result.stdout
    assert "Traceback" not in result.output


def test_the_page_speaks_vietnamese_and_says_that_nothing_was_measured(tmp_path: Path) -> None:
    site, page = city(tmp_path), tmp_path / "page.html"
    dimmer = variant(site, tmp_path, "dimmer.yaml", "off: sunrise", "off: sunrise-50min #")
    words = ("rehearse", "--compare", str(dimmer), *NIGHTS, "--site", str(site), "--html", str(page))
    for language, mark, head in (
        ("vi", "Mô phỏng: số liệu tính toán", "tiết kiệm so với hiện nay kWh"),
        ("en", "Simulated: computed, not measured", "saved against today kWh"),
    ):
        assert typed(*words, "--lang", language).exit_code == 0
        text = page.read_text("utf-8")
        assert f'lang="{language}"' in text
        assert mark in text
        assert head in text


@pytest.mark.parametrize(("terminal", "watched"), [(True, True), (True, False), (False, True)])
def test_the_bar_is_drawn_on_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool, watched: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1") if terminal else monkeypatch.delenv("FORCE_COLOR", raising=False)
    with progress(2, watched=watched) as on_night:
        on_night(date(2026, 11, 1))
    said = capsys.readouterr()
    assert said.out == ""
    assert ("reading recordings" in said.err) == ("night of 2026-11-01" in said.err) == (terminal and watched)


def test_files_and_the_flag_belong_together(tmp_path: Path) -> None:
    site = str(city(tmp_path))
    assert typed("rehearse", "--compare", *NIGHTS, "--site", site).exit_code == 2
    assert typed("rehearse", "some.yaml", *NIGHTS, "--site", site).exit_code == 2
    missing = typed("rehearse", "--compare", str(tmp_path / "no.yaml"), *NIGHTS, "--site", site)
    assert "no such file" in str(missing.exception)


def test_a_wrong_profile_is_refused_at_its_line(tmp_path: Path) -> None:
    site = city(tmp_path)
    wrong = variant(site, tmp_path, "wrong.yaml", "off: sunrise", "off: noonish")
    result = typed("rehearse", "--compare", str(wrong), *NIGHTS, "--site", str(site))
    assert code_of(result) == 3
    assert "wrong.yaml:" in str(result.exception)


def test_a_picture_that_cannot_be_written_is_told_before_a_year_is_computed(tmp_path: Path) -> None:
    site = str(city(tmp_path))
    nowhere = typed("rehearse", *NIGHTS, "--html", str(tmp_path / "no" / "page.html"), "--site", site)
    assert nowhere.exit_code == 2
    assert "there is no folder" in nowhere.output
    folder = typed("rehearse", "--compare", str(tmp_path), *NIGHTS, "--site", site)
    assert "is not a file" in str(folder.exception)


def test_a_picture_of_streets(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = typed("rehearse", *NIGHTS, "--html", str(page), "--site", str(city(tmp_path)))
    assert result.exit_code == 0, result.output
    assert "<svg" in page.read_text("utf-8")
