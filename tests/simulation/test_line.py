"""The Modbus face of the city: functions, exceptions, silence, and what a write really does."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.plant import LineKind
from lightctl.simulation.city import City
from lightctl.site.scenario import Scenario
from lightctl.wire.driver import Table
from lightctl.wire.modbus import request_pdu
from lightctl.wire.request import Request, read, write
from tests.simulation.hand import HandClock, ask, levels, modbus, refusal, site, switch

QUIET = Scenario("quiet", "Nothing happens", 7)
NO_DATA = 0xFFFF
SITE = site()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def city(clock: HandClock) -> City:
    return City(site(), QUIET, clock)


def test_lamps_have_no_data_until_mains_came_and_they_booted(city: City, clock: HandClock) -> None:
    assert levels(city) == [NO_DATA] * 4
    switch(city, closed=[True, False])
    clock.pass_s(3)
    assert levels(city) == [NO_DATA] * 4
    clock.pass_s(4)
    assert levels(city) == [100, NO_DATA, 100, NO_DATA]


def test_the_concentrator_acknowledges_at_once_and_lamps_obey_within_four_seconds(
    city: City, clock: HandClock
) -> None:
    switch(city, closed=[True, True])
    clock.pass_s(10)
    line = modbus(city, "tcp")
    assert ask(line, write(2, Table.HOLDING, 0x100, [50, 60, 70])) == b""
    assert ask(line, read(2, Table.HOLDING, 0x100, 4)) == bytes([0, 50, 0, 60, 0, 70, 0, 100])
    clock.pass_s(0.9)
    assert levels(city) == [100] * 4
    clock.pass_s(3.1)
    assert levels(city) == [50, 60, 70, 100]


def test_one_broadcast_register_tells_all_lamps(city: City, clock: HandClock) -> None:
    switch(city, closed=[True, True])
    clock.pass_s(10)
    ask(modbus(city, "tcp"), write(2, Table.HOLDING, 0, [35]))
    clock.pass_s(4)
    assert levels(city) == [35] * 4


def test_coils_by_one_and_by_several_and_their_feedback(city: City) -> None:
    line = modbus(city, "tcp")
    ask(line, write(1, Table.COIL, 1, [1]))
    assert ask(line, read(1, Table.COIL, 0, 12)) == bytes([0b10, 0])
    assert ask(line, read(1, Table.DISCRETE, 0, 12)) == bytes([0b10, 0])
    ask(line, write(1, Table.COIL, 0, [1, 0]))
    assert ask(line, read(1, Table.DISCRETE, 0, 12)) == bytes([0b01, 0])


def test_a_register_by_function_6_and_several_by_function_16(city: City, clock: HandClock) -> None:
    line = modbus(city, "tcp")
    assert write(1, Table.HOLDING, 2, [77]).function == 6
    ask(line, write(1, Table.HOLDING, 2, [77]))
    assert ask(line, read(1, Table.HOLDING, 2, 1)) == bytes([0, 77])
    now = int(clock.now().timestamp())
    ask(line, write(1, Table.HOLDING, 0, [now >> 16, now & 0xFFFF]))
    clock.pass_s(60)
    shown = int.from_bytes(ask(line, read(1, Table.INPUT, 0x12, 2)) or b"", "big")
    assert shown == now + 60


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (read(1, Table.INPUT, 0x40, 1), 2),
        (read(1, Table.INPUT, 0x13, 20), 2),
        (read(2, Table.INPUT, 0x400 + 255, 2), 2),
        (write(1, Table.HOLDING, 0x30, [1]), 2),
        (write(1, Table.HOLDING, 0, [1]), 2),
        (write(1, Table.COIL, 12, [1]), 2),
        (write(2, Table.HOLDING, 0x100, [101]), 3),
        (write(2, Table.HOLDING, 0x100, [50, 60, 200]), 3),
        (read(9, Table.INPUT, 0, 1), 0x0B),
        (Request(1, 4, 0, 0), 3),
        (Request(1, 4, 0, 126), 3),
        (Request(1, 7, 0, 1), 1),
    ],
    ids=str,
)
def test_exceptions(city: City, request_: Request, code: int) -> None:
    assert _code(city, request_) == code


def test_a_refused_block_changes_nothing(city: City) -> None:
    line = modbus(city, "tcp")
    assert refusal(line, write(2, Table.HOLDING, 0x100, [50, 60, 200])) == 3
    assert ask(line, read(2, Table.HOLDING, 0x100, 2)) == bytes([0, 100, 0, 100])


def test_a_device_keeps_its_own_limits(clock: HandClock) -> None:
    base = site()
    dcu = base.drivers["concentrators/dcu-reference"]
    strict = replace(dcu, limits=replace(dcu.limits, read_registers=10, write_registers=4, hole_registers=0))
    city = City(replace(base, drivers={**base.drivers, dcu.id: strict}), QUIET, clock)
    line = modbus(city, "tcp")
    assert refusal(line, read(2, Table.INPUT, 0x100, 10)) == 0
    assert refusal(line, read(2, Table.INPUT, 0x100, 11)) == 3
    assert refusal(line, write(2, Table.HOLDING, 0x100, [50] * 4)) == 0
    assert refusal(line, write(2, Table.HOLDING, 0x100, [50] * 5)) == 3
    assert refusal(line, read(2, Table.INPUT, 0, 4)) == 2


def test_holes_read_as_zero_where_the_driver_allows_them(city: City) -> None:
    data = ask(modbus(city, "tcp"), read(1, Table.INPUT, 0, 10)) or b""
    assert data[6:8] == bytes(2)
    assert len(data) == 20


def test_half_of_a_long_value_can_be_read(city: City, clock: HandClock) -> None:
    clock.pass_s(100_000)
    line = modbus(city, "tcp")
    whole = ask(line, read(1, Table.INPUT, 4, 2)) or b""
    assert int.from_bytes(whole, "big") == 100_000
    assert ask(line, read(1, Table.INPUT, 5, 1)) == whole[2:]


def test_on_a_serial_line_who_is_not_there_or_has_no_mains_is_silent(city: City, clock: HandClock) -> None:
    line = modbus(city, "rtu")
    assert ask(line, read(50, Table.INPUT, 0, 1)) is None
    assert ask(line, read(11, Table.INPUT, 0, 1)) is None
    switch(city, closed=[True, True])
    clock.pass_s(7)
    assert ask(line, read(11, Table.INPUT, 0, 1)) == bytes([0, 100])


def test_unit_0_speaks_to_every_lamp_of_a_serial_line(city: City, clock: HandClock) -> None:
    line = modbus(city, "rtu")
    switch(city, closed=[True, True])
    clock.pass_s(7)
    assert line.answer(0, request_pdu(write(0, Table.HOLDING, 0, [45]))) is None
    clock.pass_s(1)
    assert [ask(line, read(unit, Table.INPUT, 0, 1)) for unit in (11, 12)] == [bytes([0, 45])] * 2


def test_an_address_beyond_the_last_is_refused_not_wrapped(city: City) -> None:
    assert _code(city, Request(1, 4, 65530, 10)) == 2


def test_garbage_is_answered_by_an_exception_or_not_at_all(city: City) -> None:
    line = modbus(city, "tcp")
    assert line.answer(1, b"") == bytes([0x80, 1])
    assert line.answer(1, bytes([3])) == bytes([0x83, 3])


FUNCTIONS = st.sampled_from([bytes([function]) for function in (1, 2, 3, 4, 5, 6, 15, 16)])
NEAR = st.builds(
    lambda function, page, rest: function + bytes([page]) + rest,
    FUNCTIONS,
    st.integers(0, 4),
    st.binary(max_size=10),
)
"""Messages that nearly make sense: a known function, somewhere near the registers that are there."""


@given(st.sampled_from([0, 1, 2, 11, 12, 77]), st.binary(max_size=12) | NEAR)
def test_no_message_brings_a_device_down(unit: int, pdu: bytes) -> None:
    city = City(SITE, QUIET, HandClock())
    for line in map(partial(modbus, city), city.lines):
        reply = line.answer(unit, pdu)
        assert reply is None or reply[0] in {pdu[0], pdu[0] | 0x80} if pdu else True


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_no_bytes_bring_a_line_down(pieces: list[bytes]) -> None:
    city = City(SITE, QUIET, HandClock())
    for line in city.lines.values():
        conversation = line.connect(Swallowing())
        for piece in pieces:
            conversation.received(memoryview(piece))
    assert modbus(city, "tcp").answer(1, request_pdu(read(1, Table.COIL, 0, 1))) is not None


def _code(city: City, request: Request) -> int:
    """The exception code of a request that a careful master would never send."""
    head = bytes([request.function, *request.address.to_bytes(2, "big"), *request.count.to_bytes(2, "big")])
    pdu = request_pdu(request) if request.values else head
    reply = modbus(city, "tcp").answer(request.unit, pdu)
    assert reply is not None
    assert reply[0] == request.function | 0x80
    return reply[1]


def test_rtu_over_tcp_is_a_bus_behind_a_connection(clock: HandClock) -> None:
    base = site()
    rtu = replace(base.plant.lines["rtu"], kind=LineKind.RTU_OVER_TCP)
    plant = replace(base.plant, lines={**base.plant.lines, "rtu": rtu})
    line = modbus(City(replace(base, plant=plant), QUIET, clock), "rtu")
    assert ask(line, read(50, Table.INPUT, 0, 1)) is None
    link = Closable()
    line.connect(link)
    line.set_down(True)
    assert link.closed


def test_the_seventeenth_connection_of_a_line_is_closed(city: City) -> None:
    links = [Closable() for _ in range(17)]
    for link in links:
        city.lines["tcp"].connect(link)
    assert [link.closed for link in links] == [False] * 16 + [True]


class Swallowing:
    """A link that takes everything."""

    def write(self, data: bytes) -> None:
        assert len(data) >= 4

    def close(self) -> None:
        """Nothing is held open."""


class Closable:
    """A link that knows whether it was closed."""

    closed = False

    def write(self, data: bytes) -> None:
        raise AssertionError("nobody asked")

    def close(self) -> None:
        self.closed = True
