"""Asking a web server (sole door to httpx): short, bounded, and never trusting.

No redirect is followed: weather that moved house is a line in the settings, not a surprise. What is asked for
may hold a key, so no sentence ever repeats the query.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from lightctl.errors import FeedError

BIGGEST_ANSWER = 1_000_000
DEADLINE_S = 10.0
SAID_OF_A_REFUSAL = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; header names are lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


async def get_json(address: str, query: Mapping[str, str], *, agent: str) -> object:
    """The decoded JSON of an answer 200; raises FeedError for anything else, with a sentence for a person."""
    answer = await get(address, query, agent=agent)
    if answer.status != httpx.codes.OK:
        raise FeedError(refusal(address, answer))
    return as_json(address, answer.body)


async def get(
    address: str, query: Mapping[str, str], *, agent: str, headers: Mapping[str, str] | None = None
) -> Answer:
    """The answer, whatever its status; raises FeedError where there is none within ten seconds."""
    try:
        async with asyncio.timeout(DEADLINE_S):
            return await _got(address, query, {**(headers or {}), "User-Agent": agent})
    except TimeoutError as error:
        raise FeedError(f"{address}: no whole answer within {DEADLINE_S:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise FeedError(f"{address}: {type(error).__name__}: {_without_query(error)}") from None


async def _got(address: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
    async with (
        httpx.AsyncClient(timeout=DEADLINE_S, headers=headers, follow_redirects=False) as client,
        client.stream("GET", address, params=dict(query)) as answer,
    ):
        body = await _bounded(address, answer)
    return Answer(answer.status_code, body, {name.lower(): value for name, value in answer.headers.items()})


def refusal(address: str, answer: Answer) -> str:
    """A sentence for an answer that is no 200."""
    if 300 <= answer.status < 400:
        there = answer.headers.get("location", "nowhere").partition("?")[0]
        return f"{address}: answered {answer.status}, moved to {there}: write that address if you trust it"
    said = " ".join(answer.body[:SAID_OF_A_REFUSAL].decode("utf-8", "replace").split())
    return f"{address}: answered {answer.status}: {said}"


def as_json(address: str, body: bytes) -> object:
    """The body as JSON; raises FeedError."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FeedError(f"{address}: the answer is not JSON: {body[:60]!r}") from error


async def _bounded(address: str, answer: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > BIGGEST_ANSWER:
            raise FeedError(f"{address}: the answer is larger than {BIGGEST_ANSWER} bytes")
    return bytes(body)


def _without_query(error: Exception) -> str:
    return " ".join(word.partition("?")[0] for word in str(error).split())
