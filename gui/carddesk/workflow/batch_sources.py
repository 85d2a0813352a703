"""What a run is given to read: image files, folders, PDF and OFD files and addresses, each by its kind and page by page."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from carddesk.cards.reading import Reading
from carddesk.language import mark, tr
from carddesk.services.contract import ServiceInfo, SourceImage, SourceKind
from carddesk.workflow import files
from carddesk.workflow.batch_line import Trouble
from carddesk.workflow.clean import clean

MOST_PAGES: Final = 1000
"""Of one file: more is a slip of the finger or a wrong answer, and each page may cost a call."""
ALL: Final[tuple[int, ...]] = ()
"""Every page of a file, also of one whose pages only the service can count."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ASCII: Final = "".join(sign for sign in string.printable if sign not in string.whitespace)
_SUFFIXES: Final[dict[SourceKind, str]] = {"pdf": ".pdf", "ofd": ".ofd"}
_KINDS: Final[dict[SourceKind, str]] = {
    "image": mark("image files"),
    "pdf": mark("PDF files"),
    "ofd": mark("OFD files"),
    "url": mark("addresses of images"),
}
_OTHERWISE: Final[dict[SourceKind, str]] = {
    "image": "",
    "pdf": mark("Or save the page as an image (PNG or TIFF) and give that."),
    "ofd": mark("Or save the page as an image (PNG or TIFF) and give that."),
    "url": mark("Or download the image and give the file."),
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where an image is on the web. It is handed to the service, and never fetched by this program."""

    text: str

    @property
    def wire(self) -> bytes:
        """As it is sent: what browsers show in Chinese is percent-encoded, or Punycode in the name of the machine."""
        text = clean(self.text)
        try:
            host = urlsplit(text).hostname or ""
            named = host if host.isascii() else host.encode("idna").decode("ascii")
        except ValueError:
            return text.encode()  # it is none; who is to send it says so
        return quote(text.replace(host, named, 1), safe=f"{_ASCII} ").encode("ascii")


Given = Path | Address


def given(text: str) -> Given:
    """What a person wrote: an address where it begins like one, else the path of a file or folder."""
    return Address(text) if _SCHEME.match(text) else Path(text)


@dataclass(frozen=True, slots=True)
class Asked:
    """One page, and what of it is given to the service, or why nothing is.

    Attributes:
        kind: None where it is not known.
        whole: whether the other pages are wanted, too, once the service has told how many there are.
    """

    source: str
    page: int
    kind: SourceKind | None
    what: SourceImage | Trouble
    whole: bool = False

    def further(self, readings: Iterable[Reading]) -> Iterator[Asked]:
        """The pages after this one, by what the service said when it read this one."""
        told = max((pages_told(each, self.kind) or 0 for each in readings), default=0)
        if self.whole and isinstance(self.what, SourceImage):
            for page in range(self.page + 1, min(told, MOST_PAGES) + 1):
                yield replace(self, page=page, what=replace(self.what, page=page), whole=False)


class Sources:
    """Opens what one service is to read.

    Args:
        given: in the order in which it is read.
        info: the service.
        services: all there are, to name those that would take what this one does not.
        pages: those wanted of each file; `ALL`; or None for every page of an image file and the first of a PDF or OFD
            file, whose pages only the service can count.
    """

    def __init__(
        self,
        given: Sequence[Given],
        info: ServiceInfo,
        services: Iterable[ServiceInfo] = (),
        pages: Sequence[int] | None = None,
    ) -> None:
        self._given = given
        self._info = info
        self._services = tuple(services)
        self._pages = pages

    def listed(self) -> Iterator[Given | files.Refused]:
        """Each once; of folders all files that the service takes. To be called off the loop."""
        suffixes = files.SUFFIXES | {ending for kind, ending in _SUFFIXES.items() if kind in self._info.accepts}
        seen: set[Given] = set()
        for each in self._given:
            for found in [each] if isinstance(each, Address) else files.listed([each], suffixes):
                key = found.absolute() if isinstance(found, Path) else found
                if isinstance(key, files.Refused) or key not in seen:
                    yield found
                if not isinstance(key, files.Refused):
                    seen.add(key)

    def asked(self, found: Given | files.Refused) -> list[Asked]:
        """The pages of one of those `listed`. Reads a file; to be called off the loop."""
        if isinstance(found, files.Refused):
            return [_refused(found)]
        if isinstance(found, Address):
            return self._handed_on(clean(found.text), "url", found.wire)
        source = files.name(found)
        data = files.read(found)
        if isinstance(data, files.Refused):
            return [_refused(data)]
        opened = files.probed(source, data)
        if isinstance(opened, files.Opened):
            return self._image(opened)
        kind = files.document_kind(data)
        return [_refused(opened)] if kind is None else self._handed_on(source, kind, data)

    def _image(self, opened: files.Opened) -> list[Asked]:
        source, count = opened.source, len(opened.sizes)
        if "image" not in self._info.accepts:
            return [self._not_taken(source, "image")]
        return [
            Asked(
                source,
                page,
                "image",
                SourceImage(opened.data, page, source) if page <= count else _no_page(page, count),
            )
            for page in self._pages or range(1, count + 1)
        ]

    def _handed_on(self, source: str, kind: SourceKind, data: bytes) -> list[Asked]:
        """What is not opened here."""
        if kind not in self._info.accepts:
            return [self._not_taken(source, kind)]
        pages = self._pages if self._pages and kind != "url" else (1,)
        whole = self._pages == ALL and kind != "url"
        return [Asked(source, page, kind, SourceImage(data, page, source, kind), whole) for page in pages]

    def _not_taken(self, source: str, kind: SourceKind) -> Asked:
        others = ", ".join(info.id for info in self._services if kind in info.accepts)
        parts = [tr("The service {service} takes no {kind}.", service=self._info.id, kind=tr(_KINDS[kind]))]
        parts += [tr("These services do: {services}.", services=others)] if others else []
        parts += [tr(_OTHERWISE[kind])] if _OTHERWISE[kind] else []
        return Asked(source, 1, kind, Trouble("kind_not_taken", " ".join(parts)))


def pages_told(reading: Reading, kind: SourceKind | None) -> int | None:
    """How many pages the file has, where the service says so: `pdf_file_size`, as Baidu's documents call it."""
    field = reading.field(f"{kind}_file_size")
    text = field.text.strip() if field is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _refused(found: files.Refused) -> Asked:
    return Asked(found.source, 1, None, Trouble(found.code, found.message))


def _no_page(page: int, count: int) -> Trouble:
    return Trouble("image_page", tr("There is no page {page}: the file has {count}.", page=page, count=count))
