"""The sole door to influxdb-client: hands finished lines to a server that takes InfluxDB 2 writes."""

from collections.abc import Mapping
from typing import cast

import aiohttp
from influxdb_client.client.influxdb_client_async import InfluxDBClientAsync
from influxdb_client.client.write_api_async import WriteApiAsync
from influxdb_client.domain.write_precision import WritePrecision
from influxdb_client.rest import ApiException

from lightctl.site.model import TimeSeriesSink
from lightctl.store.sync.errors import SinkAway, SinkDenied, SinkRefused

_TIMEOUT_MS = 10_000
_SECONDS = cast(WritePrecision, WritePrecision.S)  # the client declares its constants as str
_DENIED = frozenset({401, 403, 404})
_REFUSED = frozenset({400, 413, 422})


class InfluxWriter:
    """Writes to one bucket; the connection is opened at the first write."""

    def __init__(self, sink: TimeSeriesSink, token: str, timeout_ms: int = _TIMEOUT_MS) -> None:
        self._sink = sink
        self._token = token
        self._timeout_ms = timeout_ms
        self._client: InfluxDBClientAsync | None = None

    @property
    def name(self) -> str:
        """Which bucket of which server."""
        return f"{self._sink.url} {self._sink.org} {self._sink.bucket}"

    async def write(self, lines: str) -> None:
        """Hand over lines with times in seconds; raises SinkAway, SinkDenied or SinkRefused."""
        try:
            await self._api().write(self._sink.bucket, record=lines, write_precision=_SECONDS)
        except ApiException as error:
            raise _meaning(self._sink.url, error) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            why = str(error) or type(error).__name__
            raise SinkAway(f"{self._sink.url} does not answer: {why}.") from error

    async def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            await self._client.__aexit__(None, None, None)
            self._client = None

    def _api(self) -> WriteApiAsync:
        if self._client is None:
            self._client = InfluxDBClientAsync(
                url=self._sink.url, token=self._token, org=self._sink.org, timeout=self._timeout_ms
            )
        return self._client.write_api()


def _meaning(url: str, error: ApiException) -> SinkAway | SinkDenied | SinkRefused:
    text = f"{url} answered {error.status} {error.reason or ''}".rstrip() + "."
    if error.status in _DENIED:
        return SinkDenied(f"{text} Check the address, the token and the bucket.")
    if error.status in _REFUSED:
        return SinkRefused(text, int(error.status))
    return SinkAway(text, _retry_after(error))


def _retry_after(error: ApiException) -> float:
    headers: Mapping[str, str] = error.headers or {}
    value = headers.get("Retry-After", "")
    return float(value) if value.isdigit() else 0.0
