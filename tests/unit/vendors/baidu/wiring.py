"""A call from dialect to stand-in and back, without transport and without network."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

from carddesk.cards.reading import Reading
from carddesk.services.secret import Secret
from carddesk.vendors.baidu.account import BaiduAccount
from carddesk.vendors.dialect import Answered, Dialect, Refused, Sent, Site
from carddesk.vendors.wire import WireAnswer, WireRequest
from tests.fakes.baidu import API_KEY, SECRET_KEY, FakeBaidu
from tests.fakes.server import FakeRequest

SITE = Site("https://baidu.example/gateway")
KEYS = {"api_key": Secret(API_KEY), "secret_key": Secret(SECRET_KEY)}
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Clock:
    """Turned by hand; the stand-in and the account go by the same one."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    @property
    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)


def ask(fake: FakeBaidu, request: WireRequest) -> WireAnswer:
    """What the stand-in answers to a request of ours, whose address has the site's path in front."""
    path = urlsplit(request.url).path.removeprefix("/gateway")
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = {name: [value] for name, value in request.query.items()}
    answer = fake(FakeRequest(request.method, path, query, headers, request.body))
    return WireAnswer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.body)


def sender(fake: FakeBaidu) -> Callable[[WireRequest], Awaitable[WireAnswer]]:
    async def send(request: WireRequest) -> WireAnswer:
        return ask(fake, request)

    return send


async def call(
    dialect: Dialect, fake: FakeBaidu, sent: Sent, account: BaiduAccount | None = None, now: datetime = NOW
) -> Answered:
    """One call with a token, not repeated."""
    request = dialect.build_request(sent, {}, SITE)
    authorised = await (account or BaiduAccount()).authorised(request, KEYS, SITE, now, sender(fake))
    return authorised if isinstance(authorised, Refused) else dialect.read_answer(ask(fake, authorised), sent, SITE)


def told(answer: object, status: int = 200, headers: Mapping[str, str] | None = None) -> WireAnswer:
    """An answer that says this JSON."""
    return WireAnswer(status, dict(headers or {}), json.dumps(answer, ensure_ascii=False).encode())


def read(dialect: Dialect, answer: object) -> list[Reading]:
    """The readings of an answer that is no refusal."""
    found = dialect.read_answer(told(answer), Sent(b"image"), SITE)
    assert not isinstance(found, Refused), found
    return list(found)


def texts(reading: Reading) -> dict[str, str]:
    return {each.key: each.text for each in reading.fields}


def values(reading: Reading) -> dict[str, str]:
    return {each.key: each.value for each in reading.fields}


def twice(value: bytes) -> bytes:
    """Percent-encoded once more, as the document's curl example does by mistake."""
    return quote(value, safe="").encode()
