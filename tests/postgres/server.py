"""One server: started, stopped, crashed and restarted, in a directory that goes with it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

import psycopg

from tests.postgres import certificate, programs

ADMIN = "admin"
"""The superuser; gets in by the socket alone."""

_PREFIX = "carddesk-postgres-"

OWNER = "owner"
"""Who owns the databases of teams: may make roles, and is no superuser, as an administrator sets it up."""

PASSWORD = "a pass'word:with@all/sorts%20of?signs"
"""Of every login."""


class PostgresServer:
    """A running server.

    Attributes:
        port: on 127.0.0.1, with TLS for whoever asks for it.
        data: its data directory.
        socket: directory of its socket; everybody gets in there without a password.
        ca_file: what its certificate is proved by; for the names `team.example`, `localhost` and 127.0.0.1.
    """

    prepared: str | None = None
    """A database with a team's tables, to be copied; see `team.Team.made_on`."""

    def __init__(self, *, fsync: bool = False) -> None:
        _clear_up()
        self._home = Path(tempfile.mkdtemp(prefix=_PREFIX))
        (self._home / "owner").write_text(str(os.getpid()))
        self.data = self._home / "data"
        self.socket = self._home
        self.port = _free_port()
        try:
            self._make(fsync)
            self.start()
        except BaseException:
            shutil.rmtree(self._home, ignore_errors=True)
            raise

    def start(self) -> None:
        """Start it; it takes connections when this returns."""
        self._control("start")

    def stop(self) -> None:
        """Stop it in good order, as for an update: connections are cut, work in flight is rolled back."""
        self._control("stop", "-m", "fast")

    def crash(self) -> None:
        """It stops at once, as when its machine loses power; its next start recovers."""
        self._control("stop", "-m", "immediate")

    def restart(self) -> None:
        """Stop in good order and start."""
        self._control("restart", "-m", "fast")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Inside, connections stay open and nothing is answered: as behind a network that swallows everything."""
        pids = [self._pid(), *self._backends()]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def admin(self, database: str = "postgres", user: str = ADMIN) -> psycopg.Connection:
        """A connection past all that guards it, as the superuser, or whoever is named; each statement is a transaction."""
        return psycopg.connect(
            host=str(self.socket), port=self.port, user=user, dbname=database, autocommit=True, gssencmode="disable"
        )

    def remove(self) -> None:
        """Stop it, whatever state it is in, and remove its directory."""
        if self._running():
            self.crash()
        shutil.rmtree(self._home, ignore_errors=True)

    @cached_property
    def verifier(self) -> str:
        """What the server keeps of `PASSWORD`: made once, since to make it takes its time."""
        with self.admin() as admin:
            return admin.pgconn.encrypt_password(PASSWORD.encode(), b"anybody", b"scram-sha-256").decode()

    @property
    def log(self) -> str:
        """What it wrote into its log."""
        return (self._home / "log").read_text(errors="replace")

    def _make(self, fsync: bool) -> None:
        self._home.chmod(0o755)
        self.ca_file = certificate.write(self._home)
        who = programs.account()
        if who is not None:
            for each in (self._home, *self._home.iterdir()):
                os.chown(each, who.pw_uid, who.pw_gid)
        programs.run(
            "initdb", "-D", str(self.data), "-U", ADMIN, "-E", "UTF8", "--locale=C.UTF-8",
            "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync", cwd=self._home,
        )  # fmt: skip
        (self._home / "ours.conf").write_text(self._settings(fsync))
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(f"include '{self._home}/ours.conf'\n")

    def _settings(self, fsync: bool) -> str:
        said = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.socket,
            "max_connections": 100,
            "shared_buffers": "32MB",
            "ssl": "on",
            "ssl_cert_file": self._home / "server.crt",
            "ssl_key_file": self._home / "server.key",
            "fsync": "on" if fsync else "off",
            "full_page_writes": "on" if fsync else "off",
            "autovacuum": "off",
            "log_statement": "all",
        }
        return "".join(f"{key} = '{value}'\n" for key, value in said.items())

    def _control(self, *action: str) -> None:
        programs.run(
            "pg_ctl", "-D", str(self.data), "-w", "-t", "30", "-s", "-l", str(self._home / "log"), *action,
            cwd=self._home,
        )  # fmt: skip

    def _running(self) -> bool:
        return (self.data / "postmaster.pid").exists()

    def _pid(self) -> int:
        return _pid_in(self.data)

    def _backends(self) -> list[int]:
        found = []
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = entry.read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if int(parent) == self._pid():
                found.append(int(entry.parent.name))
        return found


def _pid_in(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def _clear_up() -> None:
    """End servers whose tests were killed before they could end them."""
    for home in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            owner = int((home / "owner").read_text())
            if Path(f"/proc/{owner}").exists():
                continue
            with suppress(OSError):
                pid = _pid_in(home / "data")
                if str(home).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGQUIT)
            shutil.rmtree(home)
        except (OSError, ValueError):
            continue  # somebody else's, or just going


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
