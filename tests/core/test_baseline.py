"""The old installation, from calendar and sun alone."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from lightctl.core.accounts import Baseline, OldSwitching
from lightctl.core.baseline import baseline_on, burning, lamp_hours, old_wh
from lightctl.core.hours import hours_between
from lightctl.core.profile import Anchor, SunEvent
from tests.core.make import NIGHT, ROME, TAN_AN, TROMSO, at, sun

HALF = OldSwitching(Anchor(clock=time(18)), Anchor(clock=time(6)), time(22), time(5), Decimal("0.5"))
HPS = Baseline(
    "hps-250",
    "HPS 250 W",
    date(2020, 1, 1),
    Decimal(250),
    Decimal(28),
    HALF,
    Decimal("0.95"),
    "lan",
    "assumed",
)


def test_a_half_night_pattern() -> None:
    pieces = burning(HPS, TAN_AN, sun(TAN_AN), NIGHT)
    assert [(p.start, p.end, p.share) for p in pieces] == [
        (at("18:00"), at("22:00"), Decimal("0.95")),
        (at("22:00"), at("05:00"), Decimal("0.475")),
        (at("05:00"), at("06:00"), Decimal("0.95")),
    ]
    assert old_wh(HPS, pieces, 64, at("21:30"), at("22:30")) == 64 * 278 * Decimal("0.7125")


def test_all_old_lamps_all_night() -> None:
    pieces = burning(HPS, TAN_AN, sun(TAN_AN), NIGHT, full_night=True)
    assert old_wh(HPS, pieces, 1, at("12:00"), at("11:59")) == 278 * 12


def test_hours_sum_to_the_night() -> None:
    sunny = replace(HPS, switching=OldSwitching(Anchor(SunEvent.SUNSET), Anchor(SunEvent.SUNRISE)))
    pieces = burning(sunny, TAN_AN, sun(TAN_AN), NIGHT)
    events = sun(TAN_AN).events(NIGHT)
    assert events.sunset is not None
    assert events.sunrise is not None
    hours = list(hours_between(at("12:00"), at("11:00"), TAN_AN.zone))
    total = sum((lamp_hours(pieces, hour, hour + timedelta(hours=1)) for hour in hours), Decimal(0))
    night_s = Decimal(int((events.sunrise - events.sunset).total_seconds()))
    assert float(total) == pytest.approx(float(night_s * Decimal("0.95") / 3600))


def test_durations_are_those_of_the_clock_change() -> None:
    spring = burning(
        replace(HPS, switching=replace(HALF, half_from=None)), ROME, sun(ROME), date(2026, 3, 28)
    )
    assert spring[0].end - spring[0].start == timedelta(hours=11)


def test_no_old_light_under_the_midnight_sun() -> None:
    sunny = replace(HPS, switching=OldSwitching(Anchor(SunEvent.SUNSET), Anchor(SunEvent.SUNRISE)))
    assert burning(sunny, TROMSO, sun(TROMSO), date(2026, 6, 21)) == ()


def test_rows_are_dated() -> None:
    later = replace(HPS, since=date(2024, 1, 1), lamp_w=Decimal(150))
    rows = (later, HPS, replace(HPS, id="other"))
    assert baseline_on(rows, "hps-250", date(2023, 12, 31)) is HPS
    assert baseline_on(rows, "hps-250", date(2024, 1, 1)) is later
    assert baseline_on(rows, "hps-250", date(1999, 1, 1)) is HPS
    with pytest.raises(LookupError, match="nothing-like-it"):
        baseline_on(rows, "nothing-like-it", NIGHT)
