"""A weather service asked politely: only when its answer has run out, only for something newer, and ever more
seldom while it refuses.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

from lightctl.clock import SiteClock
from lightctl.core.conditions import WeatherReading
from lightctl.errors import FeedError
from lightctl.feeds import kept as disk
from lightctl.feeds.kept import Kept
from lightctl.feeds.provider import FRESH_FOR, Provider, checked, says_nothing
from lightctl.links.http import Answer, get, refusal

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
JITTER_SHARE = 0.1
"""Of a wait: cities that one outage refused do not come back in the same second."""
LONGEST_PAUSE = timedelta(days=1)
"""A server may ask for more than our longest wait, but not for ever."""
LEAST_WAIT = timedelta(minutes=4)
"""An answer without an end is good so long: whoever rings more often is not passed on."""
OK, DEPRECATED, UNCHANGED = 200, 203, 304

log = logging.getLogger(__name__)


class Asked:
    """One service; `folder` is where its last answer survives a restart, None for nowhere."""

    def __init__(
        self, provider: Provider, agent: str, clock: SiteClock, folder: Path | None, *,
        jitter: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self.provider = provider
        self.trouble = ""
        self.last: WeatherReading | None = None
        self._agent, self._clock, self._jitter = agent, clock, jitter
        self._path = disk.file_of(folder, provider.name) if folder else None
        self._kept = disk.load(self._path) if self._path else None
        self._failures = 0
        self._waits: tuple[datetime, datetime] | None = None
        """From when, until when nobody is asked."""
        self._pause = timedelta(0)
        """What the last refusal asked for."""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.provider.name

    async def now(self) -> WeatherReading:
        """The weather now; raises FeedError where there is none, without asking while it backs off."""
        if self._backs_off():
            raise FeedError(self.trouble)
        try:
            self.last = await self._reading()
        except FeedError as error:
            self._failed(error)
            raise FeedError(self.trouble) from None  # the first sentence may hold a secret
        self._failures, self._waits, self.trouble = 0, None, ""
        return self.last

    def _backs_off(self) -> bool:
        """A clock that was set back since does not make the wait longer."""
        return self._waits is not None and self._waits[0] <= self._clock.now() < self._waits[1]

    async def _reading(self) -> WeatherReading:
        now, before = self._clock.now(), self._kept
        if before is None or not before.fetched_at <= now < before.fresh_until:
            self._kept = await self._fetch()
        kept = self._kept or await self._fetch()
        try:
            reading = self._understood(kept, self._clock.now())
        except FeedError:
            # Asked for anew next time, and without its marks: "unchanged" would be no weather again.
            self._kept = replace(kept, fresh_until=kept.fetched_at, etag="", last_modified="")
            raise
        if self._path is not None and kept is not before:
            disk.save(self._path, kept)
        return reading

    def _understood(self, kept: Kept, now: datetime) -> WeatherReading:
        read = self.provider.read(kept.body.encode(), kept.fetched_at, now)
        if says_nothing(read):
            raise FeedError(f"{self.provider.address}: the answer says nothing about the weather")
        return checked(read, now)

    async def _fetch(self) -> Kept:
        provider = self.provider
        query = {**provider.query, **provider.secret}
        headers = self._kept.conditions() if self._kept else {}
        answer = await get(provider.address, query, agent=self._agent, headers=headers)
        now = self._clock.now()
        if answer.status == UNCHANGED and self._kept is not None:
            return Kept(self._kept.body, now, now + _lasts(answer), self._kept.etag, self._kept.last_modified)
        if answer.status == DEPRECATED:
            log.warning("%s: this version of the service will be shut down", provider.address)
        elif answer.status != OK:
            self._pause = _asked_for(answer, now)
            raise FeedError(refusal(provider.address, answer))
        return Kept(
            answer.body.decode("utf-8", "replace"), now, now + _lasts(answer),
            answer.headers.get("etag", ""), answer.headers.get("last-modified", ""),
        )  # fmt: skip

    def _failed(self, error: FeedError) -> None:
        wait = min(FIRST_WAIT * 2 ** min(self._failures, 10), LONGEST_WAIT)
        wait = max(wait * (1 + JITTER_SHARE * self._jitter()), self._pause)
        said = logging.DEBUG if self.trouble else logging.WARNING
        now = self._clock.now()
        self._failures, self._waits, self._pause = self._failures + 1, (now, now + wait), timedelta(0)
        self.trouble = _unsaid(str(error), self.provider)
        log.log(said, "no weather from %s: %s", self.provider.kind, self.trouble)


def _lasts(answer: Answer) -> timedelta:
    """How long the server says its answer is good, by its own clock; at most as long as weather is fresh."""
    try:
        until, since = (parsedate_to_datetime(answer.headers[name]) for name in ("expires", "date"))
        return min(max(until - since, LEAST_WAIT), FRESH_FOR)
    except (KeyError, ValueError, TypeError, OverflowError):
        return LEAST_WAIT


def _asked_for(answer: Answer, now: datetime) -> timedelta:
    """How long a refusal asks to wait, in seconds or as a date by the server's own clock."""
    text = answer.headers.get("retry-after", "")
    try:
        if text.isdecimal():
            return min(timedelta(seconds=int(text[:9])), LONGEST_PAUSE)
        here = answer.headers.get("date")
        since = parsedate_to_datetime(here) if here else now
        return min(max(parsedate_to_datetime(text) - since, timedelta(0)), LONGEST_PAUSE)
    except (ValueError, TypeError, OverflowError):
        return timedelta(0)


def _unsaid(sentence: str, provider: Provider) -> str:
    """The sentence without any secret, which a server may well repeat."""
    for word in filter(None, provider.secret.values()):
        sentence = sentence.replace(quote(word), "…").replace(word, "…")
    return sentence
