"""Baidu's account: API key and secret key become an access token, which both services share until shortly before it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from carddesk.language import mark, tr
from carddesk.services.contract import CredentialField, Vendor
from carddesk.services.secret import Secret
from carddesk.vendors.baidu.refusals import NOT_UNDERSTOOD, refused, said_no
from carddesk.vendors.dialect import Refused, Send, Site
from carddesk.vendors.said import datum, members, parsed, text_of
from carddesk.vendors.wire import WireAnswer, WireRequest

VENDOR = Vendor(
    id="baidu",
    title="Baidu AI Cloud",
    title_zh="百度智能云",
    fields=(CredentialField("api_key", mark("API Key")), CredentialField("secret_key", mark("Secret Key"))),
    sets=(("api_key", "secret_key"),),
    base_url="https://aip.baidubce.com",
    # Free accounts have two calls a second, paid ones ten.
    max_per_second=2.0,
    max_concurrency=2,
    timeout_s=60.0,
)

_TOKEN_PATH = "/oauth/2.0/token"  # noqa: S105 - an address
_UNSAID_LIFE_S = 3600.0
_LONGEST_LIFE_S = 2_592_000.0
"""30 days, as documented; a longer promise is not believed."""
_EARLY_S = 300.0
_NO_KEYS = mark("No API key and secret key of Baidu are set. Set both in the credentials.")


_Holder = tuple[str, Secret, Secret]
"""Whom a token is for: the address it was had at, API key, secret key."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A token, what it was had with, and until when it is used."""

    token: Secret = field(repr=False)
    holder: _Holder = field(repr=False)
    until: datetime


class BaiduAccount:
    """Puts the access token into the query. Held in memory alone."""

    def __init__(self) -> None:
        self._token: _Token | None = None
        self._asking = asyncio.Lock()
        self._asked = 0
        self._refusal: tuple[_Holder, Refused] | None = None
        self._given: WeakKeyDictionary[asyncio.Task[Any], Secret] = WeakKeyDictionary()

    async def authorised(
        self, request: WireRequest, secrets: Mapping[str, Secret], site: Site, now: datetime, send: Send
    ) -> WireRequest | Refused:
        """The request with a token. Of several calls at a time one asks for it, and its outcome is that of all."""
        api_key, secret_key = secrets.get("api_key"), secrets.get("secret_key")
        if not api_key or not secret_key:
            return Refused("no_credentials", tr(_NO_KEYS))
        token = await self._shared((site.base_url, api_key, secret_key), now, send)
        if isinstance(token, Refused):
            return token
        if (reading := asyncio.current_task()) is not None:
            self._given[reading] = token
        return replace(request, query={**request.query, "access_token": token.reveal()})

    def forget(self, *, refused: bool = True) -> None:
        """The next request asks for a new token; those under way keep theirs, since tokens live side by side.

        Of several readings whose token ended under way, the first has a new one for all: the others learn late that the
        old one is no good, and must not throw the new one away.
        """
        reading = asyncio.current_task()
        given = self._given.pop(reading, None) if reading is not None else None
        if self._token is not None and given in {None, self._token.token}:
            self._token = None

    async def _shared(self, holder: _Holder, now: datetime, send: Send) -> Secret | Refused:
        seen = self._asked
        if (usable := self._usable(holder, now)) is not None:
            return usable
        async with self._asking:
            if (usable := self._usable(holder, now)) is not None:
                return usable
            if self._asked != seen and self._refusal is not None and self._refusal[0] == holder:
                return self._refusal[1]
            answer = await send(_token_request(holder))
            had = _token(answer, holder, now)
            self._asked += 1
            if isinstance(had, Refused):
                self._refusal = holder, had
                return had
            self._token, self._refusal = had, None
            return had.token

    def _usable(self, holder: _Holder, now: datetime) -> Secret | None:
        had = self._token
        return had.token if had is not None and had.holder == holder and now < had.until else None


def _token_request(holder: _Holder) -> WireRequest:
    base_url, api_key, secret_key = holder
    query = {
        "grant_type": "client_credentials",
        "client_id": api_key.reveal(),
        "client_secret": secret_key.reveal(),
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    return WireRequest("POST", f"{base_url}{_TOKEN_PATH}", headers=headers, query=query, idempotent=True)


def _token(answer: WireAnswer, holder: _Holder, now: datetime) -> _Token | Refused:
    told = parsed(text_of(answer.body))
    if (no := said_no(answer, told)) is not None:
        # Where a token itself is asked for, a fresh one is no way out.
        return replace(no, remedy="none") if no.remedy == "renew" else no
    text = members(told).get("access_token")
    if not isinstance(text, str) or not (text := datum(text).strip()):
        return refused(NOT_UNDERSTOOD, answer)
    life_s = _life_s(datum(members(told).get("expires_in")))
    # A tenth at most: a gateway may give short-lived ones.
    return _Token(Secret(text), holder, now + timedelta(seconds=life_s - min(_EARLY_S, life_s / 10)))


def _life_s(said: str) -> float:
    try:
        seconds = float(said)
    except ValueError:
        return _UNSAID_LIFE_S
    return min(seconds, _LONGEST_LIFE_S) if seconds > 0 else _UNSAID_LIFE_S
