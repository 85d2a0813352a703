"""`baidu.general`: 通用卡证票据识别, cards and certificates of any kind, several an image (document of 2026-05-22)."""

from __future__ import annotations

from collections.abc import Mapping

from carddesk.language import mark
from carddesk.services.contract import Limits, OptionValue, ServiceInfo, Vendor
from carddesk.vendors.baidu.account import VENDOR, BaiduAccount
from carddesk.vendors.baidu.answer import Card
from carddesk.vendors.baidu.fields import certificate_fields, known_fields, told_by_labels
from carddesk.vendors.baidu.labels import TELLTALES
from carddesk.vendors.baidu.reading import ReadCard, readings
from carddesk.vendors.baidu.request import MOST_URL_BYTES, posted
from carddesk.vendors.cloud import offered
from carddesk.vendors.dialect import Answered, Sent, Site
from carddesk.vendors.wire import WireAnswer, WireRequest

_CERTIFICATE = "certificate"
_PATH = "/rest/2.0/ocr/v1/general_ocr"
_INFO = ServiceInfo(
    id="baidu.general",
    title="Baidu · any card or certificate",
    title_zh="百度 · 通用卡证票据",
    vendor=VENDOR.id,
    documents=(_CERTIFICATE, *(each.document for each in TELLTALES)),
    # The longest side is said of images alone; for addresses, PDF and OFD the shortest is 5 pixels, which only Baidu sees.
    limits=Limits(
        max_bytes=10_000_000,
        counted_as="base64_urlencoded",
        min_side_px=15,
        max_side_px=8192,
        formats=("JPEG", "PNG", "BMP"),
        max_url_bytes=MOST_URL_BYTES,
    ),
    credentials=VENDOR.fields,
    accepts=("image", "pdf", "ofd", "url"),
    note=mark("Several cards an image. Two calls a second without a paid package, ten with one."),
    price=mark("Public beta: 200 free calls for a person, 500 for an enterprise; only successful calls count."),
    warning=mark("In public beta: Baidu may change the interface and its free calls."),
    order=41,
)


class General:
    """The dialect. A card that is plainly a known document has its keys; any other keeps Baidu's labels and their order."""

    @property
    def info(self) -> ServiceInfo:
        """What it declares."""
        return _INFO

    @property
    def vendor(self) -> Vendor:
        """The account it shares with `baidu.foreign_resident`."""
        return VENDOR

    def build_request(self, sent: Sent, options: Mapping[str, OptionValue], site: Site) -> WireRequest:
        """As in the contract; `bad_url` for an address that is empty or too long."""
        return posted(_PATH, sent, _INFO.accepts, site)

    def read_answer(self, answer: WireAnswer, sent: Sent, site: Site) -> Answered:
        """As in the contract."""
        return readings(_INFO.id, answer, sent, _read)


def _read(card: Card) -> ReadCard:
    told = told_by_labels(card)
    if told is None:
        return _CERTIFICATE, certificate_fields(card)
    return told.document, known_fields(card, told.labels, told.document)


SERVICE = offered(General(), BaiduAccount)
