"""A broker of our own for a simulated city: mosquitto on loopback, with nothing kept on disk."""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

LEASH = str(Path(__file__).with_name("leash.py"))
LOOPBACK = "127.0.0.1"
STARTS_WITHIN_S = 5.0
ENDS_WITHIN_S = 3.0
LOOK_EVERY_S = 0.05
_MORE_PATHS = ("/usr/sbin", "/usr/local/sbin", "/sbin")

CONFIG = """# Written by the simulated city; goes away with it.
listener {port} 127.0.0.1
allow_anonymous true
persistence false
log_type none
"""


def broker_program() -> str | None:
    """The mosquitto of this machine; None where it has none."""
    return shutil.which("mosquitto", path=os.pathsep.join([os.environ.get("PATH", os.defpath), *_MORE_PATHS]))


async def reachable(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        async with asyncio.timeout(1.0):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def own_broker(program: str, port: int, folder: Path) -> AsyncIterator[None]:
    """A broker on that port of loopback while the context is open; OSError when it does not start.

    It ends with this process, even where that is killed.
    """
    config = _written(folder, port)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-S", LEASH, program, "-c", str(config), stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _listening(process, port)
        yield
    finally:
        await _end(process)
        config.unlink(missing_ok=True)


def _written(folder: Path, port: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / f"broker-{port}.conf"
    config.write_text(CONFIG.format(port=port), encoding="utf-8")
    return config


async def _listening(process: asyncio.subprocess.Process, port: int) -> None:
    try:
        async with asyncio.timeout(STARTS_WITHIN_S):
            while not await reachable(LOOPBACK, port):
                if process.returncode is not None:
                    raise OSError(f"mosquitto ended with {process.returncode} on port {port}")
                await asyncio.sleep(LOOK_EVERY_S)
    except TimeoutError as error:
        raise OSError(f"mosquitto does not listen on port {port}") from error


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(ENDS_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
