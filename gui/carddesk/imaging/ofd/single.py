"""An OFD file of one page alone: what is on the other pages, and the pictures only they show, are left out of it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from carddesk.imaging.formats.contract import no_page
from carddesk.imaging.ofd.archive import MOST_PICTURE, BadArchive, joined
from carddesk.imaging.ofd.document import ENTRY, Document, Part, opened
from carddesk.imaging.ofd.tree import BadXml, Element
from carddesk.imaging.rendering import troubles

_RESOURCES: Final = ("PageRes", "PublicRes", "DocumentRes")
_USED: Final = re.compile(rb'(?:ResourceID|Substitution|Texture)\s*=\s*["\']([^"\']*)["\']')


def one_page(data: bytes, page: int) -> bytes:
    """The file of this page (from 1): its part, its templates, the resources, and of the pictures those it names.

    Attachments, signatures and annotations stay behind: they may speak of the other pages.

    Raises:
        ImageError: the file is damaged, or has no such page.
    """
    document = opened(data)
    if not 1 <= page <= len(document.listed):
        raise no_page(page, len(document.listed))
    try:
        parts = _kept(document, page)
    except (BadArchive, BadXml) as error:
        raise troubles.error("page") from error
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _kept(document: Document, page: int) -> dict[str, bytes]:
    content = document.part(document.content_name(page))
    templates = [document.part(name) for name in _templates(document, content)]
    parts = {each.name: each.data for each in (content, *templates)}
    parts[ENTRY] = document.part(ENTRY).data
    others = [each for place, each in enumerate(document.listed, start=1) if place != page]
    asides = [each for each in document.main.root.inside if each.name in {"Annotations", "Attachments", "CustomTags"}]
    asides += [each for each in document.main.root.inside if each.name in {"Outlines", "Bookmarks", "Actions"}]
    parts[document.main.name] = _without(document.main, [*others, *asides])
    resources = [name for part in (content, *templates, document.main) for name in _resources(part)]
    parts |= {name: document.part(name).data for name in dict.fromkeys(resources)}
    used = {found.decode("utf-8", "replace") for each in (content, *templates) for found in _USED.findall(each.data)}
    for part in (content, *templates):
        for key, name in document.media(part).items():
            if key in used and document.archive.has(name):
                parts[name] = document.archive.read(name, MOST_PICTURE)
    return parts


def _templates(document: Document, content: Part) -> list[str]:
    """The parts of the templates on which the page is laid (§7.7)."""
    wanted = {each.attributes.get("TemplateID") for each in content.root.every("Template")}
    common = document.main.root.first("CommonData")
    known = common.every("TemplatePage") if common is not None else iter(())
    return [
        joined(document.main.folder, each.attributes.get("BaseLoc", ""))
        for each in known
        if each.attributes.get("ID") in wanted
    ]


def _resources(part: Part) -> list[str]:
    above = [part.root, *part.root.every("CommonData")]
    named = (each for element in above for each in element.inside if each.name in _RESOURCES)
    return [joined(part.folder, each.text.strip()) for each in named]


def _without(part: Part, elements: list[Element]) -> bytes:
    data = part.data
    for each in sorted(elements, key=lambda one: one.start, reverse=True):
        data = data[: each.start] + data[_behind(part.data, each) :]
    return data


def _behind(data: bytes, element: Element) -> int:
    # Of an element without a closing tag the parser gives the place behind it, of any other that of its closing tag.
    alone = not element.inside and not element.text and data[element.end - 2 : element.end] == b"/>"
    return element.end if alone else data.index(b">", element.end) + 1
