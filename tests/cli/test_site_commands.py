"""`lightctl init`, `check`, `driver` and `rehearse`: what they say and how they end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.town import city, code_of, data_of, typed
from tests.conftest import REPOSITORY

HEAVY = {"rich", "pydantic", "yaml", "fastapi", "httpx", "jinja2", "astral", "sqlite3", "asyncio"}


def test_init_writes_a_city_that_checks_clean(tmp_path: Path) -> None:
    made = data_of("init", str(tmp_path / "city"))
    assert "config/plant.yaml" in made["files"]
    told = data_of("check", "--site", str(tmp_path / "city"), "--night", "2026-11-21")
    assert told["ok"] is True
    assert told["errors"] == told["warnings"] == []
    assert told["counts"]["lamps"] == 16
    assert told["files"]["drivers/cabinets/mcu-reference.yaml"] == "shipped"
    assert told["profiles"][0]["on"] == "17:33"
    assert told["took_s"] > 0


def test_init_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = typed("init", str(tmp_path))
    assert code_of(result) == 1
    assert "not an empty folder" in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_check_tells_what_there_is_and_what_happens_tonight(tmp_path: Path) -> None:
    result = typed("check", "--night", "2026-11-21", str(city(tmp_path)))
    assert result.exit_code == 0
    for part in ("16 lamps", "Night of 2026-11-21", "22:00 70 %", "no mistakes, no warnings, checked in "):
        assert part in result.stdout


def test_a_site_s_file_before_a_shipped_one_is_shown_with_its_difference(tmp_path: Path) -> None:
    site = city(tmp_path)
    shipped = (REPOSITORY / "profiles/full-night.yaml").read_text(encoding="utf-8")
    own = site / "profiles/full-night.yaml"
    own.write_text(shipped.replace("title: ", "title: Our own "), encoding="utf-8")
    result = typed("check", "--site", str(site))
    assert "profiles/full-night.yaml replaces the shipped file:" in result.stdout
    assert data_of("check", "--site", str(site))["shadows"]["profiles/full-night.yaml"]


def test_every_mistake_is_told_with_its_place_and_the_code_is_three(tmp_path: Path) -> None:
    site = city(tmp_path)
    plant = site / "config/plant.yaml"
    text = plant.read_text(encoding="utf-8")
    wrong = text.replace("class: M4", "class: M9").replace("minimum_level: 10", "minimum_level: 400")
    plant.write_text(wrong, encoding="utf-8")
    result = typed("check", "--site", str(site))
    assert result.exit_code == 3
    told = [line for line in result.stderr.splitlines() if line.startswith("config/plant.yaml:")]
    assert len(told) == 2
    assert all(part.isdigit() for line in told for part in line.split(":")[1:3])
    assert "the site is refused: 2 mistakes" in result.stderr
    answer = typed("check", "--site", str(site), "--json")
    assert answer.exit_code == 3
    assert [row["line"] > 0 for row in json.loads(answer.stdout)["errors"]] == [True, True]


@pytest.mark.parametrize(
    "words", [("plan",), ("rehearse", "--month", "2026-10"), ("report", "energy", "--month", "2026-10")]
)
def test_no_command_works_on_a_site_that_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = typed(*words, "--site", str(tmp_path))
    assert code_of(result) == 3
    assert "config/settings.yaml" in str(result.exception)


def test_drivers_of_site_and_library_are_listed(tmp_path: Path) -> None:
    rows = data_of("driver", "list", "--site", str(city(tmp_path)))
    assert {"cabinets/mcu-reference", "meters/eastron-sdm630"} <= {row["driver"] for row in rows}
    assert {row["origin"] for row in rows} == {"shipped"}


def test_a_driver_is_shown_by_its_short_name(tmp_path: Path) -> None:
    site = str(city(tmp_path))
    result = typed("driver", "show", "dcu-reference", "--site", site)
    assert result.exit_code == 0
    assert "0x0100–0x017F ×128" in result.stdout
    points = data_of("driver", "show", "concentrators/dcu-reference", "--site", site)["points"]
    assert "lamp command" in {point["point"] for point in points}


def test_a_driver_that_nobody_has(tmp_path: Path) -> None:
    result = typed("driver", "show", "eastron-sdm631", "--site", str(city(tmp_path)))
    assert code_of(result) == 2
    assert "did you mean 'eastron-sdm630'" in str(result.exception)


def test_a_rehearsal_calls_itself_computed(tmp_path: Path) -> None:
    site = str(city(tmp_path))
    nights = ("--from", "2026-11-20", "--to", "2026-11-21")
    result = typed("rehearse", *nights, "--by", "day", "--site", site)
    assert result.exit_code == 0, result.output
    assert "2 nights: computed, not measured" in result.stdout
    assert "traffic: the site has no source" in result.stdout
    told = data_of("rehearse", *nights, "--by", "day", "--site", site)
    assert [row["key"] for row in told["rows"]] == ["2026-11-20", "2026-11-21"]
    total = told["total"]
    assert total["saved_kwh"] == pytest.approx(total["base_kwh"] - total["used_kwh"], abs=0.11)
    assert sum(row["used_kwh"] for row in told["rows"]) == pytest.approx(total["used_kwh"], abs=0.11)


def test_a_rehearsal_may_leave_sensors_out(tmp_path: Path) -> None:
    told = data_of("rehearse", "--month", "2026-02", "--without-sensors", "--site", str(city(tmp_path)))
    assert told["last"] == "2026-02-28"
    assert "left out" in told["notes"][0]


@pytest.mark.parametrize("command", ["init", "check", "driver", "plan", "report", "rehearse"])
def test_help_has_an_example_and_imports_nothing_heavy(command: str) -> None:
    code = (
        "import sys\nfrom lightctl.cli.program import program\n"
        f"program(['{command}', '--help'], standalone_mode=False)\n"
        f"print(sorted({HEAVY} & set(sys.modules)))\n"
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=True
    )
    assert f"Example: lightctl {command}" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_real_program_ends_with_the_right_codes(tmp_path: Path) -> None:
    site = city(tmp_path)
    environment = {**os.environ, "LIGHTCTL_SITE": str(site)}

    def ended(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "lightctl", *words], env=environment, capture_output=True, text=True,
            timeout=20, check=False,
        )  # fmt: skip
        return done.returncode, done.stderr

    assert ended("check")[0] == 0
    code, told = ended("report", "savings", "--month", "2026-10")
    assert (code, told.count("\n")) == (1, 1)
    code, told = ended("plan", "street:nowhere")
    assert (code, told.count("\n")) == (2, 1)
    (site / "config/settings.yaml").unlink()
    assert ended("check")[0] == 3
