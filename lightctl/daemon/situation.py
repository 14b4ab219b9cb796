"""What must be known before a lamp may pulse or a cabinet may be tested."""

from lightctl.core.image import Protected
from lightctl.core.plant import Lamp
from lightctl.core.units import DARK, Level
from lightctl.daemon.protection import Protection
from lightctl.daemon.wishing import Wishing
from lightctl.field import Board
from lightctl.field.reports import LampState
from lightctl.site.model import Site

DIRECT_S, THROUGH_S = 3.0, 6.0
"""A controller on the line obeys at once; a concentrator acts 1 to 4 s after it acknowledged."""


class Situation:
    """The plant, the field's board, protection and wishes, as trials and blinks ask for them."""

    def __init__(self, site: Site, board: Board, protection: Protection, wishing: Wishing) -> None:
        self._site = site
        self._board = board
        self._protection = protection
        self._wishing = wishing

    def adopt(self, site: Site) -> None:
        """Go on with another site of the same wiring."""
        self._site = site

    def answering(self, cabinet: str) -> bool:
        """Whether its controller answers."""
        return self._board.cabinet(cabinet).answering

    def protected(self) -> dict[str, Protected]:
        """Circuits that must stay dead."""
        return self._protection.protected

    def wished(self, lamp: str) -> Level | None:
        """The level wished of a lamp now."""
        return self._wishing.level(lamp)

    def beat_s(self, lamp: Lamp) -> float:
        """Wire seconds that it needs to follow a level."""
        return THROUGH_S if lamp.concentrator else DIRECT_S

    def lowest(self, lamp: Lamp) -> Level:
        """The lowest level that its luminaire gives."""
        gear = self._wishing.gearing.of(lamp.id)
        return gear.lowest if gear else DARK

    def closed(self, circuit: str) -> bool | None:
        """The contactor's feedback; None while its cabinet is silent."""
        cabinet = self._site.plant.circuits[circuit].cabinet
        return self._board.circuit(circuit).closed if self.answering(cabinet) else None

    def silent(self, lamp: str) -> bool:
        """Whether its controller does not answer."""
        return self._board.lamp(lamp).state is LampState.SILENT

    def cabinet_of(self, thing: str) -> str:
        """The cabinet to which a device, circuit or lamp belongs; empty where none is known."""
        plant = self._site.plant
        for things in (plant.circuits, plant.concentrators, plant.lamps):
            if found := things.get(thing):
                return found.cabinet
        return thing if thing in plant.cabinets else ""
