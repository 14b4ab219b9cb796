"""The proofs' runner: it counts, goes on where it stopped, and remembers what failed."""

import json
import time
from pathlib import Path

import pytest

from prove import runner
from prove.part import Counts, Failed
from prove.runner import Limits, run_part


class Doubling:
    """Item n counts n; item 3 fails."""

    name = "doubling"
    promise = "numbers are counted"
    size = 5

    def __init__(self) -> None:
        self.ran: list[int] = []

    def item(self, number: int) -> Counts:
        self.ran.append(number)
        if number == 3:
            raise Failed("three is no number")
        return {"sum": number, "most": number}


class Mended(Doubling):
    """The same, with item 3 mended."""

    def item(self, number: int) -> Counts:
        self.ran.append(number)
        return {"sum": number, "most": number}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(runner, "PARTIAL", tmp_path / "partial")


def test_it_sums_and_keeps_the_greatest_and_goes_on_after_a_failure(tmp_path: Path) -> None:
    tally = run_part(Doubling(), Limits())
    assert tally.done == 5
    assert tally.counts == {"sum": 0 + 1 + 2 + 4, "most": 4}
    assert tally.failures == ["item 3: three is no number"]
    kept = json.loads((tmp_path / "results" / "doubling.json").read_text("utf-8"))
    assert (kept["done"], kept["size"], kept["failures"]) == (5, 5, tally.failures)


def test_it_stops_when_time_is_up_and_goes_on_from_there() -> None:
    stopped = run_part(Doubling(), Limits(ends_at=time.monotonic() - 1))
    assert stopped.done == 0
    first = Doubling()
    first.size = 2
    run_part(first, Limits())
    second = Doubling()
    assert run_part(second, Limits(resume=True)).counts["sum"] == 7
    assert second.ran == [2, 3, 4]


def test_what_failed_is_tried_again_before_it_goes_on() -> None:
    first = Doubling()
    first.size = 4
    assert run_part(first, Limits()).failures == ["item 3: three is no number"]
    still = run_part(Doubling(), Limits(resume=True))
    assert (still.done, still.counts["sum"], len(still.failures)) == (5, 7, 1)
    mended = Mended()
    tally = run_part(mended, Limits(resume=True))
    assert (tally.done, tally.counts["sum"], tally.failures) == (5, 10, [])
    assert mended.ran == [3]
