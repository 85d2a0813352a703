"""Connections to a team's server that notice within seconds when nobody answers any more."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Final

import psycopg
from sqlalchemy import Engine, create_engine, event, exc
from sqlalchemy.pool import NullPool, QueuePool

from carddesk import __version__
from carddesk.services.secret import Secret

CONNECT_S: Final = 3
"""How long the server may take to answer the door."""
SILENCE_S: Final = 3.0
"""How long it may say nothing at all about a question. Longer than it may work on one: then it would have said so."""
STATEMENT_MS: Final = 2800
LOCK_MS: Final = 2000
"""How long one may wait for another desk that is writing to the same case."""
PATIENCE_S: Final = 600.0
"""The same for what takes long: to read the whole queue, to prove the journal, to change tables."""
_IDLE_S: Final = 1.0
"""A connection that lay longer is asked first whether it still holds."""


class Silent(psycopg.OperationalError):
    """The server said nothing for too long: it, or the network, is gone."""


class WatchedConnection(psycopg.Connection[Any]):
    """A connection that gives up on a server that says nothing.

    TCP alone does not do it: something on the way may take in what is sent and never pass it on.
    """

    silence_s: float | None = None
    """None while it listens for what may come at any time."""

    def wait(self, gen: Any, *args: Any, **named: Any) -> Any:
        """As the driver's own, for so long as the server is not silent for too long."""
        if self.silence_s is None:
            return super().wait(gen, *args, **named)
        try:
            return super().wait(_watched(gen, self.silence_s), *args, **named)
        except Silent:
            self.pgconn.finish()
            raise


def _watched(gen: Generator[Any, Any, Any], silence_s: float) -> Generator[Any, Any, Any]:
    heard = time.monotonic()
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            now = time.monotonic()
            if ready:
                heard = now
            elif now - heard > silence_s:
                raise Silent("the server says nothing")
            wanted = gen.send(ready)
    except StopIteration as done:
        return done.value


def connected(told: dict[str, Any], password: Secret | None, desk: str, *, patient: bool = False) -> WatchedConnection:
    """A connection; which desk it is for is known to the server's functions.

    Raises:
        psycopg.OperationalError: see `faults`.
    """
    given: dict[str, Any] = {} if password is None else {"password": password.reveal()}
    options = {
        "search_path": "public",
        "carddesk.desk": desk,
        "statement_timeout": round(PATIENCE_S * 1000) if patient else STATEMENT_MS,
        "lock_timeout": round(PATIENCE_S * 1000) if patient else LOCK_MS,
        "idle_in_transaction_session_timeout": 60_000,
        "timezone": "UTC",
    }
    connection = WatchedConnection.connect(
        **told,
        **given,
        application_name=f"CardDesk {__version__}",
        options=" ".join(f"-c {key}={value}" for key, value in options.items()),
        connect_timeout=CONNECT_S,
        tcp_user_timeout=round(SILENCE_S * 1000),
        keepalives_idle=2,
        keepalives_interval=1,
        keepalives_count=2,
        gssencmode="disable",
        client_encoding="utf8",
    )
    connection.silence_s = PATIENCE_S if patient else SILENCE_S
    return connection


def pooled(connect: Callable[[], WatchedConnection], *, keep: bool = True) -> Engine:
    """An engine whose connections are looked at before use, so that a server that was restarted is no news.

    What is on cards never stands in what it raises or logs.
    """
    engine = create_engine(
        "postgresql+psycopg://",
        creator=connect,
        hide_parameters=True,
        **({"pool_size": 4, "max_overflow": 8, "pool_timeout": 5} if keep else {}),
        poolclass=QueuePool if keep else NullPool,
    )
    event.listen(engine, "checkin", _left)
    event.listen(engine, "checkout", _looked_at)
    return engine


def _has_news(connection: WatchedConnection) -> bool:
    """Whether something came on a connection that nobody asked: mostly that it is at an end."""
    with DefaultSelector() as selector:
        selector.register(connection.fileno(), EVENT_READ)
        return bool(selector.select(0))


def _left(_connection: object, record: Any) -> None:
    record.info["left"] = time.monotonic()


def _looked_at(connection: Any, record: Any, _proxy: object) -> None:
    idle_s = time.monotonic() - record.info.get("left", time.monotonic())
    if idle_s < _IDLE_S and not _has_news(connection):
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Silent:
        raise  # another connection would fare no better, and somebody waits
    except psycopg.Error as error:
        raise exc.DisconnectionError from error
