"""`lightctl drill`: what the streets do when the daemon, a line, a concentrator or a clock fails."""

from lightctl.cli.drill.command import drill

__all__ = ["drill"]
