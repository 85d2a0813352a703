"""What a run may be given to read: each kind is told by its bytes, page by page, and a line says what its source was."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from carddesk.cards.places import Places
from carddesk.cards.reading import Reading
from carddesk.imaging.formats import address
from carddesk.services.contract import SourceImage
from carddesk.workflow.batch import recognize
from carddesk.workflow.batch_line import BatchLine, Trouble
from carddesk.workflow.batch_sources import ALL, Address, Asked, Given, Sources, given
from tests.specimens import documents
from tests.specimens.documents import archive, colours, ofd
from tests.unit.workflow.cloud import CloudService
from tests.unit.workflow.fakes import drawn, noon, reading, tiff

ADDRESS = "https://example.org/card.jpg"


def asked(*wanted: Given, pages: tuple[int, ...] = ALL) -> list[Asked]:
    sources = Sources(wanted, pages)
    return [page for each in sources.listed() for page in sources.asked(each)]


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (ADDRESS, Address(ADDRESS)),
        ("HTTP://example.org", Address("HTTP://example.org")),
        ("ftp://example.org/a", Address("ftp://example.org/a")),
        ("cards/1.jpg", Path("cards/1.jpg")),
        ("https.jpg", Path("https.jpg")),
        ("C://cards/1.jpg", Path("C://cards/1.jpg")),
    ],
)
def test_what_begins_like_an_address_is_one(text: str, what: Given) -> None:
    assert given(text) == what


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("https://example.org/a?b=c%20d&e=%E5%9B%BE#f", b"https://example.org/a?b=c%20d&e=%E5%9B%BE#f"),
        ("https://example.org/图.jpg", b"https://example.org/%E5%9B%BE.jpg"),
        ("https://例子.测试/图.jpg", b"https://xn--fsqu00a.xn--0zwm56d/%E5%9B%BE.jpg"),
        ("https://example.org/a b", b"https://example.org/a b"),
        ("https://[::1/图", "https://[::1/图".encode()),
    ],
)
def test_an_address_goes_out_as_machines_write_it(text: str, wire: bytes) -> None:
    assert Address(text).wire == wire


def test_each_kind_is_told_by_what_the_file_holds_not_by_its_name(folder: Path) -> None:
    wanted = (
        written(folder, "a.jpg", colours(1)),
        written(folder, "b.pdf", ofd(["red"])),
        written(folder, "c.pdf", drawn(folder, "x.png")[0].read_bytes()),
    )
    assert [each.kind for each in asked(*wanted, Address(ADDRESS))] == ["pdf", "ofd", "image", "url"]


def test_every_page_is_given_the_whole_file_and_its_number(folder: Path) -> None:
    data = colours(2)
    path = written(folder, "a.pdf", data)
    assert [each.what for each in asked(path)] == [SourceImage(data, page, str(path)) for page in (1, 2)]
    assert [each.of for each in asked(path)] == [2, 2]
    (page,) = asked(Address(ADDRESS))
    assert page.what == SourceImage(address.made(ADDRESS.encode()), 1, ADDRESS)


@pytest.mark.parametrize("data", [colours(3), ofd(["red", "[text]", "blue"]), tiff(3)])
def test_of_a_file_those_pages_are_read_and_the_lack_of_one_is_told(folder: Path, data: bytes) -> None:
    path = written(folder, "a", data)
    assert [each.page for each in asked(path)] == [1, 2, 3]
    two, nine = asked(path, pages=(2, 9))
    assert isinstance(two.what, SourceImage)
    assert (nine.page, isinstance(nine.what, Trouble) and nine.what.code) == (9, "image_page")


def test_an_address_has_one_page_whatever_pages_were_wanted() -> None:
    assert [each.page for each in asked(Address(ADDRESS), pages=(2, 3))] == [1]


def test_of_a_folder_the_files_are_taken_that_can_be_opened(folder: Path) -> None:
    drawn(folder, "1.png")
    written(folder, "2.PDF", colours(1))
    written(folder, "3.ofd", ofd(["red"]))
    written(folder, "4.docx", b"PK\x03\x04")
    assert [Path(each.source).name for each in asked(folder)] == ["1.png", "2.PDF", "3.ofd"]


def test_each_is_read_once_in_the_order_given(folder: Path) -> None:
    one, two = drawn(folder, "1.png", "2.png")
    wanted = (two, Address(ADDRESS), folder, Address(ADDRESS))
    assert [each.source for each in asked(*wanted)] == [str(two), ADDRESS, str(one)]


def test_what_is_neither_image_nor_document_is_refused_as_ever(folder: Path) -> None:
    (page,) = asked(written(folder, "a.docx", archive({"word/document.xml": "<w/>"})))
    assert isinstance(page.what, Trouble)
    assert (page.kind, page.what.code) == (None, "image_unsupported")
    (page,) = asked(folder / "gone.pdf")
    assert isinstance(page.what, Trouble)
    assert page.what.code == "file_missing"


async def test_a_line_says_what_kind_its_source_is(folder: Path) -> None:
    cloud = CloudService()
    wanted = [drawn(folder, "a.png")[0], written(folder, "a.pdf", colours(1)), Address(ADDRESS), folder / "gone.png"]
    found: list[BatchLine] = [line async for line in recognize(wanted, cloud, now=noon)]
    assert [line.to_json()["kind"] for line in found] == ["image", "pdf", "url", None]
    assert [line.status for line in found] == ["clear", "clear", "failed", "failed"]
    assert cloud.asked == [str(folder / "a.png"), str(folder / "a.pdf")]


async def test_a_page_that_fails_does_not_end_a_document(folder: Path) -> None:
    cloud = CloudService(lambda image: [] if image.page == 2 else [reading()])
    found = [line.to_json() async for line in recognize([written(folder, "a.pdf", colours(3))], cloud, now=noon)]
    assert [(line["page"], line["error"] is None) for line in found] == [(1, True), (2, False), (3, True)]


def test_of_an_image_file_all_pages_are_all(folder: Path) -> None:
    path = written(folder, "a.tif", tiff(3))
    assert [each.page for each in asked(path, pages=ALL)] == [1, 2, 3]


async def test_places_are_looked_for_only_on_what_can_be_seen(folder: Path) -> None:
    cloud = CloudService()
    cloud.info = replace(cloud.info, accepts=("image", "pdf", "ofd", "url"))
    looked: list[str] = []

    class Finder:
        async def locate(self, image: SourceImage, readings: Sequence[Reading]) -> Sequence[Places]:
            looked.append(image.name)
            return [Places() for _ in readings]

    wanted = [
        written(folder, "a.pdf", documents.written(["SPECIMEN"])),
        written(folder, "b.ofd", ofd(["[text]"])),
        written(folder, "c.ofd", ofd(["red"])),
        Address(ADDRESS),
    ]
    sent: list[str] = []
    cloud.script = lambda image: (sent.append(image.kind), [reading()])[1]
    found = [line async for line in recognize(wanted, cloud, now=noon, locating=Finder())]
    assert [line.trouble for line in found if line.trouble] == []
    assert sent == ["pdf", "ofd", "image", "url"]
    assert [Path(each).name for each in looked] == ["a.pdf", "c.ofd"]
