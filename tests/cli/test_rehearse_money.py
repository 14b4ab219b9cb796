"""Money and CO₂ of computed nights: by a declared rate, said where it began later, and none without one."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from lightctl.cli.diff_page import lines, of_night
from lightctl.rehearsal import LEFT_OUT
from lightctl.site.diff import difference
from lightctl.site.loader import load_site
from tests.cli.town import city, data_of, typed

BEFORE = ("--from", "2024-06-29", "--to", "2024-06-30")
SINCE = ("--from", "2026-11-01", "--to", "2026-11-02")


def undeclared(folder: Path, section: str) -> Path:
    """A site that leaves a section of its accounts out."""
    site = city(folder)
    accounts = site / "config/accounts.yaml"
    text = accounts.read_text("utf-8")
    left = re.sub(rf"^{section}:\n(?:  .*\n)+", "", text, flags=re.MULTILINE)
    assert left != text
    accounts.write_text(left, encoding="utf-8")
    return site


def test_nights_before_the_first_tariff_say_by_which_one_they_are_priced(tmp_path: Path) -> None:
    words = ("rehearse", *BEFORE, "--without-sensors", "--site", str(city(tmp_path)))
    data = data_of(*words)
    assert Decimal(data["total"]["cost_vnd"]) > 0
    said = "money: nights before 2025-05-10 go by the tariff since then, the first one declared"
    assert said in data["notes"]
    assert (
        "lamps: 16 of 16 were fitted after the first night, computed as if they were there" in data["notes"]
    )
    page = tmp_path / "page.html"
    told = typed(*words, "--html", str(page), "--lang", "vi")
    assert said in told.stdout
    assert "các đêm trước 10/05/2025 tính theo giá điện từ ngày đó" in page.read_text("utf-8")
    compared = typed(*words, "--compare", *map(str, (tmp_path / "city").glob("profiles/*.yaml")))
    assert said in compared.stdout, compared.output


def test_nights_before_the_baseline_say_that_it_is_declared_only_later(tmp_path: Path) -> None:
    site, words = str(city(tmp_path)), ("--without-sensors", "--site")
    said = "old lamps: nights before 2020-01-01 go by a baseline that is declared only from then on"
    for first, told in (("2019-12-31", True), ("2020-01-01", False)):
        notes = data_of("rehearse", "--from", first, "--to", "2020-01-01", *words, site)["notes"]
        assert (said in notes) is told


def test_nights_under_declared_rates_say_nothing_of_them(tmp_path: Path) -> None:
    data = data_of("rehearse", *SINCE, "--without-sensors", "--site", str(city(tmp_path)))
    assert data["notes"] == [LEFT_OUT.en]


def test_without_a_tariff_no_money_is_named(tmp_path: Path) -> None:
    site = undeclared(tmp_path, "tariffs")
    words = ("rehearse", *SINCE, "--site", str(site))
    total = data_of(*words)["total"]
    assert (total["cost_vnd"], total["saved_vnd"]) == (None, None)
    assert float(total["saved_co2_kg"]) > 0
    told = typed(*words).stdout
    assert "đ with VAT" not in told
    assert "by dimming; 0.0 t CO₂\n" in told
    assert "money: not named, since the site declares no tariff" in told


def test_without_a_tariff_a_comparison_names_energy_alone(tmp_path: Path) -> None:
    site = undeclared(tmp_path, "tariffs")
    page = tmp_path / "page.html"
    other = tmp_path / "other.yaml"
    own = next(site.glob("profiles/*.yaml"))
    other.write_text(own.read_text("utf-8").replace("off: sunrise", "off: sunrise-50min #"), encoding="utf-8")
    rows = data_of("rehearse", *SINCE, "--compare", str(other), "--html", str(page), "--site", str(site))
    assert [row["cost_vnd"] for row in rows] == [None, None]
    assert rows[1]["against_today_kwh"] > 0
    assert re.search(r"<td>[\d.,]+ … [\d.,]+</td><td>–</td>", page.read_text("utf-8"))


def test_without_a_grid_factor_no_co2_is_named(tmp_path: Path) -> None:
    words = ("rehearse", *SINCE, "--site", str(undeclared(tmp_path, "grid_factors")))
    total = data_of(*words)["total"]
    assert total["saved_co2_kg"] is None
    assert Decimal(total["saved_vnd"]) > 0
    told = typed(*words).stdout
    assert "đ with VAT\n" in told
    assert "CO₂: not named, since the site declares no grid factor" in told


def test_a_difference_names_money_only_where_both_sites_have_a_tariff(tmp_path: Path) -> None:
    old, night = load_site(city(tmp_path)), date(2026, 11, 20)
    street = replace(old.plant.streets["first-street"], name="Another name")
    new = replace(old, plant=replace(old.plant, streets={street.id: street}), digest="new")
    free = replace(new, accounts=replace(new.accounts, tariffs=()))
    assert " đ (" in "".join(lines(difference(old, new, night), of_night(old, new, night), new))
    for pair in (
        (old, free),
        (free, replace(old, digest="old")),
        (replace(old, accounts=free.accounts), free),
    ):
        told = "".join(lines(difference(*pair, night), of_night(*pair, night), old))
        assert " kWh (+0.00)" in told
        assert " đ (" not in told
