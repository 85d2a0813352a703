"""Reach: whether the team's server can be reached, as far as is known. Nobody waits twice for one that is gone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from carddesk.errors import EnvironmentFault
from carddesk.store.team.faults import team_fault

_GONE = {"team_unreachable", "team_unsure"}


class Reach:
    """Known to all that ask the server. Safe to use from any thread.

    Attributes:
        cut_since: since when the server is known to be out of reach; None while it is not.
        on_change: called when that changes, in whatever thread finds out.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._own = threading.local()
        self.cut_since: datetime | None = None
        self.on_change: Callable[[], None] = lambda: None

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around every question to the server.

        Raises:
            EnvironmentFault: `team_unreachable`, at once where that is known already, unless this thread is `trying`.
        """
        if self.cut_since is not None and not getattr(self._own, "trying", False):
            raise team_fault("team_unreachable", self._place)
        try:
            yield
        except EnvironmentFault as error:
            if error.code in _GONE:
                self.lost()
            raise

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Inside, this thread asks although the server is known to be gone: to find out whether it is back."""
        self._own.trying = True
        try:
            yield
        finally:
            self._own.trying = False

    def lost(self) -> None:
        """The server is out of reach."""
        if self.cut_since is None:
            self.cut_since = datetime.now(UTC)
            self.on_change()

    def back(self) -> None:
        """It answers."""
        if self.cut_since is not None:
            self.cut_since = None
            self.on_change()
