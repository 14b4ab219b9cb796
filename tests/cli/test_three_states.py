"""How three states and another master's doing look in a terminal."""

from typing import Any

import pytest

from lightctl.cli.listings import _one_lamp, own_plan
from lightctl.cli.status import MOST_DRIFTS, lines

LAMP: dict[str, Any] = {
    "id": "thd-005", "state": "accepted", "decided": 60.0, "layer": "plan", "desired": 60.0, "accepted": 60.0,
    "measured": 100.0, "power_w": 74.5, "flags": [], "at": "2026-11-20T23:30:04+07:00",
    "sent": "2026-11-20T23:30:02+07:00", "acknowledged": "2026-11-20T23:30:03+07:00", "in_effect": None,
    "verified": None,
}  # fmt: skip


def now(drifts: list[dict[str, Any]], *, accepted: int = 8) -> dict[str, Any]:
    lamps = dict.fromkeys(
        ("total", "wanted_lit", "verified", "sent", "accepted", "differs", "silent", "unserved"), 0
    )
    return {
        "name": "City", "site": "city", "now": "2026-11-20T23:30:04+07:00", "clock_rate": 1,
        "started": "2026-11-20T17:00:00+07:00", "night": "2026-11-20", "sunset": None, "sunrise": None,
        "lamps": lamps | {"accepted": 3},
        "cabinets_answering": 2, "cabinets_total": 2, "circuits_closed": 8, "circuits_total": 8,
        "circuits_wanted": 8, "circuits_accepted": accepted, "power_w": None, "weather": "calm",
        "traffic_good": 0, "traffic_total": 0, "overrides": 0, "lockouts": 0,
        "below_floor": [], "version": "1", "cycle_ms": 1.0,
        "time_series": "off", "jobs": [], "notes": [], "drifts": drifts,
    }  # fmt: skip


def drift(thing: str, count: int = 1, *, held: bool = False) -> dict[str, Any]:
    since, at = "2026-11-20T22:00:00+07:00", "2026-11-20T23:12:00+07:00"
    text = "was 60 %, reads 20 % without our command, written by someone else"
    return {"thing": thing, "kind": "foreign-write", "since": since, "at": at, "count": count, "text": text,
            "held": held}  # fmt: skip


def test_one_lamp_shows_its_three_levels_and_how_far_its_command_came() -> None:
    told = "\n".join(_one_lamp(LAMP))
    assert "sent 23:30:02 → accepted 23:30:03 → in effect – → verified –" in told
    assert "asked     60 %" in told
    assert "measured  100 %, 74.5 W" in told


def test_status_names_what_someone_else_wrote_and_not_all_of_a_hundred() -> None:
    told = lines(now([drift("thd-017", 5, held=True)]))
    (line,) = [line for line in told if line.startswith("foreign")]
    assert "thd-017 at 23:12:00: was 60 %, reads 20 %" in line
    assert "5 times since 22:00:00; now put right every 15 min" in line
    many = [line for line in lines(now([drift(f"l-{n}") for n in range(100)])) if line.startswith("foreign")]
    assert len(many) == MOST_DRIFTS + 1
    assert "95 more" in many[-1]


def test_status_shows_wanted_and_accepted_circuits_where_they_are_not_what_is_seen() -> None:
    assert "8 of 8 circuits closed (8 wanted, 7 accepted)" in "\n".join(lines(now([], accepted=7)))
    assert "wanted," not in "\n".join(lines(now([])))
    assert "3 accepted" in "\n".join(lines(now([])))


@pytest.mark.parametrize(
    ("plan", "until", "rules", "words"),
    [
        ("stored", "2026-12-04T12:00:00+07:00", False, "until 2026-12-04"),
        ("stored", "2026-12-04T12:00:00+07:00", True, "RULES, until 2026-12-04"),
        ("stored", None, False, "no night"),
        ("none", None, True, "RULES, none"),
        ("unable", None, None, "unable"),
    ],
)
def test_a_cabinets_own_plan_in_a_word(plan: str, until: str | None, rules: bool | None, words: str) -> None:
    assert own_plan({"plan": plan, "plan_until": until, "autonomous": rules}) == words


def test_status_shows_each_sensor_with_worth_and_age_and_what_water_proposes() -> None:
    sensors = [
        {"id": "pc-1", "kind": "photocell", "quality": "stuck", "age_s": 130.0, "says": "light"},
        {"id": "canal", "kind": "water", "quality": "silent", "age_s": None, "says": "unknown"},
    ]
    proposal = {"circuit": "td-1", "station": "canal", "since": "2026-11-20T22:00:00+07:00", "highest_m": 0.7}
    told = "\n".join(lines({**now([]), "sensors": sensors, "proposals": [proposal]}))
    assert "pc-1 (photocell): stuck, light, 2 min ago" in told
    assert "canal (water): silent, unknown, never heard" in told
    assert "canal stood at 0.7 m since 22:00:00: a lockout of td-1 is proposed" in told
