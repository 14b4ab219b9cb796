"""Sending the ledger to a time-series server: dirty chunks, one request in flight, nothing lost."""

from lightctl.store.sync.forwarder import Forwarder, SinkStatus, open_forwarder

__all__ = ["Forwarder", "SinkStatus", "open_forwarder"]
