"""A month of 27 real approaches, counted every quarter of an hour: what the closed loop makes of it."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta

from lightctl.core.conditions import TrafficReading
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Quality, TrafficState, drop_of, step_traffic
from tests.conftest import data_file

Counts = dict[str, list[tuple[datetime, float]]]


def recorded() -> Counts:
    """Flow in veh/h at the end of each quarter-hour, by approach; two header rows, 96 columns a day."""
    counts: Counts = {}
    with data_file("traffic/scats_melbourne_15min_2006-10_sites_a.csv").open() as file:
        for row in list(csv.reader(file))[2:]:
            day = datetime.strptime(row[9], "%d/%m/%y").replace(tzinfo=UTC)
            for number, value in enumerate(row[10:106], start=1):
                if value:
                    when = day + timedelta(minutes=15 * number)
                    counts.setdefault(row[1], []).append((when, 4 * float(value)))
    return {approach: sorted(rows) for approach, rows in counts.items()}


def test_a_month_of_real_counts() -> None:
    qualities: Counter[Quality] = Counter()
    changes, nights = 0, 0
    for approach, rows in recorded().items():
        service = sorted(flow for _, flow in rows)[int(len(rows) * 0.98)]
        state, nights = TrafficState(approach), nights + len(rows) // 96
        for when, flow in rows:
            after = step_traffic(state, TrafficReading(approach, when, flow, 900), service, TrafficRule())
            qualities[after.quality] += 1
            dark = when.hour >= 18 or when.hour < 6
            changes += dark and after.drop != state.drop
            assert after.drop <= drop_of(flow / service, TrafficRule())
            state = after
    # Few honest samples are mistaken for a blind counter, and a lamp is not moved all night long.
    assert qualities[Quality.ABSURD] / qualities.total() < 0.001
    assert 1 < changes / nights < 5
