"""Words an engineer types."""

from lightctl.cli.program import main

__all__ = ["main"]
