"""The images of a workspace: bytes as they came, each stored once under its SHA-256.

They go in and out in pieces. The database's driver copies a value without letting other threads run: with a large scan
in one piece the window would stand still.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select

from carddesk.store.database import WRITES
from carddesk.store.faults import fault, mapped
from carddesk.store.schema import IMAGE_PIECES, IMAGES

PIECE_BYTES = 1 << 20

RESERVE_BYTES = 4 << 20
"""Kept free of images, so that what an operator says of cards still finds its place on a disk that is nearly full."""


def address(data: bytes) -> str:
    """The SHA-256 of an image, in hex: its address."""
    return hashlib.sha256(data).hexdigest()


class ImageStore:
    """Images by address. Safe to use from any thread."""

    def __init__(self, engine: Engine, place: str | Path) -> None:
        self._engine = engine
        self._place = place
        self._one_writer = threading.Lock()

    def put(self, images: Iterable[bytes]) -> list[str]:
        """Store images, those that are not there yet, in one transaction; their addresses in the same order.

        Raises:
            EnvironmentFault: the disk is full, the folder cannot be written …
        """
        addressed = [(address(data), data) for data in images]
        with mapped(self._place), self._one_writer, self._writable() as connection, connection.begin():
            self._require_room(sum(len(data) for _, data in addressed))
            for sha256, data in dict(addressed).items():
                there = connection.execute(select(IMAGES.c.size).where(IMAGES.c.sha256 == sha256)).first()
                if there is None:
                    connection.execute(insert(IMAGES).values(sha256=sha256, size=len(data)))
                    for place, piece in enumerate(cut(data)):
                        connection.execute(insert(IMAGE_PIECES).values(sha256=sha256, place=place, data=piece))
        return [sha256 for sha256, _ in addressed]

    def get(self, sha256: str) -> bytes:
        """The bytes of an image.

        Raises:
            KeyError: there is none at this address.
            EnvironmentFault: the bytes are no longer those that were stored.
        """
        with mapped(self._place), self._engine.connect() as connection:
            if connection.execute(select(IMAGES.c.size).where(IMAGES.c.sha256 == sha256)).first() is None:
                raise KeyError(sha256)
            of_it = select(IMAGE_PIECES.c.data).where(IMAGE_PIECES.c.sha256 == sha256)
            # One row at a time, so that no call fetches more than a piece.
            pieces = list(connection.execute(of_it.order_by(IMAGE_PIECES.c.place)).yield_per(1).scalars())
        data = b"".join(pieces)
        if address(data) != sha256:
            raise fault("workspace_broken", self._place)
        return data

    def remove(self, sha256s: Collection[str]) -> list[str]:
        """Take images away, in one transaction; the addresses of those that were there, in order."""
        here = IMAGES.c.sha256.in_(sorted(sha256s))
        with mapped(self._place), self._one_writer, self._writable() as connection, connection.begin():
            found = sorted(connection.execute(select(IMAGES.c.sha256).where(here)).scalars())
            connection.execute(delete(IMAGE_PIECES).where(IMAGE_PIECES.c.sha256.in_(found)))
            connection.execute(delete(IMAGES).where(IMAGES.c.sha256.in_(found)))
        return found

    def _require_room(self, size: int) -> None:
        """They stand in the log before they stand in the file; and what does not fit must not fill the disk to the last byte."""
        if isinstance(self._place, Path) and shutil.disk_usage(self._place).free < 2 * size + RESERVE_BYTES:
            raise fault("disk_full", self._place)

    def _writable(self) -> Connection:
        return self._engine.connect().execution_options(**WRITES)


def cut(data: bytes) -> Iterator[bytes]:
    """The pieces of an image, in order."""
    for start in range(0, len(data), PIECE_BYTES):
        yield data[start : start + PIECE_BYTES]
