"""A fake vendor asked without a network: requests and answers change hands as values."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from carddesk.vendors.dialect import Send
from carddesk.vendors.wire import WireAnswer, WireRequest
from tests.fakes.server import FakeAnswer, FakeRequest


def asked(request: WireRequest) -> FakeRequest:
    """The request as a server sees it."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    headers.setdefault("host", urlsplit(request.url).netloc)
    query = {key: [value] for key, value in request.query.items()}
    return FakeRequest(request.method, urlsplit(request.url).path, query, headers, request.body)


def told(answer: FakeAnswer) -> WireAnswer:
    """The answer as a client sees it."""
    return WireAnswer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.body)


def sending(fake: Callable[[FakeRequest], FakeAnswer]) -> Send:
    """What an account asks its vendor by."""

    async def send(request: WireRequest) -> WireAnswer:
        return told(fake(asked(request)))

    return send
