"""Over real HTTP: how often the gateway is asked, and that whatever answers is understood for what it is."""

import gzip
import json
from collections.abc import AsyncIterator, Iterator

import pytest

from carddesk.errors import ServiceError
from carddesk.services.contract import SourceImage
from tests.contract.service_cases import CLOUD, Run
from tests.fakes import aliyun
from tests.fakes.server import FakeAnswer, FakeServer

(CASE,) = (case for case in CLOUD if case.id == "aliyun.id_card")
URL = SourceImage(b"https://images.example/card.jpg", kind="url")
ANSWER = json.dumps({"status": 200, "msg": "请求成功", "data": aliyun.BACK}, ensure_ascii=False).encode()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(aliyun.fake()) as made:
        yield made


@pytest.fixture
async def run(server: FakeServer) -> AsyncIterator[Run]:
    made = Run(CASE, server)
    yield made
    await made.service.close()


async def refusal(run: Run) -> ServiceError:
    with pytest.raises(ServiceError) as told:
        await run.service.read(URL)
    return told.value


@pytest.mark.parametrize(
    ("code", "calls"),
    [("D504TO", 3), ("X504TO", 3), ("D503CB", 1), ("D503BB", 4), ("T429PA", 4), ("D504CO", 4), ("B403MQ", 1), ("X500ED", 1)],
)  # fmt: skip
async def test_a_code_is_tried_again_as_often_as_it_is_worth(
    run: Run, server: FakeServer, code: str, calls: int
) -> None:
    server.misbehave(aliyun.error(code), 9)
    assert (await refusal(run)).vendor_code == code
    assert len(server.requests) == calls


async def test_a_403_that_means_too_many_calls_is_waited_out(run: Run, server: FakeServer) -> None:
    server.misbehave(aliyun.old_error("Throttled by APP Flow Control"), 2)
    assert [reading.face for reading in await run.service.read(URL)] == ["portrait", "emblem"]
    assert len(server.requests) == 3


async def test_a_packed_answer_is_unpacked(run: Run, server: FakeServer) -> None:
    server.misbehave(FakeAnswer(200, {"Content-Encoding": "gzip"}, gzip.compress(ANSWER)))
    (emblem,) = await run.service.read(URL)
    assert emblem.face == "emblem"


@pytest.mark.parametrize(
    ("answer", "ours", "calls"),
    [
        (FakeAnswer(200), "bad_answer", 1),
        (FakeAnswer(200, {"Content-Type": "text/html"}, b"<html>200 OK</html>"), "bad_answer", 1),
        (FakeAnswer(404, {"Content-Type": "text/html"}, b"<html>Not Found</html>"), "bad_address", 1),
        (FakeAnswer(502, {"Content-Type": "text/html"}, b"<html>Bad Gateway</html>"), "service_unavailable", 4),
        (FakeAnswer(302, {"Location": "https://elsewhere.invalid/"}), "bad_answer", 1),
        (FakeAnswer(200, {"Content-Encoding": "gzip"}, gzip.compress(ANSWER)[:20]), "bad_answer", 1),
        (aliyun.seller_says(500, "请求失败，缺少必要参数: image"), "not_recognised", 1),
        (aliyun.seller_says(200, "请求成功", {}), "no_card", 1),
        (FakeAnswer(500, {}, b'{"status":200,"data":{"name":"x"}}'), "not_recognised", 1),
        (FakeAnswer(403, {"X-Ca-Error-Code": "B403MQ"}), "quota_used_up", 1),
    ],
    ids=["empty", "page", "404 page", "502 page", "elsewhere", "cut", "failure", "nothing", "500", "headers alone"],
)
async def test_whatever_answers_is_understood(
    run: Run, server: FakeServer, answer: FakeAnswer, ours: str, calls: int
) -> None:
    server.misbehave(answer, 9)
    assert (await refusal(run)).code == ours
    assert len(server.requests) == calls
