"""The reading side: what the files tell to commands that need no daemon."""

from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from lightctl.core.commands import Lockout, Override
from lightctl.core.trial import Trial
from lightctl.figures.rows import Gap, LampHour, LedgerHour, LedgerSum
from lightctl.store import audit, decisions, events, ledger, lockouts, overrides, state, trials
from lightctl.store.audit import Act
from lightctl.store.decisions import Recorded
from lightctl.store.events import Event
from lightctl.store.files import read_main, read_samples, zone_of
from lightctl.store.last import last_instant
from lightctl.store.records import LampSample
from lightctl.store.samples import lamp_samples_between
from lightctl.store.sqlite import Connection


class History:
    """Read-only and synchronous, beside a daemon that writes; every method raises StoreError."""

    def __init__(self, main: Connection, samples: Connection) -> None:
        self.main = main
        self.samples = samples
        self.zone: ZoneInfo = zone_of(main)

    @classmethod
    def open(cls, directory: Path) -> "History":
        """Open the history of a state directory; raises StoreError where there is none yet."""
        main = read_main(directory)
        try:
            return cls(main, read_samples(directory))
        except BaseException:
            main.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self.main.close()
        self.samples.close()

    def states(self) -> dict[str, str]:
        """Every key's JSON text."""
        return state.load_states(self.main)

    def decision_at(self, thing: str, instant: datetime) -> Recorded | None:
        """The newest decision about the thing made at or before the instant."""
        return decisions.decision_at(self.main, thing, instant)

    def decisions_between(self, start: datetime, end: datetime, thing: str | None = None) -> list[Recorded]:
        """Decisions made in [start, end), about one thing or all, in time order."""
        return decisions.decisions_between(self.main, start, end, thing)

    def site_at(self, instant: datetime) -> str | None:
        """The digest of the site that ruled at an instant; None where nothing was decided by then."""
        return decisions.site_at(self.main, instant)

    def editions_between(self, start: datetime, end: datetime) -> list[tuple[str, str, int]]:
        """Which sites (digest, version) decided in [start, end), and how often."""
        return decisions.editions_between(self.main, start, end)

    def active_overrides(self, now: datetime) -> list[Override]:
        """Overrides in force at `now`, or still to begin."""
        return overrides.active_overrides(self.main, now)

    def overrides_between(self, start: datetime, end: datetime) -> list[Override]:
        """Overrides in force at some time of [start, end), with the end they really had."""
        return overrides.overrides_between(self.main, start, end)

    def trials_between(self, start: datetime, end: datetime) -> list[Trial]:
        """Tests of cabinets that went on at some time of [start, end)."""
        return trials.trials_between(self.main, start, end)

    def active_lockouts(self) -> list[Lockout]:
        """Lockouts that stand."""
        return lockouts.active_lockouts(self.main)

    def events_between(self, start: datetime, end: datetime, thing: str | None = None) -> list[Event]:
        """Events in [start, end), of one thing or all."""
        return events.events_between(self.main, start, end, thing)

    def acts_between(self, start: datetime, end: datetime) -> list[Act]:
        """People's acts in [start, end)."""
        return audit.acts_between(self.main, start, end)

    def hours_between(self, start: datetime, end: datetime, cabinet: str | None = None) -> list[LedgerHour]:
        """Ledger hours that begin in [start, end), of one cabinet or all."""
        return ledger.hours_between(self.main, start, end, cabinet)

    def lamp_hours_between(self, start: datetime, end: datetime, lamp: str) -> list[LampHour]:
        """One lamp's lit hours that begin in [start, end)."""
        return ledger.lamp_hours_between(self.main, start, end, lamp)

    def lamp_samples_between(self, start: datetime, end: datetime, lamp: str) -> list[LampSample]:
        """One lamp's raw answers in [start, end), beside each what was desired and accepted."""
        return lamp_samples_between(self.samples, start, end, lamp)

    def day_sums(self, first: date, after: date) -> list[LedgerSum]:
        """Local days in [first, after), by cabinet."""
        return ledger.day_sums(self.main, first, after)

    def month_sums(self, first: date, after: date) -> list[LedgerSum]:
        """Months whose first day lies in [first, after), by cabinet."""
        return ledger.month_sums(self.main, first, after)

    def gaps_between(self, start: datetime, end: datetime) -> list[Gap]:
        """Stretches without meter readings that touch [start, end)."""
        return ledger.gaps_between(self.main, start, end)

    def last_instant(self) -> datetime | None:
        """The newest instant anywhere; None where nothing is kept yet."""
        return last_instant(self.main, self.samples)

    def verify_audit(self) -> int:
        """Count the audit's rows; raises StoreError where one was changed."""
        return audit.verify_audit(self.main)
