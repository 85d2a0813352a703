"""An account of Huawei Cloud: signs with its keys, or gets a token for its user, and knows its project's number."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from carddesk.language import mark
from carddesk.services.contract import CredentialField, Vendor
from carddesk.services.secret import Secret
from carddesk.vendors.dialect import Refused, Send, Site
from carddesk.vendors.huawei import faults, iam
from carddesk.vendors.huawei.signature import signed
from carddesk.vendors.wire import WireRequest

REGIONS = (
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "cn-north-4",
    "cn-north-1",
    "cn-east-3",
    "cn-south-1",
    "cn-southwest-2",
    "af-south-1",
    "la-south-2",
    "la-north-2",
)
"""Where the vendor's OCR is; the document of the service names the first alone."""

VENDOR = Vendor(
    id="huawei",
    title="Huawei Cloud",
    title_zh="华为云",
    fields=(
        CredentialField("access_key", mark("Access key (AK)")),
        CredentialField("secret_key", mark("Secret key (SK)")),
        CredentialField("username", mark("IAM user name"), secret=False),
        CredentialField("password", mark("IAM password")),
        CredentialField("domain", mark("Account name"), secret=False),
    ),
    sets=(("access_key", "secret_key"), ("username", "password", "domain")),
    base_url="https://ocr.{region}.myhuaweicloud.com",
    regions=REGIONS,
    timeout_s=120.0,
)
PROJECT = "{project_id}"
"""Stands in a request's address until the account puts its project's number there."""

_IAM_URL = "https://iam.{region}.myhuaweicloud.com"
_REST = timedelta(minutes=5)
_MOST_DOUBTS = 2
"""The vendor locks keys after five wrong signatures in a row. Two doubts leave room for calls that were under way with them."""

_Holder = tuple[Secret | None, ...]
_Place = tuple[_Holder, str, str, str]


@dataclass(frozen=True, slots=True)
class _Office:
    """Where IAM is asked, for whom, and when."""

    holder: _Holder
    iam_url: str
    region: str
    project_id: str
    now: datetime
    send: Send

    @property
    def place(self) -> _Place:
        return self.holder, self.iam_url, self.region, self.project_id


