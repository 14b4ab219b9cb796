"""A reader at a keyboard: types a page's commands, one after the other, beside a simulated street."""

import asyncio
import getpass
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lightctl.site.init import init_site
from lightctl.site.loader import load_site
from lightctl.store import Store
from lightctl.store.origin import mark_simulated

DUSK = ("--clock-start", "2026-11-20T17:48", "--clock-rate", "30")
"""Two city minutes before a count of the street's camera."""
PAST = datetime(2026, 11, 12, 17, tzinfo=UTC)  # local midnight of 13 November
WAIT_S = 45.0
SERVICES = ("lightctl simulate", "lightctl run")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

CAMERA = "\n\nplaces:\n  - {id: cam-05, name: Camera, street: first-street, weights: {car: 1}}"
# The demo's city as one of its streets, so that the page's own words can be typed at it.
AS_IN_THE_DEMO = {
    "config/plant.yaml": (
        ("{id: first-street, name: First Street", "{id: tran-hung-dao, name: Trần Hưng Đạo"),
        ("baseline: sodium-150}", f"baseline: sodium-150, place: cam-05}}{CAMERA}"),
        ("street: first-street", "street: tran-hung-dao"),
        ("fs-01..fs-16", "thd-001..thd-016"),
        ("cabinet-1-a", "td-010-1"),
        ("cabinet-1-b", "td-010-2"),
        ("cabinet-1", "td-010"),
    ),
    "schedules/first-street.yaml": (("{profile: first-street}", "{profile: arterial}"),),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page; `line` is that of its fence."""

    page: str
    line: int
    language: str
    body: str

    def typed(self) -> Iterator[tuple[str, list[str]]]:
        """Commands, each with the lines of output that the page quotes."""
        for part in re.split(r"^\$ ", self.body, flags=re.MULTILINE)[1:]:
            command, *quoted = part.rstrip("\n").split("\n")
            yield command, [line for line in quoted if line.strip()]


@dataclass(slots=True)
class Done:
    """A command and what came of it."""

    command: str
    quoted: list[str]
    code: int
    output: str


def blocks(root: Path, page: str) -> list[Block]:
    """The page's fenced blocks, in order."""
    text = (root / page).read_text(encoding="utf-8")
    return [Block(page, text.count("\n", 0, m.start()) + 1, m[1], m[2]) for m in FENCE.finditer(text)]


def shape(line: str) -> str:
    """A line without its numbers, its user and its spacing."""
    plain = line.replace(getpass.getuser(), "anna")
    return " ".join(re.sub(r"\d+(?:[.,:]\d+)*", "#", plain).split())


@dataclass(slots=True)
class Session:
    """A shell that remembers its folder and its variables, and the processes that serve beside it."""

    folder: Path
    environment: dict[str, str]
    demo: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)

    def play(self, block: Block) -> None:
        """Type a block's commands, or write the file that it shows."""
        if block.language == "yaml" and (name := re.match(r"# (\S+\.yaml)\n", block.body)):
            path = self.folder / name[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        elif block.language == "console":
            for command, quoted in block.typed():
                self.done.append(self._type(command, quoted))

    def _type(self, command: str, quoted: list[str]) -> Done:
        if command == "./demo":
            self._light_the_demo()
            return Done(command, quoted, 0, "")
        if command == "./test":
            return Done(command, quoted, 0, "")
        if command in SERVICES:
            return Done(command, quoted, 0, self._serve(command))
        after = self.demo / ".after"
        script = f"{command}\ncode=$?; {{ pwd; env -0; }} > {shlex.quote(str(after))}; exit $code"
        run = subprocess.run(
            ["bash", "-c", script], cwd=self.folder, env=self.environment, text=True, timeout=WAIT_S,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        if after.exists():
            folder, _, variables = after.read_text().partition("\n")
            self.folder = Path(folder)
            self.environment = dict(pair.split("=", 1) for pair in variables.split("\0") if pair)
        return Done(command, quoted, run.returncode, run.stdout)

    def _light_the_demo(self) -> None:
        clock = (*DUSK, "--clock-origin", str(time.monotonic()))
        state = self.demo / "state" / "demo"
        state.mkdir(parents=True)
        asyncio.run(_past_nights(self.demo, state / "past"))
        self._start(self.demo, "simulate", "--state", str(state), "--any-port", *clock)
        self._until((state / "field.json").exists)
        field_json = str(state / "field.json")
        self._start(self.demo, "run", "--state", str(state), "--simulated-field", field_json, *clock)
        self._until(lambda: self._all_is_well(state))

    def _all_is_well(self, state: Path) -> bool:
        asked = _lightctl("status", "--site", str(self.demo), "--state", str(state))
        return "16 wanted lit, 16 verified" in asked.stdout and "1 of 1 places count well" in asked.stdout

    def _serve(self, command: str) -> str:
        """Start it beside the session, on a port that is free here; its first words."""
        word = command.removeprefix("lightctl ")
        if word == "simulate":
            plant = self.folder / "config" / "plant.yaml"
            plant.write_text(plant.read_text().replace("127.0.0.1:15501", f"127.0.0.1:{free_port()}"))
        self._start(self.folder, word)
        log = self.folder / f"{word}.log"
        ready = self.folder / "state" / ("field.json" if word == "simulate" else "lightctl.sock")
        self._until(lambda: ready.exists() and bool(log.read_text()))
        return log.read_text()

    def _start(self, folder: Path, *words: str) -> None:
        log = (folder / f"{words[0]}.log").open("wb")
        self.processes.append(
            subprocess.Popen([sys.executable, "-m", "lightctl", *words], cwd=folder, stdout=log, stderr=log)
        )
        log.close()

    def _until(self, ready: Callable[[], bool]) -> None:
        end = time.monotonic() + WAIT_S
        while not ready():
            assert time.monotonic() < end, [path.read_text() for path in self.demo.rglob("*.log")]
            assert all(process.poll() is None for process in self.processes)
            time.sleep(0.1)

    def end(self) -> None:
        """Leave no process behind."""
        for process in self.processes:
            process.kill()
            process.wait()


def sit_down(folder: Path) -> Session:
    """A reader in a fresh clone, whose city is one street of the demo's."""
    init_site(folder)
    for name, changes in AS_IN_THE_DEMO.items():
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    program = folder / ".venv" / "bin" / "lightctl"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lightctl "$@"\n')
    program.chmod(0o755)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LIGHTCTL", "COV"))}
    return Session(folder, environment, folder)


def free_port() -> int:
    """A port of this computer that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _lightctl(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "lightctl", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=WAIT_S, check=False)


async def _past_nights(site: Path, state: Path) -> None:
    """Two nights whose meter counted 800 W from 18:00 to 05:00."""
    loaded = load_site(site)
    store = Store.open(state, site_zone=loaded.settings.place.zone, threaded=False)
    await mark_simulated(store)
    energy = 1000.0
    for quarter in range(48 * 4 + 1):
        store.notes.meter("td-010", PAST + timedelta(minutes=15 * quarter), energy, None, ())
        energy += 200.0 if not 5 <= (quarter / 4) % 24 < 18 else 0.0
    await store.flush()
    await store.rebuild_ledger(loaded, PAST, PAST + timedelta(hours=48))
    await store.close()
