"""Saying why a file cannot be opened: what it is instead of an image, or that its end is missing."""

from __future__ import annotations

from typing import Literal

from carddesk.errors import ImageError
from carddesk.language import mark, sentences, tr

PICTURES = (b"\xff\xd8", b"\x89PNG", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"RIFF", b"GIF8")
_OPENED = mark("JPEG, PNG, BMP, TIFF, WebP, GIF, HEIC and AVIF images and PDF and OFD documents can be opened.")
_SVG = mark("This is an SVG drawing. Export it as PNG and add that.")
_TEXT = mark("This is a text file, not an image.")
_ARCHIVE = mark("This is an archive or office document. Take the images out of it and add those.")
_EMPTY = mark("The file is empty. Copy or scan it again.")
_TRUNCATED = mark("The end of the image is missing. Copy, download or scan it again.")
_BROKEN = mark("The image file is damaged and cannot be opened. Copy, download or scan it again.")
_TOO_LARGE = mark("The image is too large for this machine's memory. Save it smaller and add that.")

_END_MARKS = ((b"\xff\xd8", b"\xff\xd9"), (b"\x89PNG", b"IEND"))
_PROMISES: tuple[tuple[bytes, int, Literal["little", "big"], int], ...] = (
    (b"RIFF", 4, "little", 8),
    (b"BM", 2, "little", 0),
    (b"II*\0", 4, "little", 2),
    (b"MM\0*", 4, "big", 2),
)
"""Where a header says how long the file is (RIFF, BMP) or where its directory stands (TIFF), and how many bytes belong beyond."""
_SMALLEST = 14


def refusal(data: bytes) -> ImageError:
    """Why bytes that no decoder took cannot be opened."""
    if not data:
        return ImageError("image_empty", tr(_EMPTY))
    if data.startswith(PICTURES):
        return damage(data)
    return ImageError("image_unsupported", sentences(tr(_instead(data)), tr(_OPENED)))


def damage(data: bytes, said: str = "") -> ImageError:
    """Why a decoder gave up on an image of a known format; `said` is the decoder's own word."""
    if "truncated" in said.lower() or _end_is_missing(data):
        return ImageError("image_truncated", tr(_TRUNCATED))
    return ImageError("image_broken", tr(_BROKEN))


def no_memory() -> ImageError:
    """The machine could not hold the pixels."""
    return ImageError("image_too_large", tr(_TOO_LARGE))


def _instead(data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith((b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        return _ARCHIVE
    if head.startswith(b"<svg") or (head.startswith((b"<?xml", b"<!DOCTYPE svg")) and b"<svg" in data[:4096]):
        return _SVG
    return _TEXT if _is_text(data[:4096]) else mark("The file is not an image of a known format.")


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    text = head.decode("utf-8", errors="replace")
    # The last character may be cut in two by the slice.
    return "\ufffd" not in text[:-1] and all(character.isprintable() or character.isspace() for character in text[:-1])


def _end_is_missing(data: bytes) -> bool:
    """Whether the format's own end mark, or as many bytes as its header promises, are not there."""
    for magic, mark_of_end in _END_MARKS:
        if data.startswith(magic):
            return mark_of_end not in data
    for magic, place, order, beyond in _PROMISES:
        if data.startswith(magic):
            return int.from_bytes(data[place : place + 4], order) + beyond > len(data)
    return len(data) < _SMALLEST
