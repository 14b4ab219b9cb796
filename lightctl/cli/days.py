"""Days, nights and periods as typed: an ISO date, an ISO month, or from one day to another."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from lightctl.errors import TargetError

if TYPE_CHECKING:
    from lightctl.site.model import Site

FIRST_YEAR, LAST_YEAR = 1970, 2199
_MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")


def day(text: str) -> date:
    """`2026-10-31`; for click, which tells of a BadParameter and ends with code 2."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is not a day: write 2026-10-31") from None
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise click.BadParameter(f"{text} lies outside {FIRST_YEAR}–{LAST_YEAR}")
    return read


def month(text: str) -> date:
    """`2026-10`, as its first day; likewise."""
    if not _MONTH.fullmatch(text):
        raise click.BadParameter(f"'{text}' is not a month: write 2026-10")
    return day(f"{text}-01")


def tonight(site: "Site") -> date:
    """The night that the computer's clock shows; until noon it is last night's date."""
    from lightctl.clock import SystemClock
    from lightctl.core.calendar import night_of

    return night_of(site.settings.place, SystemClock().now())


def period(whole: date | None, first: date | None, last: date | None) -> tuple[date, date]:
    """First and last day of what was asked for, both included; raises TargetError."""
    if whole is not None and (first or last):
        raise TargetError("write either --month or --from and --to")
    if whole is not None:
        return whole, (whole.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if first is None or last is None:
        raise TargetError("which days? Write --month 2026-10, or --from 2026-10-01 --to 2026-10-31")
    if last < first:
        raise TargetError(f"--to {last} lies before --from {first}")
    return first, last
