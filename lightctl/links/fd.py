"""A connection over a file descriptor that the event loop watches: serial ports and ptys."""

import asyncio
import os

from lightctl.links.port import LinkListener

READ_BYTES = 1024


class FdLink:
    """Owns a non-blocking descriptor through `release`, which is called once when the link ends."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._loop = asyncio.get_running_loop()
        self._unsent = b""
        self._open = True
        os.set_blocking(fd, False)

    def start(self, listener: LinkListener) -> None:
        """Begin to hand over what arrives."""
        self._listener = listener
        self._loop.add_reader(self._fd, self._readable)

    def write(self, data: bytes) -> None:
        if not self._open:
            return
        waiting = bool(self._unsent)
        self._unsent += data
        if not waiting:
            self._writable()

    def close(self) -> None:
        """Stop watching and let the descriptor go; what is unsent is dropped."""
        if self._open:
            self._open = False
            self._loop.remove_reader(self._fd)
            self._loop.remove_writer(self._fd)
            self.release()

    def release(self) -> None:
        """Give the descriptor back."""
        os.close(self._fd)

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, READ_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            self._lose(str(error))
            return
        if data:
            self._listener.received(memoryview(data))
        else:
            self._lose("end of file")

    def _writable(self) -> None:
        try:
            sent = os.write(self._fd, self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            # Told at the next turn: `write` never calls its caller back.
            self._loop.call_soon(self._lose, str(error))
            return
        self._unsent = self._unsent[sent:]
        if self._unsent:
            self._loop.add_writer(self._fd, self._writable)
        else:
            self._loop.remove_writer(self._fd)

    def _lose(self, reason: str) -> None:
        if self._open:
            self.close()
            self._listener.lost(reason)
