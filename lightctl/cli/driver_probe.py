"""`lightctl driver probe`: who answers on a line, and what they may be."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lightctl.cli.options import json_option, site_option
from lightctl.cli.output import say_json, say_table
from lightctl.errors import LightctlError, TargetError

if TYPE_CHECKING:
    from lightctl.cli.bench.probe import Fit
    from lightctl.core.plant import Line
    from lightctl.wire.driver import Driver


class Nobody(LightctlError):
    """No unit answered."""


@click.command()
@click.argument("line")
@click.option("--first", type=click.IntRange(1, 247), default=1, show_default=True, help="First unit to ask.")
@click.option("--last", type=click.IntRange(1, 247), default=247, show_default=True, help="Last unit to ask.")
@click.option("--wait", type=click.FloatRange(0.01, 5), default=0.2, show_default=True,
              metavar="SECONDS", help="How long each unit may take to answer.")  # fmt: skip
@click.option("--table", type=click.Choice(["input", "holding", "coil", "discrete"]), default="input",
              show_default=True, help="Where register 0 is asked for.")  # fmt: skip
@click.option("--parity", type=click.Choice(["N", "E", "O"]), default="N", show_default=True)
@json_option
@site_option
def probe(
    line: str, first: int, last: int, wait: float, table: str, parity: str, site: Path, as_json: bool
) -> None:
    """Ask every unit of a LINE for one register, and say which answer and which drivers fit them.

    LINE is tcp:HOST:PORT, rtu-over-tcp:HOST:PORT or rtu:PORT@BAUD. Nothing is written. A driver fits where
    the unit shows its identity point and answers all its registers; one without an identity point fits
    perhaps. The line must have no other owner meanwhile: stop the daemon first.

    Example: lightctl driver probe rtu:/dev/ttyUSB0@9600 --last 32
    """
    from lightctl.cli.bench.files import sound_drivers
    from lightctl.cli.bench.lines import line_named

    if first > last:
        raise TargetError(f"no unit lies from {first} to {last}")
    asked = line_named(line, parity)
    units = range(first, last + 1)
    found = asyncio.run(_probe(asked, units, wait, table, sound_drivers(site)))
    _say(units, found, as_json)
    if not found:
        raise Nobody(f"{line}: of units {first} to {last} none answered within {wait:g} s")


async def _probe(
    line: "Line", units: Sequence[int], wait_s: float, table: str, drivers: "list[Driver]"
) -> "dict[int, list[Fit]]":
    """Fits by unit; where all units answer it is one device, and only the first is looked at."""
    from lightctl.cli.bench.probe import fitting, scan
    from lightctl.clock import loop_clock
    from lightctl.field.transaction import Guard
    from lightctl.links import LineDialer
    from lightctl.wire.driver import Table

    with closing(Guard(line, LineDialer(Path()), loop_clock())) as guard:
        answering: list[int] = []
        with click.progressbar(units, label="units", file=sys.stderr) as bar:
            async for unit, answers in scan(guard, units, wait_s, Table(table)):
                answering += [unit] if answers else []
                bar.update(1)
        looked_at = answering[:1] if _all_alike(units, answering) else answering
        fits = {unit: await fitting(guard, unit, drivers) for unit in looked_at}
    return {unit: fits.get(unit, []) for unit in answering}


def _say(units: Sequence[int], found: "dict[int, list[Fit]]", as_json: bool) -> None:
    if as_json:
        say_json([
            {"unit": unit, "drivers": [{"driver": fit.driver, "identity": fit.identity} for fit in fits]}
            for unit, fits in found.items()
        ])  # fmt: skip
        return
    if _all_alike(units, found):
        click.echo(
            f"all {len(units)} units answer: the device takes any unit number, or a gateway "
            "answers for all. The first one is shown; --first N --last N asks unit N alone"
        )
        found = dict(list(found.items())[:1])
    rows = [(unit, ", ".join(fit.told for fit in fits)) for unit, fits in found.items()]
    say_table(("unit", "drivers that fit"), rows, empty="nobody answers")


def _all_alike(units: Sequence[int], answering: "Sequence[int] | dict[int, list[Fit]]") -> bool:
    """Whether so many units answer that it must be one device."""
    return len(units) > 1 and len(answering) == len(units)
