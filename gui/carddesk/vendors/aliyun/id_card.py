"""`aliyun.id_card`: resident ID cards, read by a seller on Aliyun's market."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from carddesk.errors import ServiceError
from carddesk.language import tr
from carddesk.services.contract import Limits, OptionValue, ServiceInfo, Vendor
from carddesk.vendors.aliyun import answer as answers
from carddesk.vendors.aliyun.account import VENDOR, AliyunAccount
from carddesk.vendors.cloud import offered
from carddesk.vendors.dialect import Answered, Sent, Site
from carddesk.vendors.wire import WireAnswer, WireRequest

_INFO = ServiceInfo(
    id="aliyun.id_card",
    title="Aliyun market · resident ID card",
    title_zh="阿里云市场 · 身份证识别",
    vendor=VENDOR.id,
    documents=(answers.DOCUMENT,),
    # The document states no limit; Aliyun's gateway takes bodies of 8 MB. JPEG and PNG are what its examples hold.
    limits=Limits(counted_as="base64", max_request_bytes=8_000_000, formats=("JPEG", "PNG")),
    credentials=VENDOR.fields,
    accepts=("image", "url"),
    note="Reads both faces when one image shows both.",
    price="By packs of calls, as the seller offers them.",
    order=60,
)


_MAGIC = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""How files of the types that are sent begin. The document's own example calls a PNG a JPEG; we believe the bytes."""


class IdCard:
    """The dialect of POST /idcard/ocr."""

    @property
    def info(self) -> ServiceInfo:
        """What the service declares."""
        return _INFO

    @property
    def vendor(self) -> Vendor:
        """Aliyun's market."""
        return VENDOR

    def build_request(self, sent: Sent, options: Mapping[str, OptionValue], site: Site) -> WireRequest:
        """The request. The document has one key for an image and for an address.

        Raises:
            ServiceError: `bad_option`, the address is none.
        """
        return WireRequest(
            "POST",
            f"{site.base_url.rstrip('/')}/idcard/ocr",
            {"Content-Type": "application/json; charset=utf-8"},
            body=json.dumps({"image": _image(sent)}, separators=(",", ":")).encode("ascii"),
        )

    def read_answer(self, answer: WireAnswer, sent: Sent, site: Site) -> Answered:
        """One reading for each face that was seen, or why there is none."""
        return answers.read(answer, _INFO.id)


def _image(sent: Sent) -> str:
    if sent.kind != "url":
        begun = (kind for magic, kind in _MAGIC.items() if sent.data.startswith(magic))
        content_type = next(begun, sent.content_type or "image/jpeg")
        return f"data:{content_type};base64,{base64.b64encode(sent.data).decode('ascii')}"
    try:
        return sent.data.decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise ServiceError("bad_option", tr("This is no address of an image on the web.")) from error


SERVICE = offered(IdCard(), AliyunAccount)
