"""What Megvii's card services have in common: one request, one answer; they differ in path and document alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from carddesk.cards.documents import document
from carddesk.language import mark
from carddesk.services.contract import Limits, OptionValue, ServiceInfo, Vendor
from carddesk.vendors.dialect import Answered, Sent, Site
from carddesk.vendors.megvii.account import VENDOR
from carddesk.vendors.megvii.answer import read
from carddesk.vendors.megvii.encryption import SealedError, opener
from carddesk.vendors.megvii.lenient import object_of
from carddesk.vendors.megvii.options import OPTIONS
from carddesk.vendors.megvii.refusals import error_of, locked, not_understood, refused
from carddesk.vendors.megvii.request import MOST_BYTES, OVERHEAD_BYTES, card_request
from carddesk.vendors.said import text_of
from carddesk.vendors.wire import WireAnswer, WireRequest

LIMITS: Final = Limits(
    max_bytes=MOST_BYTES - OVERHEAD_BYTES,
    max_request_bytes=MOST_BYTES,
    min_side_px=200,
    max_side_px=8000,
    # The document names no formats; these two are read by everything.
    formats=("JPEG", "PNG"),
)
PRICE: Final = mark("Megvii publishes no price; it stands in the contract.")


@dataclass(frozen=True, slots=True)
class MegviiDialect:
    """One card service of FaceID version 5.

    Attributes:
        path: behind the base address.
    """

    info: ServiceInfo
    path: str
    vendor: Vendor = VENDOR

    def build_request(self, sent: Sent, options: Mapping[str, OptionValue], site: Site) -> WireRequest:
        """The multipart form, not yet signed.

        Raises:
            ServiceError: `bad_option`, or `encryption_failed`: encryption is asked for and cannot be had.
        """
        return card_request(self.path, sent, options, site)

    def read_answer(self, answer: WireAnswer, sent: Sent, site: Site) -> Answered:
        """The one card that the service reads, or why there is none."""
        raw = text_of(answer.body)
        payload = object_of(raw)
        if not 200 <= answer.status < 300 or error_of(payload):
            return refused(answer)
        card = document(self.info.documents[0])
        try:
            reading = read(payload, self.info.id, card, raw, opener(site))
        except SealedError:
            return locked(answer)
        return not_understood(answer) if reading is None else (reading,)


def service_info(
    service: str, title: str, title_zh: str, note: str, order: int, *, never_gives: tuple[str, ...]
) -> ServiceInfo:
    """What a card service declares; `service` is its id, behind whose dot stands the document it reads."""
    return ServiceInfo(
        id=service,
        title=title,
        title_zh=title_zh,
        vendor=VENDOR.id,
        documents=(service.partition(".")[2],),
        limits=LIMITS,
        options=OPTIONS,
        credentials=VENDOR.fields,
        gives_quads=True,
        gives_quality=True,
        never_gives=never_gives,
        note=note,
        price=PRICE,
        order=order,
    )