class HuaweiAccount:
    """Authorises requests. Holds the token and the project's number in memory; one call at a time asks IAM."""

    def __init__(self) -> None:
        self._asking = asyncio.Lock()
        self._token: tuple[_Place, iam.Token] | None = None
        self._projects: dict[_Place, str] = {}
        self._given: WeakKeyDictionary[asyncio.Task[Any], Secret] = WeakKeyDictionary()
        self._forgotten = 0
        self._doubts: tuple[_Holder, tuple[datetime, ...]] = ((), ())
        self._turned_away: tuple[_Place, datetime, Refused] | None = None

    async def authorised(
        self, request: WireRequest, secrets: Mapping[str, Secret], site: Site, now: datetime, send: Send
    ) -> WireRequest | Refused:
        """Signed where both keys are known, else with a token; the project's number put into the address."""
        office = _office(secrets, site, now, send)
        keys, user = secrets.get("access_key"), secrets.get("username")
        secret_key, password, domain = secrets.get("secret_key"), secrets.get("password"), secrets.get("domain")
        if keys and secret_key:
            if not _is_plain(keys) or not _is_plain(secret_key):
                return faults.MISTYPED.refused("", "", {})
            return await self._with_keys(request, keys, secret_key, office)
        if user and password and domain:
            return await self._with_token(request, iam.User(user, password, domain), office)
        return faults.NO_CREDENTIALS.refused("", "", {})

    def forget(self, *, refused: bool = True) -> None:
        """The token is dropped. The project's number never changes: it is asked for anew only to try the account.

        Of several calls whose token was refused under way, the first has a new one for all: the others learn late that the
        old one is no good, and must not throw the new one away.
        """
        call = asyncio.current_task()
        given = self._given.pop(call, None) if call is not None else None
        if self._token is not None and given in {None, self._token[1].text}:
            self._token = None
        if refused:
            self._forgotten += 1
        else:
            self._projects.clear()

    async def _with_keys(
        self, request: WireRequest, access_key: Secret, secret_key: Secret, office: _Office
    ) -> WireRequest | Refused:
        if self._is_doubtful(office):
            return faults.LOCKED.refused("APIG.0301", "", {})

        def sign(unsigned: WireRequest) -> WireRequest:
            return signed(unsigned, access_key, secret_key, office.now)

        if PROJECT not in request.url:
            return sign(request)
        async with self._asking:
            number = self._projects.get(office.place) or await self._ask_project(
                sign(iam.project_request(office.iam_url, office.region)), office
            )
        return number if isinstance(number, Refused) else sign(_in_project(request, number))

    async def _with_token(self, request: WireRequest, user: iam.User, office: _Office) -> WireRequest | Refused:
        # A token that was dropped says nothing against the keys.
        self._forgotten = 0
        async with self._asking:
            token = await self._fresh_token(user, office)
            if isinstance(token, Refused):
                return token
            bearing = {"X-Auth-Token": token.text.reveal()}
            if PROJECT in request.url:
                number = token.project_id or self._projects.get(office.place)
                if not number:
                    asking = iam.project_request(office.iam_url, office.region)
                    found = await self._ask_project(replace(asking, headers={**asking.headers, **bearing}), office)
                    if isinstance(found, Refused):
                        return found
                    number = found
                request = _in_project(request, number)
        if (call := asyncio.current_task()) is not None:
            self._given[call] = token.text
        return replace(request, headers={**request.headers, **bearing})

    async def _fresh_token(self, user: iam.User, office: _Office) -> iam.Token | Refused:
        if self._token and self._token[0] == office.place and office.now < self._token[1].fresh_until:
            return self._token[1]
        if self._turned_away and self._turned_away[0] == office.place and office.now < self._turned_away[1]:
            return self._turned_away[2]
        asking = iam.token_request(office.iam_url, user, office.region, office.project_id)
        had = iam.read_token(await office.send(asking), office.now)
        if isinstance(had, Refused):
            if had.code == "wrong_credentials":
                # IAM locks users whose password was wrong several times: what it refused once is not tried for each card.
                self._turned_away = office.place, office.now + _REST, had
            return had
        self._token = office.place, had
        return had

    async def _ask_project(self, asking: WireRequest, office: _Office) -> str | Refused:
        found = iam.read_project(await office.send(asking), office.region)
        if isinstance(found, str):
            self._projects[office.place] = found
        elif found.code == "wrong_credentials":
            self._forgotten += 1
        return found

    def _is_doubtful(self, office: _Office) -> bool:
        """Whether the vendor refused signatures by these keys so often just now that one more could lock them."""
        holder, times = self._doubts
        recent = times if holder == office.holder else ()
        recent = tuple(each for each in recent if office.now - each < _REST) + (office.now,) * self._forgotten
        self._doubts, self._forgotten = (office.holder, recent), 0
        return len(recent) >= _MOST_DOUBTS


def region_of(site: Site) -> str:
    """The region that is asked: the site's, else the one the document names."""
    return site.region or REGIONS[0]


def _office(secrets: Mapping[str, Secret], site: Site, now: datetime, send: Send) -> _Office:
    region = region_of(site)
    iam_url = (_said(site, "iam_url") or _IAM_URL).replace("{region}", region).rstrip("/")
    holder = tuple(secrets.get(field.key) for field in VENDOR.fields)
    return _Office(holder, iam_url, region, _said(site, "project_id"), now, send)


def _said(site: Site, key: str) -> str:
    return str(site.setting(key) or "").strip()


def _is_plain(secret: Secret) -> bool:
    text = secret.reveal()
    return text.isascii() and text.isprintable() and " " not in text


def _in_project(request: WireRequest, number: str) -> WireRequest:
    return replace(request, url=request.url.replace(PROJECT, number))
