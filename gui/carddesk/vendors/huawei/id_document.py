"""`huawei.id_document`: passports, driving licences and identity cards of the countries in its document's table 1."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from urllib.parse import quote

from carddesk.errors import ServiceError
from carddesk.language import tr
from carddesk.services.contract import Limits, Option, OptionValue, ServiceInfo, Vendor
from carddesk.vendors.cloud import offered
from carddesk.vendors.dialect import Answered, Sent, Site
from carddesk.vendors.huawei import answer as answers
from carddesk.vendors.huawei.account import PROJECT, VENDOR, HuaweiAccount, region_of
from carddesk.vendors.huawei.countries import COUNTRIES, DOCUMENTS, MEANINGS, objection
from carddesk.vendors.wire import WireAnswer, WireRequest

_MEGABYTES_10 = 10_000_000
"""The document says 10 MB and not which; the smaller kind is safe. It holds for the base64 and for the whole body."""

_INFO = ServiceInfo(
    id="huawei.id_document",
    title="Huawei Cloud · identity documents",
    title_zh="华为云 · 通用证件识别",
    vendor=VENDOR.id,
    documents=tuple(DOCUMENTS.values()),
    limits=Limits(
        max_bytes=_MEGABYTES_10,
        counted_as="base64",
        max_request_bytes=_MEGABYTES_10,
        min_side_px=100,
        max_side_px=8192,
        formats=("JPEG", "PNG", "BMP", "TIFF"),
    ),
    options=(
        Option(
            "country_region",
            "choices",
            (),
            "Countries",
            "Only documents of these countries are read; none means all. A Vietnamese document is read only when VNM is picked.",
            tuple(country.code for country in COUNTRIES),
            tuple(country.name for country in COUNTRIES),
        ),
        Option(
            "id_type",
            "choices",
            (),
            "Types of document",
            "Only these are read; none means all. Of most countries the service reads passports alone.",
            tuple(DOCUMENTS),
            MEANINGS,
        ),
        Option(
            "return_portrait_image",
            "bool",
            False,
            "Return the portrait",
            "The service cuts the portrait out of the image and sends it back.",
        ),
    ),
    credentials=VENDOR.fields,
    accepts=("image", "url"),
    gives_confidence=True,
    never_gives=("mrz", "name"),
    note="Of the Philippines only the UMID card is read, of Russia only the international passport.",
    price="By the vendor's calculator; only calls that succeed are charged.",
    warning=(
        "Huawei Cloud stopped selling this service on 2025-02-18 and withdrew it on 2025-11-04. "
        "It works only at a compatible address in the setting vendors.huawei.base_url."
    ),
    order=90,
)


class IdDocument:
    """The dialect of POST /v2/{project_id}/ocr/id-document."""

    @property
    def info(self) -> ServiceInfo:
        """What the service declares."""
        return _INFO

    @property
    def vendor(self) -> Vendor:
        """Huawei Cloud."""
        return VENDOR

    def build_request(self, sent: Sent, options: Mapping[str, OptionValue], site: Site) -> WireRequest:
        """The request; `{project_id}` stands in its address where no setting names the project.

        Raises:
            ServiceError: `bad_option`, a country or type that is not in the table, a type no picked country is read for,
                an address or a setting that cannot be sent.
        """
        countries, types = _picked(options, "country_region"), _picked(options, "id_type")
        if said := objection(countries, types):
            raise ServiceError("bad_option", said)
        body: dict[str, object] = _image(sent)
        # Arrays, as the table of parameters has it; the examples beside it send plain strings.
        body |= {"country_region": countries} if countries else {}
        body |= {"id_type": types} if types else {}
        body["return_portrait_image"] = options.get("return_portrait_image") is True
        return WireRequest(
            "POST",
            f"{_base(site)}/v2/{_project(site)}/ocr/id-document",
            _headers(site),
            body=json.dumps(body, separators=(",", ":")).encode("ascii"),
        )

    def read_answer(self, answer: WireAnswer, sent: Sent, site: Site) -> Answered:
        """One reading, or why there is none."""
        return answers.read(answer, _INFO.id)


def _image(sent: Sent) -> dict[str, object]:
    if sent.kind != "url":
        return {"image": base64.b64encode(sent.data).decode("ascii")}
    try:
        return {"url": sent.data.decode("ascii").strip()}
    except UnicodeDecodeError as error:
        raise ServiceError("bad_option", tr("This is no address of an image on the web.")) from error


def _picked(options: Mapping[str, OptionValue], key: str) -> list[str]:
    """What was picked, each once; also where it came as one text with commas."""
    given = options.get(key, ())
    picked = given.split(",") if isinstance(given, str) else given if isinstance(given, tuple | list) else ()
    return list(dict.fromkeys(each.strip() for each in picked if each.strip()))


def _base(site: Site) -> str:
    return site.base_url.replace("{region}", region_of(site)).rstrip("/")


def _project(site: Site) -> str:
    number = str(site.setting("project_id") or "").strip()
    return quote(number, safe="") if number else PROJECT


def _headers(site: Site) -> dict[str, str]:
    # With a charset behind it the gateway would want the body's hash in a header of its own.
    headers = {"Content-Type": "application/json"}
    enterprise = str(site.setting("enterprise_project_id") or "").strip()
    if not enterprise.isascii() or not enterprise.isprintable():
        said = tr("The setting vendors.huawei.enterprise_project_id is not the number of a project.")
        raise ServiceError("bad_option", said)
    return headers | ({"Enterprise-Project-Id": enterprise} if enterprise else {})


SERVICE = offered(IdDocument(), HuaweiAccount)
