"""An evening of rain, sensors, water, commands and an event, explained to somebody who was not there."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lightctl import __version__
from lightctl.cli.explain import lines
from lightctl.cli.retold import past
from lightctl.core.explaining import Story
from lightctl.core.nights import Nights
from lightctl.core.retelling import Verdict, retell_text
from lightctl.site.loader import load_site
from lightctl.store import History, Recorded
from tests.cli.told_evening import END, START, Told, tampered
from tests.conftest import REPOSITORY
from tests.nights.one_street import local, write_site

pytestmark = pytest.mark.timeout(120)
_EDITION = re.compile(r"lightctl [\d.]+ with site [0-9a-f]{12}")
ENGLISH = (
    " the ", "since", "unchanged", "recomputed", "level", "lamp ", "agrees", "override", "hour", "known",
    "verified", "rain", "dark",
)  # fmt: skip


def story(evening: Told, lamp: str, at: str, language: str = "en") -> Story:
    return past(evening.folder / "site", evening.folder / "state", lamp, f"2026-11-20T{at}", language)


def recorded(evening: Told) -> list[Recorded]:
    with History.open(evening.folder / "state") as history:
        return history.decisions_between(START - timedelta(hours=1), END)


def test_every_decision_of_the_evening_is_recomputed_and_agrees(evening: Told) -> None:
    site = load_site(evening.folder / "site")
    nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
    rows = recorded(evening)
    rules = {reason.rule for row in rows for reason in row.decision.reasons}
    assert {
        "flow", "neighbour", "typical", "rain", "dark-early", "flood", "event", "scene", "lockout",
        "override-below-floor", "day", "plan",
    } <= rules, rules  # fmt: skip
    for row in rows:
        found = retell_text(row.decision, row.noted, site.plant, nights, site.sensors)
        assert found.verdict is Verdict.AGREES, (row.decision, found)


def test_the_past_is_told_as_the_present_was(evening: Told) -> None:
    assert len(evening.then) > 40
    for (at, lamp), then in evening.then.items():
        told = story(evening, lamp, f"{at:%H:%M}:00.5")
        assert told.told == then.told, (at, lamp)
        assert (told.recomputed, told.site, told.version) == (then.recomputed, then.site, then.version)
        assert told.level == then.level
        if told.wanted is not None and told.heard is not None and told.heard >= told.at:
            assert told.wanted == pytest.approx(then.wanted, abs=0.01), (at, lamp)


def test_a_rainy_evening_reads_well(evening: Told) -> None:
    text = (REPOSITORY / "docs/operating.md").read_text(encoding="utf-8")
    shown = text.split("$ lightctl explain h-3 --at 2026-11-20T21:25\n")[1].split("```")[0]
    told = "\n".join(lines(asdict(story(evening, "h-3", "21:25")))) + "\n"
    site = load_site(evening.folder / "site").digest[:12]
    assert f"Decided by lightctl {__version__} with site {site}." in told
    assert _EDITION.sub("", told) == _EDITION.sub("", shown)


def test_in_vietnamese_no_english_word_is_left(evening: Told) -> None:
    asked = ("h-3", "21:20"), ("k-1", "22:20"), ("n-1", "19:40"), ("h-2", "20:10"), ("h-4", "17:30")
    for lamp, at in asked:
        told = "\n".join(lines(asdict(story(evening, lamp, at, "vi"))))
        assert told.endswith("mức sáng và lý do trùng khớp.")
        assert "–" not in told.splitlines()[0]
        for word in ENGLISH:
            assert word not in told, told


@pytest.mark.parametrize(
    ("lamp", "at", "rule", "layer"),
    [("h-1", "17:30", "dark-early", "sensor"), ("k-1", "22:20", "flood", "sensor"),
     ("n-1", "21:20", "typical", "traffic"), ("h-1", "21:20", "rain", "weather"),
     ("h-1", "21:20", "flow", "traffic"), ("k-1", "21:20", "neighbour", "traffic"),
     ("h-2", "20:10", "override-below-floor", "override"), ("n-1", "20:10", "scene", "scene")],
)  # fmt: skip
def test_a_level_or_a_fact_that_was_changed_by_hand_is_said(
    evening: Told, lamp: str, at: str, rule: str, layer: str
) -> None:
    told = story(evening, lamp, at)
    assert told.recomputed == "agrees"
    assert rule in {reason["rule"] for reason in told.reasons}
    for change in (_another_level, _another_fact):
        with tampered(evening, *_changed(evening, told, rule, change)):
            changed = story(evening, lamp, at)
            assert (changed.recomputed, changed.why) == ("differs", layer)
            assert f"DIFFERS from the {layer} layer on" in changed.notes[-1]
            assert "KHÔNG KHỚP" in story(evening, lamp, at, "vi").notes[-1]
    assert story(evening, lamp, at).recomputed == "agrees"


def _another_level(row: list[object]) -> None:
    row[2] = 42.5


def _another_fact(row: list[object]) -> None:
    facts = row[3]
    assert isinstance(facts, list)
    facts[0] = [facts[0][0], "somebody-else"]


def _changed(evening: Told, told: Story, rule: str, change: object) -> tuple[str, str, int, str]:
    with History.open(evening.folder / "state") as history:
        at = int(datetime.fromisoformat(told.at).timestamp())
        rows = history.main.execute(
            "SELECT thing, at_ms, reasons FROM decision WHERE at_ms / 1000 = ? AND reasons LIKE ?",
            (at, f'%"{rule}"%'),
        ).fetchall()
    thing, at_ms, text = next(row for row in rows if _ruled(row[2], told))
    reasons = json.loads(text)
    assert callable(change)
    change(next(row for row in reasons if row[1] == rule))
    words = json.dumps(reasons, ensure_ascii=False)
    return "UPDATE decision SET reasons = ? WHERE at_ms = ? AND thing = ?", words, at_ms, thing


def _ruled(text: str, told: Story) -> bool:
    kept = [row for row in told.reasons if row["layer"] != "lamp"]
    return [dict(row[3]) for row in json.loads(text)] == [row["facts"] for row in kept]


def test_inputs_that_were_changed_are_said(evening: Told) -> None:
    drier = 'UPDATE basis SET inputs = replace(inputs, \'"kind":"rain"\', \'"kind":"fog"\')'
    with tampered(evening, drier):
        assert story(evening, "h-1", "21:20").recomputed == "differs"
    for broken in ("nonsense", "{}", '{"at": 7}', '{"at":"2026-11-20T10:00:00+00:00"}'):
        with tampered(evening, "UPDATE basis SET inputs = ?", broken):
            told = story(evening, "h-1", "21:20")
            assert (told.recomputed, told.why) == ("cannot be recomputed", "damaged")
            assert "CANNOT" in told.notes[-1]


def test_what_was_decided_before_inputs_were_kept_is_told_and_not_recomputed(evening: Told) -> None:
    with tampered(evening, "UPDATE decision SET basis = NULL"):
        told = story(evening, "h-1", "21:20")
        assert told.told == evening.then[local(21, 20), "h-1"].told
        assert told.inputs == []
        assert told.notes[-1] == "CANNOT be recomputed: its inputs are not kept."


def test_another_site_differs_and_says_from_where_on(evening: Told) -> None:
    other = write_site(evening.folder / "other")
    plant = (other / "config/plant.yaml").read_text(encoding="utf-8")
    (other / "config/plant.yaml").write_text(plant.replace("never_below: 30", "never_below: 99"), "utf-8")
    changed = load_site(other)
    nights = Nights(changed.plant, changed.profiles, changed.schedule, changed.settings.place)
    rows = (row for row in recorded(evening) if row.decision.thing == "hang")
    lit = next(row for row in rows if 0 < row.decision.level < 80)
    found = retell_text(lit.decision, lit.noted, changed.plant, nights, changed.sensors)
    assert found.verdict is Verdict.DIFFERS
    assert found.level is not None
    assert found.level >= 99


@contextmanager
def without(paths: list[Path]) -> Iterator[None]:
    """Those files away for a while."""
    kept = [(path, path.read_bytes()) for path in paths]
    try:
        for path in paths:
            path.unlink()
        yield
    finally:
        for path, content in kept:
            path.write_bytes(content)


def test_a_lamp_that_warms_up_says_so_afterwards_too(evening: Told) -> None:
    told = story(evening, "h-4", "17:30")
    assert told.told[-1] == ("This lamp (sodium) warms up at full power until 17:38 before it may be dimmed.")
    assert told.told == evening.then[local(17, 30), "h-4"].told
    assert "from 3 on" in told.notes[1]


def test_where_history_ends_is_said(evening: Told) -> None:
    assert "HISTORY ENDS" not in "".join(story(evening, "h-1", "23:05").notes)
    assert story(evening, "h-1", "23:59").notes[1].startswith("HISTORY ENDS on 2026-11-20 22:59:")


def test_hours_that_are_not_kept_are_said(evening: Told) -> None:
    with tampered(evening, "UPDATE state SET json = '{}' WHERE key = 'lamp-hours'"):
        told = story(evening, "h-3", "21:20")
    assert "How long its light source had burned then is not kept" in "\n".join(told.notes)
    assert not [reason for reason in told.reasons if reason["rule"] == "constant-light"]


def test_a_site_that_is_not_kept_is_said(evening: Told) -> None:
    settings = evening.folder / "site/config/settings.yaml"
    good = settings.read_bytes()
    with without(list((evening.folder / "state/sites").iterdir())):
        assert story(evening, "h-2", "21:20").recomputed == "agrees"
        try:
            settings.write_bytes(good.replace("Một phố".encode(), "Hai phố".encode()))
            told = story(evening, "h-2", "21:20")
        finally:
            settings.write_bytes(good)
    assert (told.recomputed, told.why) == ("cannot be recomputed", "site")
    assert "is not kept here" in told.notes[-1]
    assert told.inputs


def test_ages_are_those_of_the_decision_in_the_past_and_of_this_second_now(evening: Told) -> None:
    told = story(evening, "h-1", "21:20")
    ages = {row["kind"]: row["age_s"] for row in told.inputs}
    assert set(ages) == {"counter", "weather", "light"}
    assert told.known_at == told.at
    assert all(isinstance(age, float) and 0 <= age <= 900 for age in ages.values()), ages
    now = evening.then[local(21, 20), "h-1"]
    assert now.known_at == "2026-11-20T21:20:00+07:00"
    assert {row["kind"]: row["age_s"] for row in now.inputs}["weather"] == 300.0


def test_the_past_is_told_while_the_folder_has_a_mistake(
    evening: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = evening.folder / "site/config/settings.yaml"
    good = settings.read_bytes()
    try:
        settings.write_text("nonsense: 1\n", encoding="utf-8")
        told = story(evening, "h-1", "21:20")
    finally:
        settings.write_bytes(good)
    assert told.recomputed == "agrees"
    assert capsys.readouterr().err == ""
