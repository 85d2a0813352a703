"""The pace at which a team calls a vendor: one row an account on the server, by whose clock all desks go."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from sqlalchemy import Connection, text

from carddesk.services.sharing import Turn

SLOWED_S: Final = 60.0
"""For how long the rate stays lowered after the vendor asked for patience."""
SLOWEST: Final = 1 / 16

_TAKE: Final = text("SELECT token, wait_s FROM pace_take(:account, :per_second, :at_once, :lease_s)")
_DONE: Final = text("SELECT pace_done(CAST(:token AS uuid))")
_SLOW: Final = text("SELECT pace_slow(:account, :wait_s, :slowed_s, :slowest)")


class TeamPace:
    """A `services.sharing.SharedPace` in the team's database."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction

    def take(self, account: str, per_second: float, at_once: int, lease_s: float) -> Turn:
        """See `SharedPace`. Turns are given out in the order in which the server is asked."""
        asked = {"account": account, "per_second": per_second, "at_once": at_once, "lease_s": lease_s}
        with self._transaction() as connection:
            row = connection.execute(_TAKE, asked).one()
        return Turn(None if row.token is None else str(row.token), row.wait_s)

    def done(self, token: str) -> None:
        """See `SharedPace`."""
        with self._transaction() as connection:
            connection.execute(_DONE, {"token": token})

    def slow_down(self, account: str, wait_s: float) -> None:
        """See `SharedPace`."""
        asked = {"account": account, "wait_s": wait_s, "slowed_s": SLOWED_S, "slowest": SLOWEST}
        with self._transaction() as connection:
            connection.execute(_SLOW, asked)
