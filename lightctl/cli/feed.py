"""`lightctl feed`: where counts and weather come from, how old they are, what they are understood to say."""

import asyncio
import logging
from dataclasses import asdict
from pathlib import Path

import click

from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import Column, say_json, say_rows
from lightctl.errors import FeedError, TargetError


@click.group()
def feed() -> None:
    """Traffic and weather: where they come from.

    Example: lightctl feed list
    """


@feed.command("list")
@json_option
@state_option
@site_option
def list_feeds(site: Path, state: Path | None, as_json: bool) -> None:
    """List sources and counting places, and how old their word is.

    Example: lightctl feed list
    """
    rows = Client(daemon_of(site, state)).get("/feeds")
    columns: dict[str, Column] = {
        "name": "name", "kind": "kind", "age": lambda r: _age(r["age_s"]), "quality": "quality",
        "says": "says",
    }  # fmt: skip
    nothing = "The site listens to nothing: its streets keep to their plan."
    say_rows(rows, columns, as_json=as_json, empty=nothing)
    for words in dict.fromkeys(r["attribution"] for r in rows if r["attribution"] and not as_json):
        click.echo(words)


@feed.command("try")
@click.argument("name", required=False, default="")
@json_option
@site_option
def try_feed(site: Path, as_json: bool, name: str) -> None:
    """Ask every source once and print what is understood.

    With NAME only those whose name holds it. Needs no daemon and changes nothing.

    Example: lightctl feed try met-norway
    """
    from lightctl.clock import SystemClock
    from lightctl.feeds.trying import try_feeds
    from lightctl.site.loader import load_site

    logging.getLogger("lightctl.feeds.asking").setLevel(logging.ERROR)  # what it would warn of is printed
    tried = asyncio.run(try_feeds(load_site(site), SystemClock(), name))
    if not tried:
        held = f" whose name holds {name!r}" if name else ": traffic, weather and sensors say none"
        raise TargetError(f"config/settings.yaml of this site names no source{held}")
    if as_json:
        say_json([asdict(one) for one in tried])
    else:
        for one in tried:
            click.echo(f"{one.name}: {one.trouble or one.says}")
    if any(one.trouble for one in tried):
        raise FeedError("not every source could be understood")


def _age(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    minutes = int(seconds) // 60
    return f"{int(seconds)} s" if minutes < 1 else f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
