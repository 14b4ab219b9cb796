"""What several of these tests look at: one long evening, lived once."""

import pytest

from tests.cli.told_evening import Told, live


@pytest.fixture(scope="session")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return live(tmp_path_factory.mktemp("evening"))
