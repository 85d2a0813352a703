"""Indexes on the words of each case and on erasures, so that what is due is found among very many without looking at them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the indexes."""
    words = sa.text("kind IN ('case_accepted', 'case_rejected')")
    op.create_index("words_of_case", "events", ["case_id", "at"], sqlite_where=words, postgresql_where=words)
    erasures = sa.text("kind IN ('case_erased', 'images_erased')")
    op.create_index("erasures", "events", ["line"], sqlite_where=erasures, postgresql_where=erasures)
