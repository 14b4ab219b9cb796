"""`lightctl diff`: what an edited site would change tonight, before anything is reloaded."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lightctl.cli.days import day, tonight
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import say_json
from lightctl.errors import TargetError

if TYPE_CHECKING:
    from lightctl.site.model import Site


@click.command()
@click.option("--night", type=day, default=None, metavar="DATE", help="Which night (default: tonight).")
@click.option("--against", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None,
              metavar="DIR", help="Compare with this site instead of the one that rules.")  # fmt: skip
@json_option
@state_option
@site_option
def diff(site: Path, state: Path | None, as_json: bool, night: date | None, against: Path | None) -> None:
    """Tell what the edited site would change tonight against the one that the daemon rules by.

    Street by street: profile, on and off, levels and floors; the energy and the money of the night,
    estimated from power curves by plan alone; whatever else changed; and what needs a restart. It asks
    no daemon. The exit code is 0 whether or not something changes (`--json` says `changed`), and 3 where
    the site has a mistake.

    Example: lightctl diff --site my-city --night 2027-02-05
    """
    from lightctl.cli.diff_page import as_data, lines, of_night
    from lightctl.site.diff import difference
    from lightctl.site.loader import load_site

    new = load_site(site)
    old = load_site(against) if against else ruling(daemon_of(site, state), site)
    change = difference(old, new, night or tonight(new))
    money = of_night(old, new, change.night)
    if as_json:
        say_json(as_data(change, money, new))
    else:
        click.echo("\n".join(lines(change, money, new)))


def ruling(state: Path, root: Path) -> "Site":
    """The site that rules in a state directory; TargetError where no daemon ever ruled there."""
    from lightctl.daemon.reloading import digest_of
    from lightctl.site.kept import kept_site
    from lightctl.store import History

    with History.open(state) as history:
        digest = digest_of(history.states())
    if not digest:
        raise TargetError("no site has ruled here yet; compare with another folder: --against DIR")
    return kept_site(state, digest, root)
