"""One counting place over a recording: what each rule concludes from its counts, and its typical days."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import BLIND_AFTER, NOTHING_ELSE, STALE_AFTER, Around, TrafficState
from lightctl.core.typical import LEARNED_AT
from lightctl.feeds.counts import Counts
from lightctl.rehearsal.follower import Follower
from lightctl.rehearsal.learned import Learned, Learner, learned_at
from lightctl.rehearsal.skies import rained_on
from lightctl.rehearsal.track import Track

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listening:
    """How the site listens to a place; `rains`: when heavy rain was seen, ascending."""

    service_flow: float
    rules: Sequence[TrafficRule]
    zone: tzinfo
    stale_after: timedelta = STALE_AFTER
    rains: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """What was concluded, by rule; `learned` where typical days were asked for or had a say."""

    tracks: Mapping[TrafficRule, Track[TrafficState]]
    learned: Learned | None


def listen(counts: Counts, how: Listening, *, typical: bool = False) -> Counted:
    """Take one place's counts as the daemon would have; `typical`: somebody wants its typical days."""
    ordered = counts.in_order()
    learner = Learner(counts.place, how.zone) if typical or _may_blind(ordered) else None
    learned = learner.learned if learner else None

    def around(at: datetime, flow: float | None) -> Around:
        usual = learned.usual(at) if learned and flow == 0 else None  # only an empty street is compared
        rain = rained_on(how.rains, at)
        return Around(usual, rain) if rain or usual is not None else NOTHING_ELSE

    followers = {
        rule: Follower(counts.place, how.service_flow, rule, how.stale_after, around) for rule in how.rules
    }
    for start, end in _days(ordered, how.zone) if learner else [(0, len(ordered))]:
        doubted = [one.take(ordered, start, end) for one in followers.values()]
        if learner and doubted:
            _teach(learner, ordered, range(start, end), set.intersection(*doubted), how.rains)
    return Counted({rule: one.track() for rule, one in followers.items()}, learned)


def _teach(
    learner: Learner, counts: Counts, taken: range, doubted: set[int], rains: Sequence[datetime]
) -> None:
    """Counts that some rule believed are learned from, except in heavy rain."""
    for index in taken:
        flow, at = counts.flow[index], counts.at[index]
        if index not in doubted and flow is not None and not rained_on(rains, at):
            learner.heard(at, flow, counts.period_s[index])


def _days(counts: Counts, zone: tzinfo) -> Iterator[tuple[int, int]]:
    """Slices from one learning to the next: each is heard with what was learned before it."""
    start = 0
    while start < len(counts):
        day = (counts.at[start].astimezone(zone) - LEARNED_AT).date()
        end = bisect_left(counts.at, learned_at(day + _DAY, zone), start)
        yield start, max(end, start + 1)
        start = max(end, start + 1)


def _may_blind(counts: Counts) -> bool:
    """Whether it counts nothing for so long that the usual flow of the hour has a say."""
    since: datetime | None = None
    last: datetime | None = None
    for at, flow, period_s in zip(counts.at, counts.flow, counts.period_s, strict=True):
        if at == last:
            continue  # a second count of one instant is not heard
        last = at
        if flow != 0:
            since = None
            continue
        since = since or at - timedelta(seconds=max(0.0, min(period_s, 86_400.0)))
        if at - since > BLIND_AFTER:
            return True
    return False
