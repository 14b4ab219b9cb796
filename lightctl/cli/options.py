"""Options that commands share: where the site and its state lie, output as JSON, durations."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from lightctl.errors import LightctlError, TargetError

F = TypeVar("F", bound=Callable[..., Any])

SOCKET = "lightctl.sock"
DEMO = "demo"
"""Where in a site's state directory a demo keeps its own."""
FEEDS, TRAFFIC, WEATHER, SENSORS = "feeds", "traffic.csv", "weather.csv", "sensors.csv"
"""In a simulated field's state directory: the folder of its cameras, sky and sensors; the recordings."""
LONGEST_S = 366 * 86400
_UNITS = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(min|[smhd])")


def site_option(command: F) -> F:
    """`--site DIR`: the folder that describes the city."""
    return click.option(
        "--site", type=click.Path(path_type=Path, file_okay=False), default=Path(), envvar="LIGHTCTL_SITE",
        metavar="DIR", help="Folder that describes the city (default: here, or LIGHTCTL_SITE).",
    )(command)  # fmt: skip


def site_of(directory: Path) -> Path:
    """The site of a folder; its `config/` stands for the whole."""
    inside = (directory / "settings.yaml").is_file() and not (directory / "config").is_dir()
    return directory.resolve().parent if inside else directory


def state_option(command: F) -> F:
    """`--state DIR`: where the daemon keeps its history and its socket."""
    return click.option(
        "--state", type=click.Path(path_type=Path, file_okay=False), default=None, envvar="LIGHTCTL_STATE",
        metavar="DIR", help="State directory (default: state/ in the site, or LIGHTCTL_STATE).",
    )(command)  # fmt: skip


def json_option(command: F) -> F:
    """`--json`: the same as data."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def state_of(site: Path, state: Path | None) -> Path:
    """The state directory of a site."""
    return state or site / "state"


def make_state(state: Path) -> None:
    """Make the state directory if it is not there; raises LightctlError where that may not be."""
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LightctlError(f"{state} cannot be made: {error.strerror}; choose another --state") from error


def daemon_of(site: Path, state: Path | None) -> Path:
    """The state directory of the daemon to ask: the site's own, or that of a demo where only a demo runs."""
    own, demo = state_of(site, state), site / "state" / DEMO
    only_demo = state is None and not (own / SOCKET).exists() and (demo / SOCKET).exists()
    return demo if only_demo else own


def duration(text: str) -> timedelta:
    """Read `2h`, `90min`, `1h30min`; raises TargetError for what has no unit or no end."""
    word = text.strip().lower()
    seconds = sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(word))
    if not word or _PART.sub("", word).strip() or seconds > LONGEST_S:
        raise TargetError(f"'{text}' is not a duration with an end: write 45min or 2h, at most 24h")
    return timedelta(seconds=seconds)
