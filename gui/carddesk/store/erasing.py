"""Erasing: the words and images of cases are taken away for good; their chains stay, with a line that says so.

Faces of one card go together. Where a case was paired once with one that stays, what the other tells of it goes as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, text

from carddesk.cards import events
from carddesk.cards.case import Case, fold
from carddesk.cards.erasures import CaseErased, Cause, ImagesErased, LinesErased, Sent
from carddesk.cards.events import Event
from carddesk.cards.reading import Field
from carddesk.store import codec
from carddesk.store.faults import mapped
from carddesk.store.projection import QueueEntry
from carddesk.store.schema import EVENTS
from carddesk.store.workspace import Workspace
from carddesk.store.writing import Writing

TELLS_OF_NOBODY = (
    events.Undone,
    events.Redone,
    events.ValuesHidden,
    events.DeskUnlocked,
    events.CaseTakenOver,
    CaseErased,
    LinesErased,
    ImagesErased,
)
"""Lines that keep their words, since nothing of a person can stand in them. Whatever is not named here is erased."""


Only = Callable[[Case, Sequence[Event]], bool]

_AFTER_A_CRASH = 200
"""So many of the last erasures are looked at: what went on at the same time was never more."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The line that says that a case was erased: what somebody can be given who wants to know that it was done."""

    case_id: int
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased in one go.

    Attributes:
        proofs: one a case.
        lines: how many lines lost their words, in all cases.
        images: SHA-256 of the images that are gone.
        shared: SHA-256 of those that stay, since a case that stays shows them as well.
        entries: cases that stay and look otherwise now.
    """

    proofs: tuple[Proof, ...] = ()
    lines: int = 0
    images: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    entries: tuple[QueueEntry, ...] = field(default=(), repr=False)

    @property
    def case_ids(self) -> tuple[int, ...]:
        """The cases that are gone."""
        return tuple(each.case_id for each in self.proofs)


@dataclass(slots=True)
class _Going:
    """Cases that go together, while they do."""

    cause: Cause
    histories: Mapping[int, Sequence[Event]]
    images: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    proofs: list[Proof] = field(default_factory=list)
    lines: int = 0


def erase(
    workspace: Workspace,
    case_id: int,
    cause: Cause,
    operator: str,
    at: str,
    *,
    only: Only = lambda _case, _history: True,
) -> Erasure:
    """Erase a case with the other face of its card, in one transaction; nothing where it was erased already.

    `only` is asked of the case as it stands when nobody else can write any more; where it says no nothing is erased.

    Raises:
        KeyError: there is no such case.
        EnvironmentFault: it cannot be written; nothing was erased.
    """
    with workspace.transaction(operator, at) as writing:
        family = _faces_of_one_card(writing, case_id)
        cases = {each: fold(each, writing.history(each)) for each in family}
        if cases[case_id].erased is not None or not only(cases[case_id], writing.history(case_id)):
            return Erasure()
        going = _Going(cause, {each: tuple(writing.history(each)) for each in family})
        _leave_out_of_others(writing, going)
        _erase_family(writing, going, cases)
    gone = workspace.remove_images(going.images)
    shared = tuple(sorted(going.shared))
    return Erasure(tuple(going.proofs), going.lines, tuple(gone), shared, tuple(writing.entries))


def erase_images(workspace: Workspace, case_id: int, cause: Cause, operator: str, at: str, *, only: Only) -> Erasure:
    """Take the images of a card away, of both its faces, and leave what was read of them. One that another card shows stays
    until that one loses it as well.

    Raises:
        KeyError, EnvironmentFault: as for `erase`.
    """
    lost: set[str] = set()
    with workspace.transaction(operator, at) as writing:
        if not only(fold(case_id, writing.history(case_id)), writing.history(case_id)):
            return Erasure()
        for each in _faces_of_one_card(writing, case_id):
            case = fold(each, writing.history(each))
            images = {image.sha256 for image in case.images} - case.images_erased
            if case.erased is None and images:
                writing.event(each, ImagesErased(cause, tuple(sorted(images))))
                lost |= images
        # What the queue shows is up to date only now.
        writing.finish()
        shared = writing.shown_images(lost)
    gone = workspace.remove_images(lost - shared)
    return Erasure(images=tuple(gone), shared=tuple(sorted(shared)), entries=tuple(writing.entries))


def finish(workspace: Workspace) -> tuple[str, ...]:
    """Take the images away that lines say were erased and that are still there, as after a crash between the two."""
    named = {image for body in _newest_erasures(workspace) for image in body.images}
    if not named:
        return ()
    shown = {entry.image for entry in workspace.queued()}
    return tuple(workspace.remove_images(named - shown))


def _newest_erasures(workspace: Workspace) -> list[CaseErased | ImagesErased]:
    # In these words the index `erasures` is made.
    erasures = text("kind IN ('case_erased', 'images_erased')")
    asked = select(EVENTS.c.kind, EVENTS.c.body).where(erasures, EVENTS.c.body.is_not(None))
    with mapped(workspace.place), workspace.engines.journal.connect() as connection:
        rows = connection.execute(asked.order_by(EVENTS.c.line.desc()).limit(_AFTER_A_CRASH)).all()
    return [body for row in rows if isinstance(body := codec.decode(row.kind, row.body), CaseErased | ImagesErased)]


def _faces_of_one_card(writing: Writing, case_id: int) -> list[int]:
    """The case, and the one that is its other face now."""
    case = fold(case_id, writing.history(case_id))
    other = case.given_to or (case.joined.case_id if case.joined is not None else 0)
    taken_back = _taken_back(writing, case_id)
    if not other:
        return [case_id, *taken_back]
    theirs = fold(other, writing.history(other))
    mutual = theirs.given_to == case_id or (theirs.joined is not None and theirs.joined.case_id == case_id)
    return [case_id, other, *taken_back, *_taken_back(writing, other)] if mutual else [case_id, *taken_back]


def _taken_back(writing: Writing, case_id: int) -> list[int]:
    """Cases that were split off from this one's page and taken back: nobody sees them, and what was read of them goes as well."""
    split = (event.body.cases for event in writing.history(case_id) if isinstance(event.body, events.ImageFramed))
    cases = dict.fromkeys(each for made in split for each in made)
    return [each for each in cases if fold(each, writing.history(each)).given_to == case_id]


