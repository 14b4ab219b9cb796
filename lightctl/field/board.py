"""The board: what is known of the street, read by the cycle and by people; reports are made on demand."""

from collections.abc import Callable, Iterator

from lightctl.core.units import DARK, FULL, Level
from lightctl.field.cabinet import CabinetDevice
from lightctl.field.circuits import CircuitState
from lightctl.field.device import Device
from lightctl.field.drift import Drift, DriftBook
from lightctl.field.metering import Metering
from lightctl.field.reports import (
    CabinetReport,
    CircuitReport,
    DeviceReport,
    LampReport,
    LampState,
)


class Board:
    """Reads only; `changed_circuits` grows whenever contactors, protection or their feedback changed."""

    def __init__(self, book: DriftBook) -> None:
        self._book = book
        self.changed_circuits = 0
        self._circuits: dict[str, CircuitState] = {}
        self._cabinets: dict[str, tuple[CabinetDevice, Metering | None]] = {}
        self._outputs: dict[str, tuple[CabinetDevice, int]] = {}
        self._lamps: dict[str, Callable[[], LampReport]] = {}
        self._states: dict[str, Callable[[], LampState]] = {}
        self._devices: dict[str, Device] = {}

    def lamp(self, lamp_id: str) -> LampReport:
        """One lamp; KeyError for an unknown id."""
        return self._lamps[lamp_id]()

    def state(self, lamp_id: str) -> LampState:
        """Only how far a lamp's wish has come: cheap enough to ask of a whole city."""
        return self._states[lamp_id]()

    def circuit(self, circuit_id: str) -> CircuitReport:
        """One circuit; KeyError for an unknown id."""
        return self._circuits[circuit_id].report()

    def cabinet(self, cabinet_id: str) -> CabinetReport:
        """One cabinet with its meter; KeyError for an unknown id."""
        device, metering = self._cabinets[cabinet_id]
        return CabinetReport(
            cabinet=cabinet_id,
            answering=device.answering,
            energy_wh=metering.energy_wh if metering else None,
            power_w=metering.power_w if metering else None,
            voltage_v=metering.voltage_v if metering else (),
            door_open=device.door_open,
            clock_offset_s=device.clock_offset_s,
            at=device.at,
            plan=device.plan.report(),
        )

    def plan_disabled(self, circuit_id: str) -> bool | None:
        """Whether its cabinet's own plan cannot close it; None: unproven, False: nobody can forbid it."""
        device, output = self._outputs[circuit_id]
        return device.plan.disabled(output)

    def device(self, name: str) -> DeviceReport:
        """How one device answers: a cabinet, concentrator or direct lamp by id, `CABINET/meter`."""
        return self._devices[name].health()

    def devices(self) -> Iterator[DeviceReport]:
        """How every device answers, in plant order."""
        return (device.health() for device in self._devices.values())

    def drifts(self) -> tuple[Drift, ...]:
        """What someone else changed and is not over, the latest first."""
        return self._book.active()

    def circuit_changed(self) -> None:
        """Count a change."""
        self.changed_circuits += 1

    def add_circuit(self, circuit: CircuitState) -> None:
        """Show a circuit."""
        self._circuits[circuit.id] = circuit

    def add_cabinet(self, device: CabinetDevice, metering: Metering | None) -> None:
        """Show a cabinet and, where it has one, its meter."""
        self._cabinets[device.name] = device, metering
        self._outputs.update((circuit.id, (device, output)) for output, circuit in device.circuits.items())

    def add_lamp(
        self, lamp_id: str, report: Callable[[], LampReport], state: Callable[[], LampState]
    ) -> None:
        """Show a lamp."""
        self._lamps[lamp_id] = report
        self._states[lamp_id] = state

    def add_device(self, device: Device) -> None:
        """Show how a device answers."""
        self._devices[device.name] = device


class SwitchedLamp:
    """A lamp that only its contactor switches: full with power, dark without."""

    __slots__ = ("circuit", "lamp", "reason", "wished")

    def __init__(self, lamp: str, circuit: CircuitState) -> None:
        self.lamp = lamp
        self.circuit = circuit
        self.wished: Level | None = None
        self.reason = ""

    def wish(self, level: Level, reason: str) -> None:
        """Remember the wish; the circuit is wished apart."""
        self.wished, self.reason = level, reason

    def report(self) -> LampReport:
        """Its level, as the contactor's feedback tells it; verified when it gives at least the wish."""
        wished, measured = self.wished, self._measured()
        accepted = None if self.circuit.desired is None else FULL if self.circuit.desired else DARK
        return LampReport(
            self.lamp,
            self.state(),
            wished,
            accepted,
            measured,
            at=self.circuit.at,
            reason=self.reason,
        )

    def state(self) -> LampState:
        """How far the wish has come."""
        measured = self._measured()
        if self.wished is None or measured is None:
            return LampState.UNKNOWN
        if (measured > 0) == (self.wished > 0) or (measured > 0 and self.circuit.desired):
            return LampState.VERIFIED
        if self.circuit.differs:
            return LampState.DIFFERS
        return LampState.SENT if measured > 0 else LampState.UNPOWERED

    def _measured(self) -> Level | None:
        return None if self.circuit.closed is None else DARK if self.circuit.dark else FULL
