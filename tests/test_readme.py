"""The papers are tried as a reader would: every command is typed, every quoted line must appear."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner

from lightctl.cli.program import program
from lightctl.core.plant import CountingPlace
from lightctl.core.units import Level
from lightctl.errors import SiteError
from lightctl.feeds.traffic_messages import TrafficMessages
from lightctl.site.driver_file import DriverFile
from lightctl.site.holiday_file import HolidayFile
from lightctl.site.loader import load_site
from lightctl.site.mapping_file import MappingFile
from lightctl.site.model import TrafficSource
from lightctl.site.parse import parse
from lightctl.site.plant_file import PlantFile
from lightctl.site.problems import Problems
from lightctl.site.profile_file import ProfileFile
from lightctl.site.scenario_file import ScenarioModel
from lightctl.site.scene_file import SceneFile
from lightctl.site.schedule_file import ScheduleFile
from lightctl.site.settings_file import SettingsFile
from lightctl.site.words import FileModel
from lightctl.site.yaml12 import read
from tests.conftest import REPOSITORY
from tests.readme_session import Block, Session, blocks, shape, sit_down

PLAYED = [page for page in ("README.md", "docs/operating.md") if (REPOSITORY / page).exists()]
PAPERS = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for path in chain(
        REPOSITORY.glob("*.md"), (REPOSITORY / "docs").rglob("*.md"), REPOSITORY.glob("[cdps]*/README.md")
    )
)
BLOCKS = [block for page in PLAYED for block in blocks(REPOSITORY, page)]
COMMANDS = [command for block in BLOCKS if block.language == "console" for command, _ in block.typed()]
LINK = re.compile(r"\]\((?!https?://)([^)#\s]*)(#[^)\s]*)?\)")

MODELS: dict[str, type[FileModel]] = {
    "driver": DriverFile,
    "profile": ProfileFile,
    "schedule": ScheduleFile,
    "scenario": ScenarioModel,
    "lines": PlantFile,
    "luminaires": PlantFile,
    "holidays": HolidayFile,
    "mapping": MappingFile,
    "scene": SceneFile,
}
SETTINGS = """\
site: a-city
name: A city
place: {latitude: 10, longitude: 106, timezone: Asia/Ho_Chi_Minh}
schedules: [everyday]
"""

pytestmark = [pytest.mark.timeout(180), pytest.mark.xdist_group("readme")]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Everything typed, page by page, each page beginning in the clone."""
    reader = sit_down(tmp_path_factory.mktemp("clone"))
    try:
        for page in PLAYED:
            reader.folder = reader.demo
            for block in BLOCKS:
                if block.page == page:
                    reader.play(block)
        yield reader
    finally:
        reader.end()


@pytest.mark.live
@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=lambda number: COMMANDS[number][:60])
def test_a_command_does_what_the_page_says(session: Session, number: int) -> None:
    done = session.done[number]
    assert done.command == COMMANDS[number]
    assert done.code == 0, f"{done.command}\n{done.output}"
    said = [shape(line) for line in done.output.splitlines()]
    for quoted in done.quoted:
        assert any(shape(quoted) in line for line in said), f"{quoted!r} is not in\n{done.output}"


@pytest.mark.live
def test_the_reader_s_own_city_is_valid_with_what_the_page_adds(session: Session) -> None:
    site = load_site(session.demo / "my-city")
    assert len(site.plant.lamps) == 16
    assert [step.level for step in site.profiles["first-street"].plan] == [
        Level(x) for x in (100, 70, 40, 80)
    ]
    assert (session.demo / "my-city/drivers/meters/generic-din-meter.yaml").exists()


def test_a_line_that_is_not_said_is_noticed() -> None:
    assert shape("lamps     4,238, 4,238 wanted lit, 4,238 verified") == "lamps #, # wanted lit, # verified"
    assert shape("17:49 city is dark") not in shape("18:02 city is lit")


def test_blocks_are_commands_with_their_output(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("one\n\n```console\n$ a b\nout\n$ c\n```\n")
    (block,) = blocks(tmp_path, "page.md")
    assert block == Block("page.md", 3, "console", "$ a b\nout\n$ c\n")
    assert list(block.typed()) == [("a b", ["out"]), ("c", [])]


def test_the_readme_is_short() -> None:
    assert len((REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines()) < 180


@pytest.mark.parametrize("page", PAPERS)
def test_every_link_leads_somewhere(page: str) -> None:
    here = REPOSITORY / page
    text = re.sub(r"^```.*?^```$", "", here.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target, anchor in LINK.findall(text):
        there = (here.parent / target).resolve() if target else here
        assert there.exists(), f"{page} links to {target}"
        assert not anchor or anchor[1:] in _anchors(there), f"{page} links to {target}{anchor}"


@pytest.mark.parametrize("page", PAPERS)
def test_yaml_in_a_page_is_read_by_its_model(page: str) -> None:
    for block in blocks(REPOSITORY, page):
        if block.language == "yaml":
            assert _refused(block) == []


def test_the_message_in_the_page_is_a_count() -> None:
    (block,) = [block for block in blocks(REPOSITORY, "docs/operating.md") if block.language == "json"]
    place = CountingPlace("cam-01", "Camera", "tran-hung-dao", {"motorcycle": 0.25, "car": 1.0, "bus": 2.0})
    messages = TrafficMessages({"cam-01": place}, TrafficSource("mqtt"))
    now = datetime(2026, 11, 20, 11, 46, tzinfo=UTC)
    (reading,) = messages.read("lightctl/traffic/cam-01", block.body.encode(), now)
    assert reading.at == datetime(2026, 11, 20, 11, 45, tzinfo=UTC)
    assert reading.flow == pytest.approx((120 * 0.25 + 14 + 2) * 12)


def test_the_unit_for_systemd_starts_what_there_is() -> None:
    unit = (REPOSITORY / "docs/lightctl.service").read_text(encoding="utf-8")
    (start,) = re.findall(r"^ExecStart=\S+/lightctl (.*)$", unit, flags=re.MULTILINE)
    refused = CliRunner().invoke(program, start.split(), standalone_mode=False).exception
    assert isinstance(refused, SiteError), refused


def _refused(block: Block) -> list[str]:
    """What its model finds wrong with an example; a fragment of settings gets the rest around it."""
    key = next(line.split(":")[0] for line in block.body.splitlines() if line[:1].isalpha())
    model = MODELS.get(key, SettingsFile)
    text = block.body if key in MODELS else SETTINGS + block.body
    problems = Problems()
    parse(model, read(text, block.page), problems)
    return [str(problem) for problem in problems.errors]


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
