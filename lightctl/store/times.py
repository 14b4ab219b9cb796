"""Instants as integers: milliseconds for what people did, seconds for what was measured."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_S = timedelta(seconds=1)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970 of an aware instant, rounded down."""
    return (instant - EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """Aware UTC instant."""
    return EPOCH + ms * _MS


def to_s(instant: datetime) -> int:
    """Seconds since 1970 of an aware instant, rounded down."""
    return (instant - EPOCH) // _S


def from_s(seconds: int) -> datetime:
    """Aware UTC instant."""
    return EPOCH + seconds * _S
