"""A rainy evening of one street, explained afterwards to somebody who was not there."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from lightctl.cli.explain import lines, past
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.decision import Decision
from lightctl.core.nights import Nights
from lightctl.core.retelling import Verdict, ages_of, retell
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from lightctl.store import History
from tests.nights.one_street import local, write_site
from tests.nights.town import Played, Town

START, END = local(17), local(23)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evening")
    site = load_site(write_site(folder / "site"))
    run_in_virtual_time(_live(site, folder / "state"))
    return folder


async def _live(site: Site, state: Path) -> None:
    counts = [
        TrafficReading("cam", START + timedelta(minutes=5 * n), 500 if n < 40 else 20, 300) for n in range(72)
    ]
    skies = [
        WeatherReading(START + timedelta(minutes=15 * n), "by hand", 61 if 16 <= n < 18 else 1)
        for n in range(24)
    ]
    town = Town(site, state, START, played=Played(traffic=counts, weather=skies))
    await town.begin()
    await town.until(local(22, 40))
    await town.parts.overrides.hold("ann", "lamp:h-2", 45, reason="glare")
    await town.until(END)
    await town.stop()


def _decisions(folder: Path) -> Iterator[Decision]:
    with History.open(folder / "state") as history:
        for recorded in history.decisions_between(START - timedelta(hours=1), END):
            yield recorded.decision


def test_every_decision_of_the_evening_is_recomputed_and_agrees(evening: Path) -> None:
    site = load_site(evening / "site")
    nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
    decisions = list(_decisions(evening))
    rules = {reason.rule for decision in decisions for reason in decision.reasons}
    assert {"flow", "rain", "override", "day", "plan"} <= rules, rules
    for decision in decisions:
        assert retell(decision, site.plant, nights, site.sensors).verdict is Verdict.AGREES, decision


def test_another_site_differs_and_says_from_where_on(evening: Path) -> None:
    site = load_site(evening / "site")
    other = write_site(evening / "other")
    plant = (other / "config/plant.yaml").read_text(encoding="utf-8")
    (other / "config/plant.yaml").write_text(plant.replace("never_below: 30", "never_below: 99"), "utf-8")
    changed = load_site(other)
    nights = Nights(changed.plant, changed.profiles, changed.schedule, changed.settings.place)
    lit = next(one for one in _decisions(evening) if 0 < one.level < 99)
    found = retell(lit, changed.plant, nights, changed.sensors)
    assert found.verdict is Verdict.DIFFERS
    assert found.level is not None
    assert found.level >= 99
    assert site.digest != changed.digest


def test_the_rainy_evening_reads_well(evening: Path) -> None:
    told = "\n".join(_told(evening, "2026-11-20T21:20", "en"))
    assert "It has rained since 21:00 (source: by hand)" in told
    assert "Counter cam saw" in told
    assert "by hand has said so for 20 min" in told
    assert told.endswith("agrees.")


def test_in_vietnamese_no_english_word_is_left(evening: Path) -> None:
    told = "\n".join(_told(evening, "2026-11-20T22:50", "vi"))
    assert told.endswith("trùng khớp.")
    for word in (" the ", "since", "unchanged", "recomputed", "level", "lamp", "agrees", "override"):
        assert word not in told, told


def test_a_site_that_is_not_kept_is_said(evening: Path) -> None:
    archives = list((evening / "state/sites").iterdir())
    kept = [(path, path.read_bytes()) for path in archives]
    try:
        for path in archives:
            path.unlink()
        story = past(evening / "site", evening / "state", "h-2", "2026-11-20T21:20", "en")
    finally:
        for path, content in kept:
            path.write_bytes(content)
    assert story["recomputed"] == "cannot be recomputed"
    assert "not kept" in story["notes"][-1]


def test_ages_are_those_of_the_instant_asked_for(evening: Path) -> None:
    rain = next(one for one in _decisions(evening) if any(r.rule == "rain" for r in one.reasons))
    ages = {age.layer: age.age for age in ages_of(rain, local(21, 20))}
    assert ages["weather"] == timedelta(minutes=20)


def _told(folder: Path, at: str, language: str) -> list[str]:
    story = past(folder / "site", folder / "state", "h-2", at, language)
    return lines(story, language, past=True)


def test_the_past_is_told_while_the_folder_has_a_mistake(
    evening: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = evening / "site/config/settings.yaml"
    good = settings.read_bytes()
    try:
        settings.write_text("nonsense: 1\n", encoding="utf-8")
        story = past(evening / "site", evening / "state", "h-1", "2026-11-20T21:20", "en")
    finally:
        settings.write_bytes(good)
    assert story["recomputed"] == "agrees"
    assert "read by the last good site" in capsys.readouterr().err
