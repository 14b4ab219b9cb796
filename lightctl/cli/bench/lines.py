"""A line named at the desk: `tcp:HOST:PORT`, `rtu-over-tcp:HOST:PORT` or `rtu:PORT@BAUD`."""

from lightctl.core.plant import Line, LineKind
from lightctl.errors import TargetError

BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
HELP = "write tcp:HOST:PORT, rtu-over-tcp:HOST:PORT or rtu:PORT@BAUD"


def line_named(text: str, parity: str = "N") -> Line:
    """The line that these words name; raises TargetError."""
    kind, _, rest = text.partition(":")
    if kind == LineKind.RTU:
        port, _, baud = rest.rpartition("@")
        if port and baud.isdigit():
            return serial_line(port, int(baud), parity)
    elif kind in {LineKind.TCP, LineKind.RTU_OVER_TCP}:
        return tcp_line(rest, LineKind(kind))
    if kind in {LineKind.SERIAL, LineKind.MQTT}:
        raise TargetError(f"nobody is asked by registers on a line of kind {kind}: {HELP}")
    raise TargetError(f"'{text}' names no line: {HELP}")


def tcp_line(address: str, kind: LineKind = LineKind.TCP) -> Line:
    """`HOST:PORT`; raises TargetError."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) <= 0xFFFF:
        raise TargetError(f"'{address}' is no address: write HOST:PORT, as in 192.168.1.20:502")
    return Line(address, kind, host=host.strip("[]"), port=int(port))


def serial_line(port: str, baud: int, parity: str) -> Line:
    """A serial port; raises TargetError for a speed that no port has."""
    if baud not in BAUDS:
        raise TargetError(f"{baud} is no baud rate: one of {', '.join(map(str, BAUDS))}")
    return Line(port, LineKind.RTU, device=port, baud=baud, parity=parity)
