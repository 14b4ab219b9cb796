"""The page on commissioning is tried as an engineer would: by day at the desk, then by night at the pole."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lightctl.site.loader import load_site
from tests.conftest import REPOSITORY
from tests.readme_session import Block, Session, blocks, shape, sit_down

PAGE = "docs/commissioning.md"
BLOCKS = blocks(REPOSITORY, PAGE)
DAY, NIGHT = "2026-11-20T09:59:30", "2026-11-20T20:00"

pytestmark = [pytest.mark.timeout(180), pytest.mark.live, pytest.mark.xdist_group("readme")]


def light(reader: Session, start: str, lit: str) -> None:
    """The street and its daemon, at that time of the city, until the status says so."""
    state = reader.folder / "state"
    clock = ("--clock-start", start, "--clock-rate", "1")
    reader._start(reader.folder, "simulate", "--state", str(state), "--any-port", *clock)
    reader._until((state / "field.json").exists)
    field = ("--simulated-field", str(state / "field.json"))
    reader._start(reader.folder, "run", "--state", str(state), *field, *clock)
    reader._until(lambda: lit in reader._type("lightctl status", []).output)


def dark(reader: Session) -> None:
    reader.end()
    reader.processes.clear()
    (reader.folder / "state" / "field.json").unlink()


def played(reader: Session, page: list[Block]) -> None:
    for block in page:
        if block.language == "csv":
            (reader.folder / "poles.csv").write_text(block.body, encoding="utf-8")
        else:
            reader.play(block)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    reader = sit_down(tmp_path_factory.mktemp("commissioning"))
    folder = reader.folder / ".venv" / "bin"
    reader.environment["PATH"] = f"{folder}:{Path(sys.executable).parent}:{reader.environment['PATH']}"
    try:
        light(reader, DAY, "1 of 1")
        played(reader, BLOCKS[:-1])
        dark(reader)
        light(reader, NIGHT, "16 verified")
        played(reader, BLOCKS[-1:])
        yield reader
    finally:
        reader.end()


def test_every_command_does_what_the_page_says(session: Session) -> None:
    assert len(session.done) == sum(len(list(block.typed())) for block in BLOCKS)
    for done in session.done:
        refused = "rows is refused" in done.output
        assert done.code == int(refused), f"{done.command}\n{done.output}"
        said = [shape(line) for line in done.output.splitlines()]
        for quoted in done.quoted:
            assert any(shape(quoted) in line for line in said), f"{quoted!r} is not in\n{done.output}"


def test_what_the_page_wrote_is_a_site(session: Session) -> None:
    plant = load_site(session.folder).plant
    assert [one.model for one in plant.lamps["thd-003"].luminaires] == ["led-60", "led-60"]
    assert [(one.model, one.serial) for one in plant.lamps["thd-003"].controllers] == [("LCU 2", "4711")]
    table = (session.folder / "config" / "lamps" / "new.csv").read_text(encoding="utf-8")
    rejects = (session.folder / "poles.rejects.csv").read_text(encoding="utf-8")
    assert table.count("\n") == 3
    assert rejects.count("\n") == 2
    assert "thd-019" in rejects
