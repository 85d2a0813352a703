"""What a run may be given to read: each kind goes to the service that takes it, and is refused in words by one that does not."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from carddesk.cards.reading import Field, Reading
from carddesk.services.contract import SourceImage, SourceKind
from carddesk.workflow import files
from carddesk.workflow.batch import recognize
from carddesk.workflow.batch_line import BatchLine, Trouble
from carddesk.workflow.batch_sources import ALL, MOST_PAGES, Address, Asked, Given, Sources, given
from tests.unit.workflow.cloud import CloudService
from tests.unit.workflow.fakes import drawn, noon, reading, tiff

PDF = b"%PDF-1.4\n%%EOF\n"
ADDRESS = "https://example.org/card.jpg"
BASE = CloudService().info


def ofd(entry: str = "OFD.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, "<ofd/>")
    return out.getvalue()


def asked(
    *wanted: Given,
    accepts: tuple[SourceKind, ...] = ("image", "pdf", "ofd", "url"),
    pages: tuple[int, ...] | None = None,
) -> list[Asked]:
    sources = Sources(wanted, replace(BASE, accepts=accepts), pages=pages)
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
        written(folder, "a.jpg", PDF),
        written(folder, "b.pdf", ofd()),
        written(folder, "c.pdf", drawn(folder, "x.png")[0].read_bytes()),
    )
    assert [each.kind for each in asked(*wanted, Address(ADDRESS))] == ["pdf", "ofd", "image", "url"]


def test_what_a_service_opens_itself_is_given_to_it_untouched(folder: Path) -> None:
    path = written(folder, "a.pdf", PDF)
    (page,) = asked(path)
    assert page.what == SourceImage(PDF, 1, str(path), "pdf")
    (page,) = asked(Address(ADDRESS))
    assert page.what == SourceImage(ADDRESS.encode(), 1, ADDRESS, "url")


def test_pages_are_asked_for_one_by_one(folder: Path) -> None:
    path = written(folder, "a.pdf", PDF)
    found = [(each.page, each.what.page) for each in asked(path, pages=(2, 5)) if isinstance(each.what, SourceImage)]
    assert found == [(2, 2), (5, 5)]


def test_of_an_image_file_those_pages_are_read_and_the_lack_of_one_is_told(folder: Path) -> None:
    path = written(folder, "a.tif", tiff(3))
    assert [each.page for each in asked(path)] == [1, 2, 3]
    two, nine = asked(path, pages=(2, 9))
    assert isinstance(two.what, SourceImage)
    assert (nine.page, isinstance(nine.what, Trouble) and nine.what.code) == (9, "image_page")


def test_an_address_has_one_page_whatever_pages_were_wanted() -> None:
    assert [each.page for each in asked(Address(ADDRESS), pages=(2, 3))] == [1]


@pytest.mark.parametrize(
    ("kind", "word"), [("image", "image files"), ("pdf", "PDF files"), ("ofd", "OFD files"), ("url", "addresses")]
)
def test_what_the_service_does_not_take_is_refused_and_those_that_do_are_named(
    folder: Path, kind: SourceKind, word: str
) -> None:
    wanted: dict[SourceKind, Given] = {
        "image": drawn(folder, "a.png")[0],
        "pdf": written(folder, "a.pdf", PDF),
        "ofd": written(folder, "a.ofd", ofd()),
        "url": Address(ADDRESS),
    }
    kinds: tuple[SourceKind, ...] = ("image", "pdf", "ofd", "url")
    narrow = replace(BASE, id="narrow", accepts=tuple(each for each in kinds if each != kind))
    wide = replace(BASE, id="wide", accepts=kinds)
    sources = Sources([wanted[kind]], narrow, [narrow, wide])
    (page,) = sources.asked(*sources.listed())
    assert isinstance(page.what, Trouble)
    assert (page.kind, page.what.code) == (kind, "kind_not_taken")
    assert f"narrow takes no {word}" in page.what.message
    assert "These services do: wide." in page.what.message


def test_where_no_service_takes_it_none_is_named() -> None:
    (page,) = asked(Address(ADDRESS), accepts=("image",))
    assert isinstance(page.what, Trouble)
    assert "services do" not in page.what.message


def test_of_a_folder_the_files_are_taken_that_the_service_takes(folder: Path) -> None:
    drawn(folder, "1.png")
    written(folder, "2.PDF", PDF)
    written(folder, "3.ofd", ofd())
    assert [Path(each.source).name for each in asked(folder)] == ["1.png", "2.PDF", "3.ofd"]
    assert [Path(each.source).name for each in asked(folder, accepts=("image", "pdf"))] == ["1.png", "2.PDF"]
    assert [Path(each.source).name for each in asked(folder, accepts=("image",))] == ["1.png"]


def test_each_is_read_once_in_the_order_given(folder: Path) -> None:
    one, two = drawn(folder, "1.png", "2.png")
    wanted = (two, Address(ADDRESS), folder, Address(ADDRESS))
    assert [each.source for each in asked(*wanted)] == [str(two), ADDRESS, str(one)]


def test_what_is_neither_image_nor_document_is_refused_as_ever(folder: Path) -> None:
    (page,) = asked(written(folder, "a.docx", ofd("word/document.xml")))
    assert isinstance(page.what, Trouble)
    assert (page.kind, page.what.code) == (None, "image_unsupported")
    (page,) = asked(folder / "gone.pdf")
    assert isinstance(page.what, Trouble)
    assert page.what.code == "file_missing"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), ofd()[:-5], b"\0" * 2000 + PDF])
def test_a_document_is_known_by_its_own_marks(data: bytes) -> None:
    assert files.document_kind(data) is None


async def test_a_line_says_what_kind_its_source_is(folder: Path) -> None:
    cloud = CloudService()
    wanted = [drawn(folder, "a.png")[0], written(folder, "a.pdf", PDF), Address(ADDRESS), folder / "gone.png"]
    found: list[BatchLine] = [line async for line in recognize(wanted, cloud, now=noon)]
    assert [line.to_json()["kind"] for line in found] == ["image", "pdf", "url", None]
    assert [line.status for line in found] == ["clear", "clear", "failed", "failed"]
    assert cloud.asked == [str(folder / "a.png"), str(folder / "a.pdf")]


def with_pages(told: str) -> Reading:
    made = reading()
    return replace(made, fields=(*made.fields, Field("pdf_file_size", "PDF总页数", told, told)))


@pytest.mark.parametrize(
    ("told", "pages"),
    [("3", [1, 2, 3]), (" 2 ", [1, 2]), ("1", [1]), ("0", [1]), ("", [1]), ("many", [1]), ("三", [1]), ("9" * 30, [1])],
)
async def test_all_pages_of_a_document_are_those_that_the_service_counts(
    folder: Path, told: str, pages: list[int]
) -> None:
    cloud = CloudService(lambda _image: [with_pages(told), with_pages(told)])
    sources = Sources([written(folder, "a.pdf", PDF)], cloud.info, pages=ALL)
    found = [line.to_json() async for line in recognize(sources, cloud, now=noon)]
    assert [line["page"] for line in found] == [page for page in pages for _ in range(2)]


async def test_a_first_page_without_a_card_ends_a_document_whose_pages_nobody_told(folder: Path) -> None:
    cloud = CloudService(lambda _image: [])
    sources = Sources([written(folder, "a.pdf", PDF)], cloud.info, pages=ALL)
    found = [line.to_json() async for line in recognize(sources, cloud, now=noon)]
    assert [(line["page"], line["error"]["code"]) for line in found] == [(1, "no_card")]


async def test_a_page_that_fails_does_not_end_a_document(folder: Path) -> None:
    cloud = CloudService(lambda image: [] if image.page == 2 else [with_pages("3")])
    sources = Sources([written(folder, "a.pdf", PDF)], cloud.info, pages=ALL)
    found = [line.to_json() async for line in recognize(sources, cloud, now=noon)]
    assert [(line["page"], line["error"] is None) for line in found] == [(1, True), (2, False), (3, True)]


async def test_a_count_that_cannot_be_is_not_followed_without_end(folder: Path) -> None:
    cloud = CloudService(lambda _image: [with_pages("999999999")])
    sources = Sources([written(folder, "a.pdf", PDF)], cloud.info, pages=ALL)
    assert len([line async for line in recognize(sources, cloud, now=noon)]) == MOST_PAGES


def test_of_an_image_file_all_pages_are_all(folder: Path) -> None:
    path = written(folder, "a.tif", tiff(3))
    assert [each.page for each in asked(path, pages=ALL)] == [1, 2, 3]
