"""`baidu.foreign_resident`: 外国人永久居住证识别, the foreign permanent resident ID card (document of 2025-07-11)."""

from __future__ import annotations

from collections.abc import Mapping

from carddesk.language import mark
from carddesk.services.contract import Limits, OptionValue, ServiceInfo, Vendor
from carddesk.vendors.baidu.account import VENDOR, BaiduAccount
from carddesk.vendors.baidu.answer import Card
from carddesk.vendors.baidu.fields import known_fields
from carddesk.vendors.baidu.labels import FOREIGN_RESIDENT
from carddesk.vendors.baidu.reading import ReadCard, readings
from carddesk.vendors.baidu.refusals import NOT_INVITED
from carddesk.vendors.baidu.request import MOST_URL_BYTES, posted
from carddesk.vendors.cloud import offered
from carddesk.vendors.dialect import Answered, Sent, Site
from carddesk.vendors.wire import WireAnswer, WireRequest

_DOCUMENT = "foreign_resident"
_PATH = "/rest/2.0/ocr/v1/foreign_resident_id_card"
_INFO = ServiceInfo(
    id="baidu.foreign_resident",
    title="Baidu · foreign resident card",
    title_zh="百度 · 外国人永久居留身份证",
    vendor=VENDOR.id,
    documents=(_DOCUMENT,),
    # "4M" is not said to be decimal or binary: the smaller one is safe.
    limits=Limits(
        max_bytes=4_000_000,
        counted_as="base64_urlencoded",
        min_side_px=15,
        max_side_px=4096,
        formats=("JPEG", "PNG", "BMP"),
        max_url_bytes=MOST_URL_BYTES,
    ),
    credentials=VENDOR.fields,
    accepts=("image", "pdf", "url"),
    note=mark("One card an image. Two calls a second without a paid package, ten with one."),
    price=mark(
        "No public price: the interface is in beta by invitation. Like ones cost CNY 0.02 to 0.05; only successful calls are billed."
    ),
    warning=mark(
        "In beta by invitation: Baidu must grant it to your application first (work order with company, appid and "
        "purpose). Until then every call is refused with error 6."
    ),
    order=40,
)


class ForeignResident:
    """The dialect. Chinese and English labels come in any order; those it does not know are kept as they are."""

    @property
    def info(self) -> ServiceInfo:
        """What it declares."""
        return _INFO

    @property
    def vendor(self) -> Vendor:
        """The account it shares with `baidu.general`."""
        return VENDOR

    def build_request(self, sent: Sent, options: Mapping[str, OptionValue], site: Site) -> WireRequest:
        """As in the contract; `bad_source` and `bad_url` where the document takes no such source."""
        return posted(_PATH, sent, _INFO.accepts, site)

    def read_answer(self, answer: WireAnswer, sent: Sent, site: Site) -> Answered:
        """As in the contract."""
        return readings(_INFO.id, answer, sent, _read, {"6": NOT_INVITED})


def _read(card: Card) -> ReadCard:
    return _DOCUMENT, known_fields(card, FOREIGN_RESIDENT, _DOCUMENT)


SERVICE = offered(ForeignResident(), BaiduAccount)
