"""Lamps that can only be switched: which patterns of a cabinet's circuits give at least a level."""

from collections.abc import Mapping, Sequence


def share_lit(lamps: Mapping[str, int], closed: Mapping[str, bool]) -> float:
    """Lit lamps of all, in percent; both mappings are by circuit."""
    return 100.0 * sum(n for name, n in lamps.items() if closed[name]) / sum(lamps.values())


def fault(lamps: Mapping[str, int], closed: Mapping[str, bool], wanted: float) -> str:
    """Why a pattern is wrong for a level in percent; empty where it is right."""
    share = share_lit(lamps, closed)
    if share < wanted - 1e-6:
        return f"{share:.0f} % of the lamps burn where {wanted:.0f} % are wanted"
    for name, is_closed in closed.items():
        if is_closed and lamps[name] and share_lit(lamps, {**closed, name: False}) >= wanted - 1e-6:
            return f"{name} burns in vain: {wanted:.0f} % are reached without it"
    return ""


def pattern_fault(
    lamps: Mapping[str, int],
    closed: Mapping[str, bool],
    wanted: float,
    rows: Sequence[tuple[float, set[str]]],
) -> str:
    """The same for a cabinet with patterns: rows of (level it is for, circuits it closes)."""
    burning = {name for name, is_closed in closed.items() if is_closed and lamps[name]}
    enough = [
        {name for name in names if lamps[name]}
        for level, names in rows
        if level >= wanted and share_lit(lamps, {name: name in names for name in lamps}) >= wanted - 1e-6
    ]
    right = min(enough, key=lambda names: sum(lamps[name] for name in names), default=set(lamps))
    right = right if wanted > 0 else set()
    return "" if burning == right else f"{sorted(burning)} burn where {wanted:.0f} % are {sorted(right)}"
