"""One person's cards: found by number or name, handed out with all that is held, or erased at that person's request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from carddesk.settings import Settings
from carddesk.store import erasing, journal, scrubbing
from carddesk.store.erasing import Erasure, Proof
from carddesk.store.faults import mapped
from carddesk.store.projection import QueueEntry
from carddesk.store.workspace import Workspace
from carddesk.workflow import backups
from carddesk.workflow.ledger import Clock, stamp


@dataclass(frozen=True, slots=True)
class Person:
    """Whose cards are meant. With both a number and a name both must fit.

    Attributes:
        number: of the card, as it holds now.
        name: as it holds now.
    """

    number: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        """Whether anybody is named at all."""
        return bool(_plain(self.number) or _plain(self.name))

    def is_on(self, entry: QueueEntry) -> bool:
        """Whether this is one of the person's cards."""
        by_number = not self.number or _plain(entry.number) == _plain(self.number)
        by_name = not self.name or _plain(entry.person) == _plain(self.name)
        return bool(self) and by_number and by_name


@dataclass(frozen=True, slots=True)
class Gone:
    """What was erased of a person.

    Attributes:
        proofs: the lines that say so, one a case.
        lines, images: how many.
        shared: how many images stay, since another person's card is in them.
        scrubbed: whether nothing of it is left in the files; not while somebody else reads.
        backups: whether backups are without it: older ones were dropped and a new one was made.
    """

    proofs: tuple[Proof, ...] = ()
    lines: int = 0
    images: int = 0
    shared: int = 0
    scrubbed: bool = True
    backups: bool = True


def cards_of(entries: Iterable[QueueEntry], person: Person) -> list[QueueEntry]:
    """The person's cards, in the order given. The other face of a card is not told by itself: it goes with its card."""
    return [entry for entry in entries if person.is_on(entry)]


def of_card(entry: QueueEntry) -> Person:
    """Whose card it is: by its number where that is known, else by the name; nobody where neither is."""
    return Person(number=entry.number) if entry.number else Person(name=entry.person)


def cases_of(workspace: Workspace, person: Person) -> list[int]:
    """The cases with just this number, or just this name, in order: as the queue has them, without looking at each."""
    with mapped(workspace.place), workspace.engines.journal.connect() as connection:
        return journal.cases_with(connection, number=person.number, person="" if person.number else person.name)


def erase_cases(
    workspace: Workspace,
    case_ids: Sequence[int],
    operator: str,
    now: Clock,
    *,
    told: Callable[[Erasure], None] = lambda _: None,
) -> Gone:
    """Erase these cases whole, whether anybody has decided them or not. Takes its time: not for the event loop.

    Raises:
        EnvironmentFault: it cannot be written; what was erased before stays erased.
    """
    done: list[Erasure] = []
    for each in _each(workspace, case_ids, operator, now):
        done.append(each)
        told(each)
    return Gone(
        proofs=tuple(proof for each in done for proof in each.proofs),
        lines=sum(each.lines for each in done),
        images=sum(len(each.images) for each in done),
        shared=len({image for each in done for image in each.shared} - {gone for each in done for gone in each.images}),
        scrubbed=scrubbing.scrub(workspace),
    )


def renew_backups(workspace: Workspace, settings: Settings, now: Clock) -> None:
    """Drop every backup from before now and make a new one, so that what was erased lives on in none.

    Raises:
        EnvironmentFault: no new one can be made; the old ones stay until their time is over.
    """
    if isinstance(workspace.place, Path):
        backups.renew(workspace, settings, now())


def _each(workspace: Workspace, case_ids: Sequence[int], operator: str, now: Clock) -> Iterator[Erasure]:
    gone: set[int] = set()
    for case_id in case_ids:
        if case_id not in gone:
            done = erasing.erase(workspace, case_id, "request", operator, stamp(now()))
            gone.update(done.case_ids)
            yield done


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
