"""A bar on the terminal while nights are computed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date


@contextmanager
def progress(nights: int) -> Iterator[Callable[[date], None]]:
    """A bar on the terminal while nights are computed; nothing where nobody watches.

    It draws when it is told of a night, without a thread: programs with threads cannot fork safely.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("night of {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal, auto_refresh=False
    ) as bar:
        task = bar.add_task("…", total=nights)
        yield lambda night: bar.update(task, advance=1, description=night.isoformat(), refresh=True)
