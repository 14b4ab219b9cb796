"""The daemon's API over its Unix socket, with the standard library only."""

import http.client
import json
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from lightctl.cli.options import DEMO, SOCKET
from lightctl.errors import LightctlError, Problem, SiteError, TargetError, Unreachable

TIMEOUT_S = 15.0


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("lightctl", timeout=TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(TIMEOUT_S)
        self.sock.connect(str(self._path))


class Client:
    """Asks the daemon that serves a state directory."""

    def __init__(self, state: Path) -> None:
        self._path = state / SOCKET

    def get(self, path: str, **query: str) -> Any:
        """The answer's JSON; raises Unreachable, TargetError, or LightctlError with the daemon's sentence."""
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path, None)

    def post(self, path: str, **body: object) -> Any:
        """The same for a command."""
        return self._ask("POST", path, json.dumps(body).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Any:
        connection = _UnixConnection(self._path)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
            answer = connection.getresponse()
            return _heard(answer.status, answer.read())
        except PermissionError as error:
            raise Unreachable(f"you may not use {self._path}: ask for its group") from error
        except TimeoutError as error:
            raise Unreachable(
                f"the daemon on {self._path} hangs or is overloaded: look at its log"
            ) from error
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"no daemon answers on {self._path}: {_what_to_start(self._path)}") from error
        finally:
            connection.close()


def _what_to_start(path: Path) -> str:
    """What to do about a socket on which nobody answers; a demo that ran beside it or on it has ended."""
    demo = path.parent if path.parent.name == DEMO else path.parent / DEMO
    running_elsewhere = demo != path.parent and (demo / SOCKET).exists()
    if demo.is_dir() and not running_elsewhere:
        return "the demo has ended: start ./demo again, or the site's own daemon with lightctl run"
    return "start it with lightctl run"


def _heard(status: int, body: bytes) -> Any:
    try:
        answer = json.loads(body)
    except ValueError:
        raise LightctlError(f"the daemon failed at this (HTTP {status}): look at its log") from None
    if status < 400:
        return answer
    if "problems" in answer:
        raise SiteError([Problem(**problem) for problem in answer["problems"]])
    sentence = str(answer["error"])
    raise TargetError(sentence) if status == 422 else LightctlError(sentence)
