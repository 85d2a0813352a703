"""Who may do what: the three group roles of a team, and what each is granted of every table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from sqlalchemy import Connection, text

Role = Literal["operator", "supervisor", "auditor"]
ROLES: Final[tuple[Role, ...]] = ("operator", "supervisor", "auditor")

_WORKERS: Final = "carddesk_operator, carddesk_supervisor"
_ALL: Final = f"{_WORKERS}, carddesk_auditor"

GRANTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    # Lines are written, never changed; `body` and `salt` can be emptied (a trigger sees to it) by who may erase.
    "events": (("SELECT, INSERT", _ALL), ("UPDATE (body, salt)", "carddesk_supervisor")),
    "cases": (("SELECT", _ALL), ("INSERT", _WORKERS)),
    # Derived from the lines, and made anew from them by whoever doubts it.
    "queue": (("SELECT", _ALL), ("INSERT, UPDATE", _WORKERS), ("DELETE", "carddesk_supervisor")),
    # One's own alone: see `_OWN`.
    "drafts": (("SELECT, INSERT, UPDATE, DELETE", _WORKERS),),
    "desk_state": (("SELECT, INSERT, UPDATE, DELETE", _ALL),),
    "images": (("SELECT", _ALL), ("INSERT", _WORKERS), ("DELETE", "carddesk_supervisor")),
    "image_pieces": (("SELECT", _ALL), ("INSERT", _WORKERS), ("DELETE", "carddesk_supervisor")),
    "image_keys": (("SELECT", _ALL), ("INSERT", _WORKERS)),
    "watched_files": (("SELECT, INSERT, UPDATE, DELETE", _WORKERS),),
    "secret_keys": (("SELECT, INSERT", _WORKERS),),
    "service_options": (("SELECT", _ALL), ("INSERT, UPDATE", "carddesk_supervisor")),
    # Written by functions alone, which look at who asks.
    "service_use": (("SELECT", _ALL),),
    "claims": (("SELECT", _ALL),),
    "changes": (("SELECT", _ALL),),
    "members": (("SELECT", _ALL),),
    "pace": (("SELECT", _ALL),),
    "pace_slots": (("SELECT", _ALL),),
    "key_slots": (("SELECT", _ALL), ("INSERT, UPDATE", "carddesk_supervisor")),
    "least_program": (("SELECT", _ALL),),
    "journal_version": (("SELECT", _ALL),),
    "images_version": (("SELECT", _ALL),),
    "usage_version": (("SELECT", _ALL),),
    "team_version": (("SELECT", _ALL),),
}
"""By table: what, and to whom. A table that is not named is out of everybody's reach but its owner's."""

_OWN: Final = ("drafts", "desk_state")
"""Tables of which everybody sees and touches their own rows only; a supervisor may delete drafts of cases that are erased."""

_SEQUENCES: Final = {"events_line_seq": _ALL, "cases_id_seq": _WORKERS}

FUNCTIONS: Final = {
    "case_head(integer)": _ALL,
    "team_operator()": _ALL,
    "claim_case(integer, text, double precision)": _WORKERS,
    "claim_next(text[], text, integer[], integer, integer, integer, double precision)": _WORKERS,
    "claims_renew(double precision)": _WORKERS,
    "claim_release(integer, text)": _WORKERS,
    "claims_release()": _WORKERS,
    "pace_take(text, double precision, integer, double precision)": _WORKERS,
    "pace_done(uuid)": _WORKERS,
    "pace_slow(text, double precision, double precision, double precision)": _WORKERS,
    "use_counted(text, text, integer, integer)": _WORKERS,
    "use_reserved(text, text, text[], integer)": _WORKERS,
    "team_add(text, text, text, text)": "carddesk_supervisor",
    "team_remove(text)": "carddesk_supervisor",
}
"""What may be called, and by whom; whatever else there is runs inside these and inside triggers."""


def group(role: Role) -> str:
    """The group role of the server that members with this role are in."""
    return f"carddesk_{role}"


def grant(connection: Connection) -> None:
    """Make the group roles and give each what it is to have, and no more. By the owner of the tables; may be repeated."""
    for statement in _statements(connection):
        connection.execute(text(statement))


def _statements(connection: Connection) -> Iterator[str]:
    known = set(connection.execute(text("SELECT rolname FROM pg_roles WHERE rolname LIKE 'carddesk%'")).scalars())
    yield from (f"CREATE ROLE {group(role)} NOLOGIN" for role in ROLES if group(role) not in known)
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {_ALL}"
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        yield f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM PUBLIC, {_ALL}"
    for table, granted in GRANTS.items():
        yield from (f"GRANT {what} ON {table} TO {whom}" for what, whom in granted)
    yield from (f"GRANT USAGE ON SEQUENCE {sequence} TO {whom}" for sequence, whom in _SEQUENCES.items())
    yield from (f"GRANT EXECUTE ON FUNCTION {function} TO {whom}" for function, whom in FUNCTIONS.items())
    yield from _rows_of_ones_own()


def _rows_of_ones_own() -> Iterator[str]:
    for table in _OWN:
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS own ON {table}"
        yield f"CREATE POLICY own ON {table} USING (operator = team_operator())"
        yield f"DROP POLICY IF EXISTS erased ON {table}"
    yield "CREATE POLICY erased ON drafts FOR DELETE TO carddesk_supervisor USING (true)"
