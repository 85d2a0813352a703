"""What an OFD file says of itself: its pages, their sizes, and of a page that is one picture, that picture."""

from __future__ import annotations

import math
import posixpath
from dataclasses import dataclass
from typing import Final

from carddesk.imaging.limits import MAX_PAGES
from carddesk.imaging.ofd.archive import MOST_PICTURE, MOST_XML, Archive, BadArchive, joined
from carddesk.imaging.ofd.tree import BadXml, Element, parsed
from carddesk.imaging.rendering import troubles

ENTRY: Final = "OFD.xml"
_DRAWN: Final = ("TextObject", "PathObject", "CompositeObject")
_WHOLE: Final = 0.8
"""Share of the page that its one picture covers at least: scanners leave margins."""
_STRAIGHT: Final = 0.01


@dataclass(frozen=True, slots=True)
class Part:
    """An XML part, and the folder from which the names in it count."""

    name: str
    data: bytes
    root: Element

    @property
    def folder(self) -> str:
        """Where it stands."""
        return posixpath.dirname(self.name)


class Document:
    """An opened OFD file; of several documents in one, the first.

    Raises:
        ImageError: it is damaged, has no pages or more than are opened.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self.archive = Archive(data)
            entry = self.part(ENTRY)
            root = entry.root.first("DocBody", "DocRoot")
            if root is None:
                raise troubles.error("broken")
            self.main = self.part(joined(entry.folder, root.text.strip()))
        except (BadArchive, BadXml) as error:
            raise troubles.error("broken") from error
        pages = self.main.root.first("Pages")
        self.listed = list(pages.every("Page")) if pages is not None else []
        if not self.listed:
            raise troubles.error("empty")
        if len(self.listed) > MAX_PAGES:
            raise troubles.error("many")

    def part(self, name: str) -> Part:
        """An XML part.

        Raises:
            BadArchive: it is not there or too large.
            BadXml: it cannot be read.
        """
        data = self.archive.read(name, MOST_XML)
        return Part(name, data, parsed(data))

    def content_name(self, page: int) -> str:
        """The name of the part that holds what is on a page (from 1)."""
        return joined(self.main.folder, self.listed[page - 1].attributes.get("BaseLoc", ""))

    def size_mm(self, page: int) -> tuple[float, float]:
        """Width and height of a page; of A4 where that is not said."""
        common = self.main.root.first("CommonData", "PageArea")
        try:
            areas = [self.part(self.content_name(page)).root.first("Area"), common]
        except (BadArchive, BadXml):
            areas = [common]
        for area in areas:
            box = _numbers(_text(area.first("PhysicalBox") if area is not None else None))
            if len(box) == 4 and 1 <= box[2] <= 10_000 and 1 <= box[3] <= 10_000:
                return box[2], box[3]
        return 210.0, 297.0

    def picture(self, page: int) -> bytes | None:
        """The file of the one picture that a page is; None where there is more on it, or less.

        A page is its picture where nothing else is drawn on it, and the picture stands upright and covers it (§8.3, §10).
        """
        try:
            content = self.part(self.content_name(page))
            if any(content.root.every("Template")):
                return None
            drawn = content.root.first("Content")
            objects = [each for each in drawn.all_below() if _is_seen(each)] if drawn is not None else []
            if len(objects) != 1 or objects[0].name != "ImageObject" or not self._covers(objects[0], page):
                return None
            name = self.media(content).get(objects[0].attributes.get("ResourceID", ""))
            return self.archive.read(name, MOST_PICTURE) if name else None
        except (BadArchive, BadXml):
            return None

    def media(self, content: Part) -> dict[str, str]:
        """The names of picture files by the identifiers under which a page knows them (§7.9)."""
        found: dict[str, str] = {}
        places = [(content, content.root)]
        if (common := self.main.root.first("CommonData")) is not None:
            places.append((self.main, common))
        for part, element in places:
            for each in element.inside:
                if each.name in {"PageRes", "PublicRes", "DocumentRes"}:
                    found = {**self._listed_media(joined(part.folder, each.text.strip())), **found}
        return found

    def _listed_media(self, name: str) -> dict[str, str]:
        part = self.part(name)
        folder = joined(part.folder, part.root.attributes.get("BaseLoc", "."))
        group = part.root.first("MultiMedias")
        media = list(group.every("MultiMedia")) if group is not None else []
        files = ((each.attributes.get("ID", ""), _text(each.first("MediaFile"))) for each in media)
        return {key: joined(folder, file) for key, file in files if key and file}

    def _covers(self, image: Element, page: int) -> bool:
        box, turn = _numbers(image.attributes.get("Boundary", "")), _numbers(image.attributes.get("CTM", ""))
        if len(box) != 4 or (turn and len(turn) != 6):
            return False
        upright = not turn or (
            turn[0] > 0 and turn[3] > 0 and abs(turn[1]) < _STRAIGHT * turn[0] and abs(turn[2]) < _STRAIGHT * turn[3]
        )
        width, height = self.size_mm(page)
        left, top = max(0.0, box[0]), max(0.0, box[1])
        right, bottom = min(width, box[0] + box[2]), min(height, box[1] + box[3])
        return upright and max(0.0, right - left) * max(0.0, bottom - top) >= _WHOLE * width * height


def opened(data: bytes) -> Document:
    """The file, opened.

    Raises:
        ImageError: as `Document` says.
    """
    return Document(data)


def _is_seen(each: Element) -> bool:
    visible = each.attributes.get("Visible", "true").strip().lower() not in {"false", "0"}
    return visible and (each.name == "ImageObject" or each.name in _DRAWN)


def _text(element: Element | None) -> str:
    return element.text.strip() if element is not None else ""


def _numbers(text: str) -> list[float]:
    try:
        numbers = [float(each) for each in text.split()]
    except ValueError:
        return []
    return numbers if all(map(math.isfinite, numbers)) else []
