"""The demo: the simulated city lit by the real daemon, on a clock that runs fast, and nights of its past."""

from lightctl.cli.demo.command import demo

__all__ = ["demo"]
