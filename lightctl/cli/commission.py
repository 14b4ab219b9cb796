"""`lightctl commission`: putting devices into service, at the pole and in the office."""

import click

from lightctl.cli.lazy import LazyGroup

COMMANDS = {
    "blink": ("lightctl.cli.commission_live:blink", "Let one lamp pulse so that it is found."),
    "find": ("lightctl.cli.commission_live:find", "What differs between the lines and the inventory."),
    "replace": ("lightctl.cli.commission_replace:replace", "Write down what was exchanged on a pole."),
    "import": ("lightctl.cli.commission_import:import_file", "Make an inventory table of somebody's file."),
    "export": ("lightctl.cli.commission_import:export_file", "Write the lamps as an inventory table."),
}


@click.group(cls=LazyGroup, lazily=COMMANDS)
def commission() -> None:
    """Put lamps and controllers into service, and keep the inventory true.

    \b
    Examples:
      lightctl commission blink thd-012 --for 30s
      lightctl commission find --cabinet td-010
      lightctl commission replace thd-012 --luminaire led-75 --on 2026-11-20
      lightctl commission import poles.csv --map "Mã đèn=id" -o config/lamps/new.csv --dry-run
    """
