"""The daemon's way into its history: the one writer of both files."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from lightctl.clock import SiteClock
from lightctl.core.commands import Lockout, Override
from lightctl.core.decision import Decision
from lightctl.core.trial import Trial
from lightctl.errors import StoreError
from lightctl.site.model import Site
from lightctl.store import decisions, events, ledger, lockouts, overrides, state, trials
from lightctl.store.audit import Act, audit
from lightctl.store.decisions import Recorded
from lightctl.store.events import Event
from lightctl.store.files import open_main, open_samples
from lightctl.store.last import last_instant
from lightctl.store.lock import DirectoryLock
from lightctl.store.names import Names
from lightctl.store.notes import Notes
from lightctl.store.samples import purge_samples
from lightctl.store.sqlite import Connection, back_up, check, transaction
from lightctl.store.worker import Worker

T = TypeVar("T")
COMMIT_WINDOW_S = 5.0


class Store:
    """Commands are durable when their method returns; what is only noted is durable within the commit window.

    Every method raises StoreError where the disk or a file refuses; what was noted is then kept for the
    next try.
    """

    def __init__(
        self, directory: Path, main: Connection, samples: Connection, worker: Worker, lock: DirectoryLock
    ) -> None:
        self.directory = directory
        self._lock = lock
        self._one_long = asyncio.Lock()
        self._main = main
        self._samples = samples
        self._worker = worker
        self._names = Names(main)
        self.notes = Notes(main, self._names, samples)

    @classmethod
    def open(cls, directory: Path, *, site_zone: ZoneInfo, threaded: bool) -> "Store":
        """Open or create the history of a state directory; `threaded` in service, inline in virtual time.

        Raises StoreError, before anything is written, where another daemon has it open.
        """
        with ExitStack() as opened:
            lock = opened.enter_context(closing(DirectoryLock(directory)))
            main = opened.enter_context(closing(open_main(directory, site_zone)))
            samples = opened.enter_context(closing(open_samples(directory)))
            opened.pop_all()
        return cls(directory, main, samples, Worker(threaded=threaded), lock)

    async def close(self) -> None:
        """Write what was noted, then let go of the files."""
        try:
            await self.flush()
        finally:
            self._worker.close()
            self._main.close()
            self._samples.close()
            self._lock.close()

    async def run(
        self, clock: SiteClock, trouble: Callable[[StoreError], None], window_s: float = COMMIT_WINDOW_S
    ) -> None:
        """Write what was noted every `window_s` city seconds until cancelled; `trouble` hears of failures."""
        while True:
            await clock.sleep(window_s)
            try:
                await self.flush()
            except StoreError as error:
                trouble(error)

    async def flush(self) -> None:
        """Make everything noted so far durable."""
        await self._worker.run(self.notes.write)

    async def work(self, task: Callable[[Connection, Connection], T]) -> T:
        """Do a piece of work on (main, samples) in the writer's order, after what was noted before it."""
        return await self._worker.run(lambda: self._after_notes(task))

    async def load_states(self) -> dict[str, str]:
        """Every key's JSON text."""
        return await self._do(state.load_states)

    async def save_state(self, key: str, json: str) -> None:
        """Replace one key's JSON text."""
        await self.save_states({key: json})

    async def save_states(self, states: Mapping[str, str]) -> None:
        """Replace several keys' JSON texts, all or none."""
        await self._do(lambda main: state.save_states(main, states))

    async def take_site(self, states: Mapping[str, str], act: Act) -> None:
        """Keep which site rules from now on, and the act that made it so, both or neither."""
        await self._command(lambda main: state.save_states(main, states), act)

    async def add_override(self, override: Override, act: Act | None = None) -> None:
        """Keep an override, and the act that asked for it."""
        await self._command(lambda main: overrides.add_override(main, override), act)

    async def end_override(self, override: str, at: datetime, by: str, act: Act | None = None) -> bool:
        """End it before its time; False (and no act) where none is in force."""
        return await self._command(lambda main: overrides.end_override(main, override, at, by), act)

    async def add_overrides(self, made: Sequence[Override], act: Act) -> None:
        """Keep several overrides and the one act that asked for them, all or none."""
        await self._command(lambda main: overrides.add_overrides(main, made), act)

    async def end_overrides(self, ids: Sequence[str], at: datetime, by: str, act: Act) -> bool:
        """End several before their time; False (and no act) where none is in force."""
        return await self._command(lambda main: overrides.end_overrides(main, ids, at, by), act)

    async def active_overrides(self, now: datetime) -> list[Override]:
        """Those in force, or still to begin."""
        return await self._do(lambda main: overrides.active_overrides(main, now))

    async def add_trial(self, trial: Trial, act: Act) -> None:
        """Keep a test, and the act that asked for it."""
        await self._command(lambda main: trials.add_trial(main, trial), act)

    async def end_trial(self, trial: str, at: datetime, act: Act | None = None) -> bool:
        """End it before its time; False (and no act) where none such goes on."""
        return await self._command(lambda main: trials.end_trial(main, trial, at), act)

    async def active_trials(self, now: datetime) -> list[Trial]:
        """Those that go on."""
        return await self._do(lambda main: trials.active_trials(main, now))

    async def add_lockout(self, lockout: Lockout, act: Act | None = None) -> None:
        """Keep a lockout, and the act that asked for it."""
        await self._command(lambda main: lockouts.add_lockout(main, lockout), act)

    async def release_lockout(
        self, lockout: str, at: datetime, by: str, why: str, act: Act | None = None
    ) -> bool:
        """Release it; False (and no act) where no such lockout stands."""
        return await self._command(lambda main: lockouts.release_lockout(main, lockout, at, by, why), act)

    async def active_lockouts(self) -> list[Lockout]:
        """All that stand."""
        return await self._do(lockouts.active_lockouts)

    async def audit(self, act: Act) -> None:
        """Append an act that changed nothing else in the store."""
        await self._do(lambda main: audit(main, act))

    async def say(self, event: Event) -> bool:
        """Keep an event if it is news; tell whether it was."""
        return await self._do(lambda main: events.say(main, event))

    def note_decisions(self, made: Sequence[Decision], site: str, version: str) -> None:
        """Keep decisions with the next commit."""
        self.notes.decisions.extend(Recorded(decision, site, version) for decision in made)

    async def decision_at(self, thing: str, instant: datetime) -> Recorded | None:
        """The newest decision about the thing made at or before the instant, noted ones included."""
        return await self.work(lambda main, _: decisions.decision_at(main, thing, instant))

    async def last_instant(self) -> datetime | None:
        """The newest instant anywhere in the history: a clock before it is wrong."""
        return await self.work(last_instant)

    async def update_ledger(self, site: Site, now: datetime) -> int:
        """Account what came in since the last time, up to the last full hour; returns how many hours."""
        return await self._in_pieces(
            lambda main, samples: ledger.update(main, self._names, samples, site, now)
        )

    async def lit_hours(self, start: datetime, end: datetime) -> dict[str, float]:
        """Hours lit in [start, end) by lamp, of those of which all of it is known."""
        return await self._do(lambda main: ledger.lit_hours(main, start, end))

    async def rebuild_ledger(self, site: Site, start: datetime, end: datetime) -> int:
        """Work out again all hours that touch [start, end) from raw samples; returns how many."""
        return await self._in_pieces(
            lambda main, samples: ledger.rebuild(main, self._names, samples, site, start, end)
        )

    async def purge(self, now: datetime, keep: timedelta = timedelta(days=90)) -> int:
        """Drop samples older than `keep`; returns how many rows went."""
        return await self.work(lambda _, samples: purge_samples(samples, now - keep))

    async def check(self) -> None:
        """Read every page of both files; raises StoreError where one is damaged."""
        await self.work(_check_both)

    async def back_up(self, directory: Path) -> None:
        """Write consistent copies of both files into an empty directory, beside running work."""
        await self.work(lambda main, samples: _copy(main, samples, directory, self.directory))

    def _after_notes(self, task: Callable[[Connection, Connection], T]) -> T:
        self.notes.write()
        return task(self._main, self._samples)

    async def _in_pieces(self, task: Callable[[Connection, Connection], Iterator[int]]) -> int:
        """Long work, one at a time, with room for commands between its pieces; the sum of what it yields."""
        async with self._one_long:
            pieces = await self.work(task)
            done = 0
            while (more := await self._worker.run(lambda: next(pieces, None))) is not None:
                done += more
            return done

    async def _do(self, task: Callable[[Connection], T]) -> T:
        return await self._worker.run(lambda: task(self._main))

    async def _command(self, task: Callable[[Connection], T], act: Act | None) -> T:
        return await self._do(lambda main: _audited(main, task, act))


def _audited(main: Connection, task: Callable[[Connection], T], act: Act | None) -> T:
    with transaction(main):
        result = task(main)
        if act is not None and result is not False:
            audit(main, act)
    return result


def _check_both(main: Connection, samples: Connection) -> None:
    check(main)
    check(samples)


def _copy(main: Connection, samples: Connection, copy: Path, original: Path) -> None:
    if copy.resolve() == original.resolve():
        raise StoreError(f"A backup of {original} must lie somewhere else.")
    copy.mkdir(parents=True, exist_ok=True)
    back_up(main, copy / "lightctl.db")
    back_up(samples, copy / "samples.db")
