"""Asking the stand-in as the program does, without a network between."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from PIL import Image

from carddesk.cards.reading import Reading
from carddesk.services.contract import OptionValue
from carddesk.services.secret import Secret
from carddesk.vendors.dialect import Answered, Refused, Sent, Site
from carddesk.vendors.megvii.account import MegviiAccount
from carddesk.vendors.megvii.dialect import MegviiDialect
from carddesk.vendors.megvii.foreign_resident import DIALECT as FOREIGN
from carddesk.vendors.megvii.residence_permit import DIALECT as PERMIT
from carddesk.vendors.wire import WireAnswer, WireRequest
from tests.fakes.megvii import API_KEY, API_SECRET, FakeMegvii
from tests.fakes.server import FakeRequest

__all__ = ["FOREIGN", "NOW", "PERMIT", "SECRETS", "SITE", "ask", "picture", "read", "signed", "wire"]

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SECRETS = {"api_key": Secret(API_KEY), "api_secret": Secret(API_SECRET)}
SITE = Site("https://api.megvii.com")


@cache
def picture(width: int = 400, height: int = 300, form: str = "JPEG") -> bytes:
    """An image that is no plain surface."""
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(stream, form)
    return stream.getvalue()


async def never_sent(request: WireRequest) -> WireAnswer:
    """Signing asks nobody."""
    raise AssertionError(request)


def signed(
    request: WireRequest,
    account: MegviiAccount | None = None,
    now: datetime = NOW,
    secrets: Mapping[str, Secret] | None = None,
) -> WireRequest:
    """The request with its signature."""
    chosen = SECRETS if secrets is None else secrets
    made = asyncio.run((account or MegviiAccount()).authorised(request, chosen, SITE, now, never_sent))
    assert isinstance(made, WireRequest), made
    return made


def wire(request: WireRequest) -> FakeRequest:
    """The request as a server sees it."""
    path = "/" + request.url.split("/", 3)[3]
    headers = {name.lower(): value for name, value in request.headers.items()}
    return FakeRequest(request.method, path, {}, headers, request.body)


def ask(
    server: FakeMegvii,
    image: bytes | None = None,
    dialect: MegviiDialect = PERMIT,
    site: Site = SITE,
    account: MegviiAccount | None = None,
    **options: OptionValue,
) -> Answered:
    """What one call gives."""
    server.clock = NOW.timestamp
    sent = Sent(picture() if image is None else image, content_type="image/jpeg", width=400, height=300)
    request = signed(dialect.build_request(sent, options, site), account)
    answer = server(wire(request))
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return dialect.read_answer(WireAnswer(answer.status, headers, answer.body), sent, site)


def read(told: Mapping[str, Any] | bytes | str, dialect: MegviiDialect = PERMIT, status: int = 200) -> Reading:
    """The one reading of an answer."""
    found = answered(told, dialect, status)
    assert not isinstance(found, Refused), found
    (reading,) = found
    return reading


def answered(told: Mapping[str, Any] | bytes | str, dialect: MegviiDialect = PERMIT, status: int = 200) -> Answered:
    """What is made of an answer."""
    text = told if isinstance(told, bytes | str) else json.dumps(told, ensure_ascii=False)
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return dialect.read_answer(WireAnswer(status, {}, body), Sent(b""), SITE)
