"""`lightctl lint` on files: each mistake planted once is told at its line, and the shipped city passes."""

# ruff: noqa: E501  # one row a line reads better than wrapped ones

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lightctl.core.lint_cabinets import CabinetLimits
from lightctl.core.lint_year import lint_year
from lightctl.site.lint import year_of
from lightctl.site.loader import check_site, load_site
from tests.cli.town import code_of, typed
from tests.conftest import REPOSITORY
from tests.site.good_city import FILES, write

FRESH = {
    **FILES,
    "config/accounts.yaml": FILES["config/accounts.yaml"].replace("2023-01-01", "2026-01-01"),
    "config/plant.yaml": FILES["config/plant.yaml"].replace(
        "class: M3,", "class: M3, calculated_luminance: 1.1,"
    ),
}
"""The good city with a grid factor that is not old, and a luminance where traffic moves the light."""
FIRST = "2026-11-21"


@dataclass(frozen=True)
class Planted:
    """In `file`, `old` becomes `new`; that is told as `code` at the line of `at`, on so many of `of` nights."""

    code: str
    file: str
    old: str
    new: str
    at: str
    nights: int
    refused: bool = False
    of: int = 8
    where: str = ""
    """The file it is told of, where that is another."""


PLANT, OWN, ACCOUNTS = "config/plant.yaml", "schedules/own.yaml", "config/accounts.yaml"
QUIET, BRIGHT = "profiles/quiet.yaml", "profiles/bright.yaml"
EVENING = FILES[QUIET][FILES[QUIET].index("on:") : FILES[QUIET].index("floor:")]
MORNING = """\
on: "05:31"
off: sunrise-20s
plan:
  - {at: "on", level: 80}
"""
OFTEN = """\
  - {at: "20:00", level: 0}
  - {at: "20:30", level: 50}
  - {at: "21:00", level: 0}
  - {at: "21:30", level: 50}
  - {at: "22:00", level: 0}
  - {at: "22:30", level: 50}
part_night: true
"""

MISTAKES = [
    Planted("dark-at-night", QUIET, "off: sunrise", 'off: "04:30"', "off:", 8, refused=True),
    Planted("lit-by-day", QUIET, "off: sunrise", "off: sunrise+1h", "off:", 8, refused=True),
    Planted("lit-all-day", QUIET, "off: sunrise", "off: sunrise+5h", "off:", 8, refused=True),
    Planted("on-after-off", QUIET, EVENING, MORNING, "on:", 5, refused=True, of=366),
    Planted("under-the-floor", PLANT, "never_below: 60", "never_below: 85", '  - {at: "22:00"', 6, where=BRIGHT),
    Planted("overtaken-step", QUIET, '  - {at: "23:00"', '  - {at: sunset+30min, level: 70}\n  - {at: "18:20", level: 60}\n  - {at: "23:00"', "  - {at: sunset", 255, of=366),
    Planted("duplicate-rule", OWN, "  - {profile: quiet}", '  - {profile: quiet, weekdays: [mon], for: [street:new-street]}\n  - {profile: quiet}', "  - {profile: quiet, week", 0),
    Planted("cancelled-rule", OWN, "  - {profile: quiet}", '  - {profile: feast, weekdays: [sun], for: ["class:M3", "class:M4"]}\n  - {profile: quiet}', "  - {profile: feast, weekdays: [sun]", 0),
    Planted("unreached-rule", OWN, "  - {profile: quiet}", '  - {profile: feast, nights: [2025-01-01], for: ["class:M4"]}\n  - {profile: quiet}', "  - {profile: feast, nights: [2025", 0),
    Planted("switchings", QUIET, '  - {at: "23:00", level: 50, ramp: 10min}\n', OFTEN, '  - {at: "on"', 8),
    Planted("lamps-minimum", PLANT, "{10: 8, 100: 60}, source", "{10: 8, 100: 60}, minimum_level: 55, source", "floor:", 8, where=QUIET),
    Planted("no-counter", PLANT, "baseline: sodium, place: cam-1}", "baseline: sodium}", "traffic:", 6, where=BRIGHT),
    Planted("table-ends", ACCOUNTS, "since: 2026-01-01", "since: 2023-01-01", "  - {since: 2023-01-01", 0),
    Planted("table-ends", ACCOUNTS, "  - {since: 2025-05-10, price_vnd_per_kwh: 2226, vat_percent: 8, source: a decision}\n  - {since: 2026-05-10", "  - {since: 2026-12-10", "  - {since: 2026-12-10", 0),
    Planted("table-ends", OWN, "nights: [2027-02-05..2027-02-12, --12-31]", "nights: [2025-02-05, 2026-11-25]", "  - {profile: feast, nights", 0),
]  # fmt: skip


def told(root: Path, nights: int, first: str = FIRST) -> tuple[int, list[dict[str, Any]]]:
    result = typed("lint", "--site", str(root), "--from", first, "--nights", str(nights), "--json")
    findings: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return code_of(result), findings


def test_the_good_city_is_clean_for_a_year(tmp_path: Path) -> None:
    assert told(write(tmp_path, FRESH), 366) == (0, [])


