"""Sentences about whom a command covers, and about the light without it."""

from collections.abc import Iterable
from typing import Any

from lightctl.cli.output import percent
from lightctl.core.words import counted


def covered(row: dict[str, Any]) -> list[str]:
    """Whom an override covers, who of them does not obey it, and why."""
    lines = [f"it covers {counted(row['lamps'], 'lamp')}"]
    if row["floor"]:
        lines.append(f"but not under the floor, here up to {percent(row['floor'])}: --below-floor goes lower")
    lines += [_overruled(one) for one in row["overruled"]]
    if row["dark"]:
        lines.append(_dark(row["dark"]))
    if row["below_floor"]:
        lines.append("it may go under the floor: status shows an alarm until it ends")
    return lines


def resumed(row: dict[str, Any], *, dry_run: bool) -> str:
    """What becomes of an override's target; that an emergency ends is never left unsaid."""
    words = "would follow its plan again" if dry_run else "follows its plan again"
    if row["emergency"]:
        ends = "would end" if dry_run else "has ended"
        return f"the EMERGENCY of {row['owner']} {ends}: {row['target']} {words}"
    return f"{row['target']} {words}"


def changes(rows: Iterable[dict[str, Any]]) -> list[str]:
    """The light of each group now, and without the command."""
    return [
        f"{row['group']}: {counted(row['lamps'], 'lamp')} {percent(row['now'])} → {percent(row['then'])} "
        f"({row['layer']})"
        for row in rows
    ]


def then(rows: Iterable[dict[str, Any]]) -> str:
    """The levels without a command in a few words: `40–90 %`."""
    levels = sorted(row["then"] for row in rows)
    if not levels:
        return "–"
    return percent(levels[0]) if levels[0] == levels[-1] else f"{levels[0]:g}–{percent(levels[-1])}"


def _overruled(one: dict[str, Any]) -> str:
    until = f"until {one['until'][:16].replace('T', ' ')}"
    if one["kind"] == "test":
        return (
            f"{one['name']} is under test by {one['owner']} {until}: its circuits are lit in turns, "
            f"{counted(one['lamps'], 'lamp')} of these"
        )
    other = f"{one['kind']} {one['name']} at {percent(one['level'])} by {one['owner']}"
    return f"{counted(one['lamps'], 'lamp')} of these obey {other} {until}"


def _dark(rows: list[dict[str, Any]]) -> str:
    lamps = sum(row["lamps"] for row in rows)
    where = ", ".join(f"{row['circuit']} ({row['why']})" for row in rows)
    return f"{lamps} lamp{'s stay' if lamps != 1 else ' stays'} dark: {where}"
