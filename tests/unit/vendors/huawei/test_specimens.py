"""With the fake gateway, a card that is known is read as what it is; what the document forbids is refused by the gateway."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from PIL import Image

from carddesk.cards.reading import Reading
from carddesk.services.contract import OptionValue
from carddesk.services.secret import Secret
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.huawei.account import HuaweiAccount
from carddesk.vendors.huawei.id_document import IdDocument
from carddesk.vendors.wire import WireAnswer, WireRequest
from tests.fakes import huawei
from tests.fakes.direct import sending
from tests.fakes.huawei import HuaweiFake
from tests.specimens import Specimen, draw, photograph

SITE = Site("https://ocr.example", setting=lambda key: huawei.PROJECT if key == "project_id" else "")
KEYS = {"access_key": Secret(huawei.ACCESS_KEY), "secret_key": Secret(huawei.SECRET_KEY)}
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def stored(image: Image.Image, form: str = "JPEG") -> Sent:
    stream = io.BytesIO()
    image.save(stream, form)
    return Sent(stream.getvalue(), content_type=f"image/{form.lower()}")


def seen(document: str) -> Specimen:
    return photograph([draw(document, "page", 7)], 7, "scan")


async def asked(fake: HuaweiFake, request: WireRequest) -> WireAnswer:
    fake.now = lambda: NOW
    sent = await HuaweiAccount().authorised(request, KEYS, SITE, NOW, sending(fake))
    assert not isinstance(sent, Refused)
    return await sending(fake)(sent)


async def read(fake: HuaweiFake, sent: Sent, options: Mapping[str, OptionValue]) -> Reading | Refused:
    answer = await asked(fake, IdDocument().build_request(sent, options, SITE))
    found = IdDocument().read_answer(answer, sent, SITE)
    return found if isinstance(found, Refused) else found[0]


@pytest.mark.parametrize("document", ["passport", "national_id"])
async def test_a_known_card_is_read_as_what_it_is(document: str) -> None:
    specimen, fake = seen(document), HuaweiFake()
    sent = stored(specimen.image)
    fake.known.add(sent.data, specimen.cards)
    reading = await read(fake, sent, {"return_portrait_image": True})
    assert isinstance(reading, Reading)
    assert reading.document == document
    for true in specimen.cards[0].fields:
        if true.key != "mrz":
            field = reading.field(true.key)
            assert field is not None, true.key
            assert field.value == true.value
    assert reading.field("portrait") is not None


async def test_a_country_or_type_that_was_not_picked_is_not_read() -> None:
    specimen, fake = seen("passport"), HuaweiFake()
    sent = stored(specimen.image)
    fake.known.add(sent.data, specimen.cards)
    assert specimen.cards[0].field("nationality_code").value == "BRA"
    assert isinstance(await read(fake, sent, {"country_region": ("BRA",), "id_type": ("PP",)}), Reading)
    for options in ({"country_region": ("THA",)}, {"id_type": ("ID",)}):
        found = await read(fake, sent, options)
        assert isinstance(found, Refused)
        assert (found.code, found.vendor_code) == ("no_card", "AIS.0104")


async def test_a_vietnamese_card_needs_its_country() -> None:
    fake = HuaweiFake()
    huawei_example = {**huawei.EXAMPLE, "country_region": "VNM"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(huawei, "EXAMPLE", huawei_example)
        without = await read(fake, Sent(b"https://x.example/a.jpg", "url"), {})
        having = await read(fake, Sent(b"https://x.example/a.jpg", "url"), {"country_region": ("VNM", "THA")})
    assert isinstance(without, Refused)
    assert "VNM" in without.message
    assert isinstance(having, Reading)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (stored(Image.new("RGB", (99, 200))), "AIS.0103"),
        (stored(Image.new("RGB", (8193, 100))), "AIS.0103"),
        (stored(Image.new("RGB", (200, 200)), "GIF"), "AIS.0102"),
        (Sent(b"no image"), "AIS.0102"),
        (Sent(b"ftp://x.example/a.jpg", "url"), "ModelArts.4601"),
        (Sent(b"x" * 7_600_000), "ModelArts.4104"),
    ],
    ids=["small", "long", "gif", "text", "ftp", "large"],
)
async def test_the_gateway_holds_to_the_documents_limits(sent: Sent, code: str) -> None:
    found = await read(HuaweiFake(), sent, {})
    assert isinstance(found, Refused)
    assert (found.vendor_code, found.remedy) == (code, "none")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "BMP", "TIFF"])
async def test_every_documented_format_is_taken(form: str) -> None:
    assert isinstance(await read(HuaweiFake(), stored(Image.new("RGB", (100, 120)), form), {}), Reading)


@pytest.mark.parametrize(
    "body",
    [
        {"country_region": "ALB", "id_type": "PP"},
        {"country_region": ["CHN"]},
        {"return_portrait_image": "true"},
        {"unknown": 1},
        {"image": "/9j/"},
    ],
    ids=str,
)
async def test_the_gateway_refuses_what_the_tables_do_not_allow(body: dict[str, object]) -> None:
    whole = {"url": "https://x.example/a.jpg"} | body
    request = WireRequest(
        "POST",
        f"{SITE.base_url}/v2/{huawei.PROJECT}/ocr/id-document",
        {"Content-Type": "application/json"},
        body=json.dumps(whole).encode(),
    )
    found = IdDocument().read_answer(await asked(HuaweiFake(), request), Sent(b""), SITE)
    assert isinstance(found, Refused)
    assert found.vendor_code == "AIS.0101"


async def test_the_enterprise_project_reaches_the_vendor() -> None:
    fake = HuaweiFake()
    site = Site(
        SITE.base_url, setting=lambda key: {"project_id": huawei.PROJECT, "enterprise_project_id": "ep"}.get(key, "")
    )
    await asked(fake, IdDocument().build_request(Sent(b"https://x.example/a.jpg", "url"), {}, site))
    assert fake.enterprise_projects == ["ep"]


async def test_another_project_is_no_business_of_this_account() -> None:
    site = Site(SITE.base_url, setting=lambda key: "f" * 32 if key == "project_id" else "")
    answer = await asked(HuaweiFake(), IdDocument().build_request(Sent(b"https://x.example/a.jpg", "url"), {}, site))
    found = IdDocument().read_answer(answer, Sent(b""), site)
    assert isinstance(found, Refused)
    assert (found.code, found.vendor_code) == ("not_allowed", "ModelArts.4203")
