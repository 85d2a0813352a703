"""A database of its own for a test: its address for each login, and the team in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import psycopg

from carddesk.services.secret import Secret
from carddesk.store.team.opening import open_team
from carddesk.store.team.roles import Role
from carddesk.store.team.workspace import TeamWorkspace
from tests.postgres.server import ADMIN, OWNER, PASSWORD, PostgresServer

_NUMBERS = count(1)


@dataclass
class Team:
    """A database on the server. Logins are the server's, so they bear the database's number: `team.login("ann")`.

    Attributes:
        opened: workspaces to be closed at the end of the test.
    """

    server: PostgresServer
    database: str
    logins: set[str] = field(default_factory=set)
    opened: list[TeamWorkspace] = field(default_factory=list)

    @classmethod
    def made_on(cls, server: PostgresServer) -> Team:
        """A new database with a team's tables and nobody in it: a copy of one that is made once for the server."""
        if server.prepared is None:
            first = cls.on(server)
            with first.at(OWNER):
                server.prepared = first.database
        return cls.on(server, f"TEMPLATE {server.prepared}")

    @classmethod
    def on(cls, server: PostgresServer, how: str = "") -> Team:
        """A new, empty database, owned by `OWNER`."""
        database = f"team{next(_NUMBERS)}"
        with server.admin() as admin:
            if admin.execute("SELECT FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone() is None:
                admin.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{server.verifier}'")
            admin.execute(f"CREATE DATABASE {database} OWNER {OWNER} {how}")
        return cls(server, database)

    def login(self, name: str) -> str:
        """The login of this name in this test."""
        return name if name in {OWNER, ADMIN} else f"{name}_{self.database}"

    def url(self, name: str, *, host: str = "127.0.0.1", port: int | None = None, query: str = "") -> str:
        """The address of the database for this login, without the password (which is `PASSWORD`)."""
        return f"postgresql://{self.login(name)}@{host}:{port or self.server.port}/{self.database}{query}"

    def member(self, name: str, role: Role = "operator") -> str:
        """Make a member who writes in this name; gives the login."""
        if name not in self.logins:
            with self.server.admin(self.database, OWNER) as owner:
                owner.execute("SELECT team_add(%s, %s, %s, %s)", [self.login(name), name, role, self.server.verifier])
            self.logins.add(name)
        return self.login(name)

    def open(self, name: str, role: Role = "operator", **how: Any) -> TeamWorkspace:
        """The workspace as this login has it, who is made a member first; closed at the end of the test."""
        if name != OWNER:
            self.member(name, role)
        opened = open_team(self.url(name), **{"password": Secret(PASSWORD), **how})
        self.opened.append(opened)
        return opened

    @contextmanager
    def at(self, name: str, **how: Any) -> Iterator[TeamWorkspace]:
        """The same, closed at the end of the block."""
        opened = open_team(self.url(name), **{"password": Secret(PASSWORD), **how})
        try:
            yield opened
        finally:
            opened.close()

    def raw(self, name: str, *, desk: str = "") -> psycopg.Connection:
        """A connection of this login past the program, by the socket; each statement is a transaction. Close it."""
        connection = self.server.admin(self.database, self.login(name))
        if desk:
            connection.execute("SELECT set_config('carddesk.desk', %s, false)", [desk])
        return connection

    def close(self) -> None:
        """Close what was opened."""
        for each in self.opened:
            each.close()

    def remove(self) -> None:
        """Close what was opened and drop the database with its logins."""
        self.close()
        with self.server.admin() as admin:
            admin.execute(f"DROP DATABASE {self.database} WITH (FORCE)")
            for name in self.logins:
                admin.execute(f"DROP ROLE IF EXISTS {self.login(name)}")
