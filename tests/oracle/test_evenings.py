"""The oracle's calendar and events, held against cases worked out by hand."""

from dataclasses import replace
from datetime import date

import pytest

from tests.oracle.evenings import means
from tests.oracle.light import Night, Seen
from tests.oracle.test_oracle import at, city, sky

TABLES = {
    "t": {"days": [{"id": "feast", "days": ["2026-11-20..2026-11-22"]}, {"id": "x", "days": ["--12-01"]}]}
}


@pytest.mark.parametrize(
    ("row", "nights"),
    [
        ({}, list(range(17, 26))),
        ({"weekdays": ["fri", "sat"]}, [20, 21]),
        ({"weekdays": ["fri"], "nth": ["3", "last"]}, [20]),
        ({"weekdays": ["sat"], "nth": ["last"]}, []),
        ({"holidays": "t"}, [20, 21, 22]),
        ({"holidays": ["t/feast"], "evenings": ["eve", "after"]}, [19, 23]),
        ({"holidays": "t/feast", "evenings": ["-3", "2"]}, [17, 24]),
        ({"holidays": "t/x", "nights": ["2026-11-18"]}, [18]),
        ({"holidays": "t/feast", "weekdays": ["sun"]}, [22]),
    ],
)
def test_which_nights_are_meant(row: dict[str, object], nights: list[int]) -> None:
    assert [n for n in range(17, 26) if means(row, date(2026, 11, n), TABLES)] == nights


@pytest.mark.parametrize(
    ("more", "levels"),
    [
        ({"level": "90"}, [100, 90, 60]),
        ({"level": "50"}, [100, 60, 60]),
        ({"level": "50", "lowers": "true"}, [50, 50, 60]),
        ({"level": "10", "lowers": "true"}, [40, 40, 60]),
        ({"profile": "park", "lowers": "true"}, [80, 40, 60]),
        ({"level": "90", "for": ["street:park"]}, [100, 60, 60]),
        ({"level": "90", "weekdays": ["sun"]}, [100, 60, 60]),
    ],
)
def test_an_event_raises_and_lowers_only_where_it_says_so(more: dict[str, str], levels: list[float]) -> None:
    one = replace(city(), events=[{"title": "Fair", "from": "19:00", "to": "01:00", **more}])
    night = Night(one, sky(), Seen())
    whens = ((20, 0), (24, 30), (25, 0))
    assert [night.group_level("beside", at(*when)) for when in whens] == levels
