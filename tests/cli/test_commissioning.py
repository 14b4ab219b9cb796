"""Import, export and replace as they are typed: files, exit codes, JSON, and words for people."""

import json
from datetime import date
from pathlib import Path

import pytest

from lightctl.cli.client import Client
from lightctl.site.diff import difference
from lightctl.site.loader import load_site
from tests.cli.town import city, code_of, data_of, typed

TABLE = "config/lamps/new.csv"
HEAD = "id,street,circuit,luminaire,since"
GOOD = "new-{},first-street,cabinet-1-a,led-60,2026-02-03"


def source(folder: Path, *rows: str) -> str:
    path = folder / "poles.csv"
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("words", [("blink",), ("find",), ("replace",), ("import",), ("export",)])
def test_each_has_help_with_an_example_and_json(words: tuple[str, ...]) -> None:
    done = typed("commission", *words, "--help")
    assert done.exit_code == 0
    assert "Example: lightctl commission" in done.output
    assert "--json" in done.output


@pytest.mark.parametrize("words", [("blink", "fs-01"), ("find",)])
def test_without_a_daemon_the_exit_code_is_4(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert code_of(typed("commission", *words, "--site", str(city(tmp_path)))) == 4


def test_a_test_needs_a_reason_and_a_daemon(tmp_path: Path) -> None:
    site = str(city(tmp_path))
    assert code_of(typed("test", "cabinet-1", "--site", site)) == 2
    assert code_of(typed("test", "cabinet-1", "--reason", "x", "--site", site)) == 4


def test_all_good_rows_end_with_0_and_no_rejects(tmp_path: Path) -> None:
    site = city(tmp_path)
    told = data_of("commission", "import", source(tmp_path, GOOD.format(1)), "-o", TABLE, "--site", str(site))
    assert (told["written"], told["refused"], told["rejects"]) == (1, [], None)
    assert (site / TABLE).read_text().count("new-1") == 1


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    site = city(tmp_path)
    done = typed(
        "commission", "import", source(tmp_path, GOOD.format(1), "x"), "-o", TABLE, "--site", str(site),
        "--dry-run",
    )  # fmt: skip
    assert code_of(done) == 1
    assert not (site / TABLE).exists()
    assert not (tmp_path / "poles.rejects.csv").exists()


def test_a_table_that_the_site_names_is_not_made_wrong(tmp_path: Path) -> None:
    site = city(tmp_path)
    words = ("commission", "import", source(tmp_path, GOOD.format(1)), "-o", TABLE, "--site", str(site))
    assert typed(*words).exit_code == 0
    plant = site / "config" / "plant.yaml"
    plant.write_text(plant.read_text().replace("\nlamps:\n", "\nlamps:\n  - {inventory: lamps/new.csv}\n", 1))
    assert code_of(typed("check", "--site", str(site))) == 0
    assert typed(*words).exit_code == 0
    before = (site / TABLE).read_text()
    row = "new-2,first-street,cabinet-1-a,led-60,2026-02-03,lamps/none,line-x,3"
    path = tmp_path / "poles.csv"
    path.write_text(f"{HEAD},driver,line,unit\n{row}\n", encoding="utf-8")
    assert code_of(typed(*words)) in {1, 3}
    assert (site / TABLE).read_text() == before


def test_replace_in_json_and_what_it_refuses(tmp_path: Path) -> None:
    site = str(city(tmp_path))
    words = ("commission", "replace", "fs-03", "--site", site)
    told = data_of(*words, "--luminaire", "led-60", "--on", "2026-11-20", "--dry-run")
    assert told["written"] is False
    assert told["row"] == "- {lamp: fs-03, luminaire: led-60, since: 2026-11-20}"
    assert not (Path(site) / "config" / "plant-changes.yaml").exists()
    assert code_of(typed(*words, "--luminaire", "led-6")) == 3
    assert code_of(typed(*words)) == 2
    assert code_of(typed("commission", "replace", "nobody", "--luminaire", "led-60", "--site", site)) == 2


def test_export_and_import_give_the_same_file(tmp_path: Path) -> None:
    site = city(tmp_path)
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    assert data_of("commission", "export", "-o", str(first), "--site", str(site))["lamps"] == 16
    empty = str(tmp_path)  # no site there: nothing is taken yet
    assert typed("commission", "import", str(first), "-o", str(second), "--site", empty).exit_code == 0
    assert second.read_bytes() == first.read_bytes()
    assert json.dumps(first.read_text().splitlines()[0]).count("lat") == 1


def test_import_writes_over_neither_its_source_nor_what_is_no_table(tmp_path: Path) -> None:
    site = city(tmp_path)
    poles, plant = Path(source(tmp_path, GOOD.format(1), "x")), site / "config" / "plant.yaml"
    before = poles.read_bytes(), plant.read_bytes()
    words = ("commission", "import", str(poles), "--site", str(site))
    assert code_of(typed(*words, "-o", str(poles))) == 2
    assert code_of(typed(*words, "-o", "config/plant.yaml")) == 2
    assert code_of(typed(*words, "-o", TABLE, "--rejects", str(site / TABLE))) == 2
    assert code_of(typed(*words, "-o", TABLE, "--rejects", str(poles))) == 2
    assert code_of(typed("commission", "export", "-o", str(plant), "--site", str(site))) == 2
    assert (poles.read_bytes(), plant.read_bytes()) == before
    assert not (site / TABLE).exists()


@pytest.mark.parametrize(
    ("what", "restart", "said"),
    [
        (("--luminaire", "led-60"), False, "written; lightctl reload takes it over"),
        (("--controller", "LCU 2"), True, "written; a running daemon takes it over when it is restarted"),
    ],
)
def test_replace_says_how_a_running_daemon_comes_to_know_it(
    tmp_path: Path, what: tuple[str, str], restart: bool, said: str
) -> None:
    site = city(tmp_path)
    before = load_site(site)
    words = ("commission", "replace", "fs-03", *what, "--on", "2026-11-20", "--site", str(site))
    assert data_of(*words, "--dry-run")["restart"] is restart
    done = typed(*words)
    assert said in done.output
    assert bool(difference(before, load_site(site), date(2026, 11, 20)).restart) is restart


@pytest.mark.parametrize("what", [("--luminaire", "led-60"), ("--controller", "LCU 2")])
def test_one_thing_is_replaced_once_a_day(tmp_path: Path, what: tuple[str, str]) -> None:
    site = str(city(tmp_path))
    words = ("commission", "replace", "fs-03", "--site", site, *what, "--on")
    assert code_of(typed(*words, "2026-11-20")) == 0
    assert code_of(typed(*words, "2026-11-20")) == 2
    assert (Path(site) / "config" / "plant-changes.yaml").read_text().count("fs-03") == 1
    assert code_of(typed(*words, "2026-11-21")) == 0


@pytest.mark.parametrize(("asked", "words"), [(5, "lines and inventory agree"), (3, "no difference where")])
def test_only_a_whole_search_says_that_all_agrees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: int, words: str
) -> None:
    found = {"asked": asked, "total": 5, "done": True, "rows": [], "notes": []}
    monkeypatch.setattr(Client, "post", lambda *_, **__: found)
    done = typed("commission", "find", "--site", str(city(tmp_path)))
    assert done.exit_code == 0, done.output
    assert words in done.output


def test_minutes_that_are_no_number_are_no_crash(tmp_path: Path) -> None:
    words = ("test", "cabinet-1", "--reason", "x", "--minutes", "nan", "--site", str(city(tmp_path)))
    assert code_of(typed(*words)) in {2, 4}
