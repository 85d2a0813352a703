import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.errors import ServiceError
from carddesk.services.contract import SourceImage
from carddesk.workflow.batch import recognize
from carddesk.workflow.batch_sources import Asked, Sources
from carddesk.workflow.export_rows import line_row
from carddesk.workflow.rules import Rules
from carddesk.workflow.threads import Threads
from tests.unit.workflow.cloud import CloudService
from tests.unit.workflow.fakes import GOOD, NOON, FakeService, drawn, noon, reading, tiff
from tests.unit.workflow.test_usage import usage

KEYS = [
    "source", "kind", "page", "index", "service", "document", "face", "status", "completeness", "request_id", "elapsed_ms",
    "card_quad", "fields", "flags", "error",
]  # fmt: skip
FIELD_KEYS = ["key", "label", "text", "value", "confidence", "quality", "quad", "located_by", "flags", "repairs"]


async def lines(paths: Sequence[Path], service: FakeService, **how: Any) -> list[dict[str, Any]]:
    return [line.to_json() async for line in recognize(paths, service, now=noon, **how)]


async def test_a_line_has_the_keys_of_the_design_in_their_order(folder: Path) -> None:
    (line,) = await lines(drawn(folder, "a.png"), FakeService())
    assert list(line) == KEYS
    assert [list(field) for field in line["fields"]] == [FIELD_KEYS] * len(GOOD)


async def test_a_line_says_what_was_read_and_rounds_it(folder: Path) -> None:
    (path,) = drawn(folder, "a.png")
    quad = Quad((1.04, 2.06), (10, 2), (10, 6), (1, 6))
    name = Field("name", "姓名", "样张 ", "样张", quad, 0.987654, (0.9, 1.0), 0.0070049, "local")
    read = replace(reading(quad=quad), request_id="r1", completeness=0)
    read = replace(read, fields=(name, *read.fields[1:]))
    (line,) = await lines([path], FakeService(lambda _image: [read]))
    lists = [[1.0, 2.1], [10, 2], [10, 6], [1, 6]]
    assert {key: line[key] for key in KEYS if key not in {"fields", "flags"}} == {
        "source": str(path), "kind": "image", "page": 1, "index": 0, "service": "local", "document": "resident_id", "face": "portrait",
        "status": "review", "completeness": 0, "request_id": "r1", "elapsed_ms": 7, "card_quad": lists, "error": None,
    }  # fmt: skip
    assert line["fields"][0] == {
        "key": "name", "label": "姓名", "text": "样张 ", "value": "样张", "confidence": 0.9877, "quality": 0.007,
        "quad": lists, "located_by": "local", "repairs": [],
        "flags": [{"code": "low_quality", "level": "warn", "message": "Hard to see in the image"}],
    }  # fmt: skip


async def test_a_line_goes_out_while_the_next_page_is_still_being_waited_for(folder: Path) -> None:
    """As from a scanner: the second page comes only once the first line has been seen."""
    first, second = drawn(folder, "a.png", "b.png")
    seen = asyncio.Event()

    class Slow(Sources):
        async def coming(self, threads: Threads) -> AsyncIterator[Asked]:
            for asked in self.asked(first):
                yield asked
            await seen.wait()
            for asked in self.asked(second):
                yield asked

    names = []
    async with asyncio.timeout(5):
        service = CloudService(lambda _image: [reading()])  # of which several are asked at a time
        async for line in recognize(Slow(()), service, now=noon):
            names.append(Path(line.source).name)
            seen.set()
    assert names == ["a.png", "b.png"]


async def test_what_is_not_known_is_null(folder: Path) -> None:
    plain = replace(reading(), card_quad=None, fields=tuple(Field(key, key, text, text) for key, text in GOOD.items()))
    (line,) = await lines(drawn(folder, "a.png"), FakeService(lambda _image: [plain]))
    assert (line["completeness"], line["request_id"], line["card_quad"]) == (None, None, None)
    name = line["fields"][0]
    assert [name[key] for key in ("confidence", "quality", "quad", "located_by")] == [None] * 4


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, "clear"),
        ({"flags": (Flag(FlagCode.DUPLICATE, Level.INFO, "Seen before"),)}, "clear"),
        ({"flags": (Flag(FlagCode.INCOMPLETE_CARD, Level.WARN, "Cut off"),)}, "review"),
        ({"fields": reading(doubtful=["name"]).fields}, "review"),
        ({"fields": reading({**GOOD, "id_number": "110105194912310021"}).fields}, "review"),
        ({"fields": reading().fields[1:]}, "review"),
    ],
)
async def test_the_status_says_whether_a_human_is_needed(folder: Path, change: dict[str, Any], status: str) -> None:
    (line,) = await lines(drawn(folder, "a.png"), FakeService(lambda _image: [replace(reading(), **change)]))
    assert line["status"] == status


async def test_a_required_field_that_is_missing_is_there_and_flagged_an_optional_one_is_not(folder: Path) -> None:
    emblem = replace(reading({"permit_number": "H12345678"}), document="residence_permit", face="emblem")
    (line,) = await lines(drawn(folder, "a.png"), FakeService(lambda _image: [emblem]))
    fields = {field["key"]: field for field in line["fields"]}
    assert "issue_count" not in fields
    assert (fields["issue_date"]["text"], fields["issue_date"]["flags"][0]["code"]) == ("", "missing")


