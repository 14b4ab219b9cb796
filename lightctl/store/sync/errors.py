"""How a time-series server can fail to take what it is sent."""

from lightctl.errors import StoreError


class SinkAway(StoreError):
    """Nobody answered, or the server is busy: try the same again, not before `retry_after_s`."""

    def __init__(self, message: str, retry_after_s: float = 0.0) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message)


class SinkDenied(StoreError):
    """The address, the token or the bucket is wrong: an engineer must look."""


class SinkRefused(StoreError):
    """The server will never take something in this request; `http` is its status."""

    def __init__(self, message: str, http: int) -> None:
        self.http = http
        super().__init__(message)
