"""What an operator is told at a glance about circuits that should give light and do not."""

from types import SimpleNamespace

import pytest

from lightctl.daemon.glance import _open_though_wanted
from tests.daemon.small import plant


@pytest.mark.parametrize(
    ("desired", "closed", "protected", "answering", "named"),
    [
        (True, False, False, True, True),
        (True, True, False, True, False),
        (False, False, False, True, False),
        (True, None, False, True, False),
        (True, False, True, True, False),
        (True, False, False, False, False),
    ],
)
def test_a_circuit_that_stays_open_is_named_unless_it_must_or_nobody_knows(
    desired: bool, closed: bool | None, protected: bool, answering: bool, named: bool
) -> None:
    def circuit(circuit_id: str) -> SimpleNamespace:
        told = (desired, closed) if circuit_id == "c1-2" else (True, True)
        return SimpleNamespace(circuit=circuit_id, desired=told[0], closed=told[1])

    board = SimpleNamespace(circuit=circuit, cabinet=lambda _: SimpleNamespace(answering=answering))
    parts = SimpleNamespace(
        field=SimpleNamespace(board=board), site=SimpleNamespace(plant=plant()),
        protection=SimpleNamespace(protected={"c1-2": object()} if protected else {}),
    )  # fmt: skip
    assert _open_though_wanted(parts) == (["c1-2"] if named else [])  # type: ignore[arg-type]
