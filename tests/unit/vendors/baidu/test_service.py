"""The services as the program calls them, over HTTP: how often each refusal is tried again, and how many tokens are had."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from PIL import Image

from carddesk.cards.reading import Reading
from carddesk.errors import ImageError, ServiceError
from carddesk.services.contract import ServiceContext, SourceImage, Vendor
from carddesk.services.secret import Secret
from carddesk.vendors.baidu import foreign_resident, general
from carddesk.vendors.baidu.refusals import FAULTS
from carddesk.vendors.cloud import CloudService
from tests.fakes.baidu import API_KEY, FOREIGN_PATH, GENERAL_PATH, TOKEN_PATH, FakeBaidu
from tests.fakes.server import FakeAnswer, FakeServer
from tests.unit.vendors.baidu.wiring import KEYS
from tests.unit.vendors.plain_vendor import Slept

AGAIN = {
    **dict.fromkeys(("1", "2", "4", "18", "216630", "216634", "282112", "336000"), 3),
    "282000": 2,
    **dict.fromkeys(("100", "110", "111", "282810"), 1),
}
"""How often a code is tried again, if it stays; any other not once."""


@pytest.fixture
def fake() -> FakeBaidu:
    return FakeBaidu()


@pytest.fixture
def server(fake: FakeBaidu) -> Iterator[FakeServer]:
    with FakeServer(fake) as running:
        yield running


@pytest.fixture
def image(card: bytes) -> SourceImage:
    return SourceImage(card, name="card.jpg")


@asynccontextmanager
async def services(
    server: FakeServer, *, account: Mapping[str, Secret] = KEYS, **said: object
) -> AsyncIterator[tuple[CloudService, CloudService]]:
    """Both services of one run: the foreign residents' and the general one."""

    async def known(_vendor: Vendor) -> Mapping[str, Secret]:
        return account

    settings = {f"vendors.baidu.{key}": value for key, value in {"base_url": server.url, **said}.items()}
    context = ServiceContext(lambda key: settings.get(key, ""), known)
    made = foreign_resident.SERVICE(context), general.SERVICE(context)
    try:
        yield made
    finally:
        for each in made:
            await each.close()


async def failure(service: CloudService, image: SourceImage) -> ServiceError:
    with pytest.raises(ServiceError) as raised:
        await service.read(image)
    return raised.value


@pytest.mark.parametrize("code", sorted(code for code in FAULTS if code.isdigit()))
async def test_how_often_each_code_is_tried_again(
    code: str, server: FakeServer, fake: FakeBaidu, image: SourceImage
) -> None:
    slept = Slept()
    fake.fail(code, 20)
    async with services(server) as (_, service):
        slept.hold(service)
        error = await failure(service, image)
    assert len(server.asked(GENERAL_PATH)) == 1 + AGAIN.get(code, 0)
    assert len(server.asked(TOKEN_PATH)) == (2 if code in {"100", "110", "111"} else 1)
    assert error.vendor_code == code
    if code == "18":
        assert all(wait >= 1.0 for wait in slept.waits if wait > 0.5)
        assert service.pace.slowed


@pytest.mark.parametrize("code", ["282000", "282810", "216630", "18", "111"])
async def test_a_refusal_that_passes_is_not_seen(
    code: str, server: FakeServer, fake: FakeBaidu, image: SourceImage
) -> None:
    fake.fail(code)
    async with services(server) as (foreign, _):
        Slept().hold(foreign)
        (reading,) = await foreign.read(image)
    assert reading.document == "foreign_resident"
    assert fake.calls[FOREIGN_PATH] == 1


async def test_ten_readings_at_once_fetch_one_token_and_one_more_when_it_ends(
    server: FakeServer, fake: FakeBaidu, image: SourceImage
) -> None:
    fake.delay_s = 0.1
    async with services(server, max_concurrency=10, max_per_second=1000.0) as both:

        async def ten() -> list[Reading]:
            found = await asyncio.gather(*(both[number % 2].read(image) for number in range(10)))
            return [reading for readings in found for reading in readings]

        assert len(await ten()) == 5 + 2 * 5
        assert fake.tokens_given == 1
        fake.delay_s = 0.0
        fake.expire_tokens()
        assert len(await ten()) == 5 + 2 * 5
        assert fake.tokens_given == 2


