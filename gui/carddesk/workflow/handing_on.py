"""What a service is handed: the file where that is better, the page's picture everywhere else, and of a document only the page asked.

Here and not with the vendors: one rule for the desk and for the command line, which knows all services, so that it can name those
that take what this one does not. Whether what is handed on fits, each service still sees to by its own limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from carddesk.cards.reading import Reading
from carddesk.errors import ImageError, UserError
from carddesk.imaging import formats, who_reads
from carddesk.imaging.decode import require_shown
from carddesk.imaging.formats import address, pdf
from carddesk.language import current, mark, sentences, tr
from carddesk.services.contract import Limits, ServiceInfo, SourceImage, SourceKind
from carddesk.vendors.prepare import OVERHEAD_BYTES, counted, most_bytes

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
_OF_FORMAT: Final[dict[str, SourceKind]] = {"pdf": "pdf", "ofd": "ofd", "address": "url"}


def kind_of(data: bytes) -> SourceKind:
    """What these bytes are, by their own marks."""
    return _OF_FORMAT.get(formats.of(data).name, "image")


Called = Callable[[ServiceInfo], str]
"""What a service is called in a message."""


def by_id(info: ServiceInfo) -> str:
    """As scripts call it."""
    return info.id


def by_title(info: ServiceInfo) -> str:
    """As it is called on screen."""
    return info.title_zh if current() == "zh_CN" else info.title


def handed_on(
    image: SourceImage,
    info: ServiceInfo,
    services: Iterable[ServiceInfo] = (),
    *,
    framed: bool = False,
    called: Called = by_id,
) -> SourceImage:
    """What of this page goes to the service. Takes its time: not for the event loop.

    A service that takes such files, and says nowhere where things stand, gets of a page that was drawn and not scanned a document
    of that page alone, since it is sharper than any picture of it; and of a page that cannot be drawn here, too. In every other case
    it gets the page's picture, so that places fit. With `framed` only a part of the page is wanted, so it must be a picture.

    Raises:
        ImageError: `kind_not_taken`, with the services that do; `no_picture`, there is none of which to take a part; or the file
            cannot be opened.
    """
    kind = kind_of(image.data)
    if framed:
        require_shown(image.data, image.page)
    elif kind == "url":
        _require_taken(kind, info, services, called)
        return replace(image, data=address.wire(image.data), page=1, kind=kind)
    elif kind == "ofd" and _stands_in(image):
        _require_taken(kind, info, services, called)
        from carddesk.imaging.ofd import single  # noqa: PLC0415  (wanted at the first such page alone)

        return replace(image, data=single.one_page(image.data, image.page), page=1, kind=kind)
    elif kind == "pdf" and kind in info.accepts and (not info.gives_quads or "image" not in info.accepts):
        found = _one_page(image, info)
        if found is not None:
            return replace(image, data=found, page=1, kind=kind)
    _require_taken("image", info, services, called)
    return image


def name_readers(services: Iterable[ServiceInfo]) -> None:
    """Have the sheet that stands for an OFD page name who reads it, in both languages."""
    able = [each for each in services if "ofd" in each.accepts]
    who_reads.tell_readers("ofd", tuple(f"{each.title_zh} / {each.title}" for each in able))


def without_places(reading: Reading, kind: SourceKind) -> Reading:
    """The reading of what was handed on; of a file, where things stand on somebody else's drawing of it is of no use here."""
    if kind == "image":
        return reading
    return replace(reading, card_quad=None, fields=tuple(replace(each, quad=None) for each in reading.fields))


def not_taken(
    kind: SourceKind, info: ServiceInfo, services: Iterable[ServiceInfo], called: Called = by_id
) -> ImageError:
    """The service takes no such thing; these do."""
    able = [called(each) for each in services if kind in each.accepts and each.id != info.id]
    parts = [tr("The service {service} takes no {kind}.", service=called(info), kind=tr(_KINDS[kind]))]
    parts += [tr("These services do: {services}.", services=", ".join(able))] if able else []
    parts += [tr(_OTHERWISE[kind])] if _OTHERWISE[kind] else []
    return ImageError("kind_not_taken", sentences(*parts))


def _require_taken(kind: SourceKind, info: ServiceInfo, services: Iterable[ServiceInfo], called: Called) -> None:
    if kind not in info.accepts:
        raise not_taken(kind, info, services, called)


def _stands_in(image: SourceImage) -> bool:
    try:
        require_shown(image.data, image.page)
    except ImageError as error:
        if error.code != "no_picture":
            raise
        return True
    return False


def _one_page(image: SourceImage, info: ServiceInfo) -> bytes | None:
    """A document of the page alone, where it is better than a picture and not too large; else None."""
    only = "image" not in info.accepts
    try:
        data, drawn = pdf.one_page(image.data, image.page)
    except UserError:
        if only:
            raise
        return None  # what cannot be copied may still be drawn
    return data if only or (drawn and _fits(data, info.limits)) else None


def _fits(data: bytes, limits: Limits) -> bool:
    most = most_bytes(limits, OVERHEAD_BYTES)
    return most is None or counted(data, limits.counted_as) <= most
