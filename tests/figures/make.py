"""Day sums made by hand for figures."""

from datetime import date

from lightctl.figures.rows import LedgerSum, Quality

DAY = date(2026, 10, 5)
OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))


_PLAIN = Quality(0)


def day_sum(
    day: date = DAY, cabinet: str = "td-1", street: str = "thd", *, metered: int = 88_000,
    base: int = 500_000, new_old: int = 300_000, new_full: int = 200_000, attributed: int = 80_000,
    night: int = 12, known: int = 12, quality: Quality = _PLAIN,
) -> LedgerSum:  # fmt: skip
    """A day in 0.1 Wh."""
    return LedgerSum(day, cabinet, street, metered, attributed, new_full, new_old, base, 2 * base, 720, 0, 10,
                     24, night, 24 - night + known, known, quality)  # fmt: skip


def blank_sum(
    day: date = DAY, cabinet: str = "td-1", street: str = "thd", *, night: int = 12, hours: int = 24,
    quality: Quality = Quality.MISSING,
) -> LedgerSum:  # fmt: skip
    """A day of which nothing is known."""
    return LedgerSum(day, cabinet, street, 0, 0, 0, 0, 0, 0, 0, 0, 0, hours, night, 0, 0, quality)
