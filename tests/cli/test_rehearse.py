"""`lightctl rehearse --compare` and `--html`: what-if side by side, and a picture."""

from pathlib import Path

from tests.cli.town import city, code_of, data_of, typed

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


def test_a_picture_of_streets(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = typed("rehearse", *NIGHTS, "--html", str(page), "--site", str(city(tmp_path)))
    assert result.exit_code == 0, result.output
    assert "<svg" in page.read_text("utf-8")
