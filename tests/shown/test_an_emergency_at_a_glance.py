"""Somebody who comes to the screen at three sees that an emergency is on, and whose."""

from types import SimpleNamespace

from lightctl.daemon.glance import _emergencies
from tests.core.make import TAN_AN, at, override


def test_an_emergency_in_force_is_told_with_its_end_and_its_owner() -> None:
    told = [override(100, at("01:00"), emergency=True), override(60, at("01:00"))]
    parts = SimpleNamespace(
        overrides=SimpleNamespace(active=lambda: told),
        site=SimpleNamespace(settings=SimpleNamespace(place=TAN_AN)),
    )
    assert _emergencies(parts) == ["EMERGENCY: street:thd all on until 03:00 (lan: thử đèn)"]  # type: ignore[arg-type]
