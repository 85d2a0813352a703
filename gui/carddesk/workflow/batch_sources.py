"""What a run is given to read: files, folders and addresses, each by its kind and page by page."""

from __future__ import annotations

import re
import string
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from carddesk.imaging.formats import address
from carddesk.language import tr
from carddesk.services.contract import SourceImage, SourceKind
from carddesk.workflow import files
from carddesk.workflow.batch_line import Trouble
from carddesk.workflow.clean import clean
from carddesk.workflow.handing_on import kind_of
from carddesk.workflow.threads import Threads

ALL: Final[tuple[int, ...]] = ()
"""Every page of a file."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ASCII: Final = "".join(sign for sign in string.printable if sign not in string.whitespace)


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
    """One page, and what it is in, or why it is not read.

    Attributes:
        kind: of the file; None where it is not known.
        of: how many pages the file has.
    """

    source: str
    page: int
    kind: SourceKind | None
    what: SourceImage | Trouble
    of: int = 1


class Sources:
    """Opens what a service is to read.

    Args:
        given: in the order in which it is read.
        pages: those wanted of each file; `ALL`.
    """

    def __init__(self, given: Sequence[Given], pages: Sequence[int] = ALL) -> None:
        self._given = given
        self._pages = pages

    async def coming(self, threads: Threads) -> AsyncIterator[Asked]:
        """Page after page, in order; what takes time is done in a thread."""
        for each in await threads.run(lambda: list(self.listed())):
            for asked in await threads.run(self.asked, each):
                yield asked

    def listed(self) -> Iterator[Given | files.Refused]:
        """Each once; of folders all files that can be opened. To be called off the loop."""
        seen: set[Given] = set()
        for each in self._given:
            for found in [each] if isinstance(each, Address) else files.listed([each]):
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
            source = clean(found.text)
            return [Asked(source, 1, "url", SourceImage(address.made(found.wire), 1, source))]
        return self.pages_of(files.opened(found))

    def pages_of(self, opened: files.Found) -> list[Asked]:
        """The pages of what was opened."""
        if isinstance(opened, files.Refused):
            return [_refused(opened)]
        source, count, kind = opened.source, len(opened.sizes), kind_of(opened.data)
        return [
            Asked(
                source,
                page,
                kind,
                SourceImage(opened.data, page, source) if page <= count else _no_page(page, count),
                count,
            )
            for page in self._pages or range(1, count + 1)
        ]


def _refused(found: files.Refused) -> Asked:
    return Asked(found.source, 1, None, Trouble(found.code, found.message))


def _no_page(page: int, count: int) -> Trouble:
    return Trouble("image_page", tr("There is no page {page}: the file has {count}.", page=page, count=count))
