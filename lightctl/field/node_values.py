"""What a lamp node reported last, by point, as what was read of registers is asked for elsewhere."""

from lightctl.field.reading import Image
from lightctl.wire.driver import Kind, Point
from lightctl.wire.node_json import NodeReport


class NodeValues(Image):
    """An image that is told, not read; it has one index."""

    def __init__(self) -> None:
        super().__init__([])
        self._values: dict[Kind | None, float | None] = {}

    def take(self, report: NodeReport) -> None:
        """Keep what a report says; what it does not say is no data from now on."""
        self._values = {
            Kind.LEVEL_IN_EFFECT: report.level,
            Kind.LAMP_POWER: report.power,
            Kind.LAMP_ENERGY: report.energy,
            Kind.BURNING_HOURS: report.burning_hours,
            Kind.LAMP_STATUS: report.status,
        }

    def value(self, point: Point | None, index: int = 1) -> float | None:
        return None if point is None else self._values.get(point.kind)
