"""A workspace: the journal, the images and the queue, wherever they lie."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine

from carddesk.cards.case import Case, fold
from carddesk.cards.events import Body, Event
from carddesk.services.sharing import SharedPace
from carddesk.store import chain, journal, keys, service_use
from carddesk.store.codec import CodecError
from carddesk.store.database import WRITES
from carddesk.store.drafts import Drafts
from carddesk.store.faults import fault, mapped
from carddesk.store.images import ImageStore
from carddesk.store.lock import DeskLock
from carddesk.store.projection import QueueEntry, Summarise, plain_summary
from carddesk.store.service_use import ServiceUse, Use
from carddesk.store.watched import WatchedFiles
from carddesk.store.writing import Writing

_REMEMBERED_CASES = 128


@dataclass(frozen=True, slots=True)
class Engines:
    """The databases of a workspace, for those that copy, prove or mend it as a whole; a team has all three in one.

    Attributes:
        key: what journal and images are encrypted with; None where the server keeps them.
    """

    journal: Engine
    images: Engine
    usage: Engine
    key: bytes | None = field(default=None, repr=False)


class Workspace:
    """The open workspace. Reading is safe from any thread; writes wait for each other.

    Attributes:
        place: where it lies, for people to read: a folder, or the address of a team's database without a password.
        summarise: makes the queue's view of a case whenever one of its events is written.
        engines: its databases.
        drafts: what lies on its desks and is no event.
        watched: what was taken from watched folders.
        operator: the one name in which anything can be written here; empty where people say who they are.
        pace: where desks that share it keep to the limits of vendors' accounts together; None for a desk by itself.
    """

    pace: SharedPace | None = None
    operator: str = ""

    def __init__(
        self,
        place: str | Path,
        journal_engine: Engine,
        images_engine: Engine,
        usage_engine: Engine,
        lock: DeskLock | None,
        *,
        key: bytes | None = None,
    ) -> None:
        """Not for callers: see `folder.open_folder`."""
        self.place = place
        self.summarise: Summarise = plain_summary
        self.engines = Engines(journal_engine, images_engine, usage_engine, key)
        self._journal = journal_engine
        self._images_engine = images_engine
        self._images = ImageStore(images_engine, place)
        self._usage = ServiceUse(usage_engine, place)
        self._lock = lock
        self._one_writer = threading.Lock()
        self.drafts = Drafts(journal_engine, place, self._one_writer)
        self.watched = WatchedFiles(self._reading, self._transaction)
        self._memory = threading.Lock()
        self._remembered: OrderedDict[int, list[Event]] = OrderedDict()

    @contextmanager
    def transaction(self, operator: str, at: str) -> Iterator[Writing]:
        """Write several things together or not at all; committed and on disk when the block ends.

        Args:
            operator: who.
            at: when, UTC, ISO 8601 with microseconds and `Z`.
        """
        with mapped(self.place), self._one_writer, self._writable() as connection, connection.begin():
            writing = Writing(connection, operator, at, history=self._history, summarise=self.summarise)
            yield writing
            writing.finish()
        for case_id, history in writing.histories.items():
            self._remember(case_id, history)

    def append(self, case_id: int, body: Body, operator: str, at: str) -> Event:
        """Write one event; on disk when this returns."""
        with self.transaction(operator, at) as writing:
            return writing.event(case_id, body)

    def events(self, case_id: int) -> list[Event]:
        """All events of a case, in order; empty if there is no such case."""
        with self._reading() as connection:
            return list(self._history(connection, case_id))

    def remembers(self, case_id: int) -> bool:
        """Whether the case can be read without asking a server."""
        return True

    def case(self, case_id: int) -> Case:
        """A case as its events make it."""
        return fold(case_id, self.events(case_id))

    def histories(self, case_ids: Sequence[int]) -> Iterator[tuple[int, list[Event]]]:
        """All events of many cases, case by case, in the order of `case_ids`, without remembering them."""
        with self._reading() as connection:
            yield from journal.histories(connection, case_ids)

    def queue(self) -> list[QueueEntry]:
        """Every case in brief, in the order of the queue."""
        return list(self.queued())

    def queued(self) -> Iterator[QueueEntry]:
        """Every case in brief, in the order of the queue, read as they are asked for."""
        with self._reading() as connection:
            yield from journal.queue(connection)

    def entries(self, case_ids: Sequence[int]) -> list[QueueEntry]:
        """The rows of these cases in the queue, in no order; none for a case that is not in it."""
        with self._reading() as connection:
            return journal.entries(connection, case_ids)

    def last_line(self) -> int:
        """Number of the last line of all (`Event.line`): from where `changed_since` can go on. A look at one page."""
        with self._reading() as connection:
            return journal.last_line(connection)

    def changed_since(self, line: int) -> list[int]:
        """The cases that have lines after this one, whoever wrote them; on one machine, where lines come in their order."""
        with self._reading() as connection:
            return journal.changed_since(connection, line)

    def to_undo(self, operator: str) -> Event | None:
        """The operator's last judgement that still counts."""
        with self._reading() as connection:
            return journal.to_undo(connection, operator)

    def to_redo(self, operator: str) -> Event | None:
        """The judgement that the operator took back last, unless they judged anew since."""
        with self._reading() as connection:
            return journal.to_redo(connection, operator)

    def words_since(self, operator: str, since: str) -> dict[int, str]:
        """The cases that the operator accepted or rejected since then (as events write times), and when."""
        with self._reading() as connection:
            return journal.words_since(connection, operator, since)

    def put_image(self, data: bytes) -> str:
        """Store an image; its address (SHA-256 in hex)."""
        return self._images.put([data])[0]

    def put_images(self, images: Iterable[bytes]) -> list[str]:
        """Store images in one transaction; their addresses in the same order."""
        return self._images.put(images)

    def image(self, sha256: str) -> bytes:
        """The bytes of an image, as they came.

        Raises:
            KeyError: there is none at this address.
        """
        return self._images.get(sha256)

    @property
    def may_erase(self) -> bool:
        """Whether who opened it may erase: on one machine whoever has the key."""
        return True

    def remove_images(self, sha256s: Collection[str]) -> list[str]:
        """Take images away for good; the addresses of those that were there. Whether any case needs them the caller knows."""
        return self._images.remove(sha256s)

    def count_use(self, service: str, day: str, more: Use) -> None:
        """Add to what was counted for a service on a day (`YYYY-MM-DD`); on disk when this returns."""
        self._usage.count_use(service, day, more)

    def uses(self, day: str) -> dict[str, Use]:
        """What was counted on a day, by service."""
        return self._usage.uses(day)

    def reserve_call(self, service: str, day: str, services: Sequence[str], cap: int) -> bool:
        """Count one call of `service`, unless all `services` together have reached the cap (0 is none); whether it was."""
        return self._usage.reserve_call(service, day, services, cap)

    def keep_service_options(self, service: str, options: str) -> None:
        """Keep what is wanted of a service, as JSON text."""
        with mapped(self.place), self._one_writer, self._writable() as connection, connection.begin():
            service_use.keep_options(connection, service, options)

    def service_options(self) -> dict[str, str]:
        """What is wanted of services, as JSON text, by service."""
        with self._reading() as connection:
            return service_use.options(connection)

    def key(self, name: str) -> bytes:
        """Random bytes of the workspace's own, 32 of them; the same each time."""
        with mapped(self.place), self._one_writer, self._writable() as connection, connection.begin():
            return keys.key(connection, name)

    def verify(self) -> chain.Proof:
        """Prove the journal whole, or name the first line that does not hold."""
        with self._reading() as connection:
            return journal.proof(connection)

    def close(self) -> None:
        """Let go of databases and lock. May be called twice."""
        for engine in (self._journal, self._images_engine):
            engine.dispose()
        self._usage.close()
        if self._lock is not None:
            self._lock.release()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with mapped(self.place), self._one_writer, self._writable() as connection, connection.begin():
            yield connection

    def _writable(self) -> Connection:
        return self._journal.connect().execution_options(**WRITES)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with mapped(self.place), self._journal.connect() as connection:
            try:
                yield connection
            except CodecError as error:
                raise fault("workspace_broken", self.place) from error

    def _history(self, connection: Connection, case_id: int) -> list[Event]:
        known = self._remembered.get(case_id)
        if known and known[-1].seq == journal.last_seq(connection, case_id):
            return known
        found = journal.events_of(connection, case_id)
        self._remember(case_id, found)
        return found

    def _remember(self, case_id: int, history: list[Event]) -> None:
        with self._memory:
            self._remembered[case_id] = history
            self._remembered.move_to_end(case_id)
            while len(self._remembered) > _REMEMBERED_CASES:
                self._remembered.popitem(last=False)
