"""Processor time and memory of a process with all its children, from /proc."""

import os
from collections.abc import Iterator
from pathlib import Path


def processor_s(pid: int) -> float:
    """Seconds of processor that the tree has used; what has ended in it meanwhile is not counted."""
    return sum(_scheduled_ns(one) for one in tree(pid)) / 1e9


def resident_mb(pid: int) -> float:
    """Resident memory of the tree, megabytes."""
    return sum(_resident_kb(one) for one in tree(pid)) / 1024


def tree(pid: int) -> Iterator[int]:
    """The process and everything below it."""
    yield pid
    for task in _tasks(pid):
        for child in _words(task / "children"):
            yield from tree(int(child))


def pin(pid: int, core: int) -> None:
    """Keep a process and all its threads on one core, where there is more than one."""
    if (os.cpu_count() or 1) > core:
        for one in tree(pid):
            for task in _tasks(one):
                os.sched_setaffinity(int(task.name), {core})


def _scheduled_ns(pid: int) -> int:
    return sum(int(_words(task / "schedstat")[0]) for task in _tasks(pid))


def _resident_kb(pid: int) -> int:
    rows = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next((int(row.split()[1]) for row in rows if row.startswith("VmRSS")), 0)


def _tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


def _words(path: Path) -> list[str]:
    return path.read_text("utf-8").split()
