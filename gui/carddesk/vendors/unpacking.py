"""An answer's bytes as they come in: unpacked where they are packed, and never more of them than are allowed."""

from __future__ import annotations

import zlib
from typing import Final

_PLAIN: Final = ("", "identity")
_PACKED: Final = ("gzip", "x-gzip", "deflate")
_ANY_HEADER: Final = 32 + zlib.MAX_WBITS
"""For zlib: the data begins with a header of gzip or of zlib, whichever it is."""
_NO_HEADER: Final = -zlib.MAX_WBITS
"""Some servers mean by `deflate` the bare stream (RFC 9110 §8.4.1.2)."""


class BadPacking(ValueError):
    """The answer is longer than allowed, packed wrongly or in a way that was not asked for. Stays in this room."""


class Unpacking:
    """Takes the pieces of one answer.

    Answers are asked for unpacked; gateways pack them all the same, with gzip. Packed twice, a few kilobytes could become
    gigabytes before anybody counts them: no server means that, and such an answer is refused.

    Args:
        encoding: the header `Content-Encoding`.
        most: bytes that the answer may have once it is unpacked.

    Raises:
        BadPacking: an encoding that cannot be undone.
    """

    def __init__(self, encoding: str, most: int) -> None:
        kind = encoding.strip().lower()
        if kind not in (*_PLAIN, *_PACKED):
            raise BadPacking(kind)
        self._most = most
        self._body = bytearray()
        self._bare_allowed = kind == "deflate"
        self._zip = None if kind in _PLAIN else zlib.decompressobj(_ANY_HEADER)

    def take(self, piece: bytes) -> None:
        """The next piece as it came.

        Raises:
            BadPacking: with it the answer is too long, or it is not packed as was said.
        """
        self._body += piece if self._zip is None else self._unpacked(self._zip, piece)
        if len(self._body) > self._most:
            raise BadPacking("too long")

    def whole(self) -> bytes:
        """Everything, once the last piece was taken.

        Raises:
            BadPacking: the end is missing.
        """
        if self._zip is not None and self._body and not self._zip.eof:
            raise BadPacking("cut off")
        return bytes(self._body)

    def _unpacked(self, decompress: zlib._Decompress, piece: bytes) -> bytes:
        room = self._most - len(self._body) + 1
        try:
            return decompress.decompress(piece, room)
        except zlib.error:
            if not self._bare_allowed or self._body:
                raise BadPacking("packed wrongly") from None
        self._bare_allowed = False
        self._zip = zlib.decompressobj(_NO_HEADER)
        return self._unpacked(self._zip, piece)
