"""A case: the fold of its events. What stands now, and what a human has said about each field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from carddesk.cards import erasures, events
from carddesk.cards.basis import Basis
from carddesk.cards.events import Event
from carddesk.cards.geometry import Quad
from carddesk.cards.looks import Looks, looked_on
from carddesk.cards.places import placed
from carddesk.cards.reading import Reading


class Status(StrEnum):
    """Where a case stands. `NEW` has no reading yet; `READ` waits for a human; the last five are a human's word.

    A card that was accepted and is to be typed once more by another operator stands at `SECOND_LOOK`, and at `THIRD_LOOK` while
    both differ; only then is it `ACCEPTED`.
    """

    REFUSED = "refused"
    NEW = "new"
    FAILED = "failed"
    READ = "read"
    POSTPONED = "postponed"
    ACCEPTED = "accepted"
    SECOND_LOOK = "second_look"
    THIRD_LOOK = "third_look"
    REJECTED = "rejected"

    @property
    def closed(self) -> bool:
        """Whether a human has decided."""
        return self in {Status.ACCEPTED, Status.SECOND_LOOK, Status.THIRD_LOOK, Status.REJECTED}


@dataclass(frozen=True, slots=True)
class Human:
    """What a human said about one field.

    Attributes:
        value: what holds, in normal form.
        text: what was typed, or what stood when it was confirmed.
        corrected: whether it was typed or taken from what was offered; else it was only confirmed.
        despite: codes of the flags that stood on it when it was confirmed; a new one is not covered by the human's word.
        reason: why it was confirmed despite an error.
        service: whose reading the value was taken from, where that is not the reading that holds.
        quad: the box that was drawn to have it read, where there is one.
    """

    value: str
    text: str
    corrected: bool
    despite: tuple[str, ...] = ()
    reason: str = ""
    service: str = ""
    quad: Quad | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The other face of a card, taken in from the case `case_id`, which had it first.

    Attributes:
        by: why.
        reading: the newest one of its image.
        second: the newest second reading of its image, by another service.
        basis: on which that case was captured, where something was noted.
    """

    case_id: int
    by: events.PairedBy
    image: events.ImageAdded
    reading: Reading | None = None
    second: Reading | None = None
    basis: Basis | None = None
    frame_read: Quad | None = None
    """The frame in which the image was read."""


@dataclass(frozen=True, slots=True)
class Case:
    """One card to verify.

    Attributes:
        id: its number in the workspace.
        images: in the order in which they came.
        readings: the newest reading of each image (by SHA-256).
        seconds: the newest second reading of each image, by another service; none of them holds.
        second_failure: the last second reading that failed, when none came after it.
        human: what was said about fields, by key.
        doubted: keys of fields that a human marked as ones to look at again, and has not since.
        decision: the human's word on the card, if any stands.
        looks: how it stands with further looks at it, where it was accepted and chosen for some.
        reason: why it was rejected, or accepted despite an error that concerns the card itself.
        failure: the last failed reading, when no reading came after it.
        refusal: why the file could not be opened.
        joined: the other face, where it came as another case; `images` and `readings` are of the first face alone.
        given_to: the case that took this one's face in, or its card back; this one is not in the queue then.
        parted: cases of which a human said that they are of another card.
        erased: that nothing is left but how it stood, and why.
        images_erased: SHA-256 of those of its images that are gone.
        noted: on what basis its own face was captured, as it stands now; None where nothing was ever noted.
    """

    id: int
    images: tuple[events.ImageAdded, ...] = ()
    readings: dict[str, Reading] = field(default_factory=dict)
    human: dict[str, Human] = field(default_factory=dict)
    doubted: frozenset[str] = frozenset()
    decision: Status | None = None
    reason: str = ""
    failure: events.ReadingFailed | None = None
    refusal: events.ImageRefused | None = None
    joined: Joined | None = None
    given_to: int = 0
    parted: frozenset[int] = frozenset()
    seconds: dict[str, Reading] = field(default_factory=dict)
    second_failure: events.SecondReadingFailed | None = None
    looks: Looks | None = None
    erased: erasures.CaseErased | None = None
    images_erased: frozenset[str] = frozenset()
    arrived: dict[str, int] = field(default_factory=dict)
    """Sequence number of the event that brought the reading which holds, by image; that of the other face as well."""
    frames_read: dict[str, Quad | None] = field(default_factory=dict)
    """The frame in which each image was read."""
    split_off: bool = False
    """Whether its card was split off from the page of another case, to which it does not belong any more."""
    noted: Basis | None = None

    @property
    def status(self) -> Status:
        """Where the case stands, or stood when it was erased."""
        if self.erased is not None:
            return Status(self.erased.status)
        if self.looks is not None and self.looks.wanted:
            return Status.SECOND_LOOK if self.looks.wanted == "second" else Status.THIRD_LOOK
        if self.decision is not None:
            return self.decision
        if self.refusal is not None:
            return Status.REFUSED
        if self.failure is not None:
            return Status.FAILED
        return Status.READ if self.readings else Status.NEW

    @property
    def basis(self) -> Basis:
        """On what basis the card was captured; that of the other face where this one has none."""
        joined = self.joined.basis if self.joined is not None else None
        return self.noted or joined or Basis()

    @property
    def source(self) -> str:
        """Where the first image came from."""
        if self.images:
            return self.images[0].source
        return self.refusal.source if self.refusal else ""

    @property
    def document(self) -> str | None:
        """The document of the newest reading."""
        if self.erased is not None:
            return self.erased.document
        return next((reading.document for reading in reversed(self.readings.values())), None)


