"""Serial ports (sole door to pyserial): it sets the port up, the event loop does the rest."""

import termios
from pathlib import Path

import serial

from lightctl.core.plant import Line
from lightctl.errors import LinkDown
from lightctl.links.fd import FdLink
from lightctl.links.port import Link, LinkListener


class SerialLink(FdLink):
    """An open serial port; the descriptor belongs to pyserial, which closes it."""

    def __init__(self, port: "serial.Serial") -> None:
        super().__init__(port.fileno())
        self._port = port

    def release(self) -> None:
        self._port.close()


class SerialDialer:
    """Opens the serial port of an rtu line, exclusively; a relative device lies under `base`."""

    def __init__(self, base: Path) -> None:
        self._base = base

    async def open(self, line: Line, listener: LinkListener) -> Link:
        path = self._base / line.device
        try:
            # Opening a port is quick and does not wait: pyserial opens it O_NONBLOCK.
            port = serial.Serial(
                str(path), baudrate=line.baud, parity=line.parity, timeout=0, write_timeout=0, exclusive=True
            )
        except (OSError, ValueError, termios.error) as error:
            raise LinkDown(f"{line.id}: cannot open {path}: {error}") from error
        link = SerialLink(port)
        link.start(listener)
        return link
