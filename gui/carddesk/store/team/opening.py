"""Opening a team's workspace: who this is, whether the server will do, and whether both speak of the same tables."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from typing import Final

from sqlalchemy import Connection, text

from carddesk import __version__
from carddesk.services.secret import Secret
from carddesk.store import migrations
from carddesk.store.faults import mapped
from carddesk.store.team import roles
from carddesk.store.team.address import Address, parsed
from carddesk.store.team.connecting import WatchedConnection, connected, pooled
from carddesk.store.team.faults import team_fault
from carddesk.store.team.password import password_of
from carddesk.store.team.workspace import TeamWorkspace

LEAST_SERVER: Final = 150_000
"""PostgreSQL 15, as `server_version` counts."""

_MIGRATIONS: Final = 0x43415244
"""The advisory lock under which tables are changed."""


def open_team(
    url: str,
    *,
    key: bytes | None = None,
    password: Secret | None = None,
    ca_file: str = "",
    importing: bool = False,
    granting: bool = False,
) -> TeamWorkspace:
    """Open the workspace that a team has on a PostgreSQL server. Blocks, a few seconds at most where nobody answers.

    Tables are made, or brought up to date, by the first desk whose login may do that: who owns the database, or has its
    role. Others that start at the same moment wait for it.

    Args:
        url: `postgresql://LOGIN@HOST:PORT/DATABASE`, without a password. Another machine than this one must prove itself by
            TLS (`sslmode=verify-full`).
        key: the team's key for images, 32 bytes; without it they stay locked, if they are encrypted. See `unlock`.
        password: of the login; None to take it from `CARDDESK_WORKSPACE_PASSWORD`, the keyring, or `~/.pgpass`.
        ca_file: the setting `network.ca_file`; empty for what the system trusts.
        importing: to take over lines as they were written elsewhere, in any name and without claims; the database grants that
            to its owner alone.
        granting: set anew what each role may do, as after a restored dump; by the owner.

    Raises:
        EnvironmentFault: `team_address`, `team_password_in_url`; `team_unreachable` (retryable), `team_tls`, `team_refused`,
            `team_busy` (retryable); `team_old_server`, `team_encoding`; `team_empty`, `team_outdated`, somebody else must make or update the
            tables; `workspace_newer`, this desk must be updated; `workspace_foreign`.
    """
    address = parsed(url)
    told = address.connection(ca_file)
    secret = password_of(address) if password is None else password
    desk = token_hex(16)

    def connect() -> WatchedConnection:
        return _marked(connected(told, secret, desk), importing)

    def connect_patiently() -> WatchedConnection:
        return _marked(connected(told, secret, desk, patient=True), importing)

    return _opened(address, connect, connect_patiently, desk=desk, key=key, granting=granting)


def _opened(
    address: Address,
    connect: Callable[[], WatchedConnection],
    connect_patiently: Callable[[], WatchedConnection],
    *,
    desk: str,
    key: bytes | None,
    granting: bool,
) -> TeamWorkspace:
    engine, patient = pooled(connect), pooled(connect_patiently, keep=False)
    try:
        with mapped(str(address)):
            with engine.connect() as connection:
                _require_server(connection, address)
                ready = _is_ready(connection, address)
                if granting and ready and not _may_change(connection, empty=False):
                    raise team_fault("team_refused", address)
            if granting or not ready:
                with patient.begin() as connection:
                    _prepare(connection, address)
            with engine.connect() as connection:
                operator, role = _who(connection, address)
    except BaseException:
        engine.dispose()
        patient.dispose()
        raise
    workspace = TeamWorkspace(str(address), engine, patient, desk=desk, operator=operator, role=role, connect=connect)
    if key is not None:
        workspace.unlock(key)
    return workspace


def _marked(connection: WatchedConnection, importing: bool) -> WatchedConnection:
    if importing:
        connection.execute("SELECT set_config('carddesk.importing', 'on', false)")
        connection.commit()
    return connection


def _require_server(connection: Connection, address: Address) -> None:
    if int(connection.execute(text("SHOW server_version_num")).scalar_one()) < LEAST_SERVER:
        raise team_fault("team_old_server", address)
    if connection.execute(text("SHOW server_encoding")).scalar_one() != "UTF8":
        raise team_fault("team_encoding", address)


def _is_ready(connection: Connection, address: Address) -> bool:
    """Whether the tables are those of this program; raises where this login cannot make them so.

    Raises:
        EnvironmentFault: see `open_team`.
    """
    if _taken_by_all(connection) == migrations.NEWEST:
        return True
    try:
        taken = {database: migrations.taken(connection, database) for database in migrations.NEWEST}
    except migrations.ForeignDatabaseError:
        raise team_fault("workspace_foreign", address) from None
    if taken == migrations.NEWEST:
        return True
    if any(found is not None and found > migrations.NEWEST[database] for database, found in taken.items()):
        least = connection.execute(text("SELECT version FROM least_program")).scalar()
        raise team_fault("workspace_newer", address, version=str(least))
    if not _may_change(connection, empty=not any(taken.values())):
        raise team_fault("team_outdated" if any(taken.values()) else "team_empty", address)
    return False


def _taken_by_all(connection: Connection) -> dict[str, str]:
    """The revision that each has, by two questions; empty where one has none. Mostly there is nothing more to be known."""
    tables = {database: migrations.version_table(database) for database in migrations.NEWEST}
    there = " AND ".join(f"to_regclass('{table}') IS NOT NULL" for table in tables.values())
    if not connection.execute(text(f"SELECT {there}")).scalar_one():
        return {}
    each = " UNION ALL ".join(
        f"SELECT '{database}' AS of, version_num FROM {table}"  # noqa: S608 - names of our own
        for database, table in tables.items()
    )
    return {row.of: row.version_num for row in connection.execute(text(each))}


def _may_change(connection: Connection, *, empty: bool) -> bool:
    if empty:
        return bool(connection.execute(text("SELECT has_schema_privilege('public', 'CREATE')")).scalar_one())
    owns = "SELECT pg_has_role(current_user, tableowner, 'USAGE') FROM pg_tables WHERE tablename = 'journal_version'"
    return bool(connection.execute(text(owns)).scalar_one())


def _prepare(connection: Connection, address: Address) -> None:
    """Take every step not yet taken; one desk at a time, and those that waited find nothing to do."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATIONS})
    if _is_ready(connection, address):
        roles.grant(connection)
        return
    for database in migrations.NEWEST:
        migrations.migrate(connection, database)
    roles.grant(connection)
    written = "INSERT INTO least_program VALUES (1, :version) ON CONFLICT (id) DO UPDATE SET version = excluded.version"
    connection.execute(text(written), {"version": __version__})


def _who(connection: Connection, address: Address) -> tuple[str, str]:
    """The name in which this login writes, and its role."""
    row = connection.execute(
        text("SELECT operator, role FROM members WHERE login = session_user AND removed_at IS NULL")
    ).first()
    if row is not None:
        return row.operator, row.role
    if not _may_change(connection, empty=False):
        raise team_fault("team_no_member", address)
    return str(connection.execute(text("SELECT session_user")).scalar_one()), "owner"
