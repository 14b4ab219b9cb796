"""The demo told to a person: as a live screen, or line by line where there is no screen."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from lightctl.cli.demo.screen import LOW, TAKEN, TAKEN_LOW, Look, progress, screen

if TYPE_CHECKING:
    from lightctl.cli.demo.command import Show

LOOK_EVERY_S = 0.5


def screen_show(show: "Show") -> None:
    """Draw until Ctrl-C or the time is up."""
    console = Console()
    with Live(console=console, screen=True, auto_refresh=False, vertical_overflow="crop") as live:
        for status, streets in _looks(show):
            look = Look(status, streets, _past(show, console.height), _hint(show))
            live.update(screen(look, show.story, console.height), refresh=True)
    _farewell(show)


def plain_show(show: "Show") -> None:
    """Print each thing that happens once, and the table of past days as it grows."""
    console = Console(width=110)
    told = 0
    shown = 0
    for _ in _looks(show):
        for number, (clock, sentence) in enumerate(show.story.told, start=1):
            if number > told:
                click.echo(f"{clock}  {sentence}")
        told = len(show.story.told)
        _, _, ended = show.past()
        if ended > shown:
            shown = ended
            console.print(show.table(ended))
    _farewell(show)


def _looks(show: "Show") -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    left = show.choice.seconds or float("inf")
    try:
        while left > 0:
            yield show.look()
            time.sleep(LOOK_EVERY_S)  # noqa: TID251 - no event loop here: a person watches
            left -= LOOK_EVERY_S
    except KeyboardInterrupt:
        return


def _past(show: "Show", height: int) -> RenderableType:
    done, at, ended = show.past()
    if ended:
        glance: RenderableType = show.glance(ended, height - TAKEN_LOW if height < LOW else height - TAKEN)
        return glance
    words = f"it is {at:%d %B %H:%M} there" if at else "starting"
    return progress(min(1.0, done * show.choice.days), f"of the first day; {words}")


def _hint(show: "Show") -> str:
    report = f" · report: {show.reports[0]}" if show.reports else ""
    return f" second terminal: .venv/bin/lightctl status · explain thd-001 · set … — Ctrl-C ends{report}"


def _farewell(show: "Show") -> None:
    Console().print(Text("The demo has ended; its processes too."))
    for file in show.reports:
        click.echo(f"report: {file}")
