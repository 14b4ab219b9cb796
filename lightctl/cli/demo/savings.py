"""What the simulated days of the past used and saved: a table on the screen, a report on disk."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from rich.console import RenderableType

from lightctl.cli.demo.glance import days_at_a_glance
from lightctl.cli.reporting import Read, read_report
from lightctl.render.html import savings_html
from lightctl.render.numbers import Language
from lightctl.render.text import savings_text
from lightctl.site.model import Site
from lightctl.store.history import History

LANGUAGES: tuple[Language, ...] = ("vi", "en")


class PastDays:
    """The days of a period, read from the history that another process is still writing."""

    def __init__(self, site: Site, state: Path, first: date) -> None:
        self._site, self._state, self._first = site, state, first
        self._known: tuple[int, Read] | None = None

    def table(self, days: int) -> RenderableType:
        """The savings by day of the first so many days."""
        read = self._read(days)
        return savings_text(read.report, read.report.by_day, read.facts, "en")

    def glance(self, days: int, lines: int) -> RenderableType:
        """The same in at most so many lines."""
        return days_at_a_glance(self._read(days).report, lines)

    def write(self, days: int, folder: Path) -> list[Path]:
        """Write the report of the first so many days in every language; returns the files."""
        read = self._read(days)
        files = [folder / f"report-{language}.html" for language in LANGUAGES]
        for file, language in zip(files, LANGUAGES, strict=True):
            file.write_text(savings_html(read.report, read.facts, language), "utf-8")
        return files

    def _read(self, days: int) -> Read:
        """Worked out once for each day that ends."""
        if self._known is None or self._known[0] != days:
            self._known = days, self._work_out(days)
        return self._known[1]

    def _work_out(self, days: int) -> Read:
        after = self._first + timedelta(days=days)
        with History.open(self._state) as history:
            made = datetime.combine(after, time(12), history.zone)
            return read_report(self._site, history, self._first, after, made)
