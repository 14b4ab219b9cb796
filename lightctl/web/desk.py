"""The daemon as the API sees it: what can be read, and what can be asked for."""

from dataclasses import dataclass
from typing import Protocol

from lightctl.core.explaining import Story
from lightctl.errors import TargetError
from lightctl.web.asks import LockoutAsk, RefuseAsk, ReleaseAsk, ResumeAsk, SetAsk
from lightctl.web.command_rows import LockoutRow, OverrideRow, ProposalRow
from lightctl.web.rows import CabinetRow, LampRow, Status, StreetRow


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is at the other end of the socket, as the kernel says."""

    name: str
    uid: int

    @property
    def admin(self) -> bool:
        """Whether it may release what others locked out."""
        return self.uid == 0


class NotAllowed(TargetError):
    """The caller may not do this; it would be right from somebody else."""


class Desk(Protocol):
    """Reads return at once; commands return after they are stored."""

    def status(self) -> Status: ...
    def cabinets(self) -> list[CabinetRow]: ...
    def streets(self) -> list[StreetRow]: ...
    def lamps(self, target: str) -> list[LampRow]: ...
    def overrides(self) -> list[OverrideRow]: ...
    def lockouts(self) -> list[LockoutRow]: ...
    def proposals(self) -> list[ProposalRow]: ...
    def explain(self, target: str, language: str) -> Story: ...
    async def set_level(self, caller: Caller, ask: SetAsk) -> OverrideRow: ...
    async def resume(self, caller: Caller, ask: ResumeAsk) -> list[OverrideRow]: ...
    async def lockout(self, caller: Caller, ask: LockoutAsk) -> list[LockoutRow]: ...
    async def refuse(self, caller: Caller, ask: RefuseAsk) -> list[ProposalRow]: ...
    async def release(self, caller: Caller, ask: ReleaseAsk) -> list[LockoutRow]: ...
