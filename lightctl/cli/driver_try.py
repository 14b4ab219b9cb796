"""`lightctl driver try`: one driver file alone, against a device made from it or a real one."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lightctl.cli.options import json_option
from lightctl.cli.output import say_json, say_table
from lightctl.errors import LightctlError, TargetError

if TYPE_CHECKING:
    from lightctl.cli.bench.findings import Finding
    from lightctl.core.plant import Line
    from lightctl.wire.driver import Driver

_HEADS = ("did", "point", "place", "words", "value", "result")
_WARNING = "This switches what hangs on the device. Nobody may be working there. Go on?"


class Disagrees(LightctlError):
    """A device and its driver file do not say the same."""


@click.command("try")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--line", metavar="LINE", help="Of a real device: tcp:HOST:PORT, rtu-over-tcp:HOST:PORT or "
              "rtu:PORT@BAUD.")  # fmt: skip
@click.option("--parity", type=click.Choice(["N", "E", "O"]), default="N", show_default=True)
@click.option("--unit", type=click.IntRange(1, 247), default=1, show_default=True, help="Of a real device.")
@click.option("--write", is_flag=True, help="Write a real device too, and put back what was there.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--all", "every", is_flag=True, help="Show every value of long columns.")
@json_option
def try_driver(
    file: Path, line: str | None, parity: str, unit: int, write: bool, yes: bool, every: bool, as_json: bool,
) -> None:  # fmt: skip
    """Read every point of one driver FILE, write its writable ones, and say what disagrees.

    Without --line a simulated device made from the file answers over loopback, with counting words: its
    values mean nothing, the last column does. A real device is only read unless --write is given: then both
    ends of each range, and last the value that was there.

    Example: lightctl driver try drivers/meters/mine.yaml --line tcp:192.168.1.20:502 --unit 3
    """
    from lightctl.cli.bench.files import driver_of_file
    from lightctl.cli.bench.lines import line_named

    driver = driver_of_file(file)
    if driver.speaks != "modbus":
        raise TargetError(
            f"{file} speaks {driver.speaks}, and only Modbus is tried register by register: "
            "`lightctl check` says whether the file is sound"
        )
    asked = line_named(line, parity) if line else None
    if asked is None and write:
        raise TargetError("--write is for a real device: give --line")
    if asked is not None and write and not yes:
        click.confirm(_WARNING, abort=True, err=True)
    found = asyncio.run(_try(driver, asked, unit, write))
    _say(found, every, as_json)


async def _try(driver: "Driver", line: "Line | None", unit: int, write: bool) -> "list[Finding]":
    from lightctl.cli.bench.trial import try_real, try_simulated
    from lightctl.links import LineDialer

    if line is None:
        return await try_simulated(driver)
    return await try_real(driver, line, LineDialer(Path()), unit, write=write)


def _say(found: "list[Finding]", every: bool, as_json: bool) -> None:
    """The table, its sum, and the error that makes the exit code; raises Disagrees."""
    wrong = sum(one.wrong for one in found)
    if as_json:
        say_json({"ok": not wrong, "wrong": wrong, "values": [one.row() for one in found]})
    else:
        rows = [one.row() for one in found if every or one.worth_showing]
        say_table(_HEADS, [tuple(row[head] for head in _HEADS) for row in rows], empty="no values")
        did = Counter(one.did for one in found)
        click.echo("\n" + ", ".join(f"{count} × {what}" for what, count in did.items()) + f": {wrong} wrong")
        if len(rows) < len(found):
            click.echo(f"{len(found) - len(rows)} values of long columns not shown: --all shows them")
    if wrong:
        raise Disagrees(f"{wrong} of {len(found)} values disagree with the driver file")