async def test_a_token_ends_and_the_next_is_had_before_the_next_call(
    server: FakeServer, fake: FakeBaidu, image: SourceImage
) -> None:
    fake.token_life_s = 100
    moments = [datetime.fromisoformat(f"2026-11-21T09:0{minute}:00+00:00") for minute in (0, 1, 2)]
    async with services(server) as (_, service):
        for moment in moments:
            service._line.now = lambda moment=moment: moment  # type: ignore[misc]
            await service.read(image)
    assert fake.tokens_given == 2
    assert len(server.asked(GENERAL_PATH)) == 3


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({**KEYS, "api_key": Secret("no-such-key")}, "Baidu does not know this API key."),
        ({**KEYS, "secret_key": Secret("no-such-key")}, "The secret key does not belong to this API key."),
    ],
    ids=["api key", "secret key"],
)
async def test_wrong_keys_are_said_to_be_wrong_and_no_card_is_sent(
    keys: Mapping[str, Secret], sentence: str, server: FakeServer, image: SourceImage
) -> None:
    async with services(server, account=keys) as (_, service):
        read = await failure(service, image)
        with pytest.raises(ServiceError) as tested:
            await service.test_account()
    for error in (read, tested.value):
        assert (error.code, error.retryable) == ("wrong_credentials", False)
        assert error.message.startswith(sentence)
    assert len(server.asked(TOKEN_PATH)) == 2
    assert not server.asked("/rest/")


async def test_the_account_is_tested_without_a_card(server: FakeServer) -> None:
    async with services(server) as (_, service):
        said = await service.test_account()
    assert said == "Baidu AI Cloud takes these credentials. No card was sent."
    assert [request.path for request in server.requests] == [TOKEN_PATH]


async def test_a_token_server_in_trouble_is_asked_again(server: FakeServer, image: SourceImage) -> None:
    server.misbehave(FakeAnswer(503), 2, where=TOKEN_PATH)
    async with services(server) as (_, service):
        Slept().hold(service)
        assert len(await service.read(image)) == 2
    assert len(server.asked(TOKEN_PATH)) == 3


async def test_a_file_of_several_pages_is_sent_whole_with_the_page(
    server: FakeServer, pdf: bytes, ofd: bytes, fake: FakeBaidu
) -> None:
    async with services(server, max_per_second=1000.0) as (foreign, service):
        for reader, source in (
            (foreign, SourceImage(pdf, 3, kind="pdf")),
            (service, SourceImage(pdf, 2, kind="pdf")),
            (service, SourceImage(ofd, 2, kind="ofd")),
            (service, SourceImage(b"https://pictures.example/card.jpg", kind="url")),
        ):
            for reading in await reader.read(source):
                pages = reading.field("pdf_file_size")
                assert (pages.text if pages else None) == ("3" if source.kind == "pdf" else None)
        with pytest.raises(ImageError) as refused:
            await foreign.read(SourceImage(ofd, kind="ofd"))
    assert refused.value.code == "kind_not_taken"
    names = [
        sorted(part.split(b"=")[0] for part in request.body.split(b"&") if b"=" in part)
        for request in server.asked("/rest/")
    ]
    assert names == [[b"pdf_file", b"pdf_file_num"]] * 2 + [[b"ofd_file", b"ofd_file_num"], [b"url"]]


@pytest.mark.parametrize(("signs", "code"), [(1024, None), (1025, "url_too_long")])
async def test_the_longest_address(signs: int, code: str | None, server: FakeServer) -> None:
    address = "https://pictures.example/".ljust(signs, "x").encode()
    async with services(server, max_per_second=1000.0) as both:
        for service in both:
            if code is None:
                assert await service.read(SourceImage(address, kind="url"))
            else:
                with pytest.raises(ImageError) as refused:
                    await service.read(SourceImage(address, kind="url"))
                assert refused.value.code == code
    assert len(server.asked("/rest/")) == (2 if code is None else 0)


@pytest.mark.parametrize(("width", "height"), [(14, 400), (400, 14)])
async def test_an_image_that_is_too_small_is_refused_before_any_call(
    width: int, height: int, server: FakeServer, jpeg_of: Callable[[Image.Image], bytes]
) -> None:
    async with services(server) as both:
        for service in both:
            with pytest.raises(ImageError):
                await service.read(SourceImage(jpeg_of(Image.new("RGB", (width, height)))))
    assert not server.requests


async def test_an_image_that_is_too_large_for_the_one_service_goes_whole_to_the_other(
    server: FakeServer, jpeg_of: Callable[[Image.Image], bytes]
) -> None:
    data = jpeg_of(Image.new("RGB", (5000, 300), "white"))
    async with services(server, max_per_second=1000.0) as both:
        for service in both:
            await service.read(SourceImage(data))
    small, whole = (len(request.body) for request in server.asked("/rest/"))
    assert small < whole


async def test_what_is_sent_and_said_shows_no_key(server: FakeServer, fake: FakeBaidu, image: SourceImage) -> None:
    echo = FakeAnswer(body=b'{"error_code": 14, "error_msg": "IAM failed for fake-api-key with fake-secret-key"}')
    server.misbehave(echo, where="/rest/")
    async with services(server) as (_, service):
        error = await failure(service, image)
    assert API_KEY not in error.message
    assert "fake-secret-key" not in error.message
    assert error.message.startswith("Baidu did not accept the signature.")
