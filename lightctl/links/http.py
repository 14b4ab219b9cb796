"""Asking a web server for JSON (sole door to httpx): short, bounded, and never trusting."""

import json
from collections.abc import Mapping

import httpx

from lightctl.errors import FeedError

BIGGEST_ANSWER = 1_000_000
DEADLINE_S = 10.0


async def get_json(address: str, query: Mapping[str, str], *, agent: str) -> object:
    """The decoded JSON answer; raises FeedError for anything else, with a sentence for a person."""
    try:
        async with (
            httpx.AsyncClient(timeout=DEADLINE_S, headers={"User-Agent": agent}) as client,
            client.stream("GET", address, params=dict(query)) as answer,
        ):
            body = await _bounded(answer)
    except httpx.HTTPError as error:
        raise FeedError(f"{address}: {type(error).__name__}: {error}") from error
    if answer.status_code != httpx.codes.OK:
        raise FeedError(f"{address}: answered {answer.status_code}: {body[:120].decode('utf-8', 'replace')}")
    try:
        return json.loads(body)
    except ValueError as error:
        raise FeedError(f"{address}: the answer is not JSON: {body[:60]!r}") from error


async def _bounded(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > BIGGEST_ANSWER:
            raise FeedError(f"{answer.url}: the answer is larger than {BIGGEST_ANSWER} bytes")
    return bytes(body)
