"""Images in pieces: a database hands a value over whole, and whoever waits for the interpreter waits that long."""

from __future__ import annotations

from sqlalchemy import DDL, Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.schema import CreateTable, ExecutableDDLElement

_PIECE_BYTES = 1 << 20

_metadata = MetaData()
_images = Table("images", _metadata, Column("sha256", String(64), primary_key=True))
_pieces = Table(
    "image_pieces",
    _metadata,
    Column("sha256", String(64), ForeignKey(_images.c.sha256), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

_CUT = f"""
INSERT INTO image_pieces (sha256, place, data)
WITH RECURSIVE cut (sha256, place, size) AS (
    SELECT sha256, 0, size FROM images WHERE size > 0
    UNION ALL SELECT sha256, place + 1, size FROM cut WHERE (place + 1) * {_PIECE_BYTES} < size
)
SELECT cut.sha256, cut.place, substr(images.data, cut.place * {_PIECE_BYTES} + 1, {_PIECE_BYTES})
FROM cut JOIN images ON images.sha256 = cut.sha256
"""  # noqa: S608 - the only thing put in is a number of our own

JOURNAL: tuple[ExecutableDDLElement, ...] = ()
IMAGES: tuple[ExecutableDDLElement, ...] = (
    CreateTable(_pieces),
    DDL(_CUT),  # type: ignore[no-untyped-call]
    DDL("ALTER TABLE images DROP COLUMN data"),  # type: ignore[no-untyped-call]
)
