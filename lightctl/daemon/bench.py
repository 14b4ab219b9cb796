"""The engineer's bench: blink, test and find, as the API asks for them."""

from datetime import datetime, timedelta

from lightctl.clock import loop_clock
from lightctl.core.plant import LineKind
from lightctl.core.trial import Trial, turns
from lightctl.daemon.commanded import log_act
from lightctl.daemon.parts import Parts
from lightctl.daemon.suggesting import suggestion
from lightctl.errors import TargetError
from lightctl.field.comparing import line_of
from lightctl.field.finding import LAST_UNIT, Found, Search
from lightctl.store import Act
from lightctl.web.commissioning import (
    BlinkAsk,
    BlinkRow,
    FindAsk,
    FoundRow,
    StopAsk,
    TestAsk,
    TestRow,
    TurnRow,
)
from lightctl.web.commissioning import Search as SearchRow
from lightctl.web.desk import Caller

MOST_MINUTES = 1e4


class WorkBench:
    """Takes one command at a time; one search goes on at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._one_at_a_time = parts.one_at_a_time
        self._search: Search | None = None

    async def blink(self, caller: Caller, ask: BlinkAsk) -> BlinkRow:
        async with self._one_at_a_time:
            blink = await self._parts.blinks.begin(caller.name, ask.lamp, seconds=ask.seconds)
        pole = self._parts.site.plant.lamps[blink.lamp].pole
        beat_s = blink.beat.total_seconds() / self._parts.clock.rate
        return BlinkRow(blink.lamp, pole, self._local(blink.until), blink.low, beat_s, blink.silent)

    async def begin_test(self, caller: Caller, ask: TestAsk) -> TestRow:
        if not 0 <= ask.minutes <= MOST_MINUTES:
            raise TargetError("a test lasts at least one minute for each circuit and at most 60 minutes")
        lasting = timedelta(minutes=ask.minutes)
        async with self._one_at_a_time:
            trial = await self._parts.trials.begin(
                caller.name, ask.cabinet, lasting=lasting, reason=ask.reason
            )
        return self._test_row(trial)

    async def stop_test(self, caller: Caller, ask: StopAsk) -> TestRow:
        async with self._one_at_a_time:
            return self._test_row(await self._parts.trials.stop(caller.name, ask.cabinet, reason=ask.reason))

    def tests(self) -> list[TestRow]:
        return [self._test_row(trial) for trial in self._parts.trials.active()]

    async def find(self, caller: Caller, ask: FindAsk) -> SearchRow:
        lines = self._lines(ask)
        for unit in (ask.first, ask.last):
            if unit is not None and not 1 <= unit <= LAST_UNIT:
                raise TargetError(f"unit {unit} is not between 1 and {LAST_UNIT}")
        if (ask.first or 1) > (ask.last or LAST_UNIT):
            raise TargetError(f"the first unit, {ask.first}, comes after the last, {ask.last}")
        async with self._one_at_a_time:
            if self._search is not None and not self._search.done(loop_clock()()):
                raise TargetError("a search goes on already: wait for its end")
            where = ask.line or ask.cabinet or "city"
            act = Act(self._parts.clock.now(), caller.name, "find", where, "commissioning")
            await self._parts.store.audit(act)
            log_act(act)
            self._search = self._parts.field.find(lines, ask.first, ask.last)
            kinds = {self._parts.site.plant.lines[line].kind for line in lines}
            self._search.notes += _notes(kinds)
        return self.found()

    def found(self) -> SearchRow:
        search = self._search
        if search is None:
            raise TargetError("nothing was looked for since the daemon started")
        done = search.done(loop_clock()())
        notes = list(search.notes)
        if done and search.asked < search.total:
            notes.append(f"{search.total - search.asked} questions found no free line: is it down?")
        rows = [self._found_row(one) for one in search.rows]
        return SearchRow(search.asked, search.total, done, rows, notes)

    def _lines(self, ask: FindAsk) -> set[str]:
        plant = self._parts.site.plant
        if ask.line and ask.line not in plant.lines:
            raise TargetError(f"there is no line {ask.line!r}: {', '.join(list(plant.lines)[:5])}, …")
        if ask.cabinet and ask.cabinet not in plant.cabinets:
            raise TargetError(f"there is no cabinet {ask.cabinet!r}")
        if ask.line:
            return {ask.line}
        if not ask.cabinet:
            return set(plant.lines)
        lines = {plant.cabinets[ask.cabinet].address.line}
        lines |= {line_of(plant, lamp) for lamp in plant.lamps.values() if lamp.cabinet == ask.cabinet}
        of_cabinet = (c for c in plant.concentrators.values() if c.cabinet == ask.cabinet)
        return lines | {concentrator.address.line for concentrator in of_cabinet}

    def _found_row(self, found: Found) -> FoundRow:
        plant = self._parts.site.plant
        thing = found.thing or found.node or f"unit {found.unit}"
        return FoundRow(found.line, found.what, thing, found.told, suggestion(found, plant))

    def _test_row(self, trial: Trial) -> TestRow:
        plant = self._parts.site.plant
        rows = [
            TurnRow(
                turn.circuit, len(plant.lamps_of_circuit[turn.circuit]), self._local(turn.since),
                self._local(turn.until),
            )
            for turn in turns(plant, trial)
        ]  # fmt: skip
        return TestRow(
            trial.id, trial.cabinet, self._local(trial.since), self._local(trial.until), trial.owner,
            trial.reason, rows,
        )  # fmt: skip

    def _local(self, instant: datetime) -> str:
        return instant.astimezone(self._parts.site.settings.place.zone).isoformat(timespec="seconds")


def _notes(kinds: set[LineKind]) -> list[str]:
    """What a kind of line can only tell by listening."""
    told = {
        LineKind.SERIAL: "framed lines: concentrators list the controllers they heard, once an hour",
        LineKind.MQTT: "brokers: nodes are known once they have reported since the start",
    }
    return [told[kind] for kind in told if kind in kinds]
