"""A cloud service, made from its dialect and its vendor's account: prepare, wait, authorise, send, read the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from carddesk.cards.reading import Reading
from carddesk.errors import ImageError, ServiceError
from carddesk.language import current, tr
from carddesk.services import calls
from carddesk.services.choices import chosen
from carddesk.services.contract import OptionValue, ServiceContext, ServiceInfo, SourceImage, Vendor
from carddesk.services.secret import Secret, blotted
from carddesk.vendors.blotting import told_with, without_secrets
from carddesk.vendors.dialect import Account, Answered, Dialect, Refused, Sent, Site
from carddesk.vendors.failure import CallFailed
from carddesk.vendors.line import Line, line_of
from carddesk.vendors.pacing import Pace
from carddesk.vendors.prepare import OVERHEAD_BYTES, Prepared, counted, prepared
from carddesk.vendors.retry import Attempts
from carddesk.vendors.wire import WireAnswer, WireRequest


def offered(dialect: Dialect, account: Callable[[], Account]) -> Callable[[ServiceContext], CloudService]:
    """The service of a dialect, to be built with the context of a run. All services of a vendor in a run share one account.

    A service module ends with `SERVICE = offered(TheDialect(), TheAccount)`, so that the registry finds it.
    """

    def made(context: ServiceContext) -> CloudService:
        return CloudService(dialect, line_of(dialect.vendor, account, context))

    return made


@dataclass(frozen=True, slots=True)
class _Call:
    """All that one reading needs, whichever attempt it is."""

    request: WireRequest
    prepared: Prepared
    site: Site
    secrets: Mapping[str, Secret]


class CloudService:
    """One cloud service: fulfils `services.contract.ReadingService`."""

    def __init__(self, dialect: Dialect, line: Line) -> None:
        self._dialect = dialect
        self._line = line

    @property
    def info(self) -> ServiceInfo:
        """What the service declares."""
        return self._dialect.info

    @property
    def vendor(self) -> Vendor:
        """Whose account it needs."""
        return self._dialect.vendor

    @property
    def pace(self) -> Pace:
        """How the calls to the vendor stand, over all its services."""
        return self._line.pacer.pace

    async def read(
        self, image: SourceImage, *, document: str | None = None, options: Mapping[str, OptionValue] | None = None
    ) -> Sequence[Reading]:
        """As in the contract; nothing is sent before everything is known to be right.

        Raises:
            ImageError: the image cannot be used by this service.
            ServiceError: no reading could be had.
        """
        self._line.users.add(self.info.id)
        wished = chosen(self.info, options)
        secrets = await self._line.secrets()
        site = await self._line.site()
        call = await self._line.off_loop.run(self._built, image, wished, site, secrets)
        return await self._asked(call)

    async def test_account(self) -> str:
        """Have the account authorised anew, as before a call, and send no card; a sentence that says how it went.

        Raises:
            ServiceError: credentials are missing, or the vendor does not take them, or cannot be reached.
            UserError: the keyring cannot be asked.
        """
        secrets = await self._line.secrets()
        site = await self._line.site()
        nothing = Sent(b"", content_type="image/jpeg", width=1000, height=1000)
        request = self._dialect.build_request(nothing, chosen(self.info, None), site)
        attempts = Attempts(self._line.chance)
        asked: list[str] = []

        async def aside(each: WireRequest) -> WireAnswer:
            asked.append(each.method)
            return await self._sent_aside(each, attempts)

        account = self._line.hold.account
        account.forget(refused=False)
        async with self._line.pacer.turn():
            authorised = await account.authorised(request, secrets, site, self._line.now(), aside)
        if isinstance(authorised, Refused):
            raise _as_error(authorised, secrets)
        title = self.vendor.title_zh if current() == "zh_CN" else tr(self.vendor.title)
        if asked:
            return tr("{vendor} takes these credentials. No card was sent.", vendor=title)
        return tr(
            "The credentials are complete. {vendor} looks at them only when a card is read, so that is still to be seen.",
            vendor=title,
        )

    async def close(self) -> None:
        """Let go of the connections, if no other service of the vendor uses them. May be called twice."""
        await self._line.close(self.info.id)

    def _built(
        self, image: SourceImage, wished: Mapping[str, OptionValue], site: Site, secrets: Mapping[str, Secret]
    ) -> _Call:
        most = self.info.limits.max_request_bytes
        overhead = OVERHEAD_BYTES
        for _ in range(3):
            fitted = prepared(image, self.info, overhead)
            request = self._dialect.build_request(fitted.sent, wished, site)
            # What authority adds comes on top.
            if most is None or len(request.body) + OVERHEAD_BYTES <= most or image.kind == "url":
                return _Call(request, fitted, site, secrets)
            overhead = OVERHEAD_BYTES + len(request.body) - counted(fitted.sent.data, self.info.limits.counted_as)
        raise ImageError(
            "image_too_large",
            tr("The image cannot be made small enough for this service. Cut out the card, or pick another service."),
        )

    async def _asked(self, call: _Call) -> Sequence[Reading]:
        attempts = Attempts(self._line.chance)
        while True:
            try:
                answered = await self._attempt(call, attempts)
            except CallFailed as failed:
                wait = attempts.wait_after_failure(failed, idempotent=call.request.idempotent)
                if wait is None:
                    raise
            else:
                if not isinstance(answered, Refused):
                    return answered
                if attempts.may_renew(answered):
                    self._line.hold.account.forget()
                    continue
                wait = attempts.wait_after_no(answered)
                if answered.remedy == "slow_down":
                    await self._line.pacer.asked_for_patience(answered.wait_s or 0.0)
                if wait is None:
                    raise _as_error(answered, call.secrets)
            calls.waiting(wait)
            await self._line.chance.sleep(wait)

    async def _attempt(self, call: _Call, attempts: Attempts) -> Answered:
        hold = self._line.hold

        async def aside(request: WireRequest) -> WireAnswer:
            return await self._sent_aside(request, attempts)

        async with self._line.pacer.turn():
            authorised = await hold.account.authorised(call.request, call.secrets, call.site, self._line.now(), aside)
            if isinstance(authorised, Refused):
                return authorised
            begun = time.monotonic()
            answer = await hold.transport.send(authorised, calls.sent)
            elapsed_ms = round((time.monotonic() - begun) * 1000)
        answered = await self._line.off_loop.run(self._understood, answer, call, authorised)
        if isinstance(answered, Refused):
            return answered
        never = self.info.never_gives
        return [
            replace(call.prepared.brought_back(each), elapsed_ms=elapsed_ms, not_given=(*each.not_given, *never))
            for each in answered
        ]

    def _understood(self, answer: WireAnswer, call: _Call, authorised: WireRequest) -> Answered:
        # Before anything is made of it: what an answer repeats would end in fields, in messages, and for good in the journal.
        hidden = told_with(self.vendor, call.secrets, call.request, authorised)
        return self._dialect.read_answer(without_secrets(answer, hidden), call.prepared.sent, call.site)

    async def _sent_aside(self, request: WireRequest, attempts: Attempts) -> WireAnswer:
        """For accounts: a request that carries no card. Repeated where that costs nothing."""
        while True:
            try:
                return await self._line.hold.transport.send(request)
            except CallFailed as failed:
                wait = attempts.wait_after_failure(failed, idempotent=request.idempotent)
                if wait is None:
                    raise
            await self._line.chance.sleep(wait)


def _as_error(refused: Refused, secrets: Mapping[str, Secret]) -> ServiceError:
    retryable = refused.remedy in {"retry", "slow_down"}
    message, vendor_code = (blotted(text or "", secrets.values()) for text in (refused.message, refused.vendor_code))
    return ServiceError(refused.code, message, retryable=retryable, vendor_code=vendor_code or None)
