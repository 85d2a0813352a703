"""OFD documents: a page that is one picture is shown, any other has a sheet in its place that says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from carddesk.errors import ImageError
from carddesk.imaging import who_reads
from carddesk.imaging.formats import pictures
from carddesk.imaging.formats.contract import Format, ImageFacts, Pixels, no_page
from carddesk.language import tr

if TYPE_CHECKING:
    from carddesk.imaging.ofd.document import Document

_START: Final = b"PK\x03\x04"
_ENTRY: Final = b"ofd.xml"
_LIST_BYTES: Final = 1_000_000
"""At the end of an archive stands the list of what it holds; in an OFD file the one part that every OFD file has."""


def claims(data: bytes) -> bool:
    """Whether it is an archive with the part that every OFD file has (GB/T 33190-2016 §7.1)."""
    return data.startswith(_START) and _ENTRY in data[-_LIST_BYTES:].lower()


def probe(data: bytes) -> ImageFacts:
    """As in the contract."""
    document = _opened(data)
    return ImageFacts("OFD", tuple(_size(document, page) for page in range(1, len(document.listed) + 1)))


def decode(data: bytes, page: int, max_side: int | None) -> Pixels:
    """As in the contract."""
    document = _opened(data)
    _require_page(document, page)
    picture = _picture(document, page)
    if picture is not None:
        return pictures.decode(picture[0], 1, max_side)
    return _sheet(page, len(document.listed), max_side)


def stands_in(data: bytes, page: int) -> str:
    """As in the contract."""
    document = _opened(data)
    _require_page(document, page)
    return "" if _picture(document, page) is not None else tr("This page of an OFD document cannot be shown here.")


def _opened(data: bytes) -> Document:
    from carddesk.imaging.ofd.document import opened  # noqa: PLC0415  (what reads archives and XML is wanted by nobody else)

    return opened(data)


def _picture(document: Document, page: int) -> tuple[bytes, tuple[int, int]] | None:
    """The picture that the page is, and its size; None where it is none, or of a kind that is not opened."""
    found = document.picture(page)
    if found is None or not pictures.FORMAT.claims(found):
        return None
    try:
        return found, pictures.probe(found).sizes[0]
    except ImageError:
        return None


def _size(document: Document, page: int) -> tuple[int, int]:
    from carddesk.imaging.placeholder import SIZE  # noqa: PLC0415  (fonts are wanted only where something is drawn)

    picture = _picture(document, page)
    return SIZE if picture is None else picture[1]


def _sheet(page: int, count: int, max_side: int | None) -> Pixels:
    from carddesk.imaging import placeholder  # noqa: PLC0415

    lines = [
        (f"第 {page} 页，共 {count} 页", f"Page {page} of {count}"),
        (
            "这一页由文字和图形组成，此处无法绘出；原文件已原样保存。",
            "This page is made of text and drawings and cannot be shown here; the file is kept as it came.",
        ),
        ("接受 OFD 文件的服务可以识别：", "Services that take OFD files can read it:"),
    ]
    names = who_reads.readers("ofd")
    return placeholder.drawn(("OFD 文档", "OFD document"), lines if names else lines[:2], names, max_side)


def _require_page(document: Document, page: int) -> None:
    if not 1 <= page <= len(document.listed):
        raise no_page(page, len(document.listed))


FORMAT = Format("ofd", 30, claims, probe, decode, lambda _data: False, stands_in)
