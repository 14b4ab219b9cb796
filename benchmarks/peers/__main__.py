"""`python -m benchmarks.peers [--cabinets N …]`: the daemon and its peers, in turn, one table."""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.peers.broker import broker
from benchmarks.peers.farm import Farm
from benchmarks.peers.measure import Run, measure
from benchmarks.peers.ours import lightctl_words
from benchmarks.peers.pollers import modpoll_words, node_red_words, pymodbus_words, thingsboard_words

OFTEN = 10
"""Polls a second of the contestants that look for the ceiling."""

Words = Callable[[Path, Farm, int], list[str]]
"""(folder, farm, port of a broker) → the command that polls the farm."""


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant at one size."""

    who: str
    cabinets: int
    round_trip_ms: float
    us_per_point: float
    low: float
    high: float
    points_per_s: float
    wanted_per_s: float
    core_percent: float
    memory_mb: float
    server_percent: float


def contestants(tools: Path) -> dict[str, Words]:
    """Everybody, by name."""
    return {
        "lightctl": lambda folder, farm, _: lightctl_words(folder, farm.port, farm.cabinets, 1),
        "lightctl, 5 outstanding": lambda folder, farm, _: lightctl_words(
            folder, farm.port, farm.cabinets, 5
        ),
        f"lightctl, {OFTEN} Hz": lambda folder, farm, _: lightctl_words(
            folder, farm.port, farm.cabinets, 1, OFTEN
        ),
        f"lightctl, {OFTEN} Hz, 5 outstanding": lambda folder, farm, _: lightctl_words(
            folder, farm.port, farm.cabinets, 5, OFTEN
        ),
        "pymodbus, bare": lambda _folder, farm, _: pymodbus_words(farm.port, farm.cabinets),
        "Node-RED": lambda folder, farm, _: node_red_words(tools, folder, farm.port, farm.cabinets),
        "modpoll": lambda folder, farm, _: modpoll_words(tools, folder, farm.port, farm.cabinets),
        "thingsboard-gateway": lambda folder, farm, mqtt: thingsboard_words(
            tools, folder, farm.port, farm.cabinets, mqtt
        ),
    }


def main() -> int:
    """0 when all that could be installed ran."""
    asked = _parser().parse_args()
    asked.tools.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    sizes = [(n, 0.0) for n in asked.cabinets] + [(asked.cabinets[-1], 50.0)]
    for cabinets, round_trip_ms in sizes:
        rows += _size(asked, cabinets, round_trip_ms)
    for line in _table(rows):
        print(line)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    return 0


def _size(asked: argparse.Namespace, cabinets: int, round_trip_ms: float) -> Iterator[Row]:
    runs: dict[str, list[Run]] = {}
    known = contestants(asked.tools)
    for turn in range(asked.rounds):
        for who in asked.who or known:
            print(
                f"… {who}, {cabinets} cabinets, {round_trip_ms:g} ms, round {turn + 1}",
                file=sys.stderr,
                flush=True,
            )
            try:
                runs.setdefault(who, []).append(_once(known[who], who, cabinets, round_trip_ms, asked))
            except RuntimeError as error:
                print(f"  {who}: {error}", file=sys.stderr)
    for who, taken in runs.items():
        if taken:
            yield _row(who, cabinets, round_trip_ms, taken)


def _once(words: Words, who: str, cabinets: int, round_trip_ms: float, asked: argparse.Namespace) -> Run:
    with tempfile.TemporaryDirectory(prefix="lc-") as name, Farm(Path(name), cabinets, round_trip_ms) as farm:
        folder = Path(name)
        needs: AbstractContextManager[int] = (
            broker(folder) if who == "thingsboard-gateway" else nullcontext(0)
        )
        with needs as mqtt:
            return measure(words(folder, farm, mqtt), farm, asked.warm, asked.window, folder / "log")


def _row(who: str, cabinets: int, round_trip_ms: float, taken: list[Run]) -> Row:
    each = [run.us_per_point for run in taken]
    middle = sorted(taken, key=lambda run: run.us_per_point)[len(taken) // 2]
    return Row(
        who, cabinets, round_trip_ms, statistics.median(each), min(each), max(each), middle.points_per_s,
        500.0 * cabinets * (OFTEN if "Hz" in who else 1), middle.core_percent, middle.memory_mb,
        middle.server_percent,
    )  # fmt: skip


def _table(rows: list[Row]) -> Iterator[str]:
    yield (
        f"cabinets  round trip  {'who':<30} µs/point  {'range':<13}{'points/s of wanted':>22}"
        "     core   memory  server"
    )
    for row in rows:
        spread = f"{row.low:.2f}–{row.high:.2f}"
        share = f"{row.points_per_s:>9,.0f} of {row.wanted_per_s:>9,.0f}"
        yield (
            f"{row.cabinets:>8}  {row.round_trip_ms:>7g} ms  {row.who:<30} {row.us_per_point:>8.2f}  "
            f"{spread:<13}{share}  {row.core_percent:>5.1f} %  {row.memory_mb:>4.0f} MB"
            f"  {row.server_percent:>4.1f} %"
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--cabinets", type=int, nargs="+", default=[50, 200], metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--warm", type=float, default=20.0, metavar="SECONDS")
    parser.add_argument("--window", type=float, default=20.0, metavar="SECONDS")
    parser.add_argument("--who", nargs="+", metavar="NAME", help="only these")
    where = parser.add_argument("--tools", type=Path, default=Path("build/peers"), metavar="DIR")
    where.help = "where peers are installed"
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
