"""`lightctl commission import` and `export`: other people's inventories, row by row."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lightctl.cli.options import json_option, site_option
from lightctl.cli.output import say_json
from lightctl.errors import LightctlError, TargetError

if TYPE_CHECKING:
    from lightctl.core.plant import Plant
    from lightctl.site.importing import Imported
    from lightctl.site.source_table import SourceTable

MOST_TOLD = 20


class SomeRefused(LightctlError):
    """Good rows were taken, others were refused."""


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--map", "asked", multiple=True, metavar="COLUMN=FIELD", help="Which column is which field.")
@click.option("--set", "fixed", multiple=True, metavar="FIELD=VALUE", help="The same value for every lamp.")
@click.option("--encoding", type=click.Choice(["utf-8", "windows-1258"]), default="utf-8", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True,
              metavar="TABLE", help="The inventory table to write, as config/lamps/NAME.csv.")  # fmt: skip
@click.option("--rejects", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
              help="Where refused rows go (default: beside FILE, NAME.rejects.csv).")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Count and tell, write nothing.")
@json_option
@site_option
def import_file(
    site: Path, as_json: bool, file: Path, asked: tuple[str, ...], fixed: tuple[str, ...], encoding: str,
    output: Path, rejects: Path | None, dry_run: bool,
) -> None:  # fmt: skip
    """Make an inventory table of a CSV or GeoJSON FILE; each row is written, or refused with its reasons.

    Columns are taken by name (id, pole, street, circuit, luminaire, since, lat, lon and so on), or as --map
    says. Commas, semicolons and tabs, UTF-8 with or without its mark. Exit code 1 where a row was refused.

    Example: lightctl commission import poles.csv --map "Mã đèn=id" -o config/lamps/new.csv --dry-run
    """
    from lightctl.site.importing import import_rows, mapping_of
    from lightctl.site.source_table import read_source

    output = output if output.is_absolute() else site / output
    beside = rejects or file.with_name(f"{file.stem}.rejects.csv")
    _refuse_paths(file, output, beside)
    source = read_source(file, encoding)
    same, chosen = _pairs(fixed), _pairs(asked)
    mapping = mapping_of(source.columns, chosen, same)
    plant = _plant(site)
    done = import_rows(source, mapping, same, plant, _own(output))
    if plant is not None and done.good:
        _check(site, output, done)
    if not dry_run:
        _write(done, source, output, beside)
    _say(done, mapping, file, output, None if dry_run or not done.refused else beside, dry_run, as_json)
    if done.refused:
        count = len(done.refused)
        raise SomeRefused(f"{count} of {len(source.rows)} rows {'is' if count == 1 else 'are'} refused")


@click.command("export")
@click.argument("target", default="city")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True,
              metavar="TABLE", help="The table to write.")  # fmt: skip
@json_option
@site_option
def export_file(site: Path, as_json: bool, target: str, output: Path) -> None:
    """Write the lamps of TARGET as an inventory table, as each pole began; `changes:` stay where they are.

    Example: lightctl commission export street:le-loi -o le-loi.csv
    """
    from lightctl.core.target import lamps_of, parse_target
    from lightctl.site.changing import write_whole
    from lightctl.site.importing import exported, inventory_text
    from lightctl.site.loader import load_site

    _refuse_no_table(output)
    plant = load_site(site).plant
    lamps = lamps_of(parse_target(target, plant), plant)
    write_whole(output, inventory_text(exported(plant.lamps[lamp] for lamp in lamps)))
    if as_json:
        say_json({"file": str(output), "lamps": len(lamps)})
    else:
        click.echo(f"{len(lamps)} lamps written to {output}")


def _refuse_paths(file: Path, output: Path, beside: Path) -> None:
    """Raise TargetError where one file would be written over another, or over what is no table."""
    _refuse_no_table(output)
    if len({path.resolve() for path in (file, output, beside)}) < 3:
        raise TargetError(f"{file}, the table and its rejects must be three different files")


def _refuse_no_table(output: Path) -> None:
    if output.suffix != ".csv":
        raise TargetError(f"{output} is no inventory table: its name ends with .csv")


def _write(done: "Imported", source: "SourceTable", output: Path, beside: Path) -> None:
    """Refused rows first: what is not in the table is then surely in the rejects."""
    from lightctl.site.changing import write_whole
    from lightctl.site.importing import inventory_text, rejects_text

    if done.refused:
        write_whole(beside, rejects_text(done.refused, source.columns))
    if done.good:
        write_whole(output, inventory_text(done.good))


def _check(site: Path, output: Path, done: "Imported") -> None:
    """Raise SiteError where the site names this table and would be wrong with it."""
    from lightctl.site.changing import checked_with
    from lightctl.site.importing import inventory_text

    if output.resolve().is_relative_to(site.resolve()):
        path = output.resolve().relative_to(site.resolve()).as_posix()
        checked_with(site, path, inventory_text(done.good))


def _plant(site: Path) -> "Plant | None":
    """The site's plant, to look references up; None where there is no whole site yet."""
    from lightctl.site.loader import check_site

    loaded, _ = check_site(site)
    return loaded.plant if loaded else None


def _own(output: Path) -> list[str]:
    """Ids in the table that is replaced."""
    from lightctl.site.source_table import read_source

    rows = read_source(output).rows if output.exists() else ()
    return [row.cells["id"] for row in rows if "id" in row.cells]


def _pairs(words: tuple[str, ...]) -> dict[str, str]:
    pairs = [word.rpartition("=") if word.count("=") else (word, "", "") for word in words]
    for name, equals, value in pairs:
        if not (name.strip() and equals and value.strip()):
            raise TargetError(f"{name + equals + value!r} is no pair: write NAME=VALUE")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _say(
    done: "Imported", mapping: dict[str, str], file: Path, output: Path, beside: Path | None, dry_run: bool,
    as_json: bool,
) -> None:  # fmt: skip
    rows = [_refused_row(one) for one in done.refused]
    if as_json:
        say_json({
            "written": 0 if dry_run else len(done.good), "good": len(done.good), "refused": rows,
            "mapping": mapping, "unused": list(done.unused), "output": str(output),
            "rejects": str(beside) if beside else None,
        })  # fmt: skip
        return
    for row in rows[:MOST_TOLD]:
        for column, why in row["why"]:
            click.echo(f"{file.name}:{row['line']}: {column + ': ' if column else ''}{why}", err=True)
    if len(rows) > MOST_TOLD:
        click.echo(f"and {len(rows) - MOST_TOLD} more", err=True)
    if done.unused:
        click.echo(f"columns that are not used: {', '.join(done.unused)}")
    what = "would be written" if dry_run else "written"
    good = f"{len(done.good)} lamps {what} to {output}"
    click.echo(good if done.good else "no row is good: no table is written")
    if beside:
        click.echo(f"refused rows, with their reasons, are in {beside}")
    if done.good and not dry_run:
        click.echo("name the table in a plant file: - {inventory: lamps/NAME.csv}, then lightctl check")


def _refused_row(refused: Any) -> dict[str, Any]:
    return {"line": refused.row.line, "why": [list(reason) for reason in refused.reasons]}
