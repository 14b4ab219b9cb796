"""The savings table: what is shown adds up, in every direction, and money follows its day's tariff."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.accounts import Accounts, GridFactor, Tariff
from lightctl.figures import By, SavingsReport, period_of, savings_report, savings_table
from lightctl.figures.columns import Columns
from lightctl.figures.rounding import shown_column
from lightctl.figures.rows import LedgerSum, Quality
from tests.figures.make import OCTOBER, blank_sum, day_sum

D = Decimal
RISE = date(2026, 10, 20)
TARIFFS = (
    Tariff(date(2025, 5, 10), D(2226), D(8), "Decision 1279"),
    Tariff(RISE, D(2400), D(10), "a later decision"),
)
FACTORS = (GridFactor(date(2023, 1, 1), D("0.6592"), "DCC 2023"),)
ACCOUNTS = Accounts((), TARIFFS, FACTORS)
UNMETERED = Quality.MISSING | Quality.UNMETERED
COLUMNS = ("metered", "attributed", "new_full", "new_old_hours", "base", "base_full_night")


def report_of(held: list[LedgerSum], missing: Sequence[LedgerSum] = ()) -> SavingsReport:
    first, after = OCTOBER
    return savings_report(held, missing, [], ACCOUNTS, period_of(held, missing, first, after, after))


def test_the_published_vector() -> None:
    """88.184 kWh × 2,226 đ = 196,298 đ; with 8 % VAT 212,001 đ; × 0.6592 = 58.1 kg."""
    day = day_sum(metered=118_160, base=1_000_000)
    total = savings_table([day], ACCOUNTS, By.STREET).total
    assert total.kwh.saved == D("88.2")
    assert total.net_vnd.saved == D(196_298)
    assert total.vnd.saved == D(212_001) + 1  # base and metered are rounded each, their VAT too
    assert total.co2_kg.saved == D("58.1")


def test_three_columns_by_hand() -> None:
    total = savings_table([day_sum()], ACCOUNTS, By.STREET).total
    assert (total.kwh.swap, total.kwh.switching, total.kwh.dimming) == (D(20), D(10), D("11.2"))
    assert total.kwh.saved == D("41.2")
    assert (total.kwh.unattributed, total.saved_percent) == (D("0.8"), D("82.4"))


def test_money_is_cut_where_the_tariff_changes() -> None:
    days = [day_sum(RISE - timedelta(days=1)), day_sum(RISE)]
    report = report_of(days)
    by_day = {row.key: row for row in report.by_day.rows}
    assert by_day["2026-10-19"].net_vnd.metered == D(19_589)  # 8.8 kWh × 2,226
    assert by_day["2026-10-20"].net_vnd.metered == D(21_120)  # 8.8 kWh × 2,400
    assert by_day["2026-10-20"].vat_vnd.metered == D(2_112)
    assert [(t.first, t.last, t.tariff.price_vnd_per_kwh) for t in report.tariffs] == [
        (RISE - timedelta(days=1), RISE - timedelta(days=1), D(2226)), (RISE, RISE, D(2400)),
    ]  # fmt: skip
    assert sum(t.saved_kwh for t in report.tariffs) == report.headline.total.kwh.saved


def test_shared_cabinets_stand_beside_streets_and_unmetered_ones_apart() -> None:
    days = [
        day_sum(),
        day_sum(cabinet="td-2", street="", quality=Quality.SHARED),
        day_sum(cabinet="td-3", street="thd", metered=0, quality=Quality.UNMETERED),
    ]
    report = report_of(days)
    assert [(row.key, row.whole_cabinet) for row in report.by_street.rows] == [("td-2", True), ("thd", False)]
    assert report.headline.total.kwh.base == D(100)
    (estimated,) = report.estimated
    assert (estimated.cabinet, estimated.saved) == ("td-3", D(42))
    assert [check.cabinet for check in report.cabinets] == ["td-1", "td-2"]


def test_the_headline_is_refused_under_ninety_percent() -> None:
    def refused(known: int) -> bool:
        report = report_of([day_sum(night=100, known=known)])
        return report.headline.refused

    assert [refused(known) for known in (100, 90, 89, 0)] == [False, False, True, True]
    nothing = report_of([])
    assert nothing.headline.refused
    assert nothing.headline.total.saved_percent is None
    assert nothing.headline.percent_band is None


def test_what_the_ledger_does_not_hold_refuses_the_headline() -> None:
    first, after = OCTOBER
    days = [first + timedelta(days=n) for n in range((after - first).days)]
    report = report_of([day_sum(day) for day in days[:7]], [blank_sum(day) for day in days[7:]])
    assert report.headline.refused
    assert (report.period.asked, report.period.missing, report.period.unheard) == (31, 24, ())
    assert (report.headline.total.coverage.known, report.headline.total.coverage.hours) == (7 * 12, 31 * 12)
    assert [row.blank for row in report.by_day.rows] == [False] * 7 + [True] * 24
    assert report.headline.total.kwh.metered == 7 * D("8.8")


def test_a_cabinet_that_was_never_heard_is_unknown_and_not_absent() -> None:
    report = report_of(
        [day_sum()],
        [blank_sum(cabinet="td-2", street="le-loi"), blank_sum(cabinet="td-9", quality=UNMETERED)],
    )
    assert report.headline.refused
    assert report.period.unheard == ("td-2",)
    assert {row.key: row.coverage.share for row in report.by_street.rows} == {"le-loi": 0, "thd": 1}
    assert [check.unknown_hours for check in report.cabinets] == [0, 24]
    assert report.estimated[0].coverage.share == 0


def test_a_running_month_is_asked_up_to_its_last_whole_day() -> None:
    first, after = OCTOBER
    held = [day_sum(first), day_sum(first + timedelta(days=1))]
    running = period_of(held, [], first, after, first + timedelta(days=2))
    assert (running.asked, running.missing, running.running) == (2, 0, True)
    assert running.asked_to == first + timedelta(days=1)
    early = period_of([], [], first, after, first)
    assert (early.asked, early.missing, early.asked_to) == (0, 0, None)
    over = period_of(held, [], first, after, after)
    assert (over.asked, over.missing, over.running) == (31, 29, False)


def test_the_band_is_the_meters_class() -> None:
    headline = report_of([day_sum()]).headline
    assert headline.saved_kwh_band == (D("41.112"), D("41.288"))
    assert headline.percent_band == (D("82.224"), D("82.576"))


def test_k_is_a_diagnosis() -> None:
    days = [day_sum(), day_sum(cabinet="td-2", attributed=87_000), day_sum(cabinet="td-3", attributed=0)]
    checks = report_of(days).cabinets
    assert [check.k for check in checks] == [D("1.1"), D(88) / D(87), None]
    assert [check.odd for check in checks] == [False, False, False]
    (odd,) = report_of([day_sum(attributed=79_000)]).cabinets
    assert odd.odd


def test_without_a_tariff_money_is_nothing_and_energy_stands() -> None:
    total = savings_table([day_sum()], Accounts((), (), ()), By.STREET).total
    assert (total.vnd.saved, total.co2_kg.saved, total.kwh.saved) == (D(0), D(0), D("41.2"))


@given(st.lists(st.decimals(-1000, 1000, places=4), max_size=30), st.sampled_from([D(1), D("0.1")]))
def test_a_shown_column_sums_to_its_shown_total(values: list[D], quantum: D) -> None:
    shown = shown_column(values, quantum)
    assert abs(sum(shown, D(0)) - sum(values, D(0))) <= quantum / 2
    assert all(abs(a - b) < quantum for a, b in zip(shown, values, strict=True))


AMOUNT = st.integers(0, 5_000_000)
DAYS = st.builds(
    day_sum,
    day=st.dates(date(2026, 9, 28), date(2026, 11, 3)),
    cabinet=st.sampled_from(["td-1", "td-2", "td-3"]),
    street=st.sampled_from(["thd", "le-loi", ""]),
    metered=AMOUNT, base=AMOUNT, new_old=AMOUNT, new_full=AMOUNT, attributed=AMOUNT,
)  # fmt: skip


@given(st.lists(DAYS, max_size=25))
def test_everything_shown_adds_up(days: list[LedgerSum]) -> None:
    tables = [savings_table(days, ACCOUNTS, by) for by in By]
    for table in tables:
        for unit in ("kwh", "net_vnd", "vat_vnd", "co2_kg", "vnd"):
            total: Columns = getattr(table.total, unit)
            for name in COLUMNS:
                assert sum(getattr(getattr(row, unit), name) for row in table.rows) == getattr(total, name)
            for row in (*table.rows, table.total):
                cells: Columns = getattr(row, unit)
                assert cells.swap + cells.switching + cells.dimming == cells.saved
                assert cells.attributed + cells.unattributed == cells.metered
    assert len({table.total.kwh for table in tables}) == 1
    assert len({table.total.vnd for table in tables}) == 1
    assert len({table.total.co2_kg for table in tables}) == 1
    exact = sum((D(day.base_dwh - day.metered_dwh) for day in days), D(0)) / 10_000
    assert abs(tables[0].total.kwh.saved - exact) <= D("0.1")
