"""The one owner of a broker's line: commands go out, reports come in, and a frozen broker is noticed."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from math import inf

from lightctl.clock import loop_clock
from lightctl.core.plant import Line
from lightctl.errors import BadFrame, LinkDown
from lightctl.field.device import Surroundings, back_off_s
from lightctl.field.line import FIRST_RECONNECT_S, LINE_DOWN_AFTER, LONGEST_RECONNECT_S
from lightctl.field.node_group import NodeGroup
from lightctl.field.node_lamp import MISSED_REPORTS, NodeLamp
from lightctl.field.quiet import CLOCK_GRAIN_S
from lightctl.links.topics import TopicDialer, TopicLink, TopicMessage, while_it_lasts
from lightctl.wire.node_json import command_json

BEAT_S = 10.0
"""So often the broker is sent something that must come back."""
BEAT_WITHIN_S = 5.0
AT_ONCE = 20
"""Commands on their way to the broker at the same time; brokers allow as many by default."""
BEATS = "lightctl/heartbeat"

log = logging.getLogger(__name__)


class NodeLine:
    """Runs a line's nodes; never ends by itself, and only a bug ends it. No start waits for the broker."""

    def __init__(
        self, line: Line, dialer: TopicDialer, around: Surroundings, groups: Sequence[NodeGroup]
    ) -> None:
        self.line = line
        self.transactions = 0
        """Commands given to the broker since the start."""
        self.refused = 0
        """Messages that were no data."""
        self._dialer = dialer
        self._wire = around.wire
        self._groups = tuple(groups)
        self._rows = [(group, lamp) for group in self._groups for lamp in group.lamps]
        self._name = secrets.token_hex(4)
        """Of this run, so that no command is ever taken for an older one's."""
        self._numbers = 0
        self._sleeper: asyncio.Future[None] | None = None
        self._failures = 0
        self._beat = ""
        self._beat_sent_at = -inf
        for _, lamp in self._rows:
            lamp.wake = self.wake

    async def run(self) -> None:
        """Serve the line until cancelled."""
        self._wire = loop_clock()
        for _, lamp in self._rows:
            lamp.begin(self._wire())
        while True:
            try:
                await self._session()
            except LinkDown as lost:
                self._lost(str(lost))
            await asyncio.sleep(back_off_s(self._failures, FIRST_RECONNECT_S, LONGEST_RECONNECT_S))

    def wake(self) -> None:
        """Look again for what is due; cheap, and harmless at any time."""
        if self._sleeper is not None and not self._sleeper.done():
            self._sleeper.set_result(None)

    async def _session(self) -> None:
        """One session with the broker, from its beginning until it is lost."""
        async with self._dialer.open_topics(self.line, self._heard) as link:
            self._beat, self._beat_sent_at = "", -inf
            await link.subscribe(f"{BEATS}/{self._name}")
            for nodes in self._groups:
                await link.subscribe(nodes.pattern)
            for _, lamp in self._rows:
                lamp.reconnected()
            await while_it_lasts(link.listen(), self._serve(link))

    async def _serve(self, link: TopicLink) -> None:
        while True:
            now = self._wire()
            self._listen_for_silence(now)
            due = [(group, lamp) for group, lamp in self._rows if lamp.due <= now]
            if self._beat_sent_at + BEAT_S <= now:
                await self._send_beat(link)
            elif due:
                await self._tell(link, due[:AT_ONCE])
            else:
                await self._rest(self._soonest())

    async def _tell(self, link: TopicLink, due: Sequence[tuple[NodeGroup, NodeLamp]]) -> None:
        async with asyncio.TaskGroup() as batch:
            for group, lamp in due:
                batch.create_task(self._command(link, group, lamp))

    async def _command(self, link: TopicLink, group: NodeGroup, lamp: NodeLamp) -> None:
        """The latest wish of one node; only the broker's receipt makes it sent."""
        self._numbers += 1
        aim = group.aim(lamp)
        command = lamp.command(f"{self._name}-{self._numbers}")
        if command is not None:
            self.transactions += 1
            await link.publish(group.rules.command_of(lamp.node), command_json(command))
            lamp.sent(aim)

    async def _send_beat(self, link: TopicLink) -> None:
        """A message to ourselves; the one before it must have come back."""
        if self._beat:
            raise LinkDown(f"{self.line.id}: the broker hands nothing on")
        self._numbers += 1
        self._beat, self._beat_sent_at = str(self._numbers), self._wire()
        await link.publish(f"{BEATS}/{self._name}", self._beat.encode())

    def _heard(self, message: TopicMessage) -> None:
        if message.topic == f"{BEATS}/{self._name}":
            if message.payload.decode("latin-1") == self._beat:
                self._beat, self._failures = "", 0
            return
        for group in self._groups:
            try:
                if group.heard(message) is not None:
                    return
            except BadFrame as error:
                self.refused += 1
                log.info("%s: no data: %s", self.line.id, error)
                return

    def _listen_for_silence(self, now: float) -> None:
        if self._beat and now >= self._beat_sent_at + BEAT_WITHIN_S:
            raise LinkDown(f"{self.line.id}: the broker hands nothing on")
        for group, lamp in self._rows:
            if lamp.silent_at <= now:
                lamp.fell_silent(f"no report for {group.rules.report_s * MISSED_REPORTS:g} s")

    def _soonest(self) -> float:
        """When to look again."""
        awaited = self._beat_sent_at + (BEAT_WITHIN_S if self._beat else BEAT_S)
        return min(awaited, *(min(lamp.due, lamp.silent_at) for _, lamp in self._rows))

    async def _rest(self, until: float) -> None:
        loop = asyncio.get_running_loop()
        self._sleeper = loop.create_future()
        timer = loop.call_at(until + CLOCK_GRAIN_S, self.wake)
        try:
            await self._sleeper
        finally:
            self._sleeper = None
            timer.cancel()

    def _lost(self, reason: str) -> None:
        self._failures += 1
        log.info("%s", reason)
        if self._failures >= LINE_DOWN_AFTER:
            for _, lamp in self._rows:
                lamp.fell_silent(reason)
