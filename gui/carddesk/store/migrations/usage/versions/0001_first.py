"""How often each service was asked, day by day.

On one machine this is a file of its own that needs no key: nothing about a card is in it, and a command that reads cards on a
machine without a keyring must keep to a daily cap like a desk.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "service_use",
        sa.Column("service", sa.String, primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
    )
