"""One transaction at a desk of a team: written to the outbox as long as it speaks of cases that are known here."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager, ExitStack
from typing import Any, Protocol, cast

from sqlalchemy import Connection

from carddesk.cards.case import fold
from carddesk.cards.erasures import CaseErased, LinesErased
from carddesk.cards.events import Body, Event
from carddesk.store.chain import Line
from carddesk.store.projection import QueueEntry, Summarise
from carddesk.store.watched import TakenFile
from carddesk.store.writing import Writing, entry_of


class Known(Protocol):
    """What a desk has in memory, and the way to the server for the rest."""

    summarise: Summarise

    def locally(self) -> AbstractContextManager[object]:
        """Inside, nobody else writes here."""

    def on_server(self, operator: str, at: str) -> AbstractContextManager[Writing]:
        """A transaction on the server."""

    def events(self, case_id: int) -> list[Event]:
        """All events of a case, with those the server does not have yet."""

    def remembers(self, case_id: int) -> bool:
        """Whether that needs no server."""

    def place_of(self, case_id: int) -> tuple[int, int]:
        """Anchor and rank of a case."""

    def require(self, case_id: int, body: Body) -> None:
        """Raise where this desk may not write that about this case."""

    def next_line(self) -> int:
        """A number behind those of all lines that the server has."""


class SteadyWriting(Writing):
    """As `Writing`. New cases, erasures and what must know of all cases need the server, and then all of it is written there.

    Attributes:
        lines: those written, for the outbox; none where they went to the server.
        looks: cases that are to be seen anew there.
        written: the same lines as events.
    """

    def __init__(self, known: Known, operator: str, at: str, *, only_looks: bool) -> None:
        # It never asks a database: whatever would is taken over below.
        none = cast(Connection, None)
        super().__init__(none, operator, at, history=self._known_history, summarise=known.summarise)
        self._known = known
        self._only_looks = only_looks
        self._server: Writing | None = None
        self._ways = ExitStack()
        self._lock = ExitStack()
        self._is_locked = False
        self._told: list[tuple[int, Body]] = []
        self.lines: list[Line] = []
        self.looks: set[int] = set()
        self.written: list[Event] = []

    @property
    def ways(self) -> AbstractContextManager[Any]:
        """Around everything: what was begun is ended here, in order or not."""
        self._ways.callback(self._lock.close)
        return self._ways

    @property
    def is_local(self) -> bool:
        """Whether nothing asked for the server."""
        return self._server is None

    def case(self, *, behind: int | None = None, rank: int = 0) -> int:
        """As there."""
        return self._on_server().case(behind=behind, rank=rank)

    def event(self, case_id: int, body: Body) -> Event:
        """As there.

        Raises:
            KeyError, UserError: as there.
            ClaimLost: a judgement about a case that this desk does not hold.
        """
        if self._server is not None:
            return self._server.event(case_id, body)
        self._begin()
        self._known.require(case_id, body)
        event = super().event(case_id, body)
        self._told.append((case_id, body))
        self.written.append(event)
        return event

    def history(self, case_id: int) -> list[Event]:
        """As there."""
        if self._server is not None:
            return self._server.history(case_id)
        self._begin()
        return super().history(case_id)

    def erase(self, case_id: int, body: CaseErased | LinesErased, lines: Collection[int]) -> Event:
        """As there."""
        return self._on_server().erase(case_id, body, lines)

    def shown_images(self, images: Collection[str], but: Collection[int] = ()) -> set[str]:
        """As there."""
        return self._on_server().shown_images(images, but)

    def take_file(self, file: TakenFile) -> bool:
        """As there."""
        return self._on_server().take_file(file)

    def look_again(self, case_id: int) -> None:
        """As there; of a case that is not known here the server alone has it made anew."""
        if self._server is not None:
            self._server.look_again(case_id)
            return
        self.looks.add(case_id)
        if self._known.remembers(case_id):
            super().look_again(case_id)

    def finish(self) -> None:
        """The queue's views of what was written."""
        self._heads = {}
        if self._only_looks:
            self._changed.clear()
        super().finish()

    def take_over(self) -> None:
        """What the server's transaction has told is told here."""
        if self._server is not None:
            self.histories, self.entries, self.gone = self._server.histories, self._server.entries, self._server.gone

    def _begin(self) -> None:
        if not self._is_locked:
            self._is_locked = True
            self._lock.enter_context(self._known.locally())

    def _on_server(self) -> Writing:
        if self._server is None:
            self._lock.close()
            self._ways.callback(self.take_over)
            self._server = self._ways.enter_context(self._known.on_server(self._operator, self._at))
            for case_id, body in self._told:
                self._server.event(case_id, body)
            for case_id in self.looks:
                self._server.look_again(case_id)
            self.lines, self.looks, self.written = [], set(), []
        return self._server

    def _known_history(self, _connection: Connection, case_id: int) -> list[Event]:
        return self._known.events(case_id)

    def _head(self, case_id: int) -> tuple[int, str]:
        history = self.history(case_id)
        if not history:
            raise KeyError(case_id)
        return history[-1].seq, history[-1].hash

    def _stored(self, line: Line, body: Body) -> int:
        self.lines.append(line)
        return self._known.next_line()

    def _project(self, case_id: int) -> QueueEntry:
        summary = self._summarise(fold(case_id, self.histories[case_id]))
        return entry_of(case_id, self._known.place_of(case_id), summary)
