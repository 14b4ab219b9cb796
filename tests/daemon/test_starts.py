"""The third start within ten minutes lights by plan alone; a clean stop forgives."""

from datetime import timedelta
from pathlib import Path

from lightctl.daemon import starts
from tests.daemon.conftest import Opener
from tests.daemon.small import EVENING

MINUTE = timedelta(minutes=1)


async def test_three_falls_in_ten_minutes_are_one_too_many(tmp_path: Path, open_store: Opener) -> None:
    store = open_store(tmp_path)
    assert [await starts.begin(store, EVENING + i * MINUTE) for i in range(4)] == [False, False, True, True]
    await starts.end(store)
    assert not await starts.begin(store, EVENING + 5 * MINUTE)


async def test_falls_far_apart_are_forgiven_even_when_the_clock_went_back(
    tmp_path: Path, open_store: Opener
) -> None:
    store = open_store(tmp_path)
    assert [await starts.begin(store, EVENING + 6 * i * MINUTE) for i in range(4)] == [False] * 4
    assert not await starts.begin(store, EVENING - timedelta(days=1))
