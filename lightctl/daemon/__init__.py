"""Composition, supervision, the cycle: one daemon that lights one city."""

from lightctl.daemon.parts import Surroundings
from lightctl.daemon.service import Service

__all__ = ["Service", "Surroundings"]
