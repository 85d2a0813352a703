"""Hearing what other desks do: the server tells which cases changed, and after a gap it is asked what was missed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import psycopg

from carddesk.store.team.connecting import SILENCE_S, WatchedConnection

logger = logging.getLogger(__name__)

CHANNEL: Final = "carddesk"
TOGETHER_S: Final = 0.05
"""Changes that come within this time are told together: one intake changes hundreds of cases."""
BEAT_S: Final = 2.0
"""How often an idle connection is tried."""
_LOOK_S: Final = 0.25
"""How often it looks whether it is to end."""
RETRY_S: Final = (0.2, 0.5, 1.0, 2.0, 3.0)
"""Waits between attempts to connect again; the last one goes on for as long as it takes."""

_SINCE: Final = "SELECT case_id FROM changes WHERE xact >= %s"
_NOW: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
"""Every transaction with a lower number has ended: what it changed is seen from here on."""

Heard = Callable[[frozenset[int]], None]


class Listener:
    """A thread that tells which cases changed: their view in the queue, or who has them. It reconnects by itself.

    Nothing is missed: what changed while the connection was gone is told when it is back. The same case may be told twice,
    and the changes of this desk itself are told as well. That a lease ran out is not told, since nothing happened then: ask
    `Claims.held`.

    Args:
        connect: gives a connection: `TeamWorkspace.listening_connection`.
        heard: told the numbers of cases, in the listener's thread; must be quick, and raise nothing.
        connected: told, in the same thread, whenever the connection was lost (False) or is back (True, also the first time);
            before the cases that changed meanwhile.
    """

    def __init__(
        self,
        connect: Callable[[], WatchedConnection],
        heard: Heard,
        *,
        connected: Callable[[bool], None] = lambda _there: None,
    ) -> None:
        self._connect = connect
        self._heard = heard
        self._connected = connected
        self._since: int | None = None
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._run, name="carddesk team listener", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own. What changes from when `connected` was told True is told."""
        self._thread.start()

    def close(self) -> None:
        """End; nothing is told afterwards. Waits for the thread, some seconds at most where the server is silent."""
        self._leaving.set()
        if self._thread.is_alive():
            self._thread.join(2 * SILENCE_S)

    def _run(self) -> None:
        attempt = 0
        while not self._leaving.is_set():
            began = self._since
            try:
                self._listen()
            except psycopg.Error as error:
                # Its words may hold the address, and never the password.
                logger.info("the team's database does not answer: %s", type(error).__name__)
            if self._leaving.is_set():
                return
            attempt = 0 if self._since != began else attempt + 1
            self._leaving.wait(RETRY_S[min(attempt, len(RETRY_S) - 1)])

    def _listen(self) -> None:
        """Until the connection is lost, or this ends."""
        connection = self._connect()
        try:
            connection.autocommit = True
            connection.execute(f"LISTEN {CHANNEL}")
            # First the mark, then the question: what ends in between is in both.
            mark = _mark(connection)
            self._connected(True)
            try:
                self._tell(self._missed(connection, mark))
                self._since = mark
                self._go_on(connection, mark)
            finally:
                if not self._leaving.is_set():
                    self._connected(False)
        finally:
            connection.close()

    def _go_on(self, connection: WatchedConnection, mark: int) -> None:
        asked = time.monotonic()
        while not self._leaving.is_set():
            changed = _heard(connection, _LOOK_S)
            if changed:
                self._leaving.wait(TOGETHER_S)
                changed |= _heard(connection, 0)
                self._tell(changed)
            if changed or time.monotonic() - asked > BEAT_S:
                # To ask is also to see whether anybody is there. What ended before the mark before this one was surely told;
                # of what ended before this one, news may still be on its way.
                self._since, mark, asked = mark, _mark(connection), time.monotonic()

    def _missed(self, connection: WatchedConnection, mark: int) -> set[int]:
        if self._since is None:
            return set()
        # A server that counts from lower numbers again was restored from a backup: anything may have changed.
        since = self._since if self._since <= mark else 0
        return {int(row[0]) for row in connection.execute(_SINCE, [since])}

    def _tell(self, changed: set[int]) -> None:
        if changed and not self._leaving.is_set():
            self._heard(frozenset(changed))


def _heard(connection: WatchedConnection, seconds: float) -> set[int]:
    """The cases that the server tells of within this time; it returns with the first ones."""
    silence_s, connection.silence_s = connection.silence_s, None
    try:
        told: list[Any] = list(connection.notifies(timeout=seconds, stop_after=1))
        told += list(connection.notifies(timeout=0)) if told else []
    finally:
        connection.silence_s = silence_s
    return {int(each.payload) for each in told}


def _mark(connection: WatchedConnection) -> int:
    row = connection.execute(_NOW).fetchone()
    return int(row[0]) if row is not None else 0
