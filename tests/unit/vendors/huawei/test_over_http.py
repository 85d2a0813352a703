"""Over real HTTP: how often the service is asked by each of its codes, and that nothing locks the account."""

from collections.abc import AsyncIterator, Iterator

import pytest

from carddesk.errors import ServiceError
from carddesk.services.contract import SourceImage
from tests.contract.service_cases import CLOUD, Run
from tests.fakes import huawei
from tests.fakes.server import FakeAnswer, FakeServer

(CASE,) = (case for case in CLOUD if case.id == "huawei.id_document")
URL = SourceImage(b"https://images.example/card.jpg", kind="url")
CARD = "/ocr/id-document"


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(huawei.fake()) as made:
        yield made


@pytest.fixture
async def run(server: FakeServer) -> AsyncIterator[Run]:
    made = Run(CASE, server, project_id=huawei.PROJECT)
    yield made
    await made.service.close()


async def refusal(run: Run) -> ServiceError:
    with pytest.raises(ServiceError) as told:
        await run.service.read(URL)
    return told.value


@pytest.mark.parametrize(
    ("code", "calls"),
    [("AIS.0103", 1), ("AIS.0104", 1), ("AIS.0105", 2), ("ModelArts.4603", 2), ("ModelArts.4301", 4), ("ModelArts.4401", 4),
     ("ModelArts.4204", 1), ("APIG.0101", 1), ("APIG.0201", 4), ("APIG.0308", 4), ("APIG.0307", 2), ("ModelArts.4103", 2),
     ("APIGW.0303", 1)],
)  # fmt: skip
async def test_a_code_is_tried_again_as_often_as_it_is_worth(
    run: Run, server: FakeServer, code: str, calls: int
) -> None:
    server.misbehave(huawei.error(code), 9, where=CARD)
    assert (await refusal(run)).vendor_code == code
    assert len(server.asked(CARD)) == calls


@pytest.mark.parametrize(
    ("answer", "ours", "calls"),
    [
        (FakeAnswer(503, {"Content-Type": "text/html"}, b"<html>busy</html>"), "service_unavailable", 1),
        (FakeAnswer(502), "service_unavailable", 4),
        (FakeAnswer(429, {"Retry-After": "2"}), "too_many_calls", 4),
        (FakeAnswer(429, {"Retry-After": "3600"}), "too_many_calls", 1),
        (FakeAnswer(401), "wrong_credentials", 2),
        (FakeAnswer(200, {}, b'{"result":{}}'), "no_card", 1),
        (FakeAnswer(200, {}, b'{"result":null,"error_code":"AIS.0104","error_msg":"x"}'), "no_card", 1),
    ],
    ids=["503", "502", "429", "429 for an hour", "401", "nothing", "error with 200"],
)
async def test_a_status_is_tried_again_as_the_vendors_page_says(
    run: Run, server: FakeServer, answer: FakeAnswer, ours: str, calls: int
) -> None:
    server.misbehave(answer, 9, where=CARD)
    assert (await refusal(run)).code == ours
    assert len(server.asked(CARD)) == calls


async def test_the_project_is_asked_for_where_no_setting_names_it_and_base_url_keeps_its_path(
    server: FakeServer,
) -> None:
    run = Run(CASE, server, region=huawei.REGION)
    found = await run.service.read(URL)
    await run.service.close()
    assert [reading.document for reading in found] == ["passport"]
    assert found[0].not_given == ("mrz", "name")
    assert [request.path for request in server.requests] == ["/v3/projects", f"/v2/{huawei.PROJECT}{CARD}"]
