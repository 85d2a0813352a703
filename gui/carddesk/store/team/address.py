"""The address of a team's database: what may stand in it, how it is shown, and what keeps the way there private."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from carddesk.store.team.faults import team_fault

SCHEMES: Final = ("postgresql", "postgres", "postgresql+psycopg")
PORT: Final = 5432

_ALLOWED: Final = {"sslmode", "sslrootcert", "sslcert", "sslkey", "hostaddr", "passfile"}
_PROVED: Final = "verify-full"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a team's database is.

    Attributes:
        host: a name, an address, or the directory of a socket on this machine; empty for the usual socket.
        login: empty for the name of the account on this machine.
        parameters: of the connection, as libpq names them.
    """

    host: str
    port: int
    database: str
    login: str
    parameters: Mapping[str, str]

    def __str__(self) -> str:
        """For people to read, and the name under which a keyring has the password. It never holds one."""
        login = f"{self.login}@" if self.login else ""
        return f"postgresql://{login}{self.host}:{self.port}/{self.database}"

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine, so that nobody listens on the way."""
        if not self.host or self.host.startswith(("/", "@")) or self.host.lower() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def connection(self, ca_file: str = "") -> dict[str, str | int]:
        """What libpq is told: where, who, and how the server must prove itself; no password.

        Raises:
            EnvironmentFault: `team_tls`, the address asks for less than a proved connection to another machine.
        """
        told: dict[str, str | int] = {"port": self.port, "dbname": self.database, **self.parameters}
        if self.host:
            told["host"] = self.host
        if self.login:
            told["user"] = self.login
        mode = self.parameters.get("sslmode", "prefer" if self.is_here else _PROVED)
        if mode != _PROVED and not self.is_here:
            raise team_fault("team_tls_mode", self)
        told["sslmode"] = mode
        if mode.startswith("verify") and "sslrootcert" not in told:
            told["sslrootcert"] = ca_file or _of_the_system()
        return told


def is_team(place: object) -> bool:
    """Whether this names a team's database and not a folder."""
    return str(place).partition("://")[0].lower() in SCHEMES


def parsed(url: str) -> Address:
    """The address in a URL: `postgresql://login@host:5432/database`.

    Raises:
        EnvironmentFault: `team_password_in_url`, `team_address`. What is wrong is named without repeating it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError:
        raise team_fault("team_address") from None
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.password is not None or any("password" in key.lower() for key in query):
        raise team_fault("team_password_in_url")
    database = unquote(parts.path.removeprefix("/"))
    if parts.scheme.lower() not in SCHEMES or not database or "/" in database or parts.fragment:
        raise team_fault("team_address")
    host = unquote(query.pop("host", "") or parts.hostname or "")
    if not query.keys() <= _ALLOWED:
        raise team_fault("team_address")
    return Address(host, port, database, unquote(parts.username or ""), query)


def _of_the_system() -> str:
    """What this machine trusts. The library that comes with the driver looks where its makers have such a file, if at all."""
    paths = ssl.get_default_verify_paths()
    there = [path for path in (paths.cafile, paths.openssl_cafile) if path and Path(path).is_file()]
    return there[0] if there else "system"
