"""`lightctl report`: from a history of two metered days to terminal, HTML, CSV and JSON."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from lightctl.cli.clocks import ClockChoice
from lightctl.cli.serving import serve_city
from lightctl.cli.virtual_city import chosen, run_city
from lightctl.daemon import Surroundings
from lightctl.errors import LightctlError
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from tests.cli.town import city, code_of, data_of, typed, with_history

DAYS = ("--from", "2026-10-05", "--to", "2026-10-06")


@pytest.fixture(autouse=True)
def made_in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the computer's clock says, October is over."""
    monkeypatch.setattr("lightctl.clock.SystemClock.now", lambda _: datetime(2026, 11, 2, tzinfo=UTC))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    made = city(tmp_path)
    with_history(made)
    return made


def test_savings_are_what_was_not_metered(site: Path) -> None:
    told = data_of("report", "savings", *DAYS, "--site", str(site))
    total = told["by_street"]["total"]["kwh"]
    assert Decimal(total["metered"]) == 12  # two days of 12 h at 500 W
    assert Decimal(total["saved"]) == Decimal(total["base"]) - Decimal(total["metered"])
    assert told["headline"]["refused"] is False


def test_energy_is_what_was_metered_and_its_price(site: Path) -> None:
    told = data_of("report", "energy", *DAYS, "--by", "day", "--site", str(site))
    assert [row["key"] for row in told["rows"]] == ["2026-10-05", "2026-10-06"]
    assert [Decimal(row["metered_kwh"]) for row in told["rows"]] == [6, 6]
    assert Decimal(told["total"]["net_vnd"]) == 12 * 2226
    assert abs(Decimal(told["total"]["vnd"]) - Decimal(12 * 2226) * Decimal("1.08")) <= 1


def test_a_month_is_read_whole(site: Path) -> None:
    told = data_of("report", "energy", "--month", "2026-10", "--by", "month", "--site", str(site))
    assert (told["first"], told["last"]) == ("2026-10-01", "2026-10-31")
    assert Decimal(told["rows"][0]["metered_kwh"]) == 12


def test_too_little_measured_is_said_and_no_figure_named(tmp_path: Path) -> None:
    made = city(tmp_path)
    with_history(made, silent=range(18, 30))
    told = data_of("report", "savings", *DAYS, "--site", str(made))
    assert told["headline"]["refused"] is True
    assert "saved_kwh" not in told["headline"]
    assert told["gaps"][0]["cabinet"] == "cabinet-1"


def test_a_month_of_two_days_names_no_saving_and_says_how_many_are_missing(site: Path) -> None:
    asked = ("report", "savings", "--month", "2026-10", "--site", str(site))
    told = data_of(*asked)
    assert told["headline"]["refused"] is True
    assert (told["days_asked"], told["days_missing"]) == (31, 29)
    assert Decimal(told["by_street"]["total"]["kwh"]["metered"]) == 12
    assert "For 29 of 31 days there are no readings at all." in typed(*asked, "--lang", "en").stdout
    whole = data_of("report", "savings", *DAYS, "--site", str(site))
    assert (whole["days_asked"], whole["days_missing"]) == (2, 0)


@pytest.mark.parametrize("kind", ["savings", "energy"])
@pytest.mark.parametrize(("lang", "word"), [("en", "First Street"), ("vi", "Báo cáo")])
def test_files_by_their_suffix(site: Path, kind: str, lang: str, word: str) -> None:
    asked = ("report", kind, *DAYS, "--site", str(site), "--lang", lang)
    for name in ("r.html", "r.csv", "r.json"):
        result = typed(*asked, "-o", str(site / name))
        assert result.exit_code == 0, result.output
        assert result.stdout == ""
    page = (site / "r.html").read_text(encoding="utf-8")
    assert word in page
    assert f'lang="{lang}"' in page
    rows = list(csv.DictReader(io.StringIO((site / "r.csv").read_text(encoding="utf-8-sig"))))
    assert [row["name"] for row in rows] == ["First Street", "total"]
    assert Decimal(rows[-1]["metered_kwh"]) == 12
    assert json.loads((site / "r.json").read_text(encoding="utf-8"))["site"] == "First Street"


@pytest.mark.parametrize(
    ("kind", "words"), [("savings", ("12.0", "First Street")), ("energy", ("12.0", "26,712"))]
)
def test_the_terminal_shows_the_same_figures(site: Path, kind: str, words: tuple[str, ...]) -> None:
    result = typed("report", kind, *DAYS, "--site", str(site))
    assert result.exit_code == 0, result.output
    for word in words:
        assert word in result.stdout


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("--month", "2026-10", "-o", "r.pdf"), 2, ".html, .csv or .json"),
        (("--month", "2026-13"), 2, "is not a month"),
        (("--month", "9999-12"), 2, "lies outside"),
        (("--month", "2026-10", "--from", "2026-10-01"), 2, "either --month or"),
        (("--from", "2026-10-05"), 2, "which days?"),
        (("--from", "2026-10-05", "--to", "2026-10-01"), 2, "lies before"),
        (("--month", "2026-10", "-o", "no-such-folder/r.csv"), 1, "cannot be written"),
    ],
)
def test_what_cannot_be_asked(site: Path, words: tuple[str, ...], code: int, part: str) -> None:
    result = typed("report", "savings", *words, "--site", str(site))
    assert code_of(result) == code
    assert part in f"{result.output} {result.exception}"


SIMULATED = "Simulated devices: nothing here was measured in a real street."


@pytest.mark.parametrize("kind", ["savings", "energy"])
def test_real_devices_are_not_called_simulated(site: Path, kind: str) -> None:
    asked = ("report", kind, *DAYS, "--site", str(site))
    assert data_of(*asked)["simulated"] is False
    assert SIMULATED not in typed(*asked, "--lang", "en").stdout


@pytest.mark.parametrize("kind", ["savings", "energy"])
def test_figures_of_a_virtual_city_are_called_simulated(tmp_path: Path, kind: str) -> None:
    made = city(tmp_path)
    loaded = load_site(made)
    evening = datetime(2026, 10, 5, 19, tzinfo=loaded.settings.place.zone)
    scenario = chosen(loaded.root, "", loaded)
    run_city(loaded, scenario, evening, evening + timedelta(minutes=2), made / "state")
    asked = ("report", kind, *DAYS, "--site", str(made))
    assert data_of(*asked)["simulated"] is True
    assert typed(*asked, "--lang", "en").stdout.startswith(SIMULATED)


@pytest.mark.parametrize("simulated", [True, False])
def test_a_daemon_is_told_when_its_field_is_simulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, simulated: bool
) -> None:
    told: list[bool] = []

    def noted(_: Site, around: Surroundings) -> None:
        told.append(around.simulated)
        raise LightctlError("only asked what it is told")

    monkeypatch.setattr("lightctl.cli.serving.Service", noted)
    made, addresses = city(tmp_path), tmp_path / "field.json"
    addresses.write_text('{"lines": {}}', "utf-8")
    choice, field = ClockChoice(None, 1.0, None), addresses if simulated else None
    with pytest.raises(LightctlError, match="only asked"):
        serve_city(made, made / "state", choice, made / "socket", field)
    assert told == [simulated]


def test_a_city_without_history_says_so(tmp_path: Path) -> None:
    result = typed("report", "savings", *DAYS, "--site", str(city(tmp_path)))
    assert code_of(result) == 1
    assert "no history" in str(result.exception)
