"""Runs a part's items one after another, remembers how far it came, and writes down what it counted."""

import json
import multiprocessing
import platform
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from prove.part import Counts, Failed, Part, Tally

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PARTIAL = HERE / ".partial"
SAVE_EVERY_S = 5.0


@dataclass
class Limits:
    """When to stop, and whether to go on from where the last run stopped."""

    ends_at: float | None = None
    resume: bool = False

    def over(self) -> bool:
        """Whether the time is up."""
        return self.ends_at is not None and time.monotonic() >= self.ends_at


def run_part(part: Part, limits: Limits) -> Tally:
    """Run what is left of a part, what failed before it; the tally is also on disk afterwards."""
    tally = _load(part) if limits.resume else Tally()
    _try_again(part, tally)
    saved = began = time.monotonic()
    for outcome in _outcomes(part, range(tally.done, part.size), limits):
        _count(part, tally, tally.done, outcome)
        tally.seconds, began = tally.seconds + time.monotonic() - began, time.monotonic()
        if time.monotonic() - saved > SAVE_EVERY_S:
            saved = time.monotonic()
            _save(PARTIAL, part, tally)
            print(f"  {part.name} {tally.done}/{part.size}", flush=True)
    _save(PARTIAL, part, tally)
    if tally.done:
        _save(RESULTS, part, tally)
    return tally


def _try_again(part: Part, tally: Tally) -> None:
    failed = [int(row.partition(":")[0].removeprefix("item ")) for row in tally.failures]
    tally.done, tally.failures = tally.done - len(failed), []
    for number in failed:
        _count(part, tally, number, _outcome(part, number))


def _count(part: Part, tally: Tally, number: int, outcome: Counts | str) -> None:
    if isinstance(outcome, str):
        print(f"  {part.name} item {number} FAILED: {outcome}")
        tally.fail(number, outcome)
    else:
        tally.add(outcome)


def _outcomes(part: Part, numbers: range, limits: Limits) -> Iterator[Counts | str]:
    """What each item counted, or why it failed, in order; on all processors where a part allows that."""
    if not getattr(part, "side_by_side", False) or limits.over():
        for number in numbers:
            if limits.over():
                return
            yield _outcome(part, number)
        return
    with multiprocessing.Pool() as pool:
        for outcome in pool.imap(partial(_outcome, part), numbers):
            yield outcome
            if limits.over():
                return


def _outcome(part: Part, number: int) -> Counts | str:
    try:
        return part.item(number)
    except Failed as failure:
        return str(failure)


def describe(part: Part, tally: Tally) -> str:
    """One paragraph for a person."""
    verdict = "FAILED" if tally.failures else "held" if tally.done == part.size else "held so far"
    counts = ", ".join(f"{name.replace('_', ' ')} {value:,.6g}" for name, value in tally.counts.items())
    head = f"{part.name}: {verdict}, {tally.done}/{part.size} in {tally.seconds:.0f} s"
    return "\n".join([head, f"  {part.promise}", f"  {counts or 'nothing counted'}", *tally.failures])


def _load(part: Part) -> Tally:
    try:
        kept = json.loads((PARTIAL / f"{part.name}.json").read_text("utf-8"))
    except FileNotFoundError:
        return Tally()
    return Tally(kept["done"], kept["seconds"], kept["counts"], kept["failures"])


def _save(folder: Path, part: Part, tally: Tally) -> None:
    folder.mkdir(exist_ok=True)
    rows = {
        "part": part.name,
        "promise": part.promise,
        "size": part.size,
        **tally.as_dict(),
        "seconds": round(tally.seconds, 1),
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": _version(),
        "python": platform.python_version(),
    }
    text = json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
    waiting = folder / f".{part.name}.new"
    waiting.write_text(text, encoding="utf-8")
    waiting.replace(folder / f"{part.name}.json")


def _version() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "unknown"
