"""Edit, check, diff, reload, history: typed at a real daemon, as an engineer would."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from lightctl.site.init import init_site
from tests.cli.living import Daemon, daemon

NIGHT = ("--clock-start", "2026-11-20T19:00", "--clock-rate", "1")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    init_site(tmp_path / "city")
    return tmp_path / "city"


def _profile(site: Path) -> Path:
    (found,) = (site / "profiles").glob("*.yaml")
    return found


def _raise_floor(site: Path) -> None:
    plant = site / "config/plant.yaml"
    text = plant.read_text(encoding="utf-8")
    changed = text.replace("never_below: 30", "never_below: 90")
    assert changed != text
    plant.write_text(changed, encoding="utf-8")


def test_diff_tells_levels_energy_and_money_of_the_night(site: Path, tmp_path: Path) -> None:
    with daemon(site, tmp_path / "state", *NIGHT) as running:
        assert running.ask("diff", "--night", "2026-11-20")["changed"] is False
        _raise_floor(site)
        told = running.ask("diff", "--night", "2026-11-20")
        _reload_and_look_back(running)
    (row,) = told["nights"]
    assert row["before"]["floor"] < row["after"]["floor"] == 90
    assert all(one["after"][0] >= 90 > one["before"][0] for one in row["levels"])
    before, after = (Decimal(kwh) for kwh in told["money"]["city"]["kwh"])
    assert 0 < before < after
    cheaper, dearer = (Decimal(vnd) for vnd in told["money"]["city"]["vnd"])
    assert 0 < cheaper < dearer
    assert told["restart"] == []


def _reload_and_look_back(running: Daemon) -> None:
    row = running.ask("reload", "--reason", "dark crossing")
    assert row["before"] != row["digest"] == running.ask("status")["digest"]
    assert row["lamps"] > 0
    assert running.ask("diff", "--night", "2026-11-20")["changed"] is False
    (act,) = running.ask("history", "city", "--only", "command")
    assert "reload “dark crossing”" in act["text"]
    page = running.type("history", "city")
    assert "never below" in page.stdout


def test_a_mistake_is_told_with_its_place_and_code_three_and_a_restart_goes_on_by_the_last_good_site(
    site: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    with daemon(site, state, *NIGHT) as running:
        digest = running.ask("status")["digest"]
        with _profile(site).open("a", encoding="utf-8") as file:
            file.write("no_such_key: 1\n")
        refused = running.type("reload")
        assert refused.returncode == 3
        assert f"profiles/{_profile(site).name}:" in refused.stderr
        assert running.ask("status")["digest"] == digest
        running.terminate()
    with daemon(site, state, *NIGHT) as running:
        status = running.ask("status")
        assert status["digest"] == digest
        assert "FOLDER IS REFUSED" in status["notes"][0]
        text = _profile(site).read_text(encoding="utf-8")
        _profile(site).write_text(text.replace("no_such_key: 1\n", ""), encoding="utf-8")
        running.ask("reload")
        assert not any("REFUSED" in note for note in running.ask("status")["notes"])


def test_wiring_is_refused_with_code_one(site: Path, tmp_path: Path) -> None:
    with daemon(site, tmp_path / "state", *NIGHT) as running:
        settings = site / "config/settings.yaml"
        settings.write_text(settings.read_text(encoding="utf-8") + "\ncontact: a@example.org\n", "utf-8")
        refused = running.type("reload", "--json")
        assert refused.returncode == 1, refused.stderr + refused.stdout
        assert "restart needed: setting changed: contact" in refused.stderr
        assert json.loads(running.type("diff", "--json").stdout)["restart"] == ["setting changed: contact"]
