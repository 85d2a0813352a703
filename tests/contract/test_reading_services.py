"""What every reading service must hold to, whoever wrote it: the one inside, those of the vendors, one that was plugged in."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict

import pytest
from PIL import Image

from carddesk.cards.documents import documents
from carddesk.cards.reading import Reading
from carddesk.errors import ImageError, ServiceError, UserError
from carddesk.imaging.decode import FORMATS, probe
from carddesk.language import LANGUAGES, catalogue
from carddesk.services.choices import chosen
from carddesk.services.contract import ReadingService, SourceImage
from carddesk.settings import DECLARED
from carddesk.vendors.cloud import CloudService
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.wire import WireAnswer
from tests.contract.service_cases import CLOUD, EVERY, Case, Run, fake_of, plugged_in
from tests.fakes.server import FakeAnswer, FakeServer, Mode
from tests.unit.vendors.mutation import mutated

KEPT = pytest.mark.keeps("processes", "threads", reason="the engine inside ends a moment after it is told to")
ALL = pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
IN_THE_CLOUD = pytest.mark.parametrize("case", CLOUD, ids=lambda case: case.id)
MODES: tuple[Mode, ...] = ("reset", "hang_up", "cut", "html", "wrong_json")
BAD_ANSWERS = (
    FakeAnswer(200),
    FakeAnswer(200, {}, b"\xff\xfe\x00"),
    FakeAnswer(200, {}, b"null"),
    FakeAnswer(302, {"Location": "https://elsewhere.invalid/"}),
    FakeAnswer(400, {"Content-Type": "application/json"}, b"{}"),
    FakeAnswer(403),
    FakeAnswer(413, {"Content-Type": "text/plain"}, b"Request Entity Too Large"),
    FakeAnswer(429, {"Retry-After": "2"}),
    FakeAnswer(500, {}, b"oops"),
    FakeAnswer(503, {"Retry-After": "Sat, 21 Nov 2026 10:00:00 GMT"}),
)


@pytest.fixture(scope="module", autouse=True)
def _plug_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with plugged_in(tmp_path_factory.mktemp("site")):
        yield


@pytest.fixture
def server(case: Case) -> Iterator[FakeServer | None]:
    if case.answering is None:
        yield None
        return
    with FakeServer(fake_of(case.vendor)) as made:
        yield made


@pytest.fixture
async def run(case: Case, server: FakeServer | None) -> AsyncIterator[Run]:
    made = Run(case, server)
    yield made
    await made.service.close()


def small(side: int) -> SourceImage:
    """An image that is one pixel too small."""
    file = io.BytesIO()
    Image.new("RGB", (side + 300, side - 1), "white").save(file, "PNG")
    return SourceImage(file.getvalue())


async def failure(run: Run, image: SourceImage | None = None, **options: object) -> UserError:
    """What the service says when it does not read; nothing else but `UserError` may come, and no secret in it."""
    with pytest.raises((ServiceError, ImageError)) as told:
        await run.service.read(image or run.case.good(), options=options or None)  # type: ignore[arg-type]
    error = told.value
    assert error.code.isidentifier()
    assert error.code == error.code.lower()
    assert len(error.message) > 15
    written = "".join(traceback.format_exception(error)) + repr(error)
    assert not [secret for secret in run.told if secret in written]
    return error


@ALL
@KEPT
class TestEveryService:
    async def test_it_declares_itself_whole(self, run: Run) -> None:
        info = run.service.info
        assert isinstance(run.service, ReadingService)
        assert info.id == run.case.id
        assert info.title
        assert info.title_zh
        assert set(info.documents) <= set(documents())
        assert info.documents
        assert info.accepts
        assert set(info.limits.formats) <= set(FORMATS)
        assert set(info.never_gives) <= {spec.key for each in info.documents for spec in documents()[each].fields}
        assert len({option.key for option in info.options}) == len(info.options)
        assert all(len(option.meanings) in {0, len(option.choices)} for option in info.options)
        assert chosen(info, None) == chosen(info, chosen(info, None))
        assert json.dumps(asdict(info), ensure_ascii=False)
        if info.vendor is None:
            assert not info.credentials
        else:
            assert info.price
            assert not info.offline

    async def test_what_it_says_is_said_in_every_language(self, run: Run) -> None:
        info = run.service.info
        said = [
            info.note,
            info.price,
            info.warning,
            *(text for each in info.options for text in (each.title, each.help, *each.meanings)),
        ]
        if run.case.vendor != "plain":
            for language in LANGUAGES[1:]:
                assert [text for text in said if text and text not in catalogue(language)] == []

    async def test_it_reads_a_card(self, run: Run) -> None:
        image = run.case.good()
        (width, height), *_ = probe(image.data).sizes
        readings = await run.service.read(image)
        info = run.service.info
        assert readings
        assert [reading.index for reading in readings] == list(range(len(readings)))
        for reading in readings:
            assert reading.service == info.id
            assert set(info.never_gives) <= set(reading.not_given)
            assert not set(info.never_gives) & {field.key for field in reading.fields}
            assert reading.document in documents()
            assert reading.fields
            assert reading.elapsed_ms > 0
            assert isinstance(reading.raw, str)
            assert {type(text) for field in reading.fields for text in (field.text, field.value)} == {str}
        quads = [quad for reading in readings for quad in quads_of(reading)]
        assert bool(quads) == info.gives_quads
        slack = 0.05 * max(width, height)
        for left, top, right, bottom in (quad.bounds for quad in quads):
            assert -slack <= left <= right <= width + slack
            assert -slack <= top <= bottom <= height + slack

    async def test_what_is_no_image_is_refused_before_any_call(self, run: Run, server: FakeServer | None) -> None:
        assert isinstance(await failure(run, SourceImage(b"no image at all")), ImageError)
        assert server is None or not server.requests

    async def test_too_small_an_image_is_refused_before_any_call(self, run: Run, server: FakeServer | None) -> None:
        least = run.service.info.limits.min_side_px
        if least is None:
            pytest.skip("states no least size")
        error = await failure(run, small(least))
        assert error.code == "image_too_small"
        assert str(least) in error.message
        assert server is None or not server.requests

    async def test_an_option_nobody_declared_is_refused_before_any_call(
        self, run: Run, server: FakeServer | None
    ) -> None:
        error = await failure(run, nonsense=True)
        assert error.code == "bad_option"
        assert "nonsense" in error.message
        assert server is None or not server.requests

    async def test_it_may_be_closed_twice_and_unused(self, run: Run) -> None:
        await run.service.close()
        await run.service.close()

    async def test_it_can_be_cancelled_and_used_again(self, run: Run, server: FakeServer | None) -> None:
        if server is not None:
            server.misbehave("stall", where=run.case.reading_path)
        reading = asyncio.ensure_future(run.service.read(run.case.good()))
        await asyncio.sleep(0.3)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        if server is not None:
            server.behave()
        assert await run.service.read(run.case.good())


@IN_THE_CLOUD
class TestEveryCloudService:
    async def test_without_credentials_it_says_so_before_any_call(self, run: Run, server: FakeServer) -> None:
        run.forget_credentials()
        assert (await failure(run)).code == "no_credentials"
        assert not server.requests

    async def test_its_vendor_says_what_an_account_is(self, run: Run) -> None:
        assert isinstance(run.service, CloudService)
        vendor = run.service.vendor
        assert vendor.id == run.service.info.vendor
        keys = {field.key for field in vendor.fields}
        assert vendor.sets
        assert all(set(together) <= keys for together in vendor.sets)
        assert vendor.base_url.startswith("https://")

    async def test_the_settings_offer_what_the_vendor_allows(self, run: Run) -> None:
        assert isinstance(run.service, CloudService)
        vendor = run.service.vendor
        offered = {each.key: each.default for each in DECLARED if each.key.startswith(f"vendors.{vendor.id}.")}
        allowed = {
            "timeout": vendor.timeout_s,
            "max_per_second": vendor.max_per_second,
            "max_concurrency": vendor.max_concurrency,
        }
        if vendor.id != "plain":
            assert {key: offered[f"vendors.{vendor.id}.{key}"] for key in allowed} == allowed

    @pytest.mark.parametrize("mode", MODES)
    async def test_whatever_the_network_does_is_told_in_words(self, run: Run, server: FakeServer, mode: Mode) -> None:
        server.misbehave(mode, 50, where=run.case.reading_path)
        await failure(run)

    @pytest.mark.parametrize("answer", BAD_ANSWERS, ids=lambda each: f"{each.status} {each.body[:8]!r}")
    async def test_whatever_is_answered_is_told_in_words(
        self, run: Run, server: FakeServer, answer: FakeAnswer
    ) -> None:
        server.misbehave(answer, 50, where=run.case.reading_path)
        await failure(run)

    async def test_a_vendor_that_does_not_answer_is_given_up(self, case: Case, server: FakeServer) -> None:
        run = Run(case, server, timeout=1.0)
        server.misbehave("stall", 50, where=case.reading_path)
        error = await failure(run)
        await run.service.close()
        assert error.code == "timed_out"
        assert len(server.asked(case.reading_path)) == 1

    async def test_no_secret_and_no_card_is_logged(
        self, run: Run, server: FakeServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        readings = await run.service.read(run.case.good())
        server.misbehave(FakeAnswer(403, {}, b"no"), 50)
        await failure(run)
        personal = {field.text for reading in readings for field in reading.fields if len(field.text) > 5}
        assert not [secret for secret in run.told | personal if secret in caplog.text]

    async def test_any_mutation_of_its_answer_is_a_reading_or_a_no(self, run: Run, server: FakeServer) -> None:
        service = run.service
        assert isinstance(service, CloudService)
        (good,) = {reading.raw for reading in await service.read(run.case.good())}
        if not good:
            pytest.skip("keeps no raw answer")
        site, sent = Site(server.url), Sent(b"", width=1000, height=700)
        for body in mutated(json.loads(good), run.case.words, 400):
            answered = service._dialect.read_answer(WireAnswer(200, {}, body), sent, site)
            if isinstance(answered, Refused):
                assert answered.code.isidentifier()
                assert answered.message
            else:
                assert all(isinstance(reading, Reading) for reading in answered)


def quads_of(reading: Reading) -> list:  # type: ignore[type-arg]
    """Every quad of a reading."""
    found = [reading.card_quad, *(field.quad for field in reading.fields)]
    return [quad for quad in found if quad is not None]
