"""Whether a file is whole, by what its own format says of its end: a writer may have paused in the middle of it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Final, Literal

from carddesk.imaging import pieces

Ending = Literal["whole", "cut", "unsure"]
"""Nothing is missing; the end is; or what stands at the end may be pixels as well as room that is still to be filled."""

_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PDF_END_WITHIN: Final = 1024
_PDF_LENGTH = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d+)")
_PDF_PLACE = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_TIFF_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_TIFF_STRIPS: Final = {273: 279, 324: 325}
"""Where the pixels of a page stand, and how many bytes they are (TIFF 6.0: StripOffsets, TileOffsets)."""
_TIFF_PAGES: Final = 10_000
_TIFF_TAIL: Final = 300
"""Packed pixels never end in so many zeros."""
_TIFF_COMPRESSION: Final = 259
_TIFF_OLD_JPEG: Final = 513


def ending(data: bytes) -> Ending:
    """How a file ends, as far as its format can tell; one of no known format is whole.

    A hole in the middle, as a program leaves it that writes from several places at once, is not looked for, but in PNG, where
    every part has its sum. What a file holds behind its end is no matter.
    """
    if not any(data[:16]) and not data.strip(b"\0"):
        return "cut"
    for magic, check in _CHECKS:
        if data.startswith(magic):
            said = check(data)
            return said if isinstance(said, str) else _said(said)
    if data[4:8] == b"ftyp":
        return _said(_boxes(data))
    return _said(_pdf(data)) if b"%PDF-" in data[:_PDF_END_WITHIN] else "whole"


def _said(whole: bool) -> Ending:
    return "whole" if whole else "cut"


def _jpeg(data: bytes) -> bool:
    """The end mark follows the last scan (ITU T.81 §B.1.1.3); one within an embedded thumbnail is passed over."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xD9:
            return True
        if marker == 0xFF or 0xD0 <= marker <= 0xD7 or marker == 0x01:
            place += 1 if marker == 0xFF else 2
            continue
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xDA:
            found = pieces.search(_SCAN_END, data, place, 2)
            if found is None:
                return False
            place = found
    return data[place : place + 2] == b"\xff\xd9"


