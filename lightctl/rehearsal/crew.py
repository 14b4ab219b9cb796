"""The same work on many items, on all processors where that is possible; results in the items' order."""

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

PAYS_FROM = 8
"""Fewer items are done sooner than a second process has begun."""
_work: list[Callable[[Any], Any]] = []


def side_by_side(work: Callable[[T], R], items: Sequence[T], *, workers: int | None = None) -> Iterator[R]:
    """What `work` makes of each item; in processes that inherit everything by forking, so nothing is copied.

    `work` must not depend on which items it had before. Programs with threads of their own do it here.
    """
    count = min(workers or os.cpu_count() or 1, len(items))
    if count < 2 or (workers is None and len(items) < PAYS_FROM) or not _may_fork():
        yield from map(work, items)
        return
    chunk = max(1, min(16, len(items) // (4 * count)))
    with multiprocessing.get_context("fork").Pool(count, _inherit, (work,)) as pool:
        yield from pool.imap(_do, items, chunk)


@contextmanager
def without_collector() -> Iterator[None]:
    """Millions of readings are no garbage: looking through them again and again takes half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _may_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def _inherit(work: Callable[[Any], Any]) -> None:
    _work[:] = [work]


def _do(item: Any) -> Any:
    return _work[0](item)
