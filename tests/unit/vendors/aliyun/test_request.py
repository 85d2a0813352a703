"""The request is what the document and the gateway ask for: one key, a data URI of the right type, the AppCode."""

import base64
import io
import json
from datetime import UTC, datetime

import pytest
from PIL import Image

from carddesk.errors import ServiceError
from carddesk.language import LANGUAGES, catalogue
from carddesk.services.secret import Secret
from carddesk.vendors.aliyun.account import VENDOR, AliyunAccount
from carddesk.vendors.aliyun.id_card import IdCard
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.wire import WireRequest
from tests.fakes import aliyun
from tests.fakes.aliyun import AliyunFake
from tests.fakes.direct import sending

SITE = Site("https://idc.market.alicloudapi.com")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def picture(form: str = "JPEG") -> Sent:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30)).save(stream, form)
    return Sent(stream.getvalue(), content_type=f"image/{form.lower()}", width=40, height=30)


def built(sent: Sent, site: Site = SITE) -> WireRequest:
    return IdCard().build_request(sent, {}, site)


async def authorised(request: WireRequest, code: str | None) -> WireRequest | Refused:
    secrets = {} if code is None else {"app_code": Secret(code)}
    return await AliyunAccount().authorised(request, secrets, SITE, NOW, sending(AliyunFake()))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_an_image_is_a_data_uri_of_its_own_type(form: str) -> None:
    sent = picture(form)
    told = json.loads(built(sent).body)
    kind, data = told["image"].split(";base64,")
    assert list(told) == ["image"]
    assert kind == f"data:image/{form.lower()}"
    assert base64.b64decode(data, validate=True) == sent.data


def test_the_bytes_of_a_png_are_never_called_jpeg() -> None:
    wrong = Sent(picture("PNG").data, content_type="image/jpeg")
    assert json.loads(built(wrong).body)["image"].startswith("data:image/png;base64,iVBORw0KGgo")


def test_the_bytes_of_a_jpeg_are_never_called_png() -> None:
    wrong = Sent(picture().data, content_type="image/png")
    assert json.loads(built(wrong).body)["image"].startswith("data:image/jpeg;base64,/9j/")


def test_an_address_stands_as_it_is() -> None:
    sent = Sent(b"http://39.103.59.47/id_card_front.jpg", "url")
    assert json.loads(built(sent).body) == {"image": "http://39.103.59.47/id_card_front.jpg"}


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ServiceError) as error:
        built(Sent("http://例子".encode(), "url"))
    assert error.value.code == "bad_option"


def test_the_request_goes_where_the_document_says_or_the_setting() -> None:
    request = built(picture())
    assert (request.method, request.url) == ("POST", "https://idc.market.alicloudapi.com/idcard/ocr")
    assert dict(request.headers) == {"Content-Type": "application/json; charset=utf-8"}
    assert not request.idempotent
    assert built(picture(), Site("https://gateway.example/aliyun/")).url == "https://gateway.example/aliyun/idcard/ocr"


@pytest.mark.parametrize("before", [" ", "APPCODE ", "APPCODE  "], ids=repr)
async def test_the_app_code_stands_behind_one_blank(before: str) -> None:
    request = await authorised(built(picture()), f"{before}{aliyun.APP_CODE}\n")
    assert not isinstance(request, Refused)
    assert request.headers["Authorization"] == f"APPCODE {aliyun.APP_CODE}"
    assert aliyun.APP_CODE not in repr(request)


@pytest.mark.parametrize(
    ("code", "ours"),
    [(None, "no_credentials"), ("", "no_credentials"), ("  ", "no_credentials"), ("阿里", "wrong_credentials"),
     ("a b", "wrong_credentials"), ("a\r\nX: 1", "wrong_credentials"), ("\ud800", "wrong_credentials")],
    ids=ascii,
)  # fmt: skip
async def test_an_app_code_that_cannot_be_one_is_never_sent(code: str | None, ours: str) -> None:
    found = await authorised(built(picture()), code)
    assert isinstance(found, Refused)
    assert found.code == ours


@pytest.mark.parametrize(
    "sent", [picture(), picture("PNG"), Sent(b"https://images.example/a.jpg", "url")], ids=["jpeg", "png", "url"]
)
async def test_gateway_and_seller_take_the_request(sent: Sent) -> None:
    fake = AliyunFake()
    request = await authorised(built(sent), aliyun.APP_CODE)
    assert not isinstance(request, Refused)
    found = IdCard().read_answer(await sending(fake)(request), sent, SITE)
    assert not isinstance(found, Refused)
    assert [reading.face for reading in found] == ["portrait", "emblem"]


async def test_the_seller_notices_a_wrong_type_and_another_app_code() -> None:
    gif = Sent(picture("GIF").data, content_type="image/jpeg")
    request = await authorised(built(gif), aliyun.APP_CODE)
    assert not isinstance(request, Refused)
    refused = IdCard().read_answer(await sending(AliyunFake())(request), gif, SITE)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.vendor_code) == ("not_recognised", "500")
    other = await authorised(built(picture()), "another")
    assert not isinstance(other, Refused)
    refused = IdCard().read_answer(await sending(AliyunFake())(other), gif, SITE)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.vendor_code) == ("wrong_credentials", "A401AC")


def test_what_is_declared_is_what_is_known() -> None:
    info = IdCard().info
    assert (info.limits.max_request_bytes, info.limits.counted_as) == (8_000_000, "base64")
    assert set(info.limits.formats) == {"JPEG", "PNG"}
    assert (info.documents, info.accepts, info.options) == (("resident_id",), ("image", "url"), ())
    assert not info.gives_quads
    assert not info.gives_confidence
    assert VENDOR.sets == (("app_code",),)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_everything_is_told_in_every_language(language: str) -> None:
    info = IdCard().info
    said = [info.title, info.note, info.price, VENDOR.title, *(field.title for field in VENDOR.fields)]
    assert not [text for text in said if text not in catalogue(language)]
