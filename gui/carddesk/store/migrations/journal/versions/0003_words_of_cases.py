"""An index on the words of each case, so that what is due to be erased is found among very many without looking at them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the index."""
    words = sa.text("kind IN ('case_accepted', 'case_rejected')")
    op.create_index("words_of_case", "events", ["case_id", "at"], sqlite_where=words, postgresql_where=words)
