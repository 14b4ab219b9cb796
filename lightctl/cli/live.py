"""`lightctl status --watch`: the same, live."""

import time

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from lightctl.cli.client import Client
from lightctl.cli.output import shown
from lightctl.cli.status import lines
from lightctl.errors import Unreachable

EVERY_S = 1.0
MOST_ROWS = 24


def watch_status(client: Client) -> None:
    """Redraw every second until interrupted; a daemon that goes away is said, and waited for."""
    with Live(picture(client), console=Console(), auto_refresh=False) as live:
        try:
            while True:
                time.sleep(EVERY_S)  # noqa: TID251 - no event loop here: a person watches
                live.update(_picture_or_trouble(client), refresh=True)
        except KeyboardInterrupt:
            return


def picture(client: Client) -> Group:
    """The glance, and the cabinets below it."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head, side in (("cabinet", "left"), ("name", "left"), ("answers", "left"), ("circuits", "right"),
                       ("kW", "right"), ("door", "left")):  # fmt: skip
        table.add_column(head, justify="right" if side == "right" else "left")
    cabinets = client.get("/cabinets")
    troubled = sorted(cabinets, key=lambda row: (row["answering"], not row["unserved"]))
    for row in troubled[:MOST_ROWS]:
        style = "" if row["answering"] else "red"
        table.add_row(
            row["id"], row["name"], shown(row["answering"]),
            f"{row['circuits_closed']}/{row['circuits_total']}",
            shown(None if row["power_w"] is None else row["power_w"] / 1000), shown(row["door_open"]),
            style=style,
        )  # fmt: skip
    more = len(cabinets) - MOST_ROWS
    tail = Text(f"… and {more} more", style="dim") if more > 0 else Text("")
    return Group(Text("\n".join(lines(client.get("/status")))), Text(""), table, tail)


def _picture_or_trouble(client: Client) -> Group:
    try:
        return picture(client)
    except Unreachable as trouble:
        return Group(Text(str(trouble), style="red"))