def counting(journal: Iterable[Event]) -> list[Event]:
    """The events that count: without undo marks and without what they take back."""
    lines = list(journal)
    undone: set[int] = set()
    for event in lines:
        if isinstance(event.body, events.Undone):
            undone.add(event.body.target)
        elif isinstance(event.body, events.Redone):
            undone.discard(event.body.target)
    return [e for e in lines if not isinstance(e.body, events.Undone | events.Redone) and e.seq not in undone]


def fold(case_id: int, journal: Iterable[Event]) -> Case:
    """The case that these events make, in order. Events of other cases must not be among them."""
    case = Case(case_id)
    for event in counting(journal):
        case = _traced(_looked_at(_step(case, event.body), event), event)
    return case


def _traced(case: Case, event: Event) -> Case:
    """Which event brought a reading is kept, so that what was found out about it later goes to no other."""
    match event.body:
        case events.ReadingArrived(image=image) | events.FacesPaired(image=events.ImageAdded(sha256=image)):
            return replace(case, arrived={**case.arrived, image: event.seq})
        case events.FieldsLocated() as body if case.arrived.get(body.image) == body.reading:
            return _located(case, body)
        case _:
            return case


def _located(case: Case, body: events.FieldsLocated) -> Case:
    joined = case.joined
    if body.of:
        if joined is None or joined.case_id != body.of or joined.reading is None:
            return case
        return replace(case, joined=replace(joined, reading=placed(joined.reading, body.places)))
    # The order of readings says which is the newest: it stays.
    readings = {
        image: placed(reading, body.places) if image == body.image else reading
        for image, reading in case.readings.items()
    }
    return replace(case, readings=readings)


def _looked_at(case: Case, event: Event) -> Case:
    """Looks are at an accepted card: they end with its acceptance."""
    now = looked_on(case.looks, event) if case.decision is Status.ACCEPTED else None
    if now is case.looks:
        return case
    if isinstance(event.body, events.DifferenceSettled):
        case = _settled(case, event.body)
    return replace(case, looks=now)


