"""What a device knows of who is expected to answer in its place."""

from typing import Protocol

from lightctl.field.transaction import Guard


class Acquaintance(Protocol):
    """Who is expected to answer."""

    stranger: str
    """Who answers instead; empty for nobody."""
    replaced: str
    """The serial number where another one is declared."""

    def due(self, now: float) -> bool:
        """Whether it has to be asked before anything else."""

    def doubt(self) -> None:
        """What answers next may be another device."""

    async def ask(self, guard: Guard, now: float) -> None:
        """Ask who answers; raises FieldError where nothing sound comes back."""
