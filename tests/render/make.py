"""A report made by hand: two streets, a cabinet of several, one without a meter, a gap, a rise in price."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from lightctl.core.accounts import Accounts, Baseline, OldSwitching
from lightctl.core.profile import Anchor
from lightctl.figures import SavingsReport, period_of, savings_report
from lightctl.figures.rows import Gap, LedgerSum, Quality
from lightctl.render.facts import Facts
from tests.figures.make import DAY, OCTOBER, day_sum
from tests.figures.test_savings import FACTORS, TARIFFS
from tests.store.test_commands import SAIGON

D = Decimal
SWITCHING = OldSwitching(Anchor(clock=time(18)), Anchor(clock=time(6)), time(22), time(5), D("0.5"))
OLD = Baseline(
    "hps-250", "Sodium 250 W", date(2020, 1, 1), D(250), D(28), SWITCHING, D("0.95"), "Lan", "assumed"
)
ACCOUNTS = Accounts((OLD,), TARIFFS, FACTORS)
AT = datetime(2026, 10, 5, 14, 30, tzinfo=UTC)


def report(
    *, known: int = 12, metered: int = 4_820_000, missing: Sequence[LedgerSum] = (),
    today: date = OCTOBER[1],
) -> SavingsReport:  # fmt: skip
    days = [
        day_sum(metered=metered, base=12_345_000, new_old=9_000_000, new_full=7_000_000, known=known),
        day_sum(cabinet="td-2", street="le-loi", known=known, quality=Quality.FAILED),
        day_sum(cabinet="td-3", street="", known=known, quality=Quality.SHARED),
        day_sum(cabinet="td-4", metered=0, quality=Quality.UNMETERED | Quality.ESTIMATED),
        day_sum(date(2026, 10, 20), known=known),
    ]
    gaps = [Gap("td-1", AT, AT + timedelta(hours=2), 22_750), Gap("td-2", AT, AT + timedelta(hours=1), None)]
    period = period_of(days, missing, *OCTOBER, today)
    return savings_report(days, missing, gaps, ACCOUNTS, period)


def facts(**names: str) -> Facts:
    known = {"thd": "Trần Hưng Đạo", "le-loi": "Lê Lợi", "td-1": "Tủ Trần Hưng Đạo 1", **names}
    return Facts("Tân An", AT, SAIGON, known, (("d1f0", "0.1", 1234),))


assert date(2026, 10, 5) == DAY
