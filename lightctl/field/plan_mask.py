"""What a cabinet's own plan may close: everything but what is locked out, whatever the plan says."""

import logging
from collections.abc import Callable, Mapping
from math import inf

from lightctl.errors import Refused
from lightctl.field.circuits import CircuitState
from lightctl.field.device import PASSING, Device, Duty, Urgency, back_off_s
from lightctl.field.plan_image import PlanImage
from lightctl.field.transaction import Guard
from lightctl.wire.blocks import plan_writes
from lightctl.wire.codec import encode
from lightctl.wire.driver import Driver

REFUSED_S = 600.0
"""A mask that the cabinet refuses is offered again this often (city seconds)."""
AGAIN_S, AGAIN_AT_MOST_S = 5.0, 600.0
"""What does not stay is written again later and later (city seconds): memories endure few writes."""
ENDS_IN_THE_CABINET = frozenset({"breaker", "local"})
"""Why a circuit is dead that the cabinet itself heeds: its plan goes on when a hand has ended it."""

log = logging.getLogger(__name__)


class PlanMask:
    """Written before the contactor opens, for the plan would close it again; `wrote` asks for a read-back."""

    def __init__(
        self, device: Device, driver: Driver, circuits: Mapping[int, CircuitState], image: PlanImage,
        wrote: Callable[[], None],
    ) -> None:  # fmt: skip
        self._device = device
        self._limits = driver.limits
        self._circuits = circuits
        self._image = image
        self._wrote = wrote
        self._everything = sum(1 << output - 1 for output in circuits)
        self._told: int | None = None
        """What it holds, as written or read last; None while nobody knows."""
        self._tried: int | None = None
        """What was written or offered last, and was not yet seen to stay."""
        self._in_vain, self._not_before = 0, -1.0
        self.duty = Duty(Urgency.PROTECTION, self._write)

    @property
    def exists(self) -> bool:
        """Whether single outputs can be taken out of what the cabinet does by itself."""
        return self._image.enabled is not None

    @property
    def locked(self) -> bool:
        """Whether anything is to be kept out of it now."""
        return self._wanted() != self._everything

    def doubt(self) -> None:
        """Another device may answer from now on."""
        self._told = None
        self.reconsider()

    def reconsider(self) -> None:
        """Look again at what is locked out; what nobody has read yet is written only where something is."""
        wanted = self._wanted()
        differs = self._told != wanted if self._told is not None else self.locked
        if self.exists and differs:
            self.duty.due = min(self.duty.due, self._not_before if wanted == self._tried else -1.0)

    def heard(self) -> None:
        """The register was read: put right what another has changed."""
        seen = self._seen()
        if seen is None:
            return
        if self._told is not None and seen != self._told and self.duty.due == inf:
            log.warning("%s: another has changed what its plan may close", self._device.name)
        self._told = seen
        if seen == self._tried:
            self._tried, self._in_vain = None, 0
        self.reconsider()

    def disabled(self, output: int) -> bool | None:
        """Whether the plan cannot close it; None while unproven, False where nobody can forbid it."""
        if not self.exists:
            return False
        seen = self._seen()
        return None if seen is None or seen != self._told else not seen >> output - 1 & 1

    def _seen(self) -> int | None:
        mask = self._image.mask()
        return None if mask is None else mask & self._everything

    def _wanted(self) -> int:
        """A lockout or a leak takes its output out; what ends by a hand in the cabinet does not."""
        dead = (
            1 << output - 1
            for output, circuit in self._circuits.items()
            if circuit.forbidden and circuit.forbidden not in ENDS_IN_THE_CABINET
        )
        return self._everything & ~sum(dead)

    async def _write(self, guard: Guard) -> None:
        enabled, wanted, around = self._image.enabled, self._wanted(), self._device.around
        if enabled is None or self._told == wanted:
            self.duty.due = inf
            return
        # Should this fail, the contactors have their turn before it is tried again.
        self._put_off(wanted, 1.0)
        request = plan_writes(self._device.peer.unit, [(enabled, 1, encode(enabled, wanted))], self._limits)
        try:
            await self._device.ask(guard, request[0])
        except Refused as refusal:
            if refusal.code in PASSING:
                raise
            self._put_off(wanted, around.wire_s(REFUSED_S))
            log.warning("%s: what its plan may close cannot be set: %s", self._device.name, refusal)
            return
        self._told, self._in_vain = wanted, self._in_vain + 1
        self._put_off(wanted, around.wire_s(back_off_s(self._in_vain, AGAIN_S, AGAIN_AT_MOST_S)))
        self.duty.due = inf
        self._wrote()

    def _put_off(self, wanted: int, wait_s: float) -> None:
        """The same is not written again before that; something else is."""
        if wanted != self._tried:
            self._tried, self._in_vain = wanted, 0
        self._not_before = self.duty.due = self._device.around.wire() + wait_s
