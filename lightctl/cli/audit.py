"""`lightctl audit`: who did what, when and why."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lightctl.cli.days import day
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import say_json, say_table
from lightctl.errors import TargetError

if TYPE_CHECKING:
    from lightctl.store import Act

NEWEST = 50
_BEGIN, _END = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@click.group(invoke_without_command=True)
@click.option("--from", "first", type=day, metavar="DAY", help="The first day.")
@click.option("--to", "last", type=day, metavar="DAY", help="The last day, included.")
@click.option(
    "--target", default="", help="Only what concerns this target, circuit or scene, as it is written."
)
@json_option
@state_option
@site_option
@click.pass_context
def audit(
    context: click.Context, site: Path, state: Path | None, as_json: bool, first: date | None,
    last: date | None, target: str,
) -> None:  # fmt: skip
    """Who commanded what, when and why; the newest 50 unless days are named. Works without a daemon.

    \b
    Examples:
      lightctl audit --target street:tran-hung-dao
      lightctl audit --from 2026-11-01 --to 2026-11-30 --json
    """
    if context.invoked_subcommand is not None:
        return
    if first and last and last < first:
        raise TargetError(f"--to {last} lies before --from {first}")
    from lightctl.cli.readable import plainly
    from lightctl.store import History

    with History.open(daemon_of(site, state)) as kept:
        zone = kept.zone
    start = datetime.combine(first, datetime.min.time(), zone) if first else _BEGIN
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone) if last else _END
    acts = _acts(daemon_of(site, state), start, end, target.strip())
    if first is None and last is None:
        acts = acts[-NEWEST:]
    rows = [
        {"at": act.at.astimezone(zone).isoformat(timespec="seconds"), "who": act.who, "what": act.what,
         "target": act.target, "why": act.why, "before": act.before, "after": act.after}
        for act in acts
    ]  # fmt: skip
    if as_json:
        say_json(rows)
        return
    say_table(
        ("at", "who", "what", "target", "why", "before", "after"),
        [
            (row["at"][:19].replace("T", " "), *(plainly(word, zone) for word in list(row.values())[1:]))
            for row in rows
        ],
        empty="nothing is in the audit there",
    )


@audit.command()
@state_option
@site_option
def verify(site: Path, state: Path | None) -> None:
    """Check the seal of every row against the row before it.

    Example: lightctl audit verify
    """
    from lightctl.store import History

    with History.open(daemon_of(site, state)) as history:
        click.echo(f"{history.verify_audit():,} rows, every seal fits")


def _acts(state: Path, start: datetime, end: datetime, target: str) -> list["Act"]:
    from lightctl.store import History

    with History.open(state) as history:
        acts = history.acts_between(start, end)
    return [act for act in acts if not target or act.target == target]
