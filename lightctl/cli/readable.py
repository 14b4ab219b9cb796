"""How history is read and shown: by the folder's site or the last good one, in local times."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from lightctl.core.words import counted
from lightctl.errors import SiteError
from lightctl.site.loader import load_site
from lightctl.site.model import Site

DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
"""A site's; twelve digits are enough for a person."""
INSTANT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d")


def readable_site(site: Path, state: Path) -> Site:
    """The folder's site; while that is refused the last good one, said on stderr. SiteError without one."""
    from lightctl.cli.serving import last_good

    try:
        return load_site(site)
    except SiteError as error:
        last = last_good(state, site)
        if last is None:
            raise
        mistakes = counted(len(error.problems), "mistake")
        click.echo(f"the folder has {mistakes}: read by the last good site, {last.digest[:12]}", err=True)
        return last


def plainly(words: str, zone: ZoneInfo) -> str:
    """Words of the audit for a person: local minutes, short digests."""
    return DIGEST.sub(r"\1", INSTANT.sub(lambda found: _local(found[0], zone), words))


def _local(text: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(text).astimezone(zone):%Y-%m-%d %H:%M}"
