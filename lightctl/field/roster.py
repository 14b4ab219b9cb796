"""Who is on which line: devices, circuits and lamps made from the site, with the board that shows them."""

from collections.abc import Callable
from functools import partial

from lightctl.core.plant import Cabinet, DeviceAddress, Lamp
from lightctl.core.units import Level
from lightctl.field.board import Board, SwitchedLamp
from lightctl.field.cabinet import CabinetDevice
from lightctl.field.circuits import CircuitState
from lightctl.field.concentrator import ConcentratorDevice
from lightctl.field.device import Device, Surroundings
from lightctl.field.direct import DirectLine
from lightctl.field.frames_concentrator import FramesConcentrator
from lightctl.field.identity import Identity
from lightctl.field.metering import MeterDevice
from lightctl.field.node_group import NodeGroup
from lightctl.field.pace import Pace
from lightctl.field.reports import BankSamples, MeterSample
from lightctl.site.model import Site
from lightctl.wire.driver import Driver

Sample = MeterSample | BankSamples
Wish = Callable[[Level, str], None]


class Roster:
    """Everything the field is made of."""

    def __init__(self, site: Site, around: Surroundings, pace: Pace, give: Callable[[Sample], None]) -> None:
        self._site = site
        self._around = around
        self._pace = pace
        self._give = give
        self.board = Board(around.drifts)
        self.circuits: dict[str, CircuitState] = {}
        self.cabinets: dict[str, CabinetDevice] = {}
        self.cabinet_of: dict[str, CabinetDevice] = {}
        """By circuit."""
        self.serials = {
            name: lamp.controllers[-1].serial for name, lamp in site.plant.lamps.items() if lamp.controllers
        }
        """Declared serial numbers of lamp controllers, by lamp."""
        self.drivers = _drivers(site)
        """By concentrator and by direct lamp."""
        self.wishes: dict[str, Wish] = {}
        """By lamp."""
        self.on_line: dict[str, list[Device]] = {line: [] for line in site.plant.lines}
        self.nodes: dict[str, list[NodeGroup]] = {}
        """Lamp nodes by their broker's line."""
        for cabinet in site.plant.cabinets.values():
            self._add_cabinet(cabinet)
        for concentrator in site.plant.concentrators:
            self._add_concentrator(concentrator)
        self._add_direct_lamps()
        self._add_switched_lamps()

    def _add_cabinet(self, cabinet: Cabinet) -> None:
        circuits = [CircuitState(circuit.id, self.board.circuit_changed) for circuit in cabinet.circuits]
        driver = self._site.drivers[cabinet.address.driver]
        own_meter = cabinet.metered and cabinet.meter is None
        device = CabinetDevice(
            cabinet, driver, circuits, self._around, self._pace, self._give if own_meter else None
        )
        metering = device.metering
        self.cabinets[cabinet.id] = device
        self._add_device(device, driver)
        for circuit in circuits:
            self.circuits[circuit.id] = circuit
            self.cabinet_of[circuit.id] = device
            self.board.add_circuit(circuit)
        if cabinet.metered and cabinet.meter is not None:
            meter_driver = self._site.drivers[cabinet.meter.driver]
            meter = MeterDevice(cabinet, cabinet.meter, meter_driver, self._around, self._pace, self._give)
            metering = meter.metering
            self._add_device(meter, meter_driver)
        self.board.add_cabinet(device, metering)

    def _add_concentrator(self, concentrator_id: str) -> None:
        plant = self._site.plant
        concentrator = plant.concentrators[concentrator_id]
        lamps = [plant.lamps[lamp] for lamp in plant.lamps_of_concentrator[concentrator_id]]
        rows = [(lamp, self.circuits[lamp.circuit]) for lamp in lamps]
        driver = self._site.drivers[concentrator.address.driver]
        kind = FramesConcentrator if driver.frames else ConcentratorDevice
        device = kind(concentrator, driver, rows, self._around, self._pace, self._give)
        self._add_device(device, driver)
        for lamp in lamps:
            self.board.add_lamp(lamp.id, partial(device.report, lamp.id), partial(device.state, lamp.id))
            self.wishes[lamp.id] = partial(device.wish, lamp.id)

    def _add_direct_lamps(self) -> None:
        groups: dict[tuple[str, str], list[tuple[Lamp, DeviceAddress, CircuitState]]] = {}
        for lamp in self._site.plant.lamps.values():
            if lamp.direct is not None:
                row = (lamp, lamp.direct, self.circuits[lamp.circuit])
                groups.setdefault((lamp.direct.line, lamp.direct.driver), []).append(row)
        for (line, driver), rows in groups.items():
            if self._site.drivers[driver].topics is not None:
                self._add_nodes(line, driver, rows)
                continue
            group = DirectLine(line, self._site.drivers[driver], rows, self._around, self._pace, self._give)
            self.on_line[line].append(group)
            for device in group.lamps:
                self._add_device(device, self._site.drivers[driver], self._serial(device.name))
                self.board.add_lamp(device.name, device.report, device.state)
                self.wishes[device.name] = partial(group.wish, device.name)

    def _add_nodes(
        self, line: str, driver: str, rows: list[tuple[Lamp, DeviceAddress, CircuitState]]
    ) -> None:
        group = NodeGroup(self._site.drivers[driver], rows, self._around, self._pace, self._give)
        self.nodes.setdefault(line, []).append(group)
        for device in group.lamps:
            self.board.add_device(device)
            self.board.add_lamp(device.name, device.report, device.state)
            self.wishes[device.name] = partial(group.wish, device.name)

    def _add_switched_lamps(self) -> None:
        for lamp in self._site.plant.lamps.values():
            if not lamp.dimmable:
                switched = SwitchedLamp(lamp.id, self.circuits[lamp.circuit])
                self.board.add_lamp(lamp.id, switched.report, switched.state)
                self.wishes[lamp.id] = switched.wish

    def _serial(self, lamp_id: str) -> str:
        """Of the lamp controller that hangs there today; empty where nobody noted it."""
        today = self._around.clock.now().astimezone(self._around.zone).date()
        fitted = [row for row in self._site.plant.lamps[lamp_id].controllers if row.since <= today]
        return fitted[-1].serial if fitted else ""

    def _add_device(self, device: Device, driver: Driver, serial: str = "") -> None:
        if driver.frames is None:
            device.identity = Identity(driver, device.peer, serial)
        self.on_line[device.line].append(device)
        self.board.add_device(device)


def _drivers(site: Site) -> dict[str, Driver]:
    plant = site.plant
    reached = {name: concentrator.address.driver for name, concentrator in plant.concentrators.items()}
    reached |= {name: lamp.direct.driver for name, lamp in plant.lamps.items() if lamp.direct}
    return {name: site.drivers[driver] for name, driver in reached.items()}
