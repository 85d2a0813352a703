"""What comes as a page: whether it is whole. Cheap, since each page that is shown was looked at before."""

from __future__ import annotations

from typing import Final

from carddesk.capture.scanner.troubles import ScannerError, trouble

_JPEG, _PNG, _PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
_START_OF_SCAN: Final = 0xDA
_PDF_HEADER_WITHIN: Final = 1024


def is_pdf(data: bytes) -> bool:
    """Whether it must be taken apart, off the event loop."""
    return _PDF in data[:_PDF_HEADER_WITHIN]


def require_whole(data: bytes) -> None:
    """That a page which came as an image did not break off: some scanners send no length, and then HTTP cannot tell.

    Raises:
        ScannerError: `scanner_gone`: its end is missing. `scanner_fault`: it is neither JPEG nor PNG, and nothing else is asked for.
    """
    if data.startswith(_JPEG):
        whole = jpeg_ends(data)
    elif data.startswith(_PNG):
        whole = b"IEND" in data[-64:]
    else:
        raise trouble("scanner_fault", f"no image: {data[:8].hex()}" if data else "an empty page")
    if not whole:
        raise broken_off()


def jpeg_ends(data: bytes) -> bool:
    """Whether an end mark follows the picture: within it FF is stuffed, so that no FF D9 can stand there by chance."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == _START_OF_SCAN:
            return data.rfind(b"\xff\xd9") >= place
    return False


def broken_off() -> ScannerError:
    """What came is not all."""
    return trouble("scanner_gone", "the page broke off")
