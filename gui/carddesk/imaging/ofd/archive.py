"""The archive that an OFD file is: its parts by name, in memory, none larger than it may be."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Final

_END: Final = b"PK\x05\x06"
_END_WITHIN: Final = 66_000
_LONGEST_LIST: Final = 4_000_000
"""Bytes of the list at the archive's end: some fifty thousand parts."""
MOST_XML: Final = 8_000_000
MOST_PICTURE: Final = 100_000_000
MOST_TOGETHER: Final = 600_000_000
"""Bytes unpacked of one archive in all."""


class BadArchive(Exception):
    """It cannot be read, or holds more than it may."""


class Archive:
    """Reads parts. A name that leads out of the archive names nothing; nothing is ever written."""

    def __init__(self, data: bytes) -> None:
        end = data.rfind(_END, -_END_WITHIN)
        if end < 0 or not 0 < int.from_bytes(data[end + 12 : end + 16], "little") <= _LONGEST_LIST:
            raise BadArchive
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise BadArchive from error
        self._left = MOST_TOGETHER
        self._known: dict[str, zipfile.ZipInfo] = {}
        for each in self._zip.infolist():
            self._known.setdefault(_plain(each.filename), each)

    @property
    def names(self) -> list[str]:
        """Of all parts, as they are looked for."""
        return list(self._known)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _plain(name) in self._known

    def read(self, name: str, most: int) -> bytes:
        """A part's bytes.

        Raises:
            BadArchive: it is not there, is larger than `most`, is encrypted or cannot be unpacked.
        """
        entry = self._known.get(_plain(name))
        if entry is None:
            raise BadArchive
        most = min(most, self._left)
        try:
            with self._zip.open(entry) as part:
                data = part.read(most + 1)  # not what the list says of its size: that may be a lie
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            ValueError,
            NotImplementedError,
            EOFError,
            RuntimeError,
        ) as error:
            raise BadArchive from error
        if len(data) > most:
            raise BadArchive
        self._left -= len(data)
        return data


def joined(folder: str, name: str) -> str:
    """What a name means that stands in a part of this folder: from the top where it begins with a slash."""
    return _plain(name if name.startswith("/") else f"{folder}/{name}")


def _plain(name: str) -> str:
    path = posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/")  # `..` ends at the top
    return "OFD.xml" if path.casefold() == "ofd.xml" else path
