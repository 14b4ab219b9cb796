"""`python -m benchmarks [name…] [--json FILE]`: run them and print one table."""

import argparse
import importlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.figure import Figure

NAMES = ("start", "check", "reads", "rtu", "cycle", "decide", "command", "rehearse", "night", "daemon")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all ran, 2 for a wrong name."""
    asked = _parser().parse_args(arguments)
    if unknown := [name for name in asked.names if name not in NAMES]:
        print(f"no benchmark named {', '.join(unknown)}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    figures: list[tuple[str, Figure]] = []
    for name in asked.names or NAMES:
        print(f"… {name}", file=sys.stderr, flush=True)
        figures += [(name, figure) for figure in importlib.import_module(f"benchmarks.{name}").figures()]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    for line in _table(figures):
        print(line)
    if asked.json:
        rows = [{"benchmark": name, **asdict(figure)} for name, figure in figures]
        asked.json.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _table(figures: Iterable[tuple[str, Figure]]) -> Iterable[str]:
    head = ("", "what", "measured", "aim", "range")
    rows = [head, *((name, f.what, f.told(), f.aim, f.spread) for name, f in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what lightctl costs.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"which ones of {', '.join(NAMES)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
