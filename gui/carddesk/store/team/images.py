"""Images on a team's server: encrypted before they leave the desk where the team has a key, each stored once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, insert, select, text

from carddesk.store.faults import fault, mapped
from carddesk.store.images import ImageStore, address, cut
from carddesk.store.schema import IMAGE_PIECES
from carddesk.store.team.faults import team_fault
from carddesk.store.team.pieces import TeamKey

_ADD: Final = text("INSERT INTO images (sha256, size) VALUES (:sha256, :size) ON CONFLICT DO NOTHING")
_ADD_KEY: Final = text("INSERT INTO image_keys (sha256, key_id) VALUES (:sha256, :key_id)")
_KEY: Final = text(
    "SELECT i.sha256, k.key_id FROM images i LEFT JOIN image_keys k ON k.sha256 = i.sha256 WHERE i.sha256 = :sha256"
)
_HAS_KEY: Final = text("SELECT EXISTS (SELECT FROM key_slots)")


class TeamImages(ImageStore):
    """Images by address. Safe to use from any thread.

    Args:
        engine: for what is quick.
        patient: for what takes long: while a piece goes up a slow line, the server has nothing to say.

    Attributes:
        key: the team's; None while this desk does not have it.
    """

    key: TeamKey | None = None

    def __init__(self, engine: Engine, patient: Engine, place: str | Path) -> None:
        super().__init__(engine, place)
        self._patient = patient

    def put(self, images: Iterable[bytes]) -> list[str]:
        """Store images, those that are not there yet, in one transaction; their addresses in the same order.

        Raises:
            EnvironmentFault: `images_locked`, the team encrypts its images and this desk has no key; or the server cannot.
        """
        addressed = [(address(data), data) for data in images]
        with mapped(self._place), self._one_writer, self._patient.begin() as connection:
            if self.key is None and connection.execute(_HAS_KEY).scalar_one():
                raise team_fault("images_locked", self._place)
            # In one order for all, so that desks that store the same images do not wait for each other in a circle.
            for sha256, data in sorted(dict(addressed).items()):
                if connection.execute(_ADD, {"sha256": sha256, "size": len(data)}).rowcount:
                    self._put_pieces(connection, sha256, data)
        return [sha256 for sha256, _ in addressed]

    def get(self, sha256: str) -> bytes:
        """The bytes of an image.

        Raises:
            KeyError: there is none at this address.
            EnvironmentFault: `images_locked`, this desk has not the key it was encrypted with; or its bytes are no longer those
                that were stored.
        """
        with mapped(self._place), self._engine.connect() as connection:
            row = connection.execute(_KEY, {"sha256": sha256}).first()
            if row is None:
                raise KeyError(sha256)
            if row.key_id is not None and (self.key is None or self.key.id != row.key_id):
                raise team_fault("images_locked", self._place)
            of_it = select(IMAGE_PIECES.c.data).where(IMAGE_PIECES.c.sha256 == sha256).order_by(IMAGE_PIECES.c.place)
            stored = [bytes(each) for each in connection.execute(of_it).yield_per(1).scalars()]
        data = b"".join(stored) if row.key_id is None else self._opened(stored, sha256)
        if address(data) != sha256:
            raise fault("workspace_broken", self._place)
        return data

    def _put_pieces(self, connection: Connection, sha256: str, data: bytes) -> None:
        key = self.key
        if key is not None:
            connection.execute(_ADD_KEY, {"sha256": sha256, "key_id": key.id})
        for place, piece in enumerate(cut(data)):
            stored = piece if key is None else key.sealed(piece, sha256, place)
            connection.execute(insert(IMAGE_PIECES).values(sha256=sha256, place=place, data=stored))

    def _opened(self, stored: list[bytes], sha256: str) -> bytes:
        key = self.key
        pieces = [key.opened(piece, sha256, place) if key else None for place, piece in enumerate(stored)]
        if any(piece is None for piece in pieces):
            raise fault("workspace_broken", self._place)
        return b"".join(piece for piece in pieces if piece is not None)
