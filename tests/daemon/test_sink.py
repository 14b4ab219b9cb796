"""The time-series server's one line in `status`."""

from lightctl.daemon.sink import told
from lightctl.store.sync import SinkStatus


def test_a_server_that_keeps_up_and_one_that_is_dead() -> None:
    assert told(SinkStatus(0, None, ""), "http://s:8086") == "http://s:8086: up to date"
    dead = told(SinkStatus(1200, None, "cannot connect"), "http://s:8086")
    assert dead == "http://s:8086: 1,200 chunks behind; cannot connect"
