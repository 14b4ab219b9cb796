"""Scenario files: what they mean, and every mistake at its place."""

from datetime import date, datetime, time, timedelta

import pytest

from lightctl.core.plant import Plant
from lightctl.site.problems import Problems
from lightctl.site.scenario import Mishap, MishapKind, Scenario, Spell, WeatherKind
from lightctl.site.scenario_file import read_scenario
from tests.simulation.hand import site

WHOLE = """\
scenario: first-rain
title: First rain
seed: 7
spread_percent: 4
mains: {volts: 226, swing_percent: 5}
start: 2026-11-20T17:00
weather: [{at: 18:20, for: 40min, kind: shower, night: 2026-11-20}]
traffic: {places: none}
mishaps:
  - {at: "19:00", for: 25min, what: cabinet-silent, cabinet: td-001}
  - {at: "20:00", what: clock-drift, cabinet: td-001, ahead: 90s}
"""


def told(
    text: str, plant: Plant | None = None, file: str = "first-rain.yaml"
) -> tuple[Scenario | None, list[str]]:
    problems = Problems()
    scenario = read_scenario(text, file, problems, plant)
    return scenario, [str(problem) for problem in sorted(problems.errors)]


def test_a_whole_scenario() -> None:
    scenario, problems = told(WHOLE, site().plant)
    assert problems == []
    assert scenario is not None
    assert (scenario.id, scenario.seed, scenario.spread_percent) == ("first-rain", 7, 4.0)
    assert (scenario.mains_volts, scenario.mains_swing_percent) == (226.0, 5.0)
    assert scenario.start == datetime(2026, 11, 20, 17)  # noqa: DTZ001  a local time without a zone
    minutes = timedelta(minutes=1)
    assert scenario.weather == (Spell(time(18, 20), 40 * minutes, WeatherKind.SHOWER, date(2026, 11, 20)),)
    assert scenario.traffic.places == ()
    assert scenario.mishaps == (
        Mishap(time(19), MishapKind.CABINET_SILENT, "td-001", 25 * minutes),
        Mishap(time(20), MishapKind.CLOCK_DRIFT, "td-001", ahead=1.5 * minutes),
    )


def test_the_smallest_scenario_has_everybody_counting_and_nothing_breaking() -> None:
    scenario, problems = told("scenario: first-rain\ntitle: Nothing\n")
    assert problems == []
    assert scenario is not None
    assert scenario.traffic.places is None
    assert (scenario.weather, scenario.mishaps, scenario.start) == ((), (), None)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "scenario: first-rain",
            "scenario: second-rain",
            "1:11: scenario 'second-rain' lies in first-rain.yaml",
        ),
        (
            "cabinet: td-001}\n  -",
            "cabinet: td-002}\n  -",
            "10:5: there is no cabinet 'td-002' (did you mean 'td-001'?)",
        ),
        (
            "what: cabinet-silent",
            "what: cabinet-silence",
            "'cabinet-silence' is no mishap (did you mean 'cabinet-silent'?)",
        ),
        (
            "what: cabinet-silent, cabinet",
            "what: cabinet-silent, line",
            "10:5: cabinet-silent needs cabinet, and nothing else",
        ),
        ("for: 25min", "for: 25", "25 has no unit"),
        ("for: 40min", "for: 0s", "'0s' is shorter than 1min"),
        ("kind: shower", "kind: shour", "'shour' is none of shower, storm, fog"),
        ("17:00", "17:00+07:00", "is not a local instant"),
        ("seed: 7", "seeds: 7", "3:1: unknown key 'seeds' (did you mean 'seed'?)"),
        ("places: none", "places: [cam-77]", "8:20: there is no counting place 'cam-77'"),
        ('at: "19:00"', 'at: "25:00"', "'25:00' is not a time of day"),
    ],
)
def test_mistakes_are_told_at_their_place(old: str, new: str, message: str) -> None:
    assert old in WHOLE
    _, problems = told(WHOLE.replace(old, new, 1), site().plant)
    assert len(problems) == 1
    assert message in problems[0]
