"""Making what the operator gives fit what a service's document allows, or saying in words why it cannot be sent."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.errors import ImageError
from carddesk.language import mark, tr
from carddesk.services.contract import Encoding, Limits, ServiceInfo, SourceImage, SourceKind
from carddesk.vendors.dialect import Sent

OVERHEAD_BYTES: Final = 4096
"""What a request is taken to hold besides the file, until it is built: form fields, a signature, a token."""

_LONGEST_URL: Final = 2048
_REFUSED: Final[dict[SourceKind, str]] = {
    "image": mark("This service takes no image files. Pick another service."),
    "pdf": mark("This service takes no PDF files. Save the page as an image, or pick another service."),
    "ofd": mark("This service takes no OFD files. Save the page as an image, or pick another service."),
    "url": mark("This service takes no addresses of images. Download the image and add the file."),
}
_MAGIC: Final[dict[SourceKind, tuple[bytes, str]]] = {
    "pdf": (b"%PDF-", mark("The file is no PDF document, whatever its name says.")),
    "ofd": (b"PK\x03\x04", mark("The file is no OFD document, whatever its name says.")),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is sent, and how quads on it are brought back to the original."""

    sent: Sent
    back: Callable[[Quad], Quad] = field(default=lambda quad: quad, repr=False)

    def brought_back(self, reading: Reading) -> Reading:
        """The reading with its quads in pixels of the upright original."""
        fields = tuple(self._of_original(each) for each in reading.fields)
        card_quad = reading.card_quad and self.back(reading.card_quad)
        return replace(reading, fields=fields, card_quad=card_quad)

    def _of_original(self, each: Field) -> Field:
        return each if each.quad is None else replace(each, quad=self.back(each.quad))


def prepared(image: SourceImage, info: ServiceInfo, overhead: int = OVERHEAD_BYTES) -> Prepared:
    """The image, made to fit; files of other kinds and addresses as they are, once they are checked. To be called off the loop.

    Raises:
        ImageError: it cannot be sent to this service.
    """
    if image.kind not in info.accepts:
        raise ImageError("kind_not_taken", tr(_REFUSED[image.kind]))
    if image.kind == "url":
        return Prepared(_address(image, info.limits))
    if image.kind == "image":
        return _picture(image, info.limits, overhead)
    return Prepared(_document(image, info.limits, overhead))


def counted(data: bytes, encoding: Encoding) -> int:
    """How many bytes a file has, as a service's document counts them: base64 with its padding, percent-encoding in full."""
    if encoding == "none":
        return len(data)
    length = (len(data) + 2) // 3 * 4
    if encoding == "base64":
        return length
    text = base64.b64encode(data)
    # Of the signs of base64, these three become three each.
    return length + 2 * (text.count(b"+") + text.count(b"/") + text.count(b"="))


def most_bytes(limits: Limits, overhead: int) -> int | None:
    """The largest `counted` file: what the document allows for it, or what a request has room for."""
    room = None if limits.max_request_bytes is None else max(0, limits.max_request_bytes - overhead)
    stated = [each for each in (limits.max_bytes, room) if each is not None]
    return min(stated, default=None)


def _picture(image: SourceImage, limits: Limits, overhead: int) -> Prepared:
    # Not before there is an image: what handles pixels takes longer to load than a quick command does its work.
    from carddesk.imaging.fit import Bounds, fit  # noqa: PLC0415

    bounds = Bounds(
        formats=limits.formats,
        min_side_px=limits.min_side_px,
        max_side_px=limits.max_side_px,
        max_weight=most_bytes(limits, overhead),
        weigh=lambda data: counted(data, limits.counted_as),
    )
    fitted = fit(image.data, image.page, bounds)
    sent = Sent(fitted.data, "image", f"image/{fitted.format.lower()}", 1, fitted.width, fitted.height)
    return Prepared(sent, fitted.back)


def _document(image: SourceImage, limits: Limits, overhead: int) -> Sent:
    magic, otherwise = _MAGIC[image.kind]
    if magic not in image.data[:1024]:
        raise ImageError("file_kind", tr(otherwise))
    most = most_bytes(limits, overhead)
    if most is not None and counted(image.data, limits.counted_as) > most:
        raise ImageError(
            "file_too_large",
            tr("The file is larger than this service takes. Take out the page, or save it as an image."),
        )
    if image.page < 1:
        raise ImageError("image_page", tr("Pages are counted from 1."))
    return Sent(image.data, image.kind, f"application/{image.kind}", image.page)


def _address(image: SourceImage, limits: Limits) -> Sent:
    try:
        text = image.data.decode("ascii")
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and text.isprintable() and " " not in text
    except ValueError:
        usable = False
    if not usable:
        raise ImageError(
            "bad_url",
            tr("This is no web address that can be sent: it must begin with http:// or https:// and hold no blanks."),
        )
    most = limits.max_url_bytes or _LONGEST_URL
    if len(image.data) > most:
        raise ImageError(
            "url_too_long",
            tr(
                "The address has {length} signs; this service takes {most}. Add the file.",
                length=len(image.data),
                most=most,
            ),
        )
    return Sent(image.data, "url", "", image.page)
