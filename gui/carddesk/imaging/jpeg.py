"""Making a JPEG tell on itself when its lower part is missing."""

from __future__ import annotations

import re

from carddesk.imaging import pieces

_START = b"\xff\xd8"
_SOS, _EOI, _SOF_BASELINE = 0xDA, 0xD9, (0xC0, 0xC1)
# In entropy-coded data, FF 00 is a stuffed byte and FF D0 … FF D7 restart it; any other marker ends the scan.
_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# libjpeg looks up to eight bytes ahead in the last block, so a whole picture needs these beyond its end.
_AHEAD = bytes(8)


def telling(data: bytes) -> bytes:
    """The same JPEG without its end mark, when it is of the kind that is decoded from one scan; any other file as it is.

    At the end mark libjpeg fills whatever is missing with grey and only warns where nobody hears it, so a picture that
    was cut off and closed again would pass for whole. Without the mark it runs out of data and says so.
    """
    end = _end_of_only_scan(data) if data.startswith(_START) else None
    return data if end is None else pieces.joined(data, end, _AHEAD)


def _end_of_only_scan(data: bytes) -> int | None:
    """Where the entropy-coded data of a baseline JPEG with one scan ends; None for all others and for broken ones."""
    place, baseline = 2, False
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in _SOF_BASELINE:
            baseline = True
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == _SOS:
            return _end_of_scan(data, place + 2 + length) if baseline else None
        place += 2 + length
    return None


def _end_of_scan(data: bytes, start: int) -> int | None:
    found = pieces.search(_SCAN_END, data, start, 2)
    if found is None:
        return len(data)
    return found if data[found + 1] == _EOI else None
