"""Spoilt transactions on Modbus lines: many answers, no wrong value, no hang; by seed and by search."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lightctl.core.plant import LineKind
from lightctl.wire import frames
from lightctl.wire.request import Request
from prove.faults import AN_ITEM, Faults
from tests.field.hostile.campaign import Campaign
from tests.field.hostile.ways import WAYS

LINES = [
    pytest.param(Campaign(LineKind.TCP, 11), id="tcp"),
    pytest.param(Campaign(LineKind.TCP, 12, 5), id="tcp, 5 at once"),
    pytest.param(Campaign(LineKind.RTU, 13), id="rtu"),
    pytest.param(Campaign(LineKind.RTU_OVER_TCP, 14), id="rtu over tcp"),
]
FAULTED = 4000


@pytest.mark.parametrize("campaign", LINES)
def test_no_wrong_value_is_ever_accepted_and_nothing_hangs(campaign: Campaign) -> None:
    out = campaign.run(faulted=FAULTED)
    assert (out.wrong, out.hung) == ([], [])
    assert out.faulted >= FAULTED
    assert out.accepted > FAULTED / 8
    assert out.accepted_writes > FAULTED / 20
    assert set(out.seen) == {*WAYS, "none"}


@settings(max_examples=60)
@given(
    kind=st.sampled_from([LineKind.TCP, LineKind.RTU, LineKind.RTU_OVER_TCP]),
    together=st.sampled_from([1, 2, 5]),
    seed=st.integers(0, 2**32),
    faults=st.lists(st.sampled_from(["none", *WAYS]), min_size=1, max_size=40),
)
def test_no_order_of_faults_makes_it_believe_a_wrong_value(
    kind: LineKind, together: int, seed: int, faults: list[str]
) -> None:
    left = list(faults)
    chosen = Campaign(
        kind, seed, together if kind is LineKind.TCP else 1, lambda: left.pop() if left else "none"
    )
    out = chosen.run(asked=len(faults) + 20)
    assert (out.wrong, out.hung) == ([], [])
    assert out.accepted


@pytest.mark.parametrize("number", range(5))
def test_the_long_proof_counts_what_it_tried(number: int) -> None:
    counts = Faults().item(number)
    assert counts["faulted"] >= AN_ITEM
    assert counts["wrong"] == counts["hung"] == 0
    assert counts["accepted"] > 0


def believe_anything(request: Request, _unit: int, pdu: bytes) -> bytes:
    """What many libraries do."""
    return b"" if request.writes else pdu[2:]


@pytest.mark.parametrize("campaign", LINES)
def test_a_guard_that_believes_replies_is_found_out(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "check_reply", believe_anything)
    monkeypatch.setattr("lightctl.field.volley.check_reply", believe_anything)
    assert campaign.run(faulted=FAULTED // 4).wrong