async def test_one_bad_file_never_stops_the_rest(folder: Path) -> None:
    one, _, three = drawn(folder, "1.png", "2.png", "3.png")
    (folder / "2.png").write_bytes(b"no image")
    found = await lines([one, folder / "2.png", folder / "gone.png", three], FakeService(), document="resident_id")
    assert [line["status"] for line in found] == ["clear", "failed", "failed", "clear"]
    failed = found[2]
    assert list(failed) == KEYS
    assert (failed["fields"], failed["flags"], failed["document"], failed["face"]) == ([], [], "resident_id", None)
    assert failed["error"]["code"] == "file_missing"
    assert list(failed["error"]) == ["code", "message", "retryable", "vendor_code"]


async def test_a_service_that_fails_gives_its_error(folder: Path) -> None:
    error = ServiceError("quota", "No calls are left.", retryable=True, vendor_code="17")
    answers = iter([error, [], [reading()]])
    service = FakeService(lambda _image: next(answers))
    found = await lines(drawn(folder, "1.png", "2.png", "3.png"), service)
    assert found[0]["error"] == {
        "code": "quota", "message": "No calls are left.", "retryable": True, "vendor_code": "17"
    }  # fmt: skip
    assert found[1]["error"]["code"] == "no_card"
    assert found[2]["error"] is None


@pytest.mark.expects_error_log
async def test_a_bug_in_a_service_fails_one_page_and_is_logged(folder: Path) -> None:
    answers = iter([ZeroDivisionError(), [reading()]])
    found = await lines(drawn(folder, "1.png", "2.png"), FakeService(lambda _image: next(answers)))
    assert [line["status"] for line in found] == ["failed", "clear"]
    assert found[0]["error"]["code"] == "service_bug"


async def test_every_card_and_every_page_has_a_line(folder: Path) -> None:
    (folder / "a.tif").write_bytes(tiff(2))
    service = FakeService(lambda _image: [reading(index=0), reading(index=1)])
    found = await lines([folder], service)
    assert [(line["page"], line["index"]) for line in found] == [(1, 0), (1, 1), (2, 0), (2, 1)]


async def test_lines_come_in_the_order_of_the_files_even_from_several_readings_at_once(folder: Path) -> None:
    paths = drawn(folder, *(f"{number}.png" for number in range(10)))
    service = FakeService(offline=False)
    service.gate = asyncio.Event()
    asyncio.get_running_loop().call_later(0.3, service.gate.set)
    found = await lines(paths, service)
    assert [line["source"] for line in found] == [str(path) for path in paths]
    assert service.most_at_once > 1


class Stuck(FakeService):
    """Reads the first image and never comes back from another."""

    async def read(self, image: SourceImage, **how: Any) -> Sequence[Reading]:
        if not image.name.endswith("0.png"):
            await asyncio.Event().wait()
        return await super().read(image, **how)


async def test_one_who_stops_listening_leaves_nothing_running(folder: Path) -> None:
    running = recognize(drawn(folder, *(f"{number}.png" for number in range(6))), Stuck(offline=False), now=noon)
    first = await anext(running)
    async with asyncio.timeout(5):
        await running.aclose()  # type: ignore[attr-defined]
    assert first.source.endswith("0.png")


async def test_thresholds_are_those_given(folder: Path) -> None:
    service = FakeService(lambda _image: [reading(doubtful=["name"])])
    (line,) = await lines(drawn(folder, "a.png"), service, rules=Rules(low_confidence=0.1))
    assert line["status"] == "clear"


async def test_lines_can_be_exported(folder: Path) -> None:
    drawn(folder, "1.png")
    (folder / "2.png").write_bytes(b"")
    service = FakeService(lambda _image: [reading(doubtful=["name"])])
    good, bad = [line_row(line) async for line in recognize([folder], service, now=noon)]
    assert (good.status, good.document, good.read_at) == ("review", "resident_id", NOON)
    assert {field.key: field.value for field in good.fields} == GOOD
    assert good.fields[0].state == "doubtful"
    assert (bad.status, bad.fields) == ("failed", ())
    assert "empty" in bad.trouble


async def test_the_same_bytes_are_sent_once_however_many_files_hold_them(folder: Path) -> None:
    first, second = drawn(folder, "a.png", "b.png")
    second.write_bytes(first.read_bytes())
    cloud = CloudService()
    found = [line.to_json() async for line in recognize([first, second], cloud, now=noon)]
    assert [line["status"] for line in found] == ["clear", "clear"]
    assert [Path(line["source"]).name for line in found] == ["a.png", "b.png"]
    assert len(cloud.asked) == 1


async def test_a_failure_is_not_taken_for_an_answer_to_the_next_file(folder: Path) -> None:
    first, second = drawn(folder, "a.png", "b.png")
    second.write_bytes(first.read_bytes())
    answers = [ServiceError("busy", "Busy.", retryable=True), [reading()]]
    cloud = CloudService(lambda _image: answers.pop(0))
    found = [line.status async for line in recognize([first], cloud, now=noon)]
    found += [line.status async for line in recognize([second], cloud, now=noon)]
    assert found == ["failed", "clear"]


async def test_the_daily_cap_holds_within_a_run(folder: Path) -> None:
    cloud = CloudService()
    paths = drawn(folder, "a.png", "b.png", "c.png")
    found = [line.to_json() async for line in recognize(paths, cloud, now=noon, usage=usage(cap=2))]
    assert len(cloud.asked) == 2
    assert [line["error"] and line["error"]["code"] for line in found] == [None, None, "daily_cap"]