@pytest.mark.parametrize("planted", MISTAKES, ids=lambda planted: planted.code)
def test_a_planted_mistake_is_told_at_its_line(tmp_path: Path, planted: Planted) -> None:
    assert FRESH[planted.file].count(planted.old) == 1
    changed = {planted.file: FRESH[planted.file].replace(planted.old, planted.new)}
    root = write(tmp_path, {**FRESH, **changed})
    assert check_site(root)[1].errors == []  # check alone lets it pass
    code, findings = told(root, planted.of)
    assert code == int(planted.refused)
    where = planted.where or planted.file
    line = next(
        i for i, text in enumerate({**FRESH, **changed}[where].splitlines(), 1) if text.startswith(planted.at)
    )
    mine = [
        f
        for f in findings
        if f["code"] == planted.code and re.fullmatch(rf"{re.escape(where)}:{line}:[0-9]+", f["where"])
    ]
    assert len(mine) == 1, findings
    assert mine[0]["nights"] == planted.nights
    assert (mine[0]["first"] is None) == (planted.nights == 0)
    assert mine[0]["weight"] == ("refused" if planted.refused else "warning")
    assert mine[0]["advice"]


def test_a_profile_that_nobody_names(tmp_path: Path) -> None:
    spare = FRESH[QUIET].replace("profile: quiet", "profile: spare")
    code, findings = told(write(tmp_path, {**FRESH, "profiles/spare.yaml": spare}), 8)
    assert code == 0
    warned = [(f["code"], f["where"]) for f in findings if f["weight"] == "warning"]
    assert warned == [("unused-profile", "profiles/spare.yaml:1:1")]


def test_a_zone_without_clock_changes_any_more(tmp_path: Path) -> None:
    settings = FRESH["config/settings.yaml"].replace("Asia/Ho_Chi_Minh", "Asia/Tehran")
    settings = settings.replace("10.5,", "35.7,").replace("106.4,", "51.4,")
    root = write(tmp_path, {**FRESH, "config/settings.yaml": settings})
    _, findings = told(root, 3, first="2022-10-01")
    assert ("table-ends", "config/settings.yaml:3:52") in {(f["code"], f["where"]) for f in findings}


def test_a_refusal_in_words(tmp_path: Path) -> None:
    quiet = FRESH[QUIET].replace("off: sunrise", 'off: "04:30"')
    result = typed("lint", "--site", str(write(tmp_path, {**FRESH, QUIET: quiet})), "--from", FIRST)
    assert result.exit_code == 1
    assert (
        "profiles/quiet.yaml:4:6: refused: profile quiet (by schedules/own.yaml:6:5): dark 04:30–"
        in result.stdout
    )
    assert "first 2026-11-21, 368 of 368 nights; " in result.stdout
    assert "1 refused, 0 warnings" in result.stdout
    assert "longest night 2026-12-2" in result.stdout


def test_a_site_that_check_refuses_is_not_linted(tmp_path: Path) -> None:
    broken = FRESH[QUIET].replace("floor: 30", "floor: 70")
    assert code_of(typed("lint", "--site", str(write(tmp_path, {**FRESH, QUIET: broken})))) == 3


def test_a_leap_year_in_rome_holds_its_special_nights(tmp_path: Path) -> None:
    settings = FRESH["config/settings.yaml"].replace("Asia/Ho_Chi_Minh", "Europe/Rome")
    settings = settings.replace("10.5,", "41.9,").replace("106.4,", "12.5,")
    root = write(tmp_path, {**FRESH, "config/settings.yaml": settings})
    among = json.loads(typed("lint", "--site", str(root), "--from", "2027-12-01", "--json").stdout)["among"]
    assert among["leap_day"] == ["2028-02-28", "2028-02-29"]
    assert among["clock_changes"] == ["2028-03-25", "2028-10-28"]
    assert len(among["equinoxes"]) == 2


def test_the_shipped_city_is_not_refused() -> None:
    code, findings = told(REPOSITORY, 366)
    assert code == 0
    assert {finding["weight"] for finding in findings} <= {"warning", "note"}
    assert [f["where"] for f in findings if f["code"] == "part-night"] == ["profiles/park.yaml:12:13"]


def test_a_cabinet_without_room_for_its_plan(tmp_path: Path) -> None:
    year = year_of(load_site(write(tmp_path, FRESH)), date(2026, 11, 21), 3)
    assert (year.cabinets["c-3"].rows or 0) > 4
    small = replace(year, cabinets={**year.cabinets, "c-3": CabinetLimits(rows=3)})
    assert [one for one in lint_year(year).findings if one.code == "plan-room"] == []
    findings = [one for one in lint_year(small).findings if one.code == "plan-room"]
    assert {one.where for one in findings} == {"profiles/quiet.yaml:6:3", "profiles/feast.yaml:6:3"}
    assert "room for 3" in findings[0].message


def test_a_sites_config_folder_stands_for_the_site(tmp_path: Path) -> None:
    root = write(tmp_path, FRESH)
    for folder in (root, root / "config"):
        result = typed("lint", str(folder), "--from", FIRST, "--nights", "3")
        assert result.exit_code == 0, result.output
        assert result.stdout.endswith("nothing refused, 0 warnings\n")
        assert code_of(typed("check", str(folder))) == 0
    assert code_of(typed("lint", str(root / "profiles"))) == 3


def test_one_night_is_counted_as_one(tmp_path: Path) -> None:
    told = typed("lint", "--site", str(write(tmp_path, FRESH)), "--from", FIRST, "--nights", "1").output
    assert f"\n1 night from {FIRST} to {FIRST}, " in f"\n{told}"
