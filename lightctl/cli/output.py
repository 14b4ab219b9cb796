"""How answers look: columns for people, JSON for programs."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click


def say_json(answer: object) -> None:
    """The answer as JSON, Vietnamese names as they are written."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


Column = str | Callable[[dict[str, Any]], object]
"""What stands under a head: a row's value of that name, or what is made of the row."""


def say_rows(
    rows: Sequence[dict[str, Any]], columns: Mapping[str, Column], *, as_json: bool, empty: str
) -> None:
    """Rows of the API as JSON, or as a table with a column for each head."""
    if as_json:
        say_json(rows)
        return
    cells = [[row[of] if isinstance(of, str) else of(row) for of in columns.values()] for row in rows]
    say_table(list(columns), cells, empty=empty)


def say_table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Columns under their heads; numbers to the right; a sentence where there are no rows."""
    cells = [[shown(value) for value in row] for row in rows]
    if not cells:
        click.echo(empty)
        return
    widths = [max(len(row[i]) for row in (list(heads), *cells)) for i in range(len(heads))]
    rights = [all(_numeric(row[i]) for row in cells) for i in range(len(heads))]
    for row in (list(heads), *cells):
        click.echo(
            "  ".join(
                cell.rjust(width) if right else cell.ljust(width)
                for cell, width, right in zip(row, widths, rights, strict=True)
            ).rstrip()
        )


def shown(value: object) -> str:
    """A value for a person: a dash for what is not known, no idle decimals."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.1f}".removesuffix(".0")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return str(value)


def minute(instant: str | None) -> str | None:
    """Date and minute of an ISO instant; None stays None."""
    return instant[:16].replace("T", " ") if instant else None


def clock_time(instant: str | None) -> str:
    """HH:MM:SS of an ISO instant."""
    return instant[11:19] if instant else "–"


def percent(level: Any) -> str:
    """A level for a person, to a tenth."""
    return "–" if level is None else f"{round(float(level), 1):g} %"


def _numeric(cell: str) -> bool:
    return cell == "–" or cell.removesuffix(" %").replace(",", "").replace(".", "").lstrip("-").isdigit()
