"""Images by their address, cut into pieces.

On one machine they have a file of their own so that storing a large scan never holds the lock that an operator's edit waits
for. They are blobs, not files, so that encrypting the databases encrypts everything there is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "images",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.CheckConstraint("size >= 0", name="size_is_a_size"),
    )
    op.create_table(
        "image_pieces",
        sa.Column("sha256", sa.String(64), sa.ForeignKey("images.sha256", ondelete="CASCADE"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
