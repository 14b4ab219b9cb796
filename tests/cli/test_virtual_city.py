"""A street's evening in virtual time: the real daemon, the simulated devices, nothing in between."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lightctl.cli.retold import past
from lightctl.cli.virtual_city import Moment, chosen, run_city
from lightctl.site.init import init_site
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from lightctl.site.scenario import Scenario
from lightctl.store import History


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = tmp_path_factory.mktemp("city") / "site"
    init_site(root)
    return load_site(root)


def at(site: Site, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=site.settings.place.zone)


def calm(site: Site) -> Scenario:
    return chosen(site.root, "", site)


def lights(moment: Moment) -> set[float]:
    return {lamp.light for lamp in moment.city.truth().lamps.values()}


def test_dusk_comes_and_every_lamp_obeys_and_is_proved(site: Site, tmp_path: Path) -> None:
    seen: dict[str, set[float]] = {}

    def look(moment: Moment) -> None:
        seen[moment.now.astimezone(site.settings.place.zone).strftime("%H:%M")] = lights(moment)

    first, end = at(site, "2026-11-20T16:30"), at(site, "2026-11-20T18:30")
    run_city(site, calm(site), first, end, tmp_path, on_minute=look)
    assert seen["17:00"] == {0.0}
    assert seen["18:30"] == {100.0}
    with History.open(tmp_path) as history:
        told = history.decisions_between(at(site, "2026-11-20T16:00"), at(site, "2026-11-20T19:00"))
    assert {recorded.site for recorded in told} == {site.digest}
    lamp = next(iter(site.plant.lamps))
    story = past(site.root, tmp_path, lamp, "2026-11-20T18:00", "en")
    assert story.level == 100
    assert story.told
    assert past(site.root, tmp_path, lamp, "2026-11-20T16:45", "vi").level == 0


def test_the_next_daemon_takes_up_where_the_last_one_was(site: Site, tmp_path: Path) -> None:
    scenario = calm(site)
    first, again, end = (at(site, f"2026-11-20T{clock}") for clock in ("19:00", "19:20", "19:40"))
    run_city(site, scenario, first, again, tmp_path)
    last: dict[str, set[float]] = {}

    def look(moment: Moment) -> None:
        last["light"] = lights(moment)

    run_city(site, scenario, again, end, tmp_path, on_minute=look)
    assert last["light"] == {100.0}
    with History.open(tmp_path) as history:
        made = history.decisions_between(first, end + timedelta(seconds=1))
    assert {recorded.decision.level for recorded in made} == {100.0}


def test_what_an_observer_raises_ends_the_night(site: Site, tmp_path: Path) -> None:
    def stop(moment: Moment) -> None:
        raise AssertionError(f"wrong at {moment.now}")

    first, end = at(site, "2026-11-20T19:00"), at(site, "2026-11-20T20:00")
    with pytest.raises(ExceptionGroup) as caught:
        run_city(site, calm(site), first, end, tmp_path, on_minute=stop)
    assert caught.group_contains(AssertionError)
