"""An account of Aliyun's market: an AppCode in a header, nothing to renew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from carddesk.services.contract import CredentialField, Vendor
from carddesk.services.secret import Secret
from carddesk.vendors.aliyun import faults
from carddesk.vendors.dialect import Refused, Send, Site
from carddesk.vendors.wire import WireRequest

VENDOR = Vendor(
    id="aliyun",
    title="Aliyun market",
    title_zh="阿里云市场",
    fields=(CredentialField("app_code", "AppCode"),),
    sets=(("app_code",),),
    base_url="https://idc.market.alicloudapi.com",
)


class AliyunAccount:
    """Puts the AppCode into each request. It stays the same when another pack of calls is bought."""

    async def authorised(
        self, request: WireRequest, secrets: Mapping[str, Secret], site: Site, now: datetime, send: Send
    ) -> WireRequest | Refused:
        """The request with `Authorization: APPCODE <code>`."""
        secret = secrets.get("app_code")
        # The console shows it alone, examples with the word before it: either may have been copied.
        code = secret.reveal().strip().removeprefix("APPCODE ").strip() if secret else ""
        if not code:
            return faults.NO_CREDENTIALS.refused("", "", {})
        if not code.isascii() or not code.isprintable() or " " in code:
            return faults.MISTYPED.refused("", "", {})
        return replace(request, headers={**request.headers, "Authorization": f"APPCODE {code}"})

    def forget(self, *, refused: bool = True) -> None:
        """There is nothing to forget: an AppCode is what the account was given."""
