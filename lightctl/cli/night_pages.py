"""A night's pages in the terminal: every profile in a line, or one plan as a picture with its times."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from textwrap import wrap

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lightctl.cli.night_asked import Night, Ruled
from lightctl.cli.night_curves import changes, window
from lightctl.cli.night_picture import (
    GUTTER,
    LEGEND,
    Axis,
    axis_lines,
    picture,
    sparkline,
    sun_line,
    sun_words,
)
from lightctl.cli.output import percent
from lightctl.core.night import NightPlan
from lightctl.core.profile import Profile

_WIDEST = 150
_NAME = 12
_TIED = "\N{NO-BREAK SPACE}"


def say_overview(night: Night, *, noon: bool) -> None:
    """One line for each profile and rule under a common axis, and the streets it rules."""
    console = Console(highlight=False)
    indent = max(_NAME, *(len(one.plan.profile.id) for one in night.ruled)) + 2
    axis = _axis(night, night.ruled, min(console.width, _WIDEST) - indent - 1, noon=noon)
    margin = " " * indent
    _say_heading(console, night)
    for above in (sun_line(night.sun, axis, indent), *axis_lines(axis, indent)):
        console.print(above, no_wrap=True)
    for one in night.ruled:
        name = Text(f"{one.plan.profile.id:<{indent}}", style="bold")
        console.print(name + sparkline(one.plan, axis), no_wrap=True)
        about = f"{_lit(night, one)}, {_whom(one)}, by {_by(one.plan)}"
        streets = ", ".join(name.replace(" ", _TIED) for name in one.streets) if len(one.streets) > 1 else ""
        events = "; ".join(_around(night, one.plan)) if one.plan.events else ""
        for text, style in ((about, ""), (events, ""), (streets, "dim")):
            for line in wrap(text, indent + axis.columns, initial_indent=margin, subsequent_indent=margin):
                console.print(Text(line.replace(_TIED, " "), style=style), no_wrap=True)
        console.print()


def say_pictures(night: Night, *, noon: bool) -> None:
    """Each different plan drawn whole, with the times at which it changes."""
    console = Console(highlight=False)
    _say_heading(console, night)
    for one in night.ruled:
        plan = one.plan
        console.print(Text(f"{plan.profile.id}: {plan.profile.title}", style="bold"))
        console.print(Text(f"{_whom(one)}, chosen by {_by(plan)}"))
        for told in _around(night, plan):
            console.print(Text(told))
        axis = _axis(night, [one], min(console.width, _WIDEST) - GUTTER - 1, noon=noon)
        for line in picture(plan, night.sun, axis):
            console.print(line, no_wrap=True)
        console.print(Text(" " * GUTTER + LEGEND, style="dim"))
        console.print()
        console.print(_times(night, one) if plan.on else Text("no light this night"))
        console.print(Text(f"never below {percent(plan.floor)} while lit ({plan.floor_of})"))
        for told in _thresholds(plan.profile):
            console.print(Text(told))
        console.print()


def _thresholds(profile: Profile) -> Iterator[str]:
    """By which numbers traffic and weather move the light, and who says so."""
    traffic, weather = profile.traffic, profile.weather
    if traffic is not None:
        drops = ", ".join(f"under {percent(100 * share)} {_classes(down)}" for share, down in traffic.drops)
        yield f"traffic, of the service flow: {drops} ({_source(traffic.source)})"
    if weather is not None:
        rain, fog = _classes(weather.rain_classes), _classes(weather.fog_classes)
        held = int(weather.hold.total_seconds() // 60)
        yield f"weather, at most: rain {rain}, fog {fog}; held {held} min ({_source(weather.sense.source)})"


def _classes(down: int) -> str:
    return "no class less" if not down else f"{down} class less" if down == 1 else f"{down} classes less"


def _source(text: str) -> str:
    return f"source: {text}" if text else "no source stated"


def _say_heading(console: Console, night: Night) -> None:
    place = night.site.settings.place
    console.print(Text(f"{night.site.settings.name}, night of {night.date:%A} {night.date}", style="bold"))
    console.print(Text(sun_words(night.sun, place.zone), style="cyan"))
    console.print()


def _axis(night: Night, ruled: Sequence[Ruled], columns: int, *, noon: bool) -> Axis:
    windows = [window(one.plan, whole=noon) for one in ruled]
    start, end = min(start for start, _ in windows), max(end for _, end in windows)
    return Axis(start, end, max(columns, 24), night.site.settings.place.zone)


def _times(night: Night, one: Ruled) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("time", "least", "plan", "full"):
        table.add_column(head, justify="left" if head == "time" else "right")
    for row in _rows(night, one):
        table.add_row(*row)
    return table


def _rows(night: Night, one: Ruled) -> Iterator[tuple[str, ...]]:
    for row in changes(one.plan):
        when = _clock(night, row.at)
        if row.reached > row.at:
            when = f"{when}–{_clock(night, row.reached)}"
        yield when, *map(percent, (row.levels.least, row.levels.plan, row.levels.full))


def _lit(night: Night, one: Ruled) -> str:
    if one.plan.on is None or one.plan.off is None:
        return "no light"
    return f"{_clock(night, one.plan.on)}–{_clock(night, one.plan.off)}"


def _by(plan: NightPlan) -> str:
    """The rule, and the day of a table for which it took the night."""
    return f"{plan.rule} for {plan.holiday}" if plan.holiday else plan.rule


def _around(night: Night, plan: NightPlan) -> Iterator[str]:
    """What goes on in the street, and what class levels rest on."""
    for held in plan.events:
        when = f"{_clock(night, held.starts)}–{_clock(night, held.ends)}"
        yield f"event {when}: {held.event.title}, by {held.event.where}"
    profile = plan.profile
    if profile.luminance is not None:
        yield f"classes by {profile.luminance:g} cd/m² at 100 %, {profile.luminance_from}"


def _whom(one: Ruled) -> str:
    streets = one.streets[0] if len(one.streets) == 1 else f"{len(one.streets)} streets"
    groups = f" ({', '.join(one.groups)})" if len(one.streets) == 1 else ""
    return f"{streets}{groups}, {one.lamps:,} lamps"


def _clock(night: Night, at: datetime) -> str:
    return f"{at.astimezone(night.site.settings.place.zone):%H:%M}"
