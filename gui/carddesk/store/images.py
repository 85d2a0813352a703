"""The images of a workspace: bytes as they came, each stored once under its SHA-256."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select

from carddesk.store.database import WRITES
from carddesk.store.faults import fault, mapped
from carddesk.store.schema import IMAGES


def address(data: bytes) -> str:
    """The SHA-256 of an image, in hex: its address."""
    return hashlib.sha256(data).hexdigest()


class ImageStore:
    """Images by address. Safe to use from any thread."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._one_writer = threading.Lock()

    def put(self, images: Iterable[bytes]) -> list[str]:
        """Store images, those that are not there yet, in one transaction; their addresses in the same order.

        Raises:
            EnvironmentFault: the disk is full, the folder cannot be written …
        """
        addressed = [(address(data), data) for data in images]
        with mapped(self._folder), self._one_writer, self._writable() as connection, connection.begin():
            for sha256, data in dict(addressed).items():
                there = connection.execute(select(IMAGES.c.size).where(IMAGES.c.sha256 == sha256)).first()
                if there is None:
                    connection.execute(insert(IMAGES).values(sha256=sha256, size=len(data), data=data))
        return [sha256 for sha256, _ in addressed]

    def get(self, sha256: str) -> bytes:
        """The bytes of an image.

        Raises:
            KeyError: there is none at this address.
            EnvironmentFault: the bytes are no longer those that were stored.
        """
        with mapped(self._folder), self._engine.connect() as connection:
            data = connection.execute(select(IMAGES.c.data).where(IMAGES.c.sha256 == sha256)).scalar()
        if data is None:
            raise KeyError(sha256)
        if address(data) != sha256:
            raise fault("workspace_broken", self._folder)
        return bytes(data)

    def _writable(self) -> Connection:
        return self._engine.connect().execution_options(**WRITES)
