"""`lightctl drill` on a starter city: minutes of darkness counted by hand, and an honest end."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lightctl.cli.drill import faults, trial
from lightctl.cli.drill.darkness import street_rows, wanted_spans
from lightctl.cli.drill.sample import part_of, sampled, without_plans
from lightctl.core.nights import Nights
from lightctl.site.loader import load_site
from lightctl.wire.driver import Kind
from tests.cli.town import city, code_of, data_of, typed
from tests.conftest import REPOSITORY

NIGHT = "2026-11-20"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return city(tmp_path_factory.mktemp("drill"))


@pytest.fixture
def daemon_dies_before_dusk(monkeypatch: pytest.MonkeyPatch) -> None:
    """One fault instead of all, to be quick."""
    monkeypatch.setattr(trial, "FAULTS", faults.FAULTS[:1])


@pytest.mark.usefixtures("daemon_dies_before_dusk")
def test_stored_plans_save_the_night_and_the_figures_say_so(site: Path) -> None:
    said = data_of("drill", "--site", str(site), "--night", NIGHT)
    assert said["passed"]
    assert said["simulated"]
    assert said["cannot_be_disabled"] == []
    found = {(one["stored_plan"], one["when"]): one for one in said["trials"]}
    assert len(found) == 4
    assert found[True, "before dusk"]["dark_worst_min"] <= 16
    assert found[True, "mid-night"]["dark_worst_min"] < 1
    assert found[True, "mid-night"]["day_worst_min"] < 1
    dusk = found[False, "before dusk"]
    assert dusk["dark_worst_min"] > 600
    (street,) = dusk["streets"]
    assert street["dark_lamp_min"] == pytest.approx(street["lamps"] * street["dark_worst_min"], rel=0.01)
    assert found[False, "mid-night"]["day_worst_min"] > 300


@pytest.mark.usefixtures("daemon_dies_before_dusk")
def test_darkness_over_the_bound_is_a_failure_and_named(site: Path) -> None:
    result = typed("drill", "--site", str(site), "--night", NIGHT, "--bound", "0")
    assert code_of(result) == 1
    assert "DARK for over 0 min: daemon before dusk" in result.output
    assert "not the hardware" in result.output


@pytest.mark.usefixtures("daemon_dies_before_dusk")
def test_cabinets_whose_plan_cannot_be_disabled_are_named(site: Path, tmp_path: Path) -> None:
    source = (REPOSITORY / "drivers/cabinets/mcu-reference.yaml").read_text(encoding="utf-8")
    own = site / "drivers" / "cabinets"
    own.mkdir(parents=True, exist_ok=True)
    kept = [line for line in source.splitlines() if "plan_enabled" not in line]
    (own / "mcu-reference.yaml").write_text("\n".join(kept) + "\n", encoding="utf-8")
    try:
        result = typed("drill", "--site", str(site), "--night", NIGHT)
    finally:
        (own / "mcu-reference.yaml").unlink()
    assert "CANNOT BE DISABLED: cabinet-1" in result.output
    assert "With stored plans no single fault keeps a lamp dark for over 20 min." in result.output


def test_an_unknown_cabinet_is_a_mistake_in_typing(site: Path) -> None:
    assert code_of(typed("drill", "--site", str(site), "--cabinet", "nowhere")) == 2


def test_minutes_are_counted_by_the_second_and_by_lamp(site: Path) -> None:
    loaded = load_site(site)
    night = date.fromisoformat(NIGHT)
    nights = Nights(loaded.plant, loaded.profiles, loaded.schedule, loaded.settings.place)
    plans = {group: nights.on(group, night) for group in loaded.plant.groups}
    plan = next(iter(plans.values()))
    assert plan.on
    assert plan.off
    hours = plan.on - timedelta(hours=1), plan.ends
    first, second, *others = loaded.plant.lamps
    changes = [(plan.on, lamp, 100.0) for lamp in others] + [(plan.off, lamp, 0.0) for lamp in others]
    changes += [(plan.on + timedelta(minutes=7), first, 60.0), (plan.off + timedelta(minutes=30), first, 0.0)]
    (row,) = street_rows(loaded.plant, plans, sorted(changes), hours)
    whole = (plan.off - plan.on).total_seconds() / 60
    assert row.dark_worst_min == pytest.approx(whole), f"{second} never shone"
    assert row.dark_lamp_min == pytest.approx(whole + 7)
    assert row.day_worst_min == pytest.approx(30)
    assert row.day_lamp_min == pytest.approx(30)
    assert wanted_spans(loaded.plant, plans)[first][0][0] == plan.on


def test_a_part_of_a_city_is_a_city_and_can_be_without_plans(site: Path) -> None:
    loaded = load_site(site)
    assert sampled(loaded, 5) == ("cabinet-1",)
    part = part_of(loaded, ["cabinet-1"])
    assert set(part.plant.lamps) == set(loaded.plant.lamps)
    bare = without_plans(part).drivers["cabinets/mcu-reference"]
    assert bare.point(Kind.PLAN_INSTANT) is None
    assert bare.point(Kind.FALLBACK_ON) is None
    assert bare.point(Kind.CONTACTOR) is not None


def test_every_trial_is_counted() -> None:
    assert trial.trials_in_all() == 24
    assert datetime(2026, 1, 1, tzinfo=UTC) + faults.WRONG_BY == datetime(2026, 1, 1, 3, tzinfo=UTC)
