"""A cloud service over a real connection: nothing is sent too early, too often or twice, and everything comes back."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from carddesk.cards.geometry import Quad
from carddesk.errors import ImageError, ServiceError, UserError
from carddesk.services import calls
from carddesk.services.choices import chosen
from carddesk.services.contract import Limits, OptionValue, ReadingService, ServiceContext, SourceImage, Vendor
from carddesk.services.secret import Secret
from carddesk.vendors.cloud import CloudService
from carddesk.vendors.dialect import Sent, Site
from carddesk.vendors.retry import MOST_REPEATS
from carddesk.vendors.wire import WireRequest
from tests.fakes.server import FakeAnswer, FakeServer
from tests.unit.vendors.plain_vendor import (
    INFO,
    KEY,
    LIMITS,
    PlainDialect,
    PlainFake,
    Slept,
    context,
    picture,
    service,
)

Credentials = Callable[[Vendor], Awaitable[Mapping[str, Secret]]]


class Told:
    def __init__(self) -> None:
        self.sendings = 0
        self.waits: list[float] = []

    def sent(self) -> None:
        self.sendings += 1

    def waiting(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def fake() -> PlainFake:
    return PlainFake()


@pytest.fixture
def server(fake: PlainFake) -> Iterator[FakeServer]:
    with FakeServer(fake) as made:
        yield made


@pytest.fixture
def slept() -> Slept:
    return Slept()


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    with calls.told_to(told):
        yield told


def reads(server: FakeServer) -> int:
    return len(server.asked("/read"))


async def failure(
    ours: CloudService, image: SourceImage | None = None, how: Mapping[str, OptionValue] | None = None
) -> UserError:
    with pytest.raises((ServiceError, ImageError)) as raised:
        await ours.read(image or picture(), options=how)
    assert KEY not in "".join(traceback.format_exception(raised.value))
    await ours.close()
    return raised.value


async def test_a_card_is_read(server: FakeServer, told: Told) -> None:
    ours = service(context(server))
    assert isinstance(ours, ReadingService)
    (reading,) = await ours.read(picture(320, 200), options={"portrait": True})
    await ours.close()
    assert reading.fields[0].text == "320 x 200"
    assert reading.elapsed_ms > 0
    assert told.sendings == 1
    asked = json.loads(server.asked("/read")[0].body)
    assert {key: asked[key] for key in ("portrait", "model", "most", "page", "kind")} == {
        "portrait": True,
        "model": "fine",
        "most": 3,
        "page": 1,
        "kind": "image",
    }


async def test_readings_bear_what_the_service_never_gives(server: FakeServer) -> None:
    ours = service(context(server), PlainDialect(replace(INFO, never_gives=("mrz",))))
    (reading,) = await ours.read(picture())
    await ours.close()
    assert reading.not_given == ("mrz",)


async def test_quads_are_those_of_the_original_though_a_smaller_image_was_sent(server: FakeServer) -> None:
    ours = service(context(server))
    (reading,) = await ours.read(picture(1600, 800))
    await ours.close()
    assert reading.fields[0].text == "1000 x 500"
    assert reading.card_quad == reading.fields[0].quad == Quad.from_bounds(0, 0, 1600, 800)


async def nothing_known(_vendor: Vendor) -> Mapping[str, Secret]:
    return {}


async def empty_key(_vendor: Vendor) -> Mapping[str, Secret]:
    return {"key": Secret("")}


@pytest.mark.parametrize("credentials", [nothing_known, empty_key])
async def test_without_credentials_nothing_is_sent_and_the_way_on_is_told(
    server: FakeServer, credentials: Credentials
) -> None:
    failed = await failure(service(context(server, credentials)))
    assert failed.code == "no_credentials"
    assert "carddesk credentials set plain" in failed.message
    assert server.requests == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("potrait", True),
        ("portrait", "true"),
        ("portrait", 1),
        ("model", "finest"),
        ("model", True),
        ("regions", "north"),
        ("regions", ("north", "west")),
        ("most", 1.5),
        ("most", True),
        ("least", "0.5"),
        ("least", float("nan")),
        ("least", True),
        ("note", 5),
    ],
)
async def test_options_that_are_not_declared_so_are_refused_before_any_call(
    server: FakeServer, key: str, value: OptionValue
) -> None:
    failed = await failure(service(context(server)), how={key: value})
    assert failed.code == "bad_option"
    assert key in failed.message
    assert server.requests == []


def test_declared_values_of_options_are_taken() -> None:
    given: dict[str, OptionValue] = {
        "portrait": True,
        "model": "coarse",
        "regions": ("south",),
        "most": 7,
        "least": 1,
        "note": "字",
    }
    assert chosen(INFO, given) == given
    assert chosen(INFO, None) == {option.key: option.default for option in INFO.options}


async def test_too_small_an_image_is_refused_before_any_call(server: FakeServer) -> None:
    failed = await failure(service(context(server)), picture(300, 14))
    assert failed.code == "image_too_small"
    assert server.requests == []


async def test_a_request_that_is_too_long_as_a_whole_is_built_of_a_smaller_image(server: FakeServer) -> None:
    class Wordy(PlainDialect):
        def build_request(self, sent: Sent, options: Mapping[str, OptionValue], site: Site) -> WireRequest:
            made = super().build_request(sent, options, site)
            return replace(made, body=made.body[:-1] + b', "more": "' + b"x" * 20_000 + b'"}')

    info = replace(INFO, limits=Limits(counted_as="base64", max_request_bytes=60_000, formats=("JPEG",)))
    ours = service(context(server), Wordy(info))
    await ours.read(picture(3000, 2000))
    await ours.close()
    (asked,) = server.asked("/read")
    assert 35_000 < len(asked.body) <= 60_000


async def test_a_request_that_no_shrinking_makes_short_enough_is_refused(server: FakeServer) -> None:
    info = replace(INFO, limits=replace(LIMITS, max_request_bytes=4000))
    assert (await failure(service(context(server), PlainDialect(info)))).code == "image_too_large"
    assert server.requests == []


async def test_a_no_that_stays_a_no_is_one_call(server: FakeServer, fake: PlainFake, slept: Slept, told: Told) -> None:
    fake.says = [{"error": "216201"}]
    failed = await failure(service(context(server), slept=slept))
    assert (failed.code, failed.vendor_code, failed.retryable) == ("refused", "216201", False)
    assert (reads(server), told.sendings, slept.waits) == (1, 1, [])


async def test_a_passing_no_is_asked_again_after_a_growing_wait(
    server: FakeServer, fake: PlainFake, slept: Slept, told: Told
) -> None:
    fake.says = [{"error": "1", "remedy": "retry"}, {"error": "2", "remedy": "retry", "wait_s": 9}]
    ours = service(context(server), slept=slept, jitter=0.5)
    (reading,) = await ours.read(picture())
    await ours.close()
    assert reading.fields[0].text == "320 x 200"
    assert slept.waits == [1.25, 11.25]
    assert told.waits == slept.waits
    assert told.sendings == 3


async def test_asking_again_ends(server: FakeServer, fake: PlainFake, slept: Slept) -> None:
    fake.says = [{"error": str(number), "remedy": "retry"} for number in range(20)]
    failed = await failure(service(context(server), slept=slept))
    assert (failed.vendor_code, failed.retryable) == (str(MOST_REPEATS), True)
    assert reads(server) == MOST_REPEATS + 1


async def test_fresh_authority_is_had_once(server: FakeServer, fake: PlainFake, slept: Slept) -> None:
    fake.says = [{"error": "110", "remedy": "renew"}]
    ours = service(context(server), slept=slept)
    await ours.read(picture())
    await ours.read(picture())
    await ours.close()
    tokens = [request.headers["x-token"].split("-")[1] for request in server.asked("/read")]
    assert tokens == ["1", "2", "2"]
    assert max(slept.waits, default=0.0) < 0.01


async def test_authority_that_is_refused_twice_is_told(server: FakeServer, fake: PlainFake) -> None:
    fake.says = [{"error": "110", "remedy": "renew"}] * 3
    failed = await failure(service(context(server)))
    assert (failed.vendor_code, failed.retryable) == ("110", False)
    assert (reads(server), fake.tokens) == (2, 2)


async def test_a_plea_for_patience_slows_all_services_of_the_vendor(server: FakeServer, fake: PlainFake) -> None:
    run = context(server)
    first, second = service(run, slept=Slept()), service(run, PlainDialect(replace(INFO, id="plain.other")))
    fake.says = [{"error": "18", "remedy": "slow_down", "wait_s": 0.2}]
    await first.read(picture())
    assert second.pace.slowed
    await first.close()
    await second.close()


async def test_services_of_a_vendor_share_its_account_and_one_closing_leaves_the_other_working(
    server: FakeServer, fake: PlainFake
) -> None:
    run = context(server)
    first, second = service(run), service(run, PlainDialect(replace(INFO, id="plain.other")))
    await first.read(picture())
    await first.close()
    await first.close()
    await second.read(picture())
    await second.close()
    await second.close()
    assert fake.tokens == 1


async def test_what_was_closed_may_be_used_again(server: FakeServer) -> None:
    ours = service(context(server))
    for _ in range(2):
        assert len(await ours.read(picture())) == 1
        await ours.close()


async def test_another_run_has_another_account(server: FakeServer, fake: PlainFake) -> None:
    for _ in range(2):
        ours = service(context(server))
        await ours.read(picture())
        await ours.close()
    assert fake.tokens == 2


def test_a_run_may_read_on_one_event_loop_after_another(server: FakeServer) -> None:
    run = context(server)

    async def read_two() -> int:
        ours = service(run)
        done = await asyncio.gather(ours.read(picture()), ours.read(picture()))
        await ours.close()
        return len(done)

    assert [asyncio.run(read_two()) for _ in range(2)] == [2, 2]


@pytest.mark.parametrize("mode", ["reset", "hang_up", "cut"])
async def test_a_call_that_may_have_counted_is_not_made_again(server: FakeServer, slept: Slept, mode: str) -> None:
    server.misbehave(mode, where="/read")  # type: ignore[arg-type]
    failed = await failure(service(context(server), slept=slept))
    assert (failed.code, failed.retryable) == ("connection_lost", True)
    assert reads(server) == 1


async def test_a_token_is_asked_for_again_when_the_connection_breaks_off(
    server: FakeServer, slept: Slept, told: Told
) -> None:
    server.misbehave("hang_up", times=2, where="/token")
    ours = service(context(server), slept=slept)
    await ours.read(picture())
    await ours.close()
    assert len(server.asked("/token")) == 3
    assert told.sendings == 1


async def test_a_token_that_never_comes_is_given_up(server: FakeServer, slept: Slept) -> None:
    server.misbehave("hang_up", times=50, where="/token")
    failed = await failure(service(context(server), slept=slept))
    assert failed.code == "connection_lost"
    assert len(server.asked("/token")) == MOST_REPEATS + 1


async def test_a_slow_vendor_is_given_up_in_the_time_of_the_setting(server: FakeServer) -> None:
    server.misbehave("drip", where="/read")
    failed = await failure(service(context(server, vendors__plain__timeout=0.5)))
    assert failed.code == "timed_out"


@pytest.mark.parametrize("mode", ["html", "wrong_json"])
async def test_an_answer_that_is_none_is_told(server: FakeServer, mode: str) -> None:
    server.misbehave(mode, where="/read")  # type: ignore[arg-type]
    assert (await failure(service(context(server)))).code == "bad_answer"


async def test_cancelled_in_the_middle_of_a_call(server: FakeServer) -> None:
    server.misbehave("stall", where="/read")
    ours = service(context(server, vendors__plain__max_concurrency=1))
    reading = asyncio.ensure_future(ours.read(picture()))
    async with asyncio.timeout(10):
        while not reads(server):  # noqa: ASYNC110 - the server is on a thread of its own
            await asyncio.sleep(0.01)
    waiting = asyncio.ensure_future(ours.read(picture()))
    await asyncio.sleep(0.1)
    assert ours.pace.waiting == 1
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert len(await waiting) == 1
    await ours.close()


@pytest.mark.parametrize("steps", [*range(12), 15, 20, 30, 45, 70, 100, 150, 250])
async def test_cancelled_at_any_moment_it_leaves_nothing_under_way(server: FakeServer, steps: int) -> None:
    ours = service(context(server, vendors__plain__max_concurrency=1))
    readings = [asyncio.ensure_future(ours.read(picture())) for _ in range(3)]
    for _ in range(steps):
        await asyncio.sleep(0 if steps < 30 else 0.001)
    for reading in readings:
        reading.cancel()
    await asyncio.gather(*readings, return_exceptions=True)
    assert ours.pace.waiting == 0
    async with asyncio.timeout(10):
        assert len(await ours.read(picture())) == 1
    pool = ours._line.hold.transport._pool
    assert pool is not None
    assert pool.calls == 0
    await ours.close()
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def test_no_more_calls_at_once_than_the_setting_allows(server: FakeServer) -> None:
    server.misbehave("stall", times=2, where="/read")
    ours = service(context(server, vendors__plain__max_concurrency=2))
    tasks = [asyncio.ensure_future(ours.read(picture())) for _ in range(6)]
    await asyncio.sleep(0.6)
    assert reads(server) == 2
    assert ours.pace.waiting == 4
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await ours.close()


async def test_the_address_may_have_a_path_and_a_slash(server: FakeServer) -> None:
    ours = service(context(vendors__plain__base_url=f"{server.url}/gateway/ocr/"))
    await ours.read(picture())
    await ours.close()
    assert server.asked("/read")[0].path == "/gateway/ocr/read"


async def test_plain_http_is_refused_before_anything_is_sent() -> None:
    failed = await failure(service(context(vendors__plain__base_url="http://cards.example")))
    assert failed.code == "insecure_address"


async def test_what_an_answer_repeats_of_the_secrets_reaches_nobody(server: FakeServer) -> None:
    ours = service(context(server))
    echo = {"width": 320, "height": 200, "key": KEY, "token": f"token-1-{KEY}", "\\/": f"X-Token: token-1-{KEY}"}
    server.misbehave(FakeAnswer(200, {}, json.dumps(echo).encode()), where="/read")
    (reading,) = await ours.read(picture())
    await ours.close()
    assert KEY not in reading.raw
    assert "token-1" not in reading.raw
    assert json.loads(reading.raw) == {"width": 320, "height": 200, "key": "•••", "token": "•••", "\\/": "X-Token: •••"}


@pytest.mark.parametrize("mode", ["reset", "hang_up", "stall"])
async def test_a_call_whose_answer_was_lost_counts(server: FakeServer, told: Told, mode: str) -> None:
    server.misbehave(mode, where="/read")  # type: ignore[arg-type]
    await failure(service(context(server, vendors__plain__timeout=1.0)))
    assert told.sendings == 1


async def test_a_call_that_never_left_counts_nothing_and_is_tried_again(
    fake: PlainFake, slept: Slept, told: Told
) -> None:
    with FakeServer(fake) as gone:
        ours = service(context(gone), slept=slept)
    ours._line.hold.account.token = "had before"  # type: ignore[attr-defined]
    failed = await failure(ours)
    assert failed.code == "network_unreachable"
    assert len(slept.waits) == MOST_REPEATS
    assert told.sendings == 0


async def test_the_days_limit_stops_a_call_that_is_about_to_leave(server: FakeServer) -> None:
    class Full(Told):
        def sent(self) -> None:
            raise ServiceError("daily_cap", "Enough calls for today were made.")

    with calls.told_to(Full()):
        failed = await failure(service(context(server)))
    assert failed.code == "daily_cap"
    assert reads(server) == 0


async def test_a_key_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    ours = service(ServiceContext(setting={"vendors.megvii.image_key_file": str(tmp_path / "none.pem")}.get))
    ours._line.vendor = replace(ours._line.vendor, id="megvii")
    with pytest.raises(ServiceError, match=r"none\.pem") as told:
        await ours._line.site()
    assert told.value.code == "bad_key_file"
    await ours.close()


async def test_key_files_that_settings_name_are_handed_over(tmp_path: Path) -> None:
    (tmp_path / "own.pem").write_bytes(b"a key")
    said = {"vendors.megvii.answer_key_file": str(tmp_path / "own.pem"), "vendors.megvii.region": "r"}
    ours = service(ServiceContext(setting=said.get))
    ours._line.vendor = replace(ours._line.vendor, id="megvii", base_url="https://{region}.example/")
    site = await ours._line.site()
    await ours.close()
    assert (site.base_url, site.region, site.files) == ("https://r.example", "r", {"answer_key_file": b"a key"})
    assert site.setting("region") == "r"


async def test_no_secret_and_no_card_is_logged(server: FakeServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ours = service(context(server))
    await ours.read(picture())
    server.misbehave(FakeAnswer(500, {}, b"{}"), where="/token")
    ours._line.hold.account.forget()
    server.misbehave("reset", where="/read")
    await failure(ours)
    assert KEY not in caplog.text
    assert "token-1" not in caplog.text
