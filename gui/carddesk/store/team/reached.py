"""The workspace of a team that knows whether its server can be reached, and does not ask one that cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text

from carddesk.errors import EnvironmentFault
from carddesk.store import migrations
from carddesk.store.service_use import Use
from carddesk.store.team.faults import team_fault
from carddesk.store.team.reach import Reach
from carddesk.store.team.workspace import TeamWorkspace
from carddesk.store.team.writing import TeamWriting


class ReachedWorkspace(TeamWorkspace):
    """As `TeamWorkspace`. While the server is known to be out of reach, all that would ask it raises `team_unreachable` at once.

    Attributes:
        reach: whether the server can be reached.
        outdated: the version of the team's tables is newer than this program: nothing is written to them.
    """

    def __init__(self, place: str, *engines: Engine, **who: Any) -> None:
        """Not for callers: see `opening.open_team`."""
        self.reach = Reach(place)
        self.outdated = False
        self._keys: dict[str, bytes] = {}
        self._least = ""
        """The least version of the program that knows the team's tables."""
        super().__init__(place, *engines, **who)

    def try_reach(self) -> bool:
        """Find out whether the server answers, and still speaks of the tables that this program knows; whether so.

        Raises:
            EnvironmentFault: it answers, and says something else: `team_refused` …
        """
        try:
            with self.reach.trying(), self._reading() as connection:
                self.outdated = _is_newer(connection)
                if self.outdated:
                    self._least = str(connection.execute(text("SELECT version FROM least_program")).scalar())
        except EnvironmentFault as error:
            if error.code != "team_unreachable":
                raise
            return False
        self.reach.back()
        return not self.outdated

    def image(self, sha256: str) -> bytes:
        """The bytes of an image.

        Raises:
            KeyError: there is none at this address.
        """
        with self.reach.asking():
            return super().image(sha256)

    def put_images(self, images: Iterable[bytes]) -> list[str]:
        """Store images on the server, in one transaction; their addresses in the same order."""
        with self.reach.asking():
            return super().put_images(images)

    def uses(self, day: str) -> dict[str, Use]:
        """What was counted on a day, by service."""
        with self.reach.asking():
            return super().uses(day)

    def key(self, name: str) -> bytes:
        """Random bytes of the workspace's own; asked for once."""
        if name not in self._keys:
            with self.reach.asking():
                self._keys[name] = super().key(name)
        return self._keys[name]

    @contextmanager
    def _on_server(self, operator: str, at: str) -> Iterator[TeamWriting]:
        if self.outdated:
            raise team_fault("workspace_newer", self.place, version=self._least)
        with self.reach.asking(), super().transaction(operator, at) as writing:
            assert isinstance(writing, TeamWriting)
            yield writing

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self.reach.asking(), super()._transaction() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.reach.asking(), super()._reading() as connection:
            yield connection

    @contextmanager
    def _patiently(self) -> Iterator[Connection]:
        with self.reach.asking(), super()._patiently() as connection:
            yield connection


def _is_newer(connection: Connection) -> bool:
    taken = {database: migrations.taken(connection, database) for database in migrations.NEWEST}
    return any(found is not None and found > migrations.NEWEST[database] for database, found in taken.items())
