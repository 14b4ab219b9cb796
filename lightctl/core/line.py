"""How devices are reached: lines, and the addresses on them."""

from dataclasses import dataclass
from enum import StrEnum


class LineKind(StrEnum):
    """How the bytes travel."""

    TCP = "tcp"
    RTU = "rtu"
    RTU_OVER_TCP = "rtu-over-tcp"
    SERIAL = "serial"
    """A serial port with a framed dialogue that is not Modbus."""
    MQTT = "mqtt"
    """A broker; its devices are nodes with topics, not units."""


@dataclass(frozen=True, slots=True)
class Line:
    """One serial port or TCP connection with one owner."""

    id: str
    kind: LineKind
    host: str = ""
    port: int = 0
    device: str = ""
    """Serial port; a relative path lies under the state directory."""
    baud: int = 19200
    parity: str = "N"


@dataclass(frozen=True, slots=True)
class DeviceAddress:
    """Where a device answers: which driver it speaks, on which line, as which unit."""

    driver: str
    line: str
    unit: int
    """0 for a node of a broker."""
    node: str = ""
    """The name in its topics, for a node of a broker."""
