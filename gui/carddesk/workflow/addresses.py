"""Addresses: a card whose picture is on the web, fetched by the service that reads it and never by this program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

from carddesk.capture.captured import Captured
from carddesk.errors import UserError
from carddesk.imaging.formats import address
from carddesk.language import tr
from carddesk.services.contract import ServiceInfo
from carddesk.workflow.batch_sources import Address
from carddesk.workflow.handing_on import by_title, not_taken
from carddesk.workflow.wiring import Wiring

LONGEST: Final = 2048
"""Bytes of an address, where the service states no limit."""

Add = Callable[[Sequence[Captured]], Awaitable[list[int]]]


class Addresses:
    """Takes addresses in. Only host and path are ever shown: what follows may let everybody in who knows it."""

    def __init__(self, wiring: Wiring, add: Add) -> None:
        self._at = wiring
        self._add = add

    @property
    def service(self) -> ServiceInfo | None:
        """Who would fetch the picture."""
        service = self._at.services.get(self._at.choice.service)
        return service.info if service is not None else None

    def require_service(self) -> ServiceInfo:
        """The picked service, if it fetches pictures.

        Raises:
            UserError: it does not; these do.
        """
        info = self.service
        if info is None:
            raise UserError("no_service", tr("No service is chosen."))
        if "url" not in info.accepts:
            raise not_taken("url", info, [each.info for each in self._at.services.values()], by_title)
        return info

    def wire(self, text: str) -> bytes:
        """The address as it is sent.

        Raises:
            UserError: it is none, holds a password, or is longer than the picked service takes; or there is no such service.
        """
        most = self.require_service().limits.max_url_bytes or LONGEST
        sent = Address(text.strip()).wire
        try:
            parts = urlsplit(sent.decode("ascii"))
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and b" " not in sent
            secret = bool(parts.username or parts.password)
            _ = parts.port
        except ValueError:
            usable = secret = False
        if not usable:
            raise UserError("bad_url", tr("An address begins with http:// or https:// and holds no blanks."))
        if secret:
            said = tr("There is a name or a password before the @. The vendor would get it: take it out.")
            raise UserError("bad_url", said)
        if len(sent) > most:
            said = tr(
                "The address has {length} signs; this service takes {most}. Add the file.", length=len(sent), most=most
            )
            raise UserError("url_too_long", said)
        return sent

    async def add(self, text: str) -> list[int]:
        """A case for the picture at this address; its number, or none where it was there before.

        Raises:
            UserError: as for `wire`; or a basis must be noted first.
        """
        sent = self.wire(text)
        name = address.printable(address.shown(sent.decode("ascii")))
        return await self._add([Captured(address.made(sent), name)])