def _erase_family(writing: Writing, going: _Going, cases: Mapping[int, Case]) -> None:
    images = {each: {image.sha256 for image in _images_of(history)} for each, history in going.histories.items()}
    everything = set().union(*images.values())
    others = writing.shown_images(everything, but=going.histories.keys())
    going.images, going.shared = everything - others, others
    for case_id, history in going.histories.items():
        words = {each.seq for each in history if not isinstance(each.body, (*TELLS_OF_NOBODY, events.Erased))}
        body = CaseErased(
            going.cause,
            cases[case_id].status.value,
            cases[case_id].document,
            len(words),
            tuple(sorted(images[case_id] - others)),
            tuple(sorted(images[case_id] & others)),
            tuple(_sent(history)),
            tuple(each for each in going.histories if each != case_id),
        )
        written = writing.erase(case_id, body, words)
        going.proofs.append(Proof(case_id, written.seq, written.hash))
        going.lines += len(words)


def _leave_out_of_others(writing: Writing, going: _Going) -> None:
    """What cases that stay tell of those that go, since they were paired once."""
    once = {mate for history in going.histories.values() for event in history for mate in _mates(event)}
    for mate in sorted(once - going.histories.keys()):
        history = tuple(writing.history(mate))
        if not history or isinstance(history[-1].body, CaseErased):
            continue
        for other in going.histories:
            lines = sorted(_lines_about(other, history))
            if lines:
                writing.erase(mate, LinesErased(going.cause, other, tuple(lines)), lines)
                going.lines += len(lines)


def _mates(event: Event) -> tuple[int, ...]:
    match event.body:
        case events.FacesPaired(other=other) | events.FacesParted(other=other):
            return (other,)
        case events.FaceGiven(to=other) | events.FaceReturned(of=other):
            return (other,)
    return ()


def _lines_about(other: int, history: Sequence[Event]) -> set[int]:
    """The lines of a case that tell of another one: the pairing itself, readings of its image, and what was said since of
    fields that only the other face has.
    """
    own = {each.key for event in history for each in _fields_read(event, of=0)}
    theirs: set[str] = set()
    found: set[int] = set()
    read: tuple[Field | events.FieldSaid, ...]
    for event in history:
        body = event.body
        if isinstance(body, events.FacesPaired) and body.other == other:
            readings = [each for each in (body.reading, body.second) if each is not None]
            read = (*(field for each in readings for field in each.fields), *body.said)
            theirs |= {each.key for each in read} - own
            found.add(event.seq)
        elif getattr(body, "of", 0) == other and not isinstance(body, events.FaceReturned):
            theirs |= {each.key for each in _fields_read(event, of=other)} - own
            found.add(event.seq)
        elif getattr(body, "key", None) in theirs:
            found.add(event.seq)
    return found


def _fields_read(event: Event, *, of: int) -> tuple[Field, ...]:
    body = event.body
    if isinstance(body, events.ReadingArrived | events.SecondReadingArrived) and body.of == of:
        return body.reading.fields
    return ()


def _images_of(history: Iterable[Event]) -> list[events.ImageAdded]:
    return [event.body for event in history if isinstance(event.body, events.ImageAdded)]


def _sent(history: Iterable[Event]) -> Iterable[Sent]:
    for event in history:
        if isinstance(event.body, events.ReadingArrived | events.SecondReadingArrived):
            yield Sent(event.seq, event.body.reading.service)
        elif isinstance(event.body, events.ReadingFailed | events.SecondReadingFailed):
            yield Sent(event.seq, event.body.service)
