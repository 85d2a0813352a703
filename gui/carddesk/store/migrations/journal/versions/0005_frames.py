"""The part of the page that shows a card, so that the queue tells several cards of one page apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; few cases have a frame."""
    op.add_column("queue", sa.Column("frame", sa.String, nullable=True))
