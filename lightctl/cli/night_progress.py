"""A bar on the terminal while nights are computed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date


@contextmanager
def progress(nights: int, *, watched: bool = True) -> Iterator[Callable[[date], None]]:
    """A bar on the terminal while nights are computed; nothing where nobody watches.

    It draws when it is told of a night, without a thread: programs with threads cannot fork safely.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    silent = not watched or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=silent, auto_refresh=False) as bar:
        task = bar.add_task("reading recordings", total=nights)
        bar.refresh()
        yield lambda night: bar.update(task, advance=1, description=f"night of {night}", refresh=True)
