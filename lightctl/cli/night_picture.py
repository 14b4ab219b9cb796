"""A night drawn with characters: readable without colour, as wide as the terminal allows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.text import Text

from lightctl.cli.night_curves import Levels, levels_at
from lightctl.core.night import NightPlan
from lightctl.core.sun import SunNight

ROWS = 10
GUTTER = 6
LEGEND = "█ at least  ▓ plan, without sensors  ░ up to full, where sensors ask"
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_LEAST, _PLAN, _FULL = ("█", "yellow"), ("▓", "dark_orange3"), ("░", "grey50")
_TICKS = (1, 2, 3, 4, 6, 12)
_ROOM = 7


@dataclass(frozen=True, slots=True)
class Axis:
    """Columns of equal time between two instants."""

    start: datetime
    end: datetime
    columns: int
    zone: ZoneInfo

    def middles(self) -> list[datetime]:
        """The instant in the middle of each column."""
        each = (self.end - self.start) / self.columns
        return [self.start + each * (i + 0.5) for i in range(self.columns)]

    def column(self, at: datetime) -> int | None:
        """The column that holds an instant; None outside."""
        index = int((at - self.start) / (self.end - self.start) * self.columns)
        return index if self.start <= at and index < self.columns else None

    def hours(self) -> list[tuple[int, str]]:
        """Columns of whole local hours with their names, as many as have room."""
        hours = (self.end - self.start) / timedelta(hours=1)
        every = next((n for n in _TICKS if self.columns / hours * n >= _ROOM), 12)
        local = self.start.astimezone(self.zone).replace(minute=0, second=0, microsecond=0)
        found: dict[int, str] = {}
        for step in range(int(hours) + 2):
            at = local + timedelta(hours=step)
            column = self.column(at.astimezone(self.start.tzinfo))
            if at.hour % every == 0 and column is not None:
                found[column] = f"{at:%H:%M}"
        return list(found.items())


def picture(plan: NightPlan, sun: SunNight, axis: Axis) -> list[Text]:
    """The three bands over the axis, rows of ten percent, sun events above."""
    columns = [levels_at(plan, at) for at in axis.middles()]
    lines = [sun_line(sun, axis, GUTTER)]
    for row in range(ROWS, 0, -1):
        percent = 100 * row // ROWS
        label = f"{percent:>4}% " if percent % 50 == 0 else " " * GUTTER
        line = Text(label, style="dim")
        for levels in columns:
            line.append(*_cell(levels, percent - 50 / ROWS))
        line.rstrip()
        lines.append(line)
    return [*lines, *axis_lines(axis, GUTTER)]


def sparkline(plan: NightPlan, axis: Axis) -> Text:
    """The plan alone in one line."""
    levels = [levels_at(plan, at).plan for at in axis.middles()]
    eighths = (_EIGHTHS[-(-round(level * 8) // 100)] for level in levels)
    return Text("".join(eighths).rstrip(), style=_LEAST[1])


def axis_lines(axis: Axis, indent: int) -> Iterator[Text]:
    """The axis with its ticks, and the hours below."""
    ticks = axis.hours()
    marked = {column for column, _ in ticks}
    yield Text(" " * indent + "".join("┬" if i in marked else "─" for i in range(axis.columns)), style="dim")
    yield Text(" " * indent + _written(ticks, axis.columns), style="dim")


def sun_line(sun: SunNight, axis: Axis, indent: int) -> Text:
    """The marks of the sun events in their columns."""
    cells = [" "] * axis.columns
    for mark, _, at in _events(sun):
        column = axis.column(at) if at else None
        if column is not None:
            cells[column] = mark
    return Text(" " * indent + "".join(cells).rstrip(), style="cyan")


def sun_words(sun: SunNight, zone: ZoneInfo) -> str:
    """Sun events with their marks and local times."""
    if sun.sunset is None and sun.sunrise is None:
        return {"dark": "the sun does not rise", "light": "the sun does not set"}.get(sun.always or "", "")
    words = [f"{mark} {name} {at.astimezone(zone):%H:%M}" for mark, name, at in _events(sun) if at]
    return "  ".join(words)


def _events(sun: SunNight) -> Sequence[tuple[str, str, datetime | None]]:
    return (
        ("▼", "sunset", sun.sunset), ("▾", "dusk", sun.dusk), ("▴", "dawn", sun.dawn),
        ("▲", "sunrise", sun.sunrise),
    )  # fmt: skip


def _cell(levels: Levels, above: float) -> tuple[str, str]:
    """The strongest band that reaches the middle of the row."""
    if levels.least >= above:
        return _LEAST
    if levels.plan >= above:
        return _PLAN
    return _FULL if levels.full >= above else (" ", "")


def _written(ticks: Sequence[tuple[int, str]], columns: int) -> str:
    """Names that begin under their ticks; one that would run out or into another is left out."""
    line = ""
    for column, name in ticks:
        if column >= len(line) and column + len(name) <= columns:
            line += " " * (column - len(line)) + name + " "
    return line.rstrip()
