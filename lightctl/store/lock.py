"""One writer per state directory: the kernel keeps the lock and lets go of it when the process ends."""

import fcntl
import os
from pathlib import Path

from lightctl.errors import StoreError


class DirectoryLock:
    """Held from creation to `close`; writes nothing. Raises StoreError where another daemon holds it."""

    def __init__(self, directory: Path) -> None:
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise StoreError(f"{directory} cannot be used as a state directory: {error.strerror}.") from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._handle)
            raise StoreError(
                f"{directory} is in use by another lightctl daemon: stop it first, or name another state "
                "directory."
            ) from error

    def close(self) -> None:
        """Let go of it; safe to call twice."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
