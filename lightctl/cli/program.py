"""The `lightctl` program: its commands by name."""

from typing import NoReturn

import click

import lightctl
from lightctl.cli.exits import guarded
from lightctl.cli.lazy import LazyGroup

COMMANDS = {
    "init": ("lightctl.cli.init:init", "Make a folder that describes a new city."),
    "check": ("lightctl.cli.check:check", "Check a site and print what it resolves to."),
    "lint": ("lightctl.cli.lint:lint", "Look at a year of nights before they come."),
    "diff": ("lightctl.cli.diff:diff", "What an edited site would change tonight."),
    "reload": ("lightctl.cli.reload:reload", "Have the daemon take over the edited site."),
    "run": ("lightctl.cli.run:run", "Run the daemon that lights the city."),
    "demo": ("lightctl.cli.demo:demo", "Watch the simulated city being lit."),
    "past-days": ("lightctl.cli.demo.past:past_days", ""),
    "rehearse": ("lightctl.cli.rehearse:rehearse", "Compute nights ahead or back, without devices."),
    "drill": ("lightctl.cli.drill:drill", "Break things in the simulated city: who stays lit?"),
    "simulate": ("lightctl.cli.simulate:simulate", "Serve the simulated city's devices."),
    "status": ("lightctl.cli.status:status", "The city at a glance."),
    "cabinets": ("lightctl.cli.listings:cabinets", "Every cabinet as it reports itself."),
    "lamps": ("lightctl.cli.listings:lamps", "Lamps: asked for, accepted, measured."),
    "set": ("lightctl.cli.commands:set_level", "Hold a target at a level for a time."),
    "resume": ("lightctl.cli.commands:resume", "Give a target back to its plan."),
    "overrides": ("lightctl.cli.listings:overrides", "Overrides in force."),
    "scene": ("lightctl.cli.scene:scene", "Several targets at their levels, started together."),
    "lockout": ("lightctl.cli.commands:lockout", "Keep a circuit dead until it is released."),
    "release": ("lightctl.cli.commands:release", "Release a lockout."),
    "lockouts": ("lightctl.cli.listings:lockouts", "Circuits that must stay dead."),
    "test": ("lightctl.cli.test_cabinet:test", "Light a cabinet's circuits one after another by day."),
    "plan": ("lightctl.cli.plan:plan", "Draw a night's plan in the terminal."),
    "explain": ("lightctl.cli.explain:explain", "Why a lamp is as it is, now or then."),
    "audit": ("lightctl.cli.audit:audit", "Who commanded what, when and why."),
    "feed": ("lightctl.cli.feed:feed", "Traffic and weather: where they come from."),
    "history": ("lightctl.cli.history:history", "What was decided, done and measured, on one timeline."),
    "report": ("lightctl.cli.report:report", "What it cost and what it saved."),
    "commission": ("lightctl.cli.commission:commission", "Put devices into service."),
    "driver": ("lightctl.cli.driver:driver", "Device models and how they are spoken to."),
}


@click.group(cls=LazyGroup, lazily=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(lightctl.__version__, message="lightctl %(version)s")
def program() -> None:
    """Light a city: dim every street by sun, calendar, traffic and weather, and prove the savings.

    \b
    TARGET is city, district:…, street:…, cabinet:…, group:… or lamp:…, with or without diacritics.
    Exit codes: 0 done, 1 failed, 2 usage, 3 site invalid, 4 daemon not reachable.

    \b
    Examples:
      lightctl check --site my-city
      lightctl set "street:tran hung dao" 80 --for 2h --reason "concert"
      lightctl explain thd-001
    """


def main() -> NoReturn:
    """Run the program and exit."""
    guarded(program)