def _step(case: Case, body: events.Body | events.Erased) -> Case:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one short arm an event
    match body:
        case events.ImageAdded():
            given_to = body.split_from or case.given_to
            return replace(case, images=(*case.images, body), refusal=None, given_to=given_to)
        case events.ImageFramed():
            return _framed(case, body)
        case events.SplitOff():
            return replace(case, given_to=0, split_off=True)
        case events.ImageRefused():
            return replace(case, refusal=body)
        case events.BasisNoted() | events.BasisCorrected():
            return replace(case, noted=Basis(body.purpose, body.customer))
        case events.ReadingArrived() | events.ReadingFailed() if body.of:
            return _heard_of_joined(case, body)
        case events.ReadingArrived():
            newest = {image: reading for image, reading in case.readings.items() if image != body.image}
            frames = {**case.frames_read, body.image: body.frame}
            return replace(case, readings={**newest, body.image: body.reading}, frames_read=frames, failure=None)
        case events.ReadingFailed():
            return replace(case, failure=body)
        case events.SecondReadingArrived() if body.of:
            if case.joined is None or case.joined.case_id != body.of:
                return case
            return replace(case, joined=replace(case.joined, second=body.reading), second_failure=None)
        case events.SecondReadingArrived():
            return replace(case, seconds={**case.seconds, body.image: body.reading}, second_failure=None)
        case events.SecondReadingFailed():
            return replace(case, second_failure=body)
        case events.FieldConfirmed():
            said = case.human.get(body.key, Human(body.value, body.value, corrected=False))
            confirmed = replace(said, value=body.value, despite=body.despite, reason=body.reason)
            return _said(case, body.key, confirmed)
        case events.FieldDoubted():
            return replace(case, doubted=case.doubted | {body.key})
        case events.FieldCorrected():
            return _said(case, body.key, Human(body.value, body.text, corrected=True))
        case events.RepairTaken():
            return _said(case, body.key, Human(body.value, body.value, corrected=True))
        case events.ReadingTaken():
            said = Human(body.value, body.text, corrected=True, service=body.service, quad=body.quad)
            return _said(case, body.key, said)
        case events.CaseAccepted():
            return replace(case, decision=Status.ACCEPTED, reason=body.reason)
        case events.CaseRejected():
            return replace(case, decision=Status.REJECTED, reason=body.reason)
        case events.CasePostponed():
            return replace(case, decision=Status.POSTPONED, reason="")
        case events.CaseReopened():
            return replace(case, decision=None, reason="")
        case events.FieldTypedAgain() | events.SecondLookDone() | events.DifferenceSettled():
            return case
        case events.ValuesShown() | events.ValuesHidden() | events.DeskUnlocked() | events.CaseTakenOver():
            return case
        case events.FacesPaired():
            frame = body.image.frame
            joined = Joined(body.other, body.by, body.image, body.reading, body.second, body.basis, frame)
            human = {**_humans(body.said), **case.human}
            return replace(case, joined=joined, human=human, decision=None, reason="")
        case events.FaceGiven():
            return replace(case, given_to=body.to)
        case events.FacesParted():
            human = {key: said for key, said in case.human.items() if key not in body.keys}
            parted = case.parted | {body.other}
            return replace(case, joined=None, human=human, parted=parted, decision=None, reason="")
        case events.FaceReturned():
            human = {**case.human, **_humans(body.said)}
            return replace(case, given_to=0, human=human, parted=case.parted | {body.of}, decision=None, reason="")
        case erasures.CaseErased():
            return Case(case.id, erased=body)
        case erasures.ImagesErased():
            return replace(case, images_erased=case.images_erased | set(body.images))
        case (
            events.CaseExported() | events.EditsSetAside() | events.FieldsLocated() | events.Undone() | events.Redone()
        ):
            return case
        case erasures.LinesErased() | events.Erased():
            return case


def _framed(case: Case, body: events.ImageFramed) -> Case:
    joined = case.joined
    if body.of:
        if joined is None or joined.case_id != body.of:
            return case
        return replace(case, joined=replace(joined, image=replace(joined.image, frame=body.frame)))
    images = (
        replace(each, frame=body.frame) if (each.sha256, each.page) == (body.image, body.page) else each
        for each in case.images
    )
    return replace(case, images=tuple(images))


def _settled(case: Case, body: events.DifferenceSettled) -> Case:
    """What the third look decided holds."""
    kept = case.human.get(body.key, Human(body.value, body.value, corrected=False))
    if body.by == "first" and kept.value == body.value:
        return _said(case, body.key, kept)
    return _said(case, body.key, Human(body.value, body.text, corrected=True, despite=body.despite, reason=body.reason))


def _said(case: Case, key: str, human: Human) -> Case:
    """What a human says of a field settles a doubt about it."""
    return replace(case, human={**case.human, key: human}, doubted=case.doubted - {key})


def _heard_of_joined(case: Case, body: events.ReadingArrived | events.ReadingFailed) -> Case:
    """What a service says of the other face, as long as it is here."""
    if case.joined is None or case.joined.case_id != body.of:
        return case
    if isinstance(body, events.ReadingFailed):
        return replace(case, failure=body)
    return replace(case, joined=replace(case.joined, reading=body.reading, frame_read=body.frame), failure=None)


def _humans(said: Iterable[events.FieldSaid]) -> dict[str, Human]:
    return {
        each.key: Human(each.value, each.text, each.corrected, each.despite, each.reason, each.service, each.quad)
        for each in said
    }


def said_of(human: Mapping[str, Human], keys: Collection[str]) -> tuple[events.FieldSaid, ...]:
    """What a human said of these fields, as events tell it."""
    return tuple(
        events.FieldSaid(key, each.value, each.text, each.corrected, each.despite, each.reason, each.service, each.quad)
        for key, each in human.items()
        if key in keys
    )
