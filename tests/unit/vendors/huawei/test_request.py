"""The request is what the document's tables say: arrays, one of image and url, raw base64, the right address and headers."""

import base64
import io
import json
from collections.abc import Mapping

import pytest
from PIL import Image

from carddesk.cards.documents import documents
from carddesk.errors import ServiceError
from carddesk.services.contract import OptionValue
from carddesk.vendors.dialect import Sent, Site
from carddesk.vendors.huawei.countries import COUNTRIES, DOCUMENTS, objection
from carddesk.vendors.huawei.id_document import IdDocument
from carddesk.vendors.wire import WireRequest
from tests.fakes.huawei import TABLE_1

DIALECT = IdDocument()
DEFAULTS: dict[str, OptionValue] = {option.key: option.default for option in DIALECT.info.options}


def site(url: str = "https://ocr.{region}.myhuaweicloud.com", region: str = "", **settings: str) -> Site:
    return Site(url, region, lambda key: settings.get(key, ""))


def built(options: Mapping[str, OptionValue], sent: Sent | None = None, at: Site | None = None) -> WireRequest:
    return DIALECT.build_request(
        sent or Sent(b"\xff\xd8\xff\xe0", content_type="image/jpeg"), {**DEFAULTS, **options}, at or site()
    )


def body(options: Mapping[str, OptionValue], sent: Sent | None = None) -> dict[str, object]:
    told = json.loads(built(options, sent).body)
    assert isinstance(told, dict)
    return told


def test_the_body_of_the_signed_example_is_sent_byte_for_byte() -> None:
    options: dict[str, OptionValue] = {"country_region": ("THA",), "id_type": ("PP",), "return_portrait_image": True}
    image = Sent(base64.b64decode("/9j/4AAQSkZJRg=="), content_type="image/jpeg")
    expected = b'{"image":"/9j/4AAQSkZJRg==","country_region":["THA"],"id_type":["PP"],"return_portrait_image":true}'
    assert built(options, image).body == expected


def test_where_nothing_is_picked_neither_countries_nor_types_are_sent() -> None:
    assert body({}) == {"image": "/9j/4A==", "return_portrait_image": False}


def test_an_address_goes_as_url_and_no_image_beside_it() -> None:
    sent = Sent(b"https://BucketName.obs.xxxx.com/ObjectName", "url")
    told = body({"country_region": ("ALB",), "id_type": ("PP",)}, sent)
    assert told == {
        "url": "https://BucketName.obs.xxxx.com/ObjectName",
        "country_region": ["ALB"],
        "id_type": ["PP"],
        "return_portrait_image": False,
    }


def test_choices_come_as_arrays_also_from_one_text_with_commas() -> None:
    assert body({"country_region": "THA, VNM,THA"})["country_region"] == ["THA", "VNM"]


def test_the_address_holds_region_and_project_and_keeps_a_gateways_path() -> None:
    assert built({}).url == "https://ocr.ap-southeast-1.myhuaweicloud.com/v2/{project_id}/ocr/id-document"
    at = site("https://gateway.example/huawei/", "cn-north-4", project_id="abc def")
    assert built({}, at=at).url == "https://gateway.example/huawei/v2/abc%20def/ocr/id-document"
    assert built({}, at=site(region="la-north-2")).url.startswith("https://ocr.la-north-2.myhuaweicloud.com/")


def test_the_enterprise_project_is_a_header_only_where_one_is_set() -> None:
    assert dict(built({}).headers) == {"Content-Type": "application/json"}
    assert built({}, at=site(enterprise_project_id="ep-1")).headers["Enterprise-Project-Id"] == "ep-1"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"country_region": ("IND",), "id_type": ("DL",)}, "IND"),
        ({"country_region": ("HKG",), "id_type": ("PP",)}, "HKG"),
        ({"country_region": ("VNM", "IND"), "id_type": ("ID",)}, "IND"),
        ({"country_region": ("THA", "CHL"), "id_type": ("PP", "DL")}, "THA"),
        ({"country_region": ("CHN",)}, "CHN"),
        ({"id_type": ("XX",)}, "XX"),
    ],
    ids=lambda given: "-".join(map(str, given.values())) if isinstance(given, dict) else given,
)
def test_what_the_service_never_reads_is_refused_before_the_call(options: dict[str, OptionValue], words: str) -> None:
    with pytest.raises(ServiceError, match=words) as error:
        built(options)
    assert error.value.code == "bad_option"


def test_an_address_or_a_setting_that_cannot_be_sent_is_refused() -> None:
    with pytest.raises(ServiceError, match="address") as error:
        built({}, Sent("https://例子.example/".encode(), "url"))
    assert error.value.code == "bad_option"
    with pytest.raises(ServiceError, match="enterprise_project_id"):
        built({}, at=site(enterprise_project_id="企业"))


def test_the_table_is_the_documents() -> None:
    assert {country.code: set(country.types) for country in COUNTRIES} == TABLE_1
    assert all(not objection([country.code], [kind]) for country in COUNTRIES for kind in country.types)
    assert not objection(["VNM", "IND"], ["PP", "ID"])
    assert set(DOCUMENTS.values()) <= set(documents())


def test_what_is_declared_is_what_the_document_allows() -> None:
    info = DIALECT.info
    assert [option.choices for option in info.options[:2]] == [tuple(TABLE_1_ORDER), ("PP", "DL", "ID")]
    countries, types = info.options[:2]
    assert countries.meaning("VNM") == "Vietnam"
    assert countries.meaning("HKG") == "Hong Kong (China)"
    assert types.meaning("PP") == "Passport"
    assert all(option.meaning(choice) for option in (countries, types) for choice in option.choices)
    assert (info.limits.max_bytes, info.limits.counted_as, info.limits.max_request_bytes) == (
        10_000_000,
        "base64",
        10_000_000,
    )
    assert (info.limits.min_side_px, info.limits.max_side_px) == (100, 8192)
    assert set(info.limits.formats) == {"JPEG", "PNG", "BMP", "TIFF"}
    assert info.accepts == ("image", "url")
    assert info.gives_confidence
    assert not info.gives_quads
    assert "2025-02-18" in info.warning
    assert "2025-11-04" in info.warning
    assert DIALECT.vendor.sets[0] == ("access_key", "secret_key")


TABLE_1_ORDER = [
    "VNM",
    "IND",
    "PHL",
    "ALB",
    "BRA",
    "IDN",
    "MYS",
    "NGA",
    "PAK",
    "RUS",
    "TWN",
    "UKR",
    "THA",
    "CHL",
    "HKG",
]


def test_an_image_is_sent_as_plain_base64_of_its_very_bytes() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (120, 100)).save(stream, "PNG")
    told = body({}, Sent(stream.getvalue(), content_type="image/png"))["image"]
    assert base64.b64decode(str(told), validate=True) == stream.getvalue()
