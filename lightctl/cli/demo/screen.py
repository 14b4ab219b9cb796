"""The demo's screen: the city's streets as they are lit, what happened, and what past days saved."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from lightctl.cli.demo.story import Story

COLUMNS = 6
SHOWN, SHOWN_LOW = 7, 4
LOW = 36
"""Terminals with fewer lines than this are low."""
TAKEN, TAKEN_LOW = 28, 17
"""Lines that everything but the past days takes: head, streets, what happened, frames and hint."""
_DARK = "grey35"
_WARM = ("#5c4a1e", "#7d6426", "#a3822c", "#c9a033", "#e8bc3d", "#ffd54a", "#ffe58a")


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen at one moment."""

    status: Mapping[str, Any]
    streets: Sequence[Mapping[str, Any]]
    past: RenderableType
    hint: str


def screen(look: Look, story: Story, height: int) -> RenderableType:
    """Everything at one moment; a low terminal shows the streets without their names."""
    low = height < LOW
    streets = _numbers(look.streets) if low else _grid(look.streets)
    return Group(
        _head(look.status),
        _panel(streets, "streets, light in %"),
        _panel(_told(story, SHOWN_LOW if low else SHOWN), "what happened"),
        _panel(look.past, "past days, simulated beside it"),
        Text(look.hint, style="grey62", no_wrap=True, overflow="ellipsis"),
    )


def _panel(inside: RenderableType, title: str) -> Panel:
    return Panel(inside, title=title, title_align="left", border_style="grey50")


def progress(done: float, words: str) -> RenderableType:
    """A bar from 0 to 1 with words beside it."""
    row = Table.grid(padding=(0, 1))
    row.add_row(ProgressBar(total=1.0, completed=done, width=40), Text(f"{done:4.0%}  {words}"))
    return row


def _head(status: Mapping[str, Any]) -> Text:
    lamps = status["lamps"]
    power = status["power_w"]
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f" {status['name']} ", style="bold black on #ffd54a")
    text.append(f"  {status['now'][11:19]} ", style="bold")
    text.append(f"({status['clock_rate']:g}× fast)  sunset {_clock(status['sunset'])}  ", style="grey70")
    text.append(f"{status['weather']}  ", style="bold cyan" if status["weather"] != "calm" else "grey70")
    if lamps["wanted_lit"]:
        text.append(f"{lamps['verified']:,}/{lamps['total']:,} lamps proved  ")
    else:
        text.append(f"{lamps['total']:,} lamps off by plan  ")
    missing = status["cabinets_total"] - status["cabinets_answering"]
    style = "bold red" if missing else "grey70"
    text.append(f"{status['cabinets_answering']}/{status['cabinets_total']} cabinets  ", style=style)
    text.append(f"{power / 1000:.1f} kW" if power is not None else "")
    return text


def _grid(streets: Sequence[Mapping[str, Any]]) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    for _ in range(COLUMNS):
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        table.add_column(justify="right", width=3, no_wrap=True)
    rows = math.ceil(len(streets) / COLUMNS)
    for row in range(rows):
        cells: list[Text] = []
        for street in streets[row::rows]:
            cells += _cell(street)
        table.add_row(*cells)
    return table


def _numbers(streets: Sequence[Mapping[str, Any]]) -> Text:
    return Text(" ").join(Text(f"{number.plain:>3}", style=number.style) for _, number in map(_cell, streets))


def _cell(street: Mapping[str, Any]) -> tuple[Text, Text]:
    level = street["level"] or 0.0
    if street["silent"]:
        return Text(street["name"], style="red"), Text("?", style="bold red")
    if level <= 0:
        return Text(street["name"], style=_DARK), Text("·", style=_DARK)
    warm = _WARM[min(len(_WARM) - 1, int(level / 100 * len(_WARM)))]
    number = "bold cyan" if street["layer"] == "weather" else f"bold {warm}"
    return Text(street["name"], style=warm), Text(f"{level:.0f}", style=number)


def _told(story: Story, most: int) -> Text:
    text = Text(no_wrap=True, overflow="ellipsis")
    for number, (clock, sentence) in enumerate(story.told[-most:]):
        text.append("\n" if number else "")
        text.append(f"{clock}  ", style="grey62")
        text.append(sentence)
    return text


def _clock(instant: str | None) -> str:
    return instant[11:16] if instant else "—"
