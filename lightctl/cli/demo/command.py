"""`lightctl demo`: everything at once, on one computer, with no root, broker or server."""

import shutil
import sys
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from lightctl.cli.client import Client
from lightctl.cli.demo.clock import FastClock
from lightctl.cli.demo.past import last_word, whole_days
from lightctl.cli.demo.processes import Processes
from lightctl.cli.demo.story import Story
from lightctl.cli.options import DEMO, make_state, site_option, state_option
from lightctl.errors import LightctlError, Unreachable

STARTS_WITHIN_S = 7.0
"""The city's clock shows the start when the screen appears; before, it runs towards it."""
MARK = "this-is-a-demo"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the demo was asked for."""

    site: Path
    state: Path
    scenario: str
    speed: float
    days: int
    seconds: float
    live: bool


@click.command()
@click.option("--speed", type=click.FloatRange(1, 600), default=180.0, show_default=True,
              help="City seconds per second.")  # fmt: skip
@click.option("--days", type=click.IntRange(1, 60), default=7, show_default=True,
              help="Days of the past to simulate beside it.")  # fmt: skip
@click.option("--seconds", type=float, default=0.0, help="End by itself after so long; 0 runs until Ctrl-C.")
@click.option("--scenario", default="demo", show_default=True, help="A file in simulators/.")
@click.option("--plain", is_flag=True, help="Print what happens instead of drawing a screen.")
@state_option
@site_option
def demo(
    site: Path, state: Path | None, scenario: str, speed: float, days: int, seconds: float, plain: bool
) -> None:
    """Watch the simulated city being lit by the real daemon, on a clock that runs fast.

    Example: lightctl demo --speed 60
    """
    from lightctl.site.library import shipped_root

    root = site if (site / "config").is_dir() else shipped_root()
    folder = state or site / "state" / DEMO
    live = sys.stdout.isatty() and not plain
    run_demo(Choice(root, folder.resolve(), scenario, speed, days, seconds, live))


def run_demo(choice: Choice) -> None:
    """Run it to its end; every process it started has ended when this returns."""
    from lightctl.cli.demo.savings import PastDays
    from lightctl.cli.demo.show import plain_show, screen_show
    from lightctl.simulation.city import began_at
    from lightctl.site.loader import load_scenario, load_site

    site = load_site(choice.site)
    start = began_at(load_scenario(choice.site, choice.scenario, site.plant), site)
    if start is None:
        raise LightctlError(f"scenario '{choice.scenario}' does not say when it starts")
    _clear(choice.state)
    first = start.date() - timedelta(days=choice.days)
    past = PastDays(site, choice.state / "past", first)
    origin = time.monotonic() + STARTS_WITHIN_S  # noqa: TID251 - the origin that processes share
    clock = FastClock(start, choice.speed, origin)
    with Processes(choice.state) as processes:
        _start(processes, choice, clock, start.date())
        show = Show(processes, Client(choice.state), past, choice, start.date())
        (screen_show if choice.live else plain_show)(show)


class Show:
    """What the screen asks of a running demo, look by look."""

    def __init__(
        self, processes: Processes, client: Client, past: Any, choice: Choice, tonight: date
    ) -> None:
        self.story = Story()
        self.choice = choice
        self.reports: list[Path] = []
        self._processes, self._client, self._past, self._tonight = processes, client, past, tonight
        self._ended = 0

    def look(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The daemon's status and its streets; raises LightctlError when a process has died."""
        for name in ("simulate", "run", "past-days"):
            self._processes.check(name)
        status, streets = self._client.get("/status"), self._client.get("/streets")
        self.story.look(status, self._client.get("/cabinets"))
        return status, streets

    def past(self) -> tuple[float, datetime | None, int]:
        """How far the past days are, their city time, and how many have ended."""
        done, at = last_word(self._processes.log_of("past-days"))
        ended = whole_days(at, self._tonight, self.choice.days)
        if ended != self._ended:
            self._ended = ended
            self.reports = self._past.write(ended, self.choice.state)
        return done, at, ended

    def table(self, ended: int) -> Any:
        """The savings of the days that have ended."""
        return self._past.table(ended)

    def glance(self, ended: int, lines: int) -> Any:
        """The same for a screen that has so many lines left."""
        return self._past.glance(ended, lines)


def _start(processes: Processes, choice: Choice, clock: FastClock, tonight: date) -> None:
    site, state = str(choice.site), str(choice.state)
    where = ["--site", site, "--state", state]
    processes.start(
        "simulate", "simulate", *where, "--scenario", choice.scenario, "--any-port", *clock.options()
    )
    processes.wait_for("simulate", (choice.state / "field.json").exists, _pause)
    field = str(choice.state / "field.json")
    processes.start("run", "run", *where, "--simulated-field", field, *clock.options())
    processes.start(
        "past-days", "past-days", "--site", site, "--state", str(choice.state / "past"),
        "--until", tonight.isoformat(), "--days", str(choice.days),
    )  # fmt: skip
    client = Client(choice.state)
    processes.wait_for("run", lambda: _answers(client), _pause)


def _answers(client: Client) -> bool:
    try:
        client.get("/status")
    except Unreachable:
        return False
    return True


def _pause() -> None:
    time.sleep(0.05)  # noqa: TID251 - no event loop here: a person waits


def _clear(state: Path) -> None:
    """Make room for a new demo; only what an earlier demo left is ever removed."""
    if state.exists() and any(state.iterdir()) and not (state / MARK).exists():
        raise LightctlError(f"{state} holds something that is not a demo's: choose another --state")
    if _answers(Client(state)):
        raise LightctlError(f"a demo is already running in {state}: stop it, or choose another --state")
    shutil.rmtree(state, ignore_errors=True)
    make_state(state)
    (state / MARK).touch()
