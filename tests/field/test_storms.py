"""Whatever devices answer, nobody asks or writes without end: a memory and a slow bus are soon worn out."""

import asyncio
import logging
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.units import Level
from lightctl.field import Field
from lightctl.links import MemoryNetwork
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from lightctl.wire.driver import Kind
from tests.field.babble import Babble
from tests.field.street import START, beside
from tests.field.test_plan_keeper import plan
from tests.nights.one_street import PLANT, write_site

TCP = """- {id: tcp-1, tcp: "127.0.0.1:15001"}"""
BUS = "\n  - {id: bus, rtu: lines/bus, baud: 19200, parity: N}"
DIRECT = """  - {range: "d-1..d-4", street: hang, circuits: [td-1], luminaire: led-75, since: 2024-05-01,
     direct: {driver: lamps/lcu-reference, line: bus, units: "11..14"}}
"""
CABINET, GATEWAY, DIRECT_UNITS = 1, 2, frozenset({11, 12, 13, 14})
WORDS = ("constant", "chance", "keeps", "refuses", "busy", "silent", "mixed")
WRITES = ("ignored", "keeps", "refuses", "busy", "silent", "mixed")
BEGIN_S, HALF_S = 300.0, 900.0
MOST_A_SECOND, MOST_A_MINUTE = 60, 300
MOST_WRITES_A_MINUTE, MOST_WRITES_A_QUARTER = 120, 600
"""Of a line with six devices. One that writes without a pause reaches 6,000 a minute here."""


def street(root: Path, concentrator: str, *, strangers: bool) -> Site:
    """Without `strangers` nobody is asked who it is, so that whatever is said is believed."""
    write_site(root)
    text = PLANT.replace(TCP, TCP + BUS).replace("concentrators/dcu-reference", concentrator) + DIRECT
    (root / "config" / "plant.yaml").write_text(text.lstrip(), encoding="utf-8")
    site = load_site(root)
    if strangers:
        return site
    plain = {
        name: replace(driver, points=tuple(p for p in driver.points if p.kind is not Kind.IDENTITY))
        for name, driver in site.drivers.items()
    }
    return replace(site, drivers=plain)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], Site]:
    return {
        (driver, strangers): street(tmp_path_factory.mktemp("site"), driver, strangers=strangers)
        for driver in ("concentrators/dcu-reference", "concentrators/generic-dali-gateway")
        for strangers in (False, True)
    }


async def live(site: Site, babble: Babble, bus: Babble, *, locked: bool) -> None:
    """Half an hour of a street whose every device talks nonsense."""
    network = MemoryNetwork()
    network.listen("tcp-1", babble)
    network.listen("bus", bus)
    field = Field(site, network, RunningClock(START))

    async def test() -> None:
        field.store_plan("td", plan())
        for circuit in ("td-1", "td-2"):
            field.wish_circuit(circuit, True, "night")
        if locked:
            field.forbid_circuit("td-2", "lockout")
        for level in (60, 30):
            for lamp in site.plant.lamps:
                field.wish_lamp(lamp, Level(level), "night")
            await asyncio.sleep(HALF_S)

    await beside(field, test())


def most_within(times: Sequence[float], window_s: float) -> int:
    """The most of these instants that any such window holds."""
    return max((bisect_right(times, at + window_s) - n for n, at in enumerate(times)), default=0)


@settings(max_examples=25)
@example(
    driver="concentrators/dcu-reference",
    strangers=False,
    locked=True,
    words="constant",
    writes="keeps",
    seed=3,
)
@example(
    driver="concentrators/dcu-reference", strangers=False, locked=True, words="busy", writes="busy", seed=3
)
@given(
    driver=st.sampled_from(["concentrators/dcu-reference", "concentrators/generic-dali-gateway"]),
    strangers=st.booleans(),
    locked=st.booleans(),
    words=st.sampled_from(WORDS),
    writes=st.sampled_from(WRITES),
    seed=st.integers(0, 1000),
)
def test_no_device_makes_the_field_ask_or_write_without_end(
    sites: dict[tuple[str, bool], Site], driver: str, strangers: bool, locked: bool, words: str, writes: str,
    seed: int,
) -> None:  # fmt: skip
    logging.disable(logging.CRITICAL)
    tcp = Babble(seed, words, writes, bus=False, units=frozenset({CABINET, GATEWAY}))
    bus = Babble(seed + 1, words, writes, bus=True, units=DIRECT_UNITS)
    try:
        run_in_virtual_time(live(sites[driver, strangers], tcp, bus, locked=locked))
    finally:
        logging.disable(logging.NOTSET)
    for line in (tcp, bus):
        settled = [at for at in line.asked if at > BEGIN_S]
        written = [at for at in line.written if at > BEGIN_S]
        assert most_within(line.asked, 1.0) <= MOST_A_SECOND
        assert most_within(settled, 60.0) <= MOST_A_MINUTE
        assert most_within(written, 60.0) <= MOST_WRITES_A_MINUTE
        assert most_within(written, HALF_S) <= MOST_WRITES_A_QUARTER
