"""`python -m prove [part…] [--list] [--resume] [--for MINUTES]`."""

import argparse
import sys
import time
from collections.abc import Sequence

from prove.parts import PARTS
from prove.runner import Limits, describe, run_part


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named parts, or all; 0 when everything held, 1 when something failed, 2 for a wrong name."""
    asked = _parser().parse_args(arguments)
    if asked.list:
        for make in PARTS.values():
            part = make()
            print(f"{part.name:10} {part.size:>6}  {part.promise}")
        return 0
    if unknown := [name for name in asked.parts if name not in PARTS]:
        print(f"no part named {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    ends_at = time.monotonic() + asked.minutes * 60 if asked.minutes else None
    failed = False
    for name in asked.parts or PARTS:
        part = PARTS[name]()
        tally = run_part(part, Limits(ends_at, asked.resume))
        print(describe(part, tally), flush=True)
        failed = failed or bool(tally.failures)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m prove", description="Run the long proofs.")
    parser.add_argument("parts", nargs="*", metavar="part", help="which ones (default: all)")
    parser.add_argument("--list", action="store_true", help="name the parts and stop")
    parser.add_argument(
        "--resume", action="store_true", help="go on where the last run stopped, what failed first"
    )
    parser.add_argument("--for", dest="minutes", type=float, metavar="MINUTES", help="stop after this long")
    return parser


if __name__ == "__main__":
    sys.exit(main())
