"""Megvii's account: the `hmac_sha1` signature, made once and used until shortly before it expires."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from carddesk.language import mark, tr
from carddesk.services.contract import CredentialField, Vendor
from carddesk.services.secret import Secret
from carddesk.vendors.dialect import Refused, Send, Site
from carddesk.vendors.megvii.request import with_fields
from carddesk.vendors.wire import WireRequest

VENDOR: Final = Vendor(
    id="megvii",
    title=mark("Megvii FaceID"),
    title_zh="旷视 FaceID",
    fields=(
        CredentialField("api_key", mark("API key")),
        CredentialField("api_secret", mark("API secret")),
    ),
    sets=(("api_key", "api_secret"),),
    base_url="https://api.megvii.com",
    # How many calls at once is agreed in each contract and not published.
    max_per_second=5.0,
    max_concurrency=2,
    timeout_s=30.0,
)

SIGN_VERSION: Final = "hmac_sha1"
LIFETIME_S: Final = 3600
"""How long a signature is good. Long enough that a clock some minutes off does no harm."""
MARGIN_S: Final = 120
"""How long before its end it is made anew: a call may wait for its turn and take its whole time-out."""


def sign(api_key: str, api_secret: str, created: int, expires: int, nonce: str) -> str:
    """The `sign` of one account (vendor's page "adv_authentication"): base64 of HMAC-SHA1 and the text it signs.

    `created` and `expires` are Unix seconds, `nonce` at most ten decimal digits, leading zeros kept.
    """
    text = f"a={api_key}&b={expires}&c={created}&d={nonce}".encode("utf-8", "surrogateescape")
    key = api_secret.encode("utf-8", "surrogateescape")
    return base64.b64encode(hmac.digest(key, text, hashlib.sha1) + text).decode("ascii")


@dataclass(frozen=True, slots=True)
class _Made:
    """A signature and what it holds for."""

    sign: str = field(repr=False)
    api_key: Secret
    api_secret: Secret
    created: int
    expires: int

    def serves(self, api_key: Secret, api_secret: Secret, now: int) -> bool:
        same = (self.api_key, self.api_secret) == (api_key, api_secret)
        return same and self.created <= now < self.expires - MARGIN_S


class MegviiAccount:
    """Signs requests. One signature serves all calls until it is near its end or was refused."""

    def __init__(self) -> None:
        self._made: _Made | None = None

    async def authorised(
        self, request: WireRequest, secrets: Mapping[str, Secret], site: Site, now: datetime, send: Send
    ) -> WireRequest | Refused:
        """The request with `sign` and `sign_version` in its form; nothing is asked of the vendor for that."""
        api_key, api_secret = secrets.get("api_key"), secrets.get("api_secret")
        if not api_key or not api_secret:
            return Refused(
                "no_credentials", tr("Megvii needs an API key and an API secret. Enter them under Credentials.")
            )
        made = self._signature(api_key, api_secret, int(now.timestamp()))
        return with_fields(request, {"sign": made.sign, "sign_version": SIGN_VERSION})

    def forget(self, *, refused: bool = True) -> None:
        """The vendor refused the signature: the next request gets a fresh one."""
        self._made = None

    def _signature(self, api_key: Secret, api_secret: Secret, now: int) -> _Made:
        if self._made is None or not self._made.serves(api_key, api_secret, now):
            nonce = f"{chance.randbelow(10**10):010d}"
            expires = now + LIFETIME_S
            signed = sign(api_key.reveal(), api_secret.reveal(), now, expires, nonce)
            self._made = _Made(signed, api_key, api_secret, now, expires)
        return self._made
