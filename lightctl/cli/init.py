"""`lightctl init DIR`: a small city to begin with."""

from pathlib import Path

import click

from lightctl.cli.options import json_option
from lightctl.cli.output import say_json
from lightctl.errors import LightctlError, SiteError


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@json_option
def init(directory: Path, as_json: bool) -> None:
    """Make a folder that describes a new city: one street, ready to be checked and simulated.

    DIR must be new or empty.

    Example: lightctl init my-city
    """
    from lightctl.site.init import init_site

    try:
        written = init_site(directory)
    except SiteError as error:
        problem = error.problems[0]
        raise LightctlError(f"{problem.file} {problem.message}; nothing was written over") from error
    files = [path.relative_to(directory).as_posix() for path in written]
    if as_json:
        say_json({"directory": str(directory), "files": files})
        return
    for file in files:
        click.echo(f"wrote {directory / file}")
    click.echo(f"\nNext: cd {directory}, then lightctl check, lightctl plan and lightctl simulate")
