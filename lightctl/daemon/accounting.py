"""What the field measured goes into history, and history into the ledger."""

from datetime import datetime

from lightctl.clock import SiteClock
from lightctl.field import BankSamples, Board, MeterSample
from lightctl.site.model import Site
from lightctl.store import Store


class Accounting:
    """Notes samples as they come, never waiting for the disk; accounts when the agenda rings."""

    def __init__(self, store: Store, site: Site, clock: SiteClock) -> None:
        self._store = store
        self._site = site
        self._clock = clock

    def take(self, sample: MeterSample | BankSamples) -> None:
        """Note a meter's or a bank's answer for the next commit."""
        if isinstance(sample, MeterSample):
            self._store.notes.meter(
                sample.cabinet, sample.at, sample.energy_wh, sample.power_w, sample.voltage_v or ()
            )
        else:
            self._store.notes.lamps(sample.at, sample.rows)

    def note_circuits(self, board: Board, now: datetime) -> None:
        """Note every contactor's feedback; nobody knows it while the cabinet is silent."""
        for cabinet in self._site.plant.cabinets.values():
            report = board.cabinet(cabinet.id)
            at = report.at if report.answering and report.at else now
            for circuit in cabinet.circuits:
                closed = board.circuit(circuit.id).closed if report.answering else None
                self._store.notes.circuit(circuit.id, at, closed)
