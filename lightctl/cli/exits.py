"""Honest ends: one clear line on stderr and the right exit code."""

import sys
from collections.abc import Callable
from typing import NoReturn

import click

from lightctl.errors import LightctlError, SiteError, TargetError, Unreachable

FAILED, USAGE, SITE_INVALID, NOT_REACHABLE = 1, 2, 3, 4


def ended(error: LightctlError) -> int:
    """The exit code that an error deserves."""
    kinds = ((SiteError, SITE_INVALID), (Unreachable, NOT_REACHABLE), (TargetError, USAGE))
    return next((code for kind, code in kinds if isinstance(error, kind)), FAILED)


def guarded(program: Callable[[], object]) -> NoReturn:
    """Run it and exit; what can go wrong is said in a line, a bug shows where it is."""
    try:
        program()
    except LightctlError as error:
        click.echo(f"lightctl: {error}", err=True)
        sys.exit(ended(error))
    except SystemExit as end:
        # click ends with 1 where the reader has gone, as `| head` does: nothing failed.
        sys.exit(0 if isinstance(end.__context__, BrokenPipeError) else end.code)
    sys.exit(0)
