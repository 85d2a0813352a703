"""What a desk of a team has said and the server does not have: what waits to be sent, and what waits for a human."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from carddesk.cards.events import Event
from carddesk.store import codec
from carddesk.store.chain import Line
from carddesk.store.team.delivering import Delivered, with_all_that_hang
from carddesk.store.team.outbox import Outbox, Parcel, rebased

_FAR: Final = 1 << 62
"""Behind the number of every line that a server ever gives."""


class Waiting:
    """The parcels of an outbox, in memory as well, and the events in those that wait. Safe to use from any thread.

    Attributes:
        local: inside, no other thread writes to the outbox or takes from it.
        changes: counted up whenever what this desk says is not what it was.
    """

    def __init__(self, outbox: Outbox, memory: threading.Lock) -> None:
        """`memory` is had by whoever changes what is in memory, so that it fits together."""
        self._outbox = outbox
        self._memory = memory
        self._numbers = itertools.count(_FAR)
        self._waiting: dict[int, Parcel] = {}
        self._held: dict[int, Parcel] = {}
        self._said: dict[int, list[Event]] = {}
        self.local = threading.RLock()
        self.changes = 0
        for parcel in outbox.parcels():
            (self._held if parcel.held else self._waiting)[parcel.id] = parcel
        self._say_again({case_id for parcel in self._waiting.values() for case_id in parcel.cases})

    # ------------------------------------------------------------------ what stands

    @property
    def lines(self) -> int:
        """How many lines wait for the server."""
        with self._memory:
            return sum(len(parcel.lines) for parcel in self._waiting.values())

    @property
    def cases(self) -> frozenset[int]:
        """The cases of which lines wait for the server."""
        with self._memory:
            return frozenset(case_id for parcel in self._waiting.values() for case_id in parcel.cases)

    @property
    def parcels(self) -> list[Parcel]:
        """All that wait for the server, in the order in which they were said."""
        with self._memory:
            return list(self._waiting.values())

    def said(self, case_id: int) -> list[Event]:
        """What waits of a case, as events. For who has `memory`."""
        return self._said.get(case_id, [])

    def spoken_of(self) -> Collection[int]:
        """The cases of which something was said. For who has `memory`."""
        return self._said.keys()

    def next_line(self) -> int:
        """A number behind those of all lines that the server has."""
        return next(self._numbers)

    def next_but(self, passed: Collection[int], blocked: Collection[int]) -> Parcel | None:
        """The first that is not among the parcels `passed`, with nothing before it that waits for one of the cases `blocked`."""
        stuck = set(blocked)
        for parcel in self.parcels:
            if parcel.id not in passed and not parcel.cases & stuck:
                return parcel
            stuck |= parcel.cases
        return None

    # ------------------------------------------------------------------ what comes and goes

    def keep(self, lines: Sequence[Line], looks: Collection[int], written: Iterable[Event]) -> None:
        """These lines wait from now on, and are on the disk; `written` are the same as events."""
        parcel = self._outbox.keep(lines, looks)
        with self._memory:
            self._waiting[parcel.id] = parcel
            for event in written:
                self._said.setdefault(event.case_id, []).append(event)
            self.changes += 1

    def arrived(self, parcel: Parcel, done: Delivered, know: Callable[[], None]) -> None:
        """The server has it. `know` puts its lines among those that the server has; nobody reads before and after both."""
        with self.local:
            left = [each for each in self.parcels if each.id != parcel.id]
            changed = _following(left, done) if done.moved else []
            self._outbox.drop([parcel.id], changed)
            with self._memory:
                self._waiting.pop(parcel.id, None)
                self._waiting.update({each.id: each for each in changed})
                know()
                self._say_again(parcel.cases | {case_id for each in changed for case_id in each.cases})

    def hold(self, parcels: Collection[Parcel]) -> None:
        """These wait for a human from now on, and do not count until then."""
        with self.local:
            self._outbox.hold([parcel.id for parcel in parcels])
            with self._memory:
                for parcel in parcels:
                    if (found := self._waiting.pop(parcel.id, None)) is not None:
                        self._held[parcel.id] = found
                self._say_again({case_id for parcel in parcels for case_id in parcel.cases})
                self.changes += 1

    def held_back(self) -> list[list[Parcel]]:
        """What waits for a human, together what hangs together."""
        with self._memory:
            left = list(self._held.values())
        found = []
        while left:
            together = with_all_that_hang(left[0], left)
            found.append(together)
            left = [parcel for parcel in left if parcel not in together]
        return found

    def let_go(self, parcels: Collection[Parcel]) -> None:
        """It was said what becomes of these, which were held."""
        numbers = [parcel.id for parcel in parcels]
        self._outbox.drop(numbers)
        with self._memory:
            for number in numbers:
                self._held.pop(number, None)

    # ------------------------------------------------------------------ inside

    def _say_again(self, case_ids: Iterable[int]) -> None:
        """What waits of these cases is what is in the outbox."""
        for case_id in case_ids:
            lines = [line for parcel in self._waiting.values() for line in parcel.lines if line.case_id == case_id]
            known = {event.hash: event for event in self._said.get(case_id, [])}
            said = [known.get(line.hash) or self._event(line) for line in lines]
            if said:
                self._said[case_id] = said
            else:
                self._said.pop(case_id, None)

    def _event(self, line: Line) -> Event:
        body = codec.decode(line.kind, line.body or "")
        return Event(
            line.seq, line.case_id, line.at, line.operator, body, line.previous_hash, line.hash, line=self.next_line()
        )


def _following(left: Iterable[Parcel], done: Delivered) -> list[Parcel]:
    """The parcels that speak of the same cases, behind what is there now."""
    heads, found = dict(done.heads), []
    for parcel in left:
        if not parcel.cases & heads.keys():
            continue
        lines = list(parcel.lines)
        at = [place for place, line in enumerate(lines) if line.case_id in heads]
        moved = rebased([lines[place] for place in at], done.bases, heads)
        for place, line in zip(at, moved, strict=True):
            lines[place] = line
            heads[line.case_id] = (line.seq, line.hash)
        found.append(Parcel(parcel.id, tuple(lines), parcel.looks))
    return found
