"""What lies on desks and is no event: drafts, where each operator is, and whether the last run was closed; and an index on words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables and the index."""
    op.create_table(
        "drafts",
        sa.Column("operator", sa.String, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
    )
    op.create_table(
        "desk_state",
        sa.Column("operator", sa.String, primary_key=True),
        sa.Column("case_id", sa.Integer),
        sa.Column("field", sa.String),
        sa.Column("begun", sa.String(27), nullable=False),
        sa.Column("ended", sa.String(27)),
    )
    # The words of a day are asked for by their time: a clock that jumped has written later lines with earlier times.
    words = sa.text("kind IN ('case_accepted', 'case_rejected')")
    op.create_index("words_by_time", "events", ["operator", "at"], sqlite_where=words, postgresql_where=words)
