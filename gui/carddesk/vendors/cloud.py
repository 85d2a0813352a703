"""A cloud service, made from its dialect and its vendor's account: prepare, authorise, send, read the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import httpx

from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError
from carddesk.services import calls
from carddesk.services.contract import OptionValue, ServiceContext, ServiceInfo, SourceImage
from carddesk.vendors.dialect import Account, Dialect, Refused, Sent, Site
from carddesk.vendors.wire import WireAnswer, WireRequest


def offered(dialect: Dialect, account: type[Account]) -> Callable[[ServiceContext], CloudService]:
    """What a service module ends with: `SERVICE = offered(TheDialect(), TheAccount)` gives a service for a run.

    One account object is made for a vendor in each run; its services share it.
    """

    def made(context: ServiceContext) -> CloudService:
        return CloudService(dialect, account(), context)

    return made


class CloudService:
    """One cloud service: fulfils `services.contract.ReadingService`."""

    def __init__(self, dialect: Dialect, account: Account, context: ServiceContext) -> None:
        self._dialect = dialect
        self._account = account
        self._context = context

    @property
    def info(self) -> ServiceInfo:
        """What the service declares."""
        return self._dialect.info

    async def read(
        self, image: SourceImage, *, document: str | None = None, options: Mapping[str, OptionValue] | None = None
    ) -> Sequence[Reading]:
        """As in the contract."""
        vendor = self._dialect.vendor
        setting = self._context.setting
        site = Site(str(setting(f"vendors.{vendor.id}.base_url") or vendor.base_url).rstrip("/"))
        secrets = await self._context.credentials(vendor)
        chosen = {option.key: option.default for option in self.info.options} | dict(options or {})
        sent = Sent(image.data, image.kind, "image/jpeg", image.page)
        request = self._dialect.build_request(sent, chosen, site)
        authorised = await self._account.authorised(request, secrets, site, datetime.now(UTC), self._send)
        if isinstance(authorised, Refused):
            raise ServiceError(authorised.code, authorised.message, vendor_code=authorised.vendor_code)
        calls.sent()
        read = self._dialect.read_answer(await self._send(authorised), sent, site)
        if isinstance(read, Refused):
            raise ServiceError(read.code, read.message, vendor_code=read.vendor_code)
        return read

    async def close(self) -> None:
        """Nothing is kept open between calls."""

    async def _send(self, request: WireRequest) -> WireAnswer:
        async with httpx.AsyncClient() as client:
            answer = await client.request(
                request.method,
                request.url,
                params=request.query or None,
                headers=request.headers,
                content=request.body,
            )
            return WireAnswer(answer.status_code, dict(answer.headers), answer.content)
