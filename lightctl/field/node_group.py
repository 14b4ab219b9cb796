"""All nodes of one driver on one line, with the table of their levels and the topics they are known by."""

from collections.abc import Callable, Sequence
from functools import partial

from lightctl.core.plant import DeviceAddress, Lamp
from lightctl.core.units import Level
from lightctl.errors import BadFrame
from lightctl.field.circuits import CircuitState
from lightctl.field.device import Surroundings
from lightctl.field.lamps import LampTable
from lightctl.field.node_lamp import NodeLamp
from lightctl.field.pace import Pace
from lightctl.field.reports import BankSamples
from lightctl.links.topics import TopicMessage
from lightctl.wire.driver import Driver
from lightctl.wire.node_json import read_report
from lightctl.wire.node_points import with_points
from lightctl.wire.topic_rules import ANY_NODE

MOST_UNDECLARED = 1000


class NodeGroup:
    """Knows its nodes by name; a name that is not among them belongs to somebody else."""

    def __init__(
        self, driver: Driver, lamps: Sequence[tuple[Lamp, DeviceAddress, CircuitState]],
        around: Surroundings, pace: Pace, give: Callable[[BankSamples], None],
    ) -> None:  # fmt: skip
        if driver.topics is None:
            raise ValueError(f"driver {driver.id} has no topics")
        self.rules = driver.topics
        rows = [(slot, lamp, circuit) for slot, (lamp, _, circuit) in enumerate(lamps)]
        self.table = LampTable(with_points(driver), rows, around)
        self.lamps = [NodeLamp(lamp, slot, self.table, self.rules, pace, give) for slot, lamp, _ in rows]
        self._nodes = {lamp.node: lamp for lamp in self.lamps}
        self.undeclared: dict[str, None] = {}
        """Names that reported and are not among them, the first ones heard."""
        for (_, _, circuit), device in zip(rows, self.lamps, strict=True):
            circuit.on_power.append(partial(device.power_changed, circuit))

    @property
    def pattern(self) -> str:
        """The topics on which its nodes report."""
        return self.rules.state_of(ANY_NODE)

    def wish(self, lamp_id: str, level: Level, reason: str) -> None:
        """Replace the wish for one lamp."""
        slot = self.table.slots[lamp_id]
        if self.table.levels.wish(slot, level, reason):
            self.lamps[slot].wake()

    def aim(self, lamp: NodeLamp) -> Level | None:
        """What a lamp is to be told."""
        return self.table.levels.aim[self.table.slots[lamp.name]]

    def heard(self, message: TopicMessage) -> NodeLamp | None:
        """Whose report it was; None for nobody's here. Raises BadFrame for what is no data."""
        node = self.rules.node_of(message.topic)
        lamp = None if node is None else self._nodes.get(node)
        if node is not None and lamp is None and len(self.undeclared) < MOST_UNDECLARED:
            self.undeclared[node] = None
        if lamp is not None:
            try:
                lamp.heard(read_report(self.rules, message.payload), retained=message.retained)
            except BadFrame as error:
                raise BadFrame(f"{lamp.name}: {error}") from error
        return lamp
