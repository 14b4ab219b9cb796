"""`lightctl explain`: why a lamp is as it is now, or as it was."""

from pathlib import Path
from typing import Any

import click

from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import say_json


@click.command()
@click.argument("lamp")
@click.option("--at", default=None, metavar="ISO", help="A past instant, from history; needs no daemon.")
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en", show_default=True)
@json_option
@state_option
@site_option
def explain(site: Path, state: Path | None, as_json: bool, lamp: str, at: str | None, lang: str) -> None:
    """Tell every reason of a lamp's level, now or at a past instant, and check it.

    What was known with its age, what the lamp itself answered, and whether the same site and version
    decide the same again from the same inputs. The past is told by the site that ruled then.

    Example: lightctl explain thd-001 --at 2026-11-20T23:30
    """
    directory = daemon_of(site, state)
    if at is None:
        story = Client(directory).get("/explain", lamp=lamp, lang=lang)
    else:
        from dataclasses import asdict

        from lightctl.cli.retold import past

        story = asdict(past(site, directory, lamp, at, lang))
    if as_json:
        say_json(story)
        return
    click.echo("\n".join(lines(story)))


def lines(story: dict[str, Any]) -> list[str]:
    """The story as a person reads it."""
    told = [f"  {number}. {sentence}" for number, sentence in enumerate(story["told"], start=1)]
    return [story["title"], *told, *(f"  {note}" for note in story["notes"])]
