"""One unit asked alone, from a desk: no rounds, and a new connection when the old one is in doubt."""

from lightctl.field.peer import Peer, peer_of
from lightctl.field.transaction import Guard
from lightctl.wire.driver import Driver
from lightctl.wire.request import Request


class Lone:
    """A unit behind a guard of its own line; raises what `Guard.ask` raises."""

    def __init__(self, guard: Guard, peer: Peer) -> None:
        self._guard = guard
        self.peer = peer

    async def ask(self, request: Request) -> bytes:
        """The proven data of the reply, b"" for a write; connects first where no connection stands."""
        if not self._guard.is_open:
            await self._guard.open()
        return await self._guard.ask(self.peer, request) or b""


def lone(guard: Guard, driver: Driver, unit: int) -> Lone:
    """The unit as its driver describes it."""
    return Lone(guard, peer_of(driver, unit))


def stranger(guard: Guard, unit: int, timeout_s: float) -> Lone:
    """A unit of which nothing is known yet."""
    return Lone(guard, Peer(unit, timeout_s, 0.0, ()))
