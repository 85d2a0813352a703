"""With the fake seller, a card that is known is read as what it is, both faces in one image too; packs of calls run out."""

import io
from datetime import UTC, datetime

import pytest

from carddesk.cards.reading import Reading
from carddesk.services.secret import Secret
from carddesk.vendors.aliyun.account import AliyunAccount
from carddesk.vendors.aliyun.id_card import IdCard
from carddesk.vendors.dialect import Refused, Sent, Site
from tests.fakes import aliyun
from tests.fakes.aliyun import AliyunFake
from tests.fakes.direct import sending
from tests.specimens import Specimen, draw, photograph

SITE = Site("https://seller.example")


def stored(specimen: Specimen) -> Sent:
    stream = io.BytesIO()
    specimen.image.save(stream, "JPEG")
    return Sent(stream.getvalue(), content_type="image/jpeg")


async def read(fake: AliyunFake, sent: Sent) -> list[Reading] | Refused:
    request = IdCard().build_request(sent, {}, SITE)
    secrets = {"app_code": Secret(aliyun.APP_CODE)}
    authorised = await AliyunAccount().authorised(
        request, secrets, SITE, datetime(2026, 11, 21, tzinfo=UTC), sending(fake)
    )
    assert not isinstance(authorised, Refused)
    found = IdCard().read_answer(await sending(fake)(authorised), sent, SITE)
    return found if isinstance(found, Refused) else list(found)


@pytest.mark.parametrize("faces", [("portrait",), ("emblem",), ("portrait", "emblem")], ids="+".join)
async def test_a_known_card_is_read_as_what_it_is(faces: tuple[str, ...]) -> None:
    specimen = photograph([draw("resident_id", face, 7) for face in faces], 7, "scan")
    fake, sent = AliyunFake(), stored(specimen)
    fake.known.add(sent.data, specimen.cards)
    readings = await read(fake, sent)
    assert isinstance(readings, list)
    assert [reading.face for reading in readings] == list(faces)
    true = {card.face: {field.key: field.value for field in card.fields} for card in specimen.cards}
    for reading in readings:
        said = {field.key: field.value for field in reading.fields if field.key != "type"}
        assert said == true[reading.face]
        assert not [field.flags for field in reading.fields if field.flags]


async def test_another_kind_of_card_is_said_not_to_be_one() -> None:
    specimen = photograph([draw("national_id", "page", 7)], 7, "scan")
    fake, sent = AliyunFake(), stored(specimen)
    fake.known.add(sent.data, specimen.cards)
    found = await read(fake, sent)
    assert isinstance(found, Refused)
    assert "未识别到身份证" in found.message


async def test_a_pack_of_calls_runs_out() -> None:
    fake = AliyunFake(calls_left=2)
    ends = [await read(fake, Sent(b"https://images.example/a.jpg", "url")) for _ in range(3)]
    assert [end.vendor_code if isinstance(end, Refused) else len(end) for end in ends] == [2, 2, "B403MQ"]


async def test_errors_come_on_demand_and_pass() -> None:
    fake = AliyunFake(refusals=["T429PA", "Throttled by USER Flow Control"])
    ends = [await read(fake, Sent(b"https://images.example/a.jpg", "url")) for _ in range(3)]
    assert [end.remedy if isinstance(end, Refused) else "read" for end in ends] == ["slow_down", "slow_down", "read"]


async def test_more_than_the_gateway_takes_is_too_large() -> None:
    found = await read(AliyunFake(), Sent(b"\xff\xd8" + b"x" * 6_000_000, content_type="image/jpeg"))
    assert isinstance(found, Refused)
    assert (found.code, found.vendor_code) == ("bad_image_size", "I413RL")