def _png(data: bytes) -> bool:
    """Every chunk up to IEND is there with its sum (PNG 3rd edition §5.3)."""
    place = 8
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        end = place + 12 + length
        if end > len(data):
            return False
        if zlib.crc32(memoryview(data)[place + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            return False
        if data[place + 4 : place + 8] == b"IEND":
            return True
        place = end
    return False


def _gif(data: bytes) -> bool:
    """Blocks follow each other up to the trailer (GIF89a, appendices A and B)."""
    place = 13 + _gif_table(data[10:11])
    while place < len(data):
        kind = data[place]
        if kind == 0x3B:
            return True
        if kind == 0x21:
            place += 2
        elif kind == 0x2C:
            place += 11 + _gif_table(data[place + 9 : place + 10])
        else:
            return False
        while place < len(data) and data[place]:
            place += 1 + data[place]
        place += 1
    return False


def _gif_table(flags: bytes) -> int:
    """Bytes of the table of colours that these flags tell of."""
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _riff(data: bytes) -> bool:
    """As long as its header says, and something stands at the end of that."""
    end = 8 + int.from_bytes(data[4:8], "little")
    return 12 < end <= len(data) and any(data[max(end - 64, 12) : end])


def _bmp(data: bytes) -> Ending:
    """As long as its header says; some programs write none, then as long as its rows are."""
    told = int.from_bytes(data[2:6], "little")
    if len(data) < 54:
        return "cut"
    start, _, width, height, _, bits = struct.unpack_from("<IIiiHH", data, 10)
    row = (abs(width) * bits + 31) // 32 * 4
    packed = int.from_bytes(data[30:34], "little") in (1, 2, 4, 5)
    end = max(told, 0 if packed else start + abs(height) * row)
    if len(data) < end:
        return "cut"
    return "whole" if any(data[max(start, end - row) : end]) else "unsure"


def _tiff(data: bytes) -> Ending:
    """Every directory, and the pixels that it names, lie within the file (TIFF 6.0 §2); BigTIFF is believed."""
    order = "<" if data[:2] == b"II" else ">"
    if data[2:4] not in (b"*\0", b"\0*"):
        return "whole"
    seen: set[int] = set()
    worst: Ending = "whole"
    place: int = struct.unpack_from(order + "I", data, 4)[0] if len(data) >= 8 else 0
    if not place:
        return "cut"
    while place and place not in seen and len(seen) < _TIFF_PAGES:
        seen.add(place)
        if place + 2 > len(data):
            return "cut"
        count = struct.unpack_from(order + "H", data, place)[0]
        end = place + 2 + 12 * count
        page = _tiff_page(data, order, place + 2, count) if end + 4 <= len(data) else "cut"
        if page == "cut":
            return "cut"
        worst = "unsure" if "unsure" in (page, worst) else "whole"
        place = struct.unpack_from(order + "I", data, end)[0]
    return worst


def _tiff_page(data: bytes, order: str, start: int, count: int) -> Ending:
    tags = {}
    for at in range(start, start + 12 * count, 12):
        tag, kind, many = struct.unpack_from(order + "HHI", data, at)
        tags[tag] = (kind, many, at + 8)
    for offsets, lengths in _TIFF_STRIPS.items():
        if offsets in tags:
            places = _tiff_values(data, order, *tags[offsets])
            sizes = _tiff_values(data, order, *tags[lengths]) if lengths in tags else None
            return _tiff_pixels(data, places, sizes, packed=not _is_plain(data, order, tags))
    return _said(_TIFF_OLD_JPEG in tags)


def _tiff_pixels(data: bytes, places: tuple[int, ...] | None, sizes: tuple[int, ...] | None, *, packed: bool) -> Ending:
    """Strips or tiles: where they stand and how many bytes they are. Packed ones do not end in zeros."""
    if (
        not places
        or not sizes
        or not all(sizes)
        or any(place + size > len(data) for place, size in zip(places, sizes, strict=False))
    ):
        return "cut"
    last, size = max(zip(places, sizes, strict=False))
    if not any(data[max(last, last + size - _TIFF_TAIL) : last + size]):
        return "cut" if packed else "unsure"
    return "whole"


def _is_plain(data: bytes, order: str, tags: dict[int, tuple[int, int, int]]) -> bool:
    values = _tiff_values(data, order, *tags[_TIFF_COMPRESSION]) if _TIFF_COMPRESSION in tags else (1,)
    return values == (1,)


def _tiff_values(data: bytes, order: str, kind: int, many: int, at: int) -> tuple[int, ...] | None:
    """The numbers of a tag; None where they lie outside the file."""
    width = _TIFF_SIZES.get(kind, 0)
    form = {2: "H", 4: "I"}.get(width)
    if form is None:
        return ()
    if width * many > 4:
        at = struct.unpack_from(order + "I", data, at)[0]
    return struct.unpack_from(f"{order}{many}{form}", data, at) if at + width * many <= len(data) else None


def _zip(data: bytes) -> bool:
    """The list of what it holds stands at its end."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return False


def _boxes(data: bytes) -> bool:
    """Boxes follow each other up to the end (ISO 14496-12 §4.2); a box of length 0 runs to it, as `mdat` alone may."""
    place = 0
    while place + 8 <= len(data):
        length, header = int.from_bytes(data[place : place + 4], "big"), 8
        kind = data[place + 4 : place + 8]
        if length == 1:
            length, header = int.from_bytes(data[place + 8 : place + 16], "big"), 16
        if length == 0:
            return kind == b"mdat" or (kind == bytes(4) and not any(data[place:]))
        if length < header:
            return False
        place += length
    return place == len(data)


def _pdf(data: bytes) -> bool:
    """Its last lines say where its table stands (ISO 32000-1 §7.5.5), and one written for the web says how long it is."""
    told = _PDF_LENGTH.search(data, 0, 2048)
    if told is not None and int(told[1]) > len(data):
        return False
    tail = data.rstrip(b"\0")[-_PDF_END_WITHIN:]
    found = [*_PDF_PLACE.finditer(tail)]
    return bool(found) and int(found[-1][1]) < len(data)


_CHECKS: Final[tuple[tuple[bytes, Callable[[bytes], bool | Ending]], ...]] = (
    (b"\xff\xd8", _jpeg),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"GIF8", _gif),
    (b"RIFF", _riff),
    (b"BM", _bmp),
    (b"II", _tiff),
    (b"MM", _tiff),
    (b"PK\x03\x04", _zip),
)
