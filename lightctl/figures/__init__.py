"""Report numbers: ledger rows in, figures out; pure."""

from lightctl.figures.period import Period, period_of
from lightctl.figures.report import Headline, SavingsReport, TariffSpan, savings_report
from lightctl.figures.savings import By, Coverage, SavingsRow, SavingsTable, savings_table

__all__ = [
    "By", "Coverage", "Headline", "Period", "SavingsReport", "SavingsRow", "SavingsTable", "TariffSpan",
    "period_of", "savings_report", "savings_table",
]  # fmt: skip
