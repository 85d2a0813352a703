"""The tables as queries see them. How they came to be, with keys and triggers, is told in `migrations`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, String, Text, column, table

EVENTS = table(
    "events",
    column("line", BigInteger),
    column("case_id", Integer),
    column("seq", Integer),
    column("at", String),
    column("operator", String),
    column("kind", String),
    column("body", Text),
    column("salt", String),
    column("sealed", String),
    column("undoable", Boolean),
    column("target", Integer),
    column("previous_hash", String),
    column("hash", String),
)
"""The journal. `line` grows over the whole workspace, with gaps; `seq` counts 1, 2, 3 … in each case.

`body` and `salt` are NULL once they were erased; `sealed` stays, so that the chain can still be proved. So that undo finds
its way by an index, `undoable` says whether the kind can be taken back, and `target` repeats what an `undone` or `redone`
names."""

CASES = table(
    "cases",
    column("id", Integer),
    column("anchor", Integer),
    column("rank", Integer),
    column("head_seq", Integer),
    column("head_hash", String),
)
"""A case stands in the queue by (`anchor`, `rank`, `id`): `anchor` is the case it stands behind, itself for most. The head
is the last line of its chain, so that none can be cut off unseen."""

QUEUE = table(
    "queue",
    column("case_id", Integer),
    column("name", String),
    column("status", String),
    column("document", String),
    column("open_fields", Integer),
    column("has_error", Boolean),
    column("image", String),
    column("page", Integer),
    column("search", Text),
    column("number", String),
    column("person", String),
    column("face", String),
    column("intake", Integer),
    column("joined", Integer),
    column("given_to", Integer),
    column("barred", String),
    column("frame", String),
)
"""The projection: what the queue shows of a case after the last of its events."""

IMAGES = table("images", column("sha256", String), column("size", Integer))

IMAGE_PIECES = table("image_pieces", column("sha256", String), column("place", Integer), column("data", LargeBinary))
"""The bytes of an image, cut; `place` counts from 0."""

SERVICE_USE = table(
    "service_use",
    column("service", String),
    column("day", String),
    column("calls", Integer),
    column("failures", Integer),
)
"""How often each service was asked on a day (`YYYY-MM-DD`), and how often in vain."""

SECRET_KEYS = table("secret_keys", column("name", String), column("key", LargeBinary))
"""Random bytes by which the workspace decides what nobody is to foresee."""

SERVICE_OPTIONS = table("service_options", column("service", String), column("options", Text))

DRAFTS = table(
    "drafts",
    column("operator", String),
    column("case_id", Integer),
    column("key", String),
    column("text", Text),
    column("seq", Integer),
    column("at", String),
)
"""Texts typed and not yet said, one at most for each operator and field. `seq` is the case's last event at that time."""

WATCHED_FILES = table(
    "watched_files",
    column("path", String),
    column("size", BigInteger),
    column("mtime_ns", BigInteger),
    column("content", String),
    column("owner", String),
    column("folder", String),
    column("at", String),
    column("put_away", String),
)
"""What was taken from watched folders: one row for each content that lay at a path; see `watched`."""

DESK_STATE = table(
    "desk_state",
    column("operator", String),
    column("case_id", Integer),
    column("field", String),
    column("begun", String),
    column("ended", String),
)
"""Where each operator is, or was when they left; `ended` is NULL while a desk is open, and after one that was killed."""
