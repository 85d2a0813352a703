"""What was taken from watched folders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "watched_files",
        sa.Column("path", sa.String(32), primary_key=True),
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("mtime_ns", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("content", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("folder", sa.String(32), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("put_away", sa.String(12), nullable=False),
    )
    op.create_index("watched_files_of_desk", "watched_files", ["owner", "at"])
