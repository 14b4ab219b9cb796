"""`lightctl plan`: the night as a picture, its rule and its times."""

from pathlib import Path

import pytest

from tests.cli.town import city, code_of, data_of, typed
from tests.conftest import REPOSITORY

NIGHT = ("--night", "2026-11-21")
TAN_AN = ("--site", str(REPOSITORY))


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.mark.usefixtures("wide")
def test_a_street_is_drawn_with_its_rule_and_times(tmp_path: Path) -> None:
    result = typed("plan", "first-street", *NIGHT, "--site", str(city(tmp_path)))
    assert result.exit_code == 0, result.output
    assert "schedules/first-street.yaml:5:5" in result.stdout
    assert "▼ sunset 17:28" in result.stdout
    assert "22:00–22:10" in result.stdout
    assert "never below 40 % while lit (profile)" in result.stdout
    lines = result.stdout.splitlines()
    top = next(line for line in lines if line.startswith(" 100%"))
    half = next(line for line in lines if line.startswith("  50%"))
    assert top.count("█") < half.count("█")
    assert "░" in top  # fog may raise it to full
    assert max(map(len, lines)) <= 120


@pytest.mark.usefixtures("wide")
def test_the_night_to_a_year_s_end_is_ruled_by_another_line(tmp_path: Path) -> None:
    told = data_of("plan", "city", "--night", "2026-12-31", "--site", str(city(tmp_path)))
    assert [row["profile"] for row in told["plans"]] == ["full-night"]
    assert told["plans"][0]["rule"] == "schedules/first-street.yaml:4:5"


def test_times_and_levels_as_data(tmp_path: Path) -> None:
    told = data_of("plan", "first-street", *NIGHT, "--site", str(city(tmp_path)))
    assert told["sun"]["sunset"].startswith("2026-11-21T17:28")
    plan = told["plans"][0]
    assert plan["on"] < plan["off"]
    assert [(row["at"][11:16], row["plan"]) for row in plan["changes"]][1:4] == [
        ("22:00", 70), ("23:30", 50), ("04:30", 80),
    ]  # fmt: skip
    assert plan["changes"][-1] == {
        "at": plan["off"],
        "reached": plan["off"],
        "least": 0,
        "plan": 0,
        "full": 0,
    }


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in ((), ("tran-hung-dao",), ("hang-cau", "--noon")):
        result = typed("plan", *words, *NIGHT, *TAN_AN)
        assert result.exit_code == 0, result.output
        assert max(map(len, result.stdout.splitlines())) <= columns


@pytest.mark.usefixtures("wide")
def test_the_city_is_one_line_for_each_profile_and_rule() -> None:
    result = typed("plan", *NIGHT, *TAN_AN)
    told = data_of("plan", *NIGHT, *TAN_AN)
    assert len(told["plans"]) == len({(row["profile"], row["rule"]) for row in told["plans"]})
    assert sum(row["lamps"] for row in told["plans"]) == 4238
    for row in told["plans"]:
        assert row["rule"] in result.stdout
    assert sum("▇" in line or "█" in line for line in result.stdout.splitlines()) == len(told["plans"])
    assert "Nguyễn Trung Trực" in result.stdout


def test_a_street_with_a_crossing_of_its_own_has_two_pictures() -> None:
    told = data_of("plan", "tran-hung-dao", *NIGHT, *TAN_AN)
    assert sorted(row["floor"] for row in told["plans"]) == [40, 60]


def test_a_night_without_light_is_said(tmp_path: Path) -> None:
    site = city(tmp_path)
    settings = site / "config/settings.yaml"
    north = settings.read_text(encoding="utf-8").replace("latitude: 10.5359", "latitude: 78.2")
    settings.write_text(north, encoding="utf-8")
    result = typed("plan", "city", "--night", "2026-06-21", "--site", str(site))
    assert result.exit_code == 0, result.output
    assert "the sun does not set" in result.stdout
    assert "no light this night" in result.stdout


def test_a_name_that_nobody_has() -> None:
    result = typed("plan", "street:tran hung dau", *TAN_AN)
    assert code_of(result) == 2
    assert "did you mean street:tran-hung-dao" in str(result.exception)


@pytest.mark.usefixtures("wide")
def test_a_holiday_and_an_event_are_named_beside_their_rules() -> None:
    market = typed("plan", "street:bach-dang", "--night", "2026-11-28", *TAN_AN).stdout
    assert "event 19:00–01:00: Chợ đêm – night market, by schedules/tan-an.yaml:" in market
    told = data_of("plan", "street:nguyen-hue", "--night", "2027-02-05", *TAN_AN)["plans"][0]
    assert (told["profile"], told["holiday"], told["events"]) == ("festival", "vietnam/tet", [])
    assert "for vietnam/tet" in typed("plan", "street:nguyen-hue", "--night", "2027-02-05", *TAN_AN).stdout
