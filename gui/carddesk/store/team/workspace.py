"""The workspace of a team: as that of one machine, on a database that others write to at the same time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar

from sqlalchemy import Connection, Engine, exc, text

from carddesk.cards.events import Body, Event
from carddesk.errors import UserError
from carddesk.store import chain, journal
from carddesk.store.faults import mapped
from carddesk.store.projection import QueueEntry
from carddesk.store.service_use import Use
from carddesk.store.team.claims import Claims
from carddesk.store.team.connecting import WatchedConnection
from carddesk.store.team.faults import Unsure, sqlstate
from carddesk.store.team.images import TeamImages
from carddesk.store.team.members import Members
from carddesk.store.team.pace import TeamPace
from carddesk.store.team.pieces import TeamKey
from carddesk.store.team.writing import TeamWriting
from carddesk.store.workspace import Workspace
from carddesk.store.writing import Writing

T = TypeVar("T")

Form = TypeVar("Form", bound="TeamWorkspace")

_AGAIN = 4
"""So often something is tried that the database takes back because others were at the same thing."""
_TAKEN_BACK = {"40001", "40P01"}


class TeamWorkspace(Workspace):
    """The open workspace of a team, for one desk.

    It reads and writes like any `Workspace`. What differs:

    - Every method raises `EnvironmentFault` with `team_unreachable` within a few seconds where the server or the network is
      gone, and works again by itself once they are back. Nothing was written then, unless the connection broke while
      committing: that is `faults.Unsure`, and `has` tells later.
    - A judgement about a case that this desk does not hold raises `faults.ClaimLost`; `claims` gives cases to desks.
    - An operator is who the login says: `operator`. The database refuses to write in any other name (`team_refused`).
    - What others wrote is seen by the next question; `listening.Listener` says when to ask.

    Attributes:
        operator: the name in which this login writes.
        role: `operator`, `supervisor`, `auditor`, or `owner` for who owns the database and is no member.
        desk: the id of this desk, another one each time it is opened.
        claims: which desk has which case.
        members: who is in the team.
        pace: how fast all desks together call vendors: a `services.sharing.SharedPace`.
    """

    def __init__(
        self,
        place: str,
        engine: Engine,
        patient: Engine,
        *,
        desk: str,
        operator: str,
        role: str,
        connect: Callable[[], WatchedConnection],
    ) -> None:
        """Not for callers: see `opening.open_team`."""
        super().__init__(place, engine, engine, engine, None)
        self.desk = desk
        self.operator = operator
        self.role = role
        self._images = self._team_images = TeamImages(engine, patient, place)
        self.claims = Claims(desk, operator, self._transaction)
        self.members = Members(self._transaction)
        self.pace = TeamPace(self._transaction)
        self._patient = patient
        self._connect = connect
        self._options: dict[str, str] = {}

    # ------------------------------------------------------------------ writing

    @contextmanager
    def transaction(self, operator: str, at: str) -> Iterator[Writing]:
        """Write several things together or not at all; committed and on the server's disk when the block ends.

        Raises:
            ClaimLost: a judgement about a case that this desk does not hold.
            Unsure: the connection broke while committing.
            EnvironmentFault: `team_busy`, another desk was at the same cases in another order: nothing was written, try again.
        """
        with mapped(self.place), self._one_writer, self._writable() as connection:
            begun = connection.begin()
            writing = TeamWriting(connection, operator, at, history=self._history, summarise=self.summarise)
            writing.only_looks = self.role == "auditor"
            try:
                yield writing
                writing.finish()
            except BaseException:
                _roll_back(connection)
                raise
            try:
                begun.commit()
            except exc.DBAPIError as error:
                if error.connection_invalidated or connection.invalidated or not sqlstate(error):
                    raise Unsure(self.place, writing.hashes) from error
                raise
        for case_id, history in writing.histories.items():
            self._remember(case_id, history)

    @property
    def may_erase(self) -> bool:
        """Whether the server lets this login erase."""
        return self.role == "supervisor"

    def append(self, case_id: int, body: Body, operator: str, at: str) -> Event:
        """Write one event; on the server's disk when this returns."""
        return self._retried(lambda: super(TeamWorkspace, self).append(case_id, body, operator, at))

    def has(self, hashes: Collection[str]) -> bool:
        """Whether events with all these hashes are in the journal: what was `Unsure` was written."""
        asked = text("SELECT count(*) FROM events WHERE hash = ANY (:hashes)")
        with self._reading() as connection:
            return int(connection.execute(asked, {"hashes": list(hashes)}).scalar_one()) == len(set(hashes))

    def count_use(self, service: str, day: str, more: Use) -> None:
        """Add to what the whole team counted for a service on a day (`YYYY-MM-DD`)."""
        asked = {"service": service, "day": day, "calls": more.calls, "failures": more.failures}
        with self._transaction() as connection:
            connection.execute(text("SELECT use_counted(:service, :day, :calls, :failures)"), asked)

    def reserve_call(self, service: str, day: str, services: Sequence[str], cap: int) -> bool:
        """Count one call of `service`, unless the team's calls of all `services` of its account have reached the cap.

        In one step: desks that ask at the same time never go over it together. No cap is 0.
        """
        asked = {"service": service, "day": day, "services": list(services), "cap": cap}
        with self._transaction() as connection:
            said = text("SELECT use_reserved(:service, :day, :services, :cap)")
            return bool(connection.execute(said, asked).scalar_one())

    def keep_service_options(self, service: str, options: str) -> None:
        """Keep what is wanted of a service: for the team where a supervisor wants it, else for this run alone."""
        if self.role in {"operator", "auditor"}:
            self._options[service] = options
            return
        super().keep_service_options(service, options)

    def service_options(self) -> dict[str, str]:
        """What is wanted of services, as JSON text, by service."""
        return super().service_options() | self._options

    # ------------------------------------------------------------------ reading what is long

    def queued(self) -> Iterator[QueueEntry]:
        """Every case in brief, in the order of the queue, read as they are asked for."""
        with self._patiently() as connection:
            yield from journal.queue(connection)

    def histories(self, case_ids: Sequence[int]) -> Iterator[tuple[int, list[Event]]]:
        """All events of many cases, case by case, in the order of `case_ids`, without remembering them."""
        with self._patiently() as connection:
            yield from journal.histories(connection, case_ids)

    def verify(self) -> chain.Proof:
        """Prove the journal whole, or name the first line that does not hold."""
        with self._patiently() as connection:
            return journal.proof(connection)

    # ------------------------------------------------------------------ the key of images

    @property
    def key_slots(self) -> str | None:
        """By what the team's key can be had, as `store.keyfile` writes it; None where images are not encrypted."""
        with self._transaction() as connection:
            found = connection.execute(text("SELECT slots FROM key_slots")).scalar()
        return None if found is None else str(found)

    def keep_key_slots(self, slots: str, *, instead_of: str | None) -> bool:
        """Put these in place of those, if they still are what is there; whether they were. By a supervisor."""
        asked = {"slots": slots, "before": instead_of}
        said = (
            "INSERT INTO key_slots VALUES (1, :slots) ON CONFLICT DO NOTHING"
            if instead_of is None
            else "UPDATE key_slots SET slots = :slots WHERE slots = :before"
        )
        with self._transaction() as connection:
            return connection.execute(text(said), asked).rowcount == 1

    @property
    def image_key(self) -> TeamKey | None:
        """By which images are encrypted and opened here; None while this desk does not have it."""
        return self._team_images.key

    @image_key.setter
    def image_key(self, key: TeamKey | None) -> None:
        self._team_images.key = key

    def unlock(self, key: bytes) -> None:
        """Images go out encrypted with the team's key (32 bytes) from here on, and those that were can be read."""
        self._team_images.key = TeamKey(key)

    # ------------------------------------------------------------------ the rest

    def taken_over(self, form: Callable[..., Form]) -> Form:
        """The same open workspace in another form; it is to be closed in that one alone."""
        made = form(
            self.place,
            self._journal,
            self._patient,
            desk=self.desk,
            operator=self.operator,
            role=self.role,
            connect=self._connect,
        )
        made.image_key = self.image_key
        return made

    def listening_connection(self) -> WatchedConnection:
        """A connection of its own for `listening.Listener`."""
        return self._connect()

    def close(self) -> None:
        """Let go of all that is on this desk, and of the server. May be called twice."""
        if not self._closed:
            self._closed = True
            try:
                # The server may be gone, or let this login hold nothing: leases end by themselves.
                with suppress(UserError):
                    self.claims.release_all()
            finally:
                self._patient.dispose()
                super().close()

    _closed = False

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with mapped(self.place), self._journal.begin() as connection:
            yield connection

    @contextmanager
    def _patiently(self) -> Iterator[Connection]:
        with mapped(self.place), self._patient.connect() as connection:
            yield connection

    def _retried(self, work: Callable[[], T]) -> T:
        for _ in range(_AGAIN - 1):
            try:
                return work()
            except UserError as error:
                if sqlstate(error.__cause__) not in _TAKEN_BACK:
                    raise
        return work()


def _roll_back(connection: Connection) -> None:
    """Whatever happened, what is told is what happened first."""
    try:
        connection.rollback()
    except exc.DBAPIError:
        connection.invalidate()
