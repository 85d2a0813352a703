"""What a service is handed: a file only where that is better, and never a page that was not asked for."""

import io
import zipfile
from dataclasses import replace

import pytest

from carddesk.errors import ImageError
from carddesk.imaging.decode import probe
from carddesk.imaging.formats import address
from carddesk.services.contract import Limits, ServiceInfo, SourceImage, SourceKind
from carddesk.workflow.handing_on import by_title, handed_on, kind_of
from tests.specimens.documents import ofd, png, scans, written
from tests.unit.workflow.cloud import CloudService

EVERY: tuple[SourceKind, ...] = ("image", "pdf", "ofd", "url")
ADDRESS = address.made(b"https://example.org/card.jpg?token=hidden")


def service(*accepts: SourceKind, **changes: object) -> ServiceInfo:
    return replace(CloudService().info, accepts=accepts or EVERY, **changes)  # type: ignore[arg-type]


def refused(data: bytes, info: ServiceInfo, *services: ServiceInfo, framed: bool = False) -> ImageError:
    with pytest.raises(ImageError) as told:
        handed_on(SourceImage(data, 1, "a"), info, services, framed=framed)
    return told.value


@pytest.mark.parametrize(
    ("data", "kind"), [(png("red"), "image"), (written(["a"]), "pdf"), (ofd(["red"]), "ofd"), (ADDRESS, "url")]
)
def test_a_file_is_told_by_its_bytes(data: bytes, kind: SourceKind) -> None:
    assert kind_of(data) == kind


def test_a_written_page_goes_as_a_document_of_that_page_alone() -> None:
    handed = handed_on(SourceImage(written(["FIRST", "SECOND"]), 2, "a"), service())
    assert (handed.kind, handed.page, len(probe(handed.data).sizes)) == ("pdf", 1, 1)
    assert b"FIRST" not in handed.data


def test_a_scanned_page_goes_as_its_picture() -> None:
    image = SourceImage(scans([(255, 0, 0)]), 1, "a")
    assert handed_on(image, service()) == image


@pytest.mark.parametrize(
    "info",
    [
        service("image", "url"),
        service(gives_quads=True),
        service(limits=Limits(max_bytes=200)),
    ],
)
def test_who_takes_no_such_file_or_says_where_things_stand_gets_the_picture(info: ServiceInfo) -> None:
    image = SourceImage(written(["a"]), 1, "a")
    assert handed_on(image, info) == image


def test_of_a_part_of_a_page_there_is_only_a_picture() -> None:
    image = SourceImage(written(["a"]), 1, "a")
    assert handed_on(image, service(), framed=True) == image
    assert refused(ofd(["[text]"]), service(), framed=True).code == "no_picture"
    assert refused(ADDRESS, service(), framed=True).code == "no_picture"


def test_who_takes_documents_alone_gets_scanned_pages_so_too() -> None:
    handed = handed_on(SourceImage(scans([(255, 0, 0), (0, 255, 0)]), 2, "a"), service("pdf"))
    assert (handed.kind, probe(handed.data).sizes) == ("pdf", ((1013, 638),))


def test_an_ofd_page_that_cannot_be_shown_goes_as_a_file_of_that_page_alone() -> None:
    handed = handed_on(SourceImage(ofd(["red", "[second]", "[third]"]), 2, "a"), service())
    assert (handed.kind, handed.page) == ("ofd", 1)
    parts = zipfile.ZipFile(io.BytesIO(handed.data))
    told = b"".join(parts.read(name) for name in parts.namelist())
    assert b"second" in told
    assert b"third" not in told
    assert not [name for name in parts.namelist() if name.endswith(".png")]


def test_an_ofd_page_that_is_a_picture_goes_as_that_to_everybody() -> None:
    image = SourceImage(ofd(["red", "[second]"]), 1, "a")
    assert handed_on(image, service()) == image
    assert handed_on(image, service("image", gives_quads=True)) == image


def test_an_address_goes_as_it_is_to_who_fetches_it() -> None:
    handed = handed_on(SourceImage(ADDRESS, 1, "a"), service())
    assert (handed.kind, handed.data) == ("url", b"https://example.org/card.jpg?token=hidden")


@pytest.mark.parametrize(
    ("data", "word"), [(ofd(["[text]"]), "OFD files"), (ADDRESS, "addresses of images"), (png("red"), "image files")]
)
def test_what_a_service_does_not_take_is_refused_and_those_that_do_are_named(data: bytes, word: str) -> None:
    narrow = service("pdf", id="narrow")
    said = refused(data, narrow, narrow, service(id="wide"))
    assert said.code == "kind_not_taken"
    assert f"narrow takes no {word}" in said.message
    assert "These services do: wide." in said.message
    assert "services do" not in refused(data, narrow, narrow).message


def test_on_screen_services_are_called_by_their_titles() -> None:
    wide = service(id="wide", title="Wide eyes")
    with pytest.raises(ImageError, match=r"Acme · card takes no OFD files\. These services do: Wide eyes"):
        handed_on(SourceImage(ofd(["[a]"]), 1, "a"), service("image"), [wide], called=by_title)


def test_nothing_is_handed_on_of_a_page_that_is_not_there() -> None:
    with pytest.raises(ImageError) as told:
        handed_on(SourceImage(ofd(["[a]"]), 2, "a"), service())
    assert told.value.code == "image_page"
