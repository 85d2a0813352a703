"""Who is in a team, under which name, and with which role. The database keeps others out, and everybody to their role."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from carddesk.services.secret import Secret
from carddesk.store.team.roles import Role

_LIST = text("SELECT login, operator, role, added_at, added_by, removed_at FROM members ORDER BY operator")
_ADD = text("SELECT team_add(:login, :operator, :role, :password)")
_REMOVE = text("SELECT team_remove(:login)")


@dataclass(frozen=True, slots=True)
class Member:
    """One login of the team.

    Attributes:
        operator: the name in which it writes.
        removed_at: since when it is in no more; what it wrote stays under its name.
    """

    login: str
    operator: str
    role: Role
    added_at: datetime
    added_by: str
    removed_at: datetime | None = None


class Members:
    """The members of a team. To change them takes a supervisor, or who owns the database."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction

    def all(self) -> list[Member]:
        """Everybody, also those that were removed."""
        with self._transaction() as connection:
            return [Member(*row) for row in connection.execute(_LIST)]

    def add(self, login: str, role: Role, *, operator: str = "", password: Secret | None = None) -> None:
        """Add a member, or change the role, name or password of one.

        Args:
            login: how the server knows them.
            role: what they may do.
            operator: the name in which they write; that of the login if empty.
            password: for a login that the server does not know yet, or a member's new one; None leaves how it gets in to the
                server. It is not sent: the server gets what proves it.

        Raises:
            EnvironmentFault: `team_refused`; `team_login`, the server has a login of this name that is not the team's.
        """
        with self._transaction() as connection:
            given = None if password is None else _proof(connection, login, password)
            row = {"login": login, "operator": operator or login, "role": role, "password": given}
            connection.execute(_ADD, row)

    def remove(self, login: str) -> bool:
        """Keep a member out from now on; what is on their desks is free at once. Whether there was such a member."""
        with self._transaction() as connection:
            return bool(connection.execute(_REMOVE, {"login": login}).scalar_one())


def _proof(connection: Connection, login: str, password: Secret) -> str:
    """SCRAM's verifier: with it the server can tell a password and does not know it."""
    driver: Any = connection.connection.driver_connection
    made: bytes = driver.pgconn.encrypt_password(password.reveal().encode(), login.encode(), b"scram-sha-256")
    return made.decode()
