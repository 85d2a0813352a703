"""The journal with a chain a case, the cases with their heads, the queue, and what the workspace keeps for itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_LINE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("anchor", sa.Integer, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("head_seq", sa.Integer, nullable=False),
        sa.Column("head_hash", sa.String(64), nullable=False),
    )
    op.create_index("cases_in_order", "cases", ["anchor", "rank", "id"])
    op.create_table(
        "events",
        sa.Column("line", _LINE, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("operator", sa.String, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("salt", sa.String(32)),
        sa.Column("sealed", sa.String(64), nullable=False),
        sa.Column("undoable", sa.Boolean, nullable=False),
        sa.Column("target", sa.Integer),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.UniqueConstraint("case_id", "seq", name="events_of_case"),
    )
    op.create_index("events_of_operator", "events", ["operator", "undoable", "line"])
    op.create_index("events_by_target", "events", ["case_id", "target", "seq"])
    op.create_table(
        "queue",
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("document", sa.String(40)),
        sa.Column("open_fields", sa.Integer, nullable=False),
        sa.Column("has_error", sa.Boolean, nullable=False),
        sa.Column("image", sa.String(64)),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("face", sa.String),
        sa.Column("intake", sa.Integer, nullable=False),
        sa.Column("joined", sa.Integer, nullable=False),
        sa.Column("given_to", sa.Integer, nullable=False),
        sa.Column("barred", sa.String, nullable=False),
    )
    op.create_index("queue_by_image", "queue", ["image", "page"])
    op.create_table(
        "secret_keys",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("key", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "service_options",
        sa.Column("service", sa.String, primary_key=True),
        sa.Column("options", sa.Text, nullable=False),
    )
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(sa.text(statement))


# What was written is never changed nor taken away. Only what a line said can be erased, with the salt that its seal was made
# with, and nothing but that.
_FIXED = ["line", "case_id", "seq", "at", "operator", "kind", "sealed", "undoable", "target", "previous_hash", "hash"]

_SAME_LITE = " AND ".join(f"NEW.{each} IS OLD.{each}" for each in _FIXED)
_SQLITE = (
    "CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events is append only'); END",
    f"""CREATE TRIGGER events_no_update BEFORE UPDATE ON events
    WHEN NOT (NEW.body IS NULL AND NEW.salt IS NULL AND {_SAME_LITE})
    BEGIN SELECT RAISE(ABORT, 'events is append only'); END""",
)

_SAME = " AND ".join(f"NEW.{each} IS NOT DISTINCT FROM OLD.{each}" for each in _FIXED)
_POSTGRESQL = (
    f"""CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.body IS NULL AND NEW.salt IS NULL AND {_SAME} THEN RETURN NEW; END IF;
        END IF;
        RAISE EXCEPTION 'events is append only';
    END $$""",
    """CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION events_append_only()""",
    """CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_append_only()""",
)
