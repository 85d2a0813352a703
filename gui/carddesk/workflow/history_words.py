"""What happened to a case, in sentences: for each kind of event how it is told. One table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, TypeVar

from carddesk.cards import erasures, events
from carddesk.cards.case import Status
from carddesk.cards.documents import FieldSpec, documents
from carddesk.cards.masking import HIDDEN, masked_name
from carddesk.cards.normal import shown
from carddesk.cards.reading import Reading
from carddesk.language import current, mark, tr
from carddesk.workflow.flag_names import flag_name

_LISTED = 6
"""So many fields are named one by one; of more the rest is counted."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who tells, and how much may be told.

    Attributes:
        masked: values, reasons and names of files are told as they are in privacy mode.
        titles: of services, by id; one that is not here is called by its id.
        specs: what the case's document declares of its fields, by key.
    """

    masked: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    specs: Mapping[str, FieldSpec] = field(default_factory=dict)

    def label(self, key: str) -> str:
        """What a field is called."""
        spec = self.specs.get(key)
        return tr(spec.title) if spec is not None else key

    def labels(self, keys: Iterable[str]) -> str:
        """What these fields are called, one after the other."""
        return self.listed([self.label(key) for key in keys])

    def listed(self, words: Iterable[str]) -> str:
        """One after the other; of many the rest is counted."""
        every = list(words)
        told, more = every[:_LISTED], len(every) - _LISTED
        found = ""
        for word in told:
            found = tr("{one}, {other}", one=found, other=word) if found else word
        return tr("{listed} and {count} more", listed=found, count=more) if more > 0 else found

    def value(self, key: str, value: str) -> str:
        """What a field says."""
        if not value:
            return tr("nothing")
        spec = self.specs.get(key)
        return HIDDEN if self.masked else tr("“{value}”", value=shown(spec.kind, value) if spec is not None else value)

    def free(self, text: str) -> str:
        """What somebody wrote as they liked."""
        return HIDDEN if self.masked and text else text

    def file(self, source: str) -> str:
        """What a file is called."""
        name = PurePath(source).name or source
        return masked_name(name) if self.masked else name

    def service(self, service: str) -> str:
        """What a service is called."""
        return self.titles.get(service, service)


B = TypeVar("B")
Telling = Callable[[Any, Voice], str]
_TELLINGS: dict[type[Any], Telling] = {}

_STATUSES = {
    Status.REFUSED: mark("could not be opened"),
    Status.NEW: mark("not read yet"),
    Status.FAILED: mark("could not be read"),
    Status.READ: mark("read, not decided"),
    Status.POSTPONED: mark("put off"),
    Status.ACCEPTED: mark("accepted"),
    Status.SECOND_LOOK: mark("waiting for a second look"),
    Status.THIRD_LOOK: mark("waiting for a third look"),
    Status.REJECTED: mark("rejected"),
}
_CAUSES = {
    "retention": mark("its time was over"),
    "request": mark("the person asked for it"),
    "hand": mark("an operator wanted it"),
}
_PAIRED_BY = {
    "image": mark("they lie in one file"),
    "order": mark("they came one after the other"),
    "name": mark("their files are named alike"),
    "content": mark("only these go together"),
    "hand": mark("by hand"),
    "sheet": mark("two sides of one sheet"),
}
_FRAMED_BY = {
    "hand": mark("Framed to the card by hand"),
    "found": mark("Framed to the card that the engine found"),
    "split": mark("Framed to one card of the page"),
    "turn": mark("Image turned"),
}
_WHOSE = {
    "first": mark("as first accepted"),
    "second": mark("as typed again"),
    "own": mark("in a way of their own"),
}
_LEFT_AS = {
    "row": mark("Exported to {place}"),
    "history": mark("History given out to {place}"),
    "person": mark("Given out, with all that is held of the person, to {place}"),
}


def told(body: events.Body, voice: Voice) -> str:
    """What happened, as a sentence without its end."""
    telling = _TELLINGS.get(type(body))
    return telling(body, voice) if telling is not None else type(body).__name__


def erased_words(kind: str, voice: Voice) -> str:
    """What is left to tell of a line whose words were erased; `kind` as it is stored."""
    return tr("{kind}: what it said was erased", kind=tr(_KINDS.get(kind, kind)))


def is_told(body: type[Any]) -> bool:
    """Whether there is a sentence for this kind."""
    return body in _TELLINGS


def _tells(body: type[B]) -> Callable[[Callable[[B, Voice], str]], Callable[[B, Voice], str]]:
    def keep(telling: Callable[[B, Voice], str]) -> Callable[[B, Voice], str]:
        _TELLINGS[body] = telling
        return telling

    return keep


def _reasoned(sentence: str, reason: str, voice: Voice) -> str:
    return tr("{sentence}. Reason: {reason}", sentence=sentence, reason=voice.free(reason)) if reason else sentence


def _despite(sentence: str, flags: tuple[str, ...]) -> str:
    return (
        tr("{sentence}, despite {flags}", sentence=sentence, flags=Voice().listed(map(flag_name, flags)))
        if flags
        else sentence
    )


def _from_to(key: str, before: str, value: str, voice: Voice) -> dict[str, str]:
    return {"field": voice.label(key), "before": voice.value(key, before), "value": voice.value(key, value)}


@_tells(events.ImageAdded)
def _added(body: events.ImageAdded, voice: Voice) -> str:
    words = tr("Image “{file}” came in", file=voice.file(body.source))
    return tr("{sentence}, page {page}", sentence=words, page=body.page) if body.page > 1 else words


@_tells(events.ImageFramed)
def _framed(body: events.ImageFramed, _voice: Voice) -> str:
    if body.cases:
        return tr("Page split: its other cards are {count} cases of their own", count=len(body.cases))
    if body.frame is None:
        return tr("The whole page is shown again")
    return tr(_FRAMED_BY[body.by])


@_tells(events.SplitOff)
def _split_off(body: events.SplitOff, _voice: Voice) -> str:
    return tr("Split off from the page of card {of}", of=body.of)


@_tells(events.ImageRefused)
def _refused(body: events.ImageRefused, voice: Voice) -> str:
    file = voice.file(body.source)
    return tr("File “{file}” could not be opened: {why}", file=file, why=voice.free(body.message))


@_tells(events.BasisNoted)
def _basis_noted(body: events.BasisNoted, voice: Voice) -> str:
    return tr("Captured for {basis}, as noted before", basis=_basis(body.purpose, body.customer, voice))


@_tells(events.BasisCorrected)
def _basis_corrected(body: events.BasisCorrected, voice: Voice) -> str:
    before, now = (
        _basis(body.before_purpose, body.before_customer, voice),
        _basis(body.purpose, body.customer, voice),
    )
    return tr("Basis of capture corrected from {before} to {now}", before=before, now=now)


def _basis(purpose: str, customer: str, voice: Voice) -> str:
    """A purpose is no secret; a customer's number is."""
    said = [tr("“{value}”", value=purpose)] if purpose else []
    if customer:
        said.append(tr("customer {number}", number=voice.free(customer)))
    return voice.listed(said) or tr("nothing")


@_tells(events.ReadingArrived)
def _read(body: events.ReadingArrived, voice: Voice) -> str:
    return tr("{service} read {count} fields", service=voice.service(body.reading.service), count=_filled(body.reading))


@_tells(events.SecondReadingArrived)
def _read_again(body: events.SecondReadingArrived, voice: Voice) -> str:
    service, count = voice.service(body.reading.service), _filled(body.reading)
    return tr("{service} read {count} fields as a second opinion", service=service, count=count)


def _filled(reading: Reading) -> int:
    return sum(bool(each.text) for each in reading.fields)


@_tells(events.ReadingFailed)
def _not_read(body: events.ReadingFailed, voice: Voice) -> str:
    return tr("{service} could not read it: {why}", service=voice.service(body.service), why=voice.free(body.message))


@_tells(events.SecondReadingFailed)
def _no_opinion(body: events.SecondReadingFailed, voice: Voice) -> str:
    service, why = voice.service(body.service), voice.free(body.message)
    return tr("{service} gave no second opinion: {why}", service=service, why=why)


@_tells(events.FieldsLocated)
def _located(body: events.FieldsLocated, voice: Voice) -> str:
    return tr("The engine inside found the places of {count} fields", count=len(body.places.fields))


@_tells(events.FieldConfirmed)
def _confirmed(body: events.FieldConfirmed, voice: Voice) -> str:
    words = tr("{field} confirmed: {value}", field=voice.label(body.key), value=voice.value(body.key, body.value))
    return _reasoned(_despite(words, body.despite), body.reason, voice)


@_tells(events.FieldDoubted)
def _doubted(body: events.FieldDoubted, voice: Voice) -> str:
    return tr("{field} marked as one to look at again", field=voice.label(body.key))


@_tells(events.FieldCorrected)
def _corrected(body: events.FieldCorrected, voice: Voice) -> str:
    return tr("{field} corrected from {before} to {value}", **_from_to(body.key, body.before, body.value, voice))


@_tells(events.RepairTaken)
def _repaired(body: events.RepairTaken, voice: Voice) -> str:
    said = _from_to(body.key, body.before, body.value, voice)
    return tr("{field} changed from {before} to {value}, as was suggested", **said)


@_tells(events.ReadingTaken)
def _taken(body: events.ReadingTaken, voice: Voice) -> str:
    said = _from_to(body.key, body.before, body.value, voice)
    service = voice.service(body.service)
    if body.quad is not None:
        return tr("{field} changed from {before} to {value}, read by {service} in a drawn box", service=service, **said)
    return tr("{field} changed from {before} to {value}, as {service} read it", service=service, **said)


@_tells(events.CaseAccepted)
def _accepted(body: events.CaseAccepted, voice: Voice) -> str:
    words = _reasoned(_despite(tr("Card accepted"), body.despite), body.reason, voice)
    if not body.again:
        return words
    return tr(
        "{sentence}; to be typed again by another operator: {fields}", sentence=words, fields=voice.labels(body.again)
    )


@_tells(events.FieldTypedAgain)
def _typed(body: events.FieldTypedAgain, voice: Voice) -> str:
    return tr("{field} typed again: {value}", field=voice.label(body.key), value=voice.value(body.key, body.value))


@_tells(events.SecondLookDone)
def _looked(body: events.SecondLookDone, voice: Voice) -> str:
    if not body.differing:
        return tr("Second look done: both say the same")
    return tr("Second look done; typed otherwise: {fields}", fields=voice.labels(body.differing))


@_tells(events.DifferenceSettled)
def _settled(body: events.DifferenceSettled, voice: Voice) -> str:
    value, by = voice.value(body.key, body.value), tr(_WHOSE[body.by])
    words = tr("{field} decided {by}: {value}", field=voice.label(body.key), by=by, value=value)
    return _reasoned(_despite(words, body.despite), body.reason, voice)


@_tells(events.CaseRejected)
def _rejected(body: events.CaseRejected, voice: Voice) -> str:
    return _reasoned(tr("Card rejected"), body.reason, voice)


@_tells(events.CasePostponed)
def _postponed(_body: events.CasePostponed, _voice: Voice) -> str:
    return tr("Put off until later")


@_tells(events.CaseReopened)
def _reopened(_body: events.CaseReopened, _voice: Voice) -> str:
    return tr("Card reopened")


@_tells(events.FacesPaired)
def _paired(body: events.FacesPaired, _voice: Voice) -> str:
    return tr("Taken in as the other face: card {other} ({by})", other=body.other, by=tr(_PAIRED_BY[body.by]))


@_tells(events.FaceGiven)
def _given(body: events.FaceGiven, _voice: Voice) -> str:
    return tr("Became the other face of card {other} ({by})", other=body.to, by=tr(_PAIRED_BY[body.by]))


@_tells(events.FacesParted)
def _parted(body: events.FacesParted, _voice: Voice) -> str:
    return tr("Parted from card {other}", other=body.other)


@_tells(events.FaceReturned)
def _returned(body: events.FaceReturned, _voice: Voice) -> str:
    return tr("A card of its own again, no face of card {other}", other=body.of)


@_tells(events.CaseExported)
def _exported(body: events.CaseExported, voice: Voice) -> str:
    return tr(_LEFT_AS[body.what], place=voice.file(body.destination))


@_tells(events.ValuesShown)
def _laid_open(body: events.ValuesShown, voice: Voice) -> str:
    words = tr("All values of this card shown") if body.scope == "case" else tr("Privacy mode switched off")
    return tr("{sentence}: {fields}", sentence=words, fields=voice.labels(body.keys)) if body.keys else words


@_tells(events.ValuesHidden)
def _hidden(body: events.ValuesHidden, _voice: Voice) -> str:
    return tr("Values of this card masked again") if body.scope == "case" else tr("Privacy mode switched on")


@_tells(events.DeskUnlocked)
def _unlocked(body: events.DeskUnlocked, _voice: Voice) -> str:
    minutes = max(1, round(body.seconds / 60))
    return tr("The window was opened again, after being covered for {minutes} min", minutes=minutes)


@_tells(events.CaseTakenOver)
def _taken_over(body: events.CaseTakenOver, _voice: Voice) -> str:
    return tr("Taken over from a workspace of an earlier form, with {lines} lines", lines=body.lines)


@_tells(erasures.CaseErased)
def _erased(body: erasures.CaseErased, voice: Voice) -> str:
    services = sorted({voice.service(each.service) for each in body.sent})
    words = tr(
        "Erased, since {cause}; it was {status}. Lines: {lines}, images: {images}",
        cause=tr(_CAUSES[body.cause]),
        status=tr(_STATUSES[Status(body.status)]),
        lines=body.lines,
        images=len(body.images),
    )
    return tr("{sentence}. Read by: {services}", sentence=words, services=voice.listed(services)) if services else words


@_tells(erasures.LinesErased)
def _lines_erased(body: erasures.LinesErased, _voice: Voice) -> str:
    cause, count = tr(_CAUSES[body.cause]), len(body.lines)
    return tr(
        "What {count} lines told of card {other} was erased, since {cause}", count=count, other=body.other, cause=cause
    )


@_tells(erasures.ImagesErased)
def _images_erased(body: erasures.ImagesErased, _voice: Voice) -> str:
    return tr("Image erased, since {cause}", cause=tr(_CAUSES[body.cause]))


@_tells(events.Undone)
def _undone(body: events.Undone, _voice: Voice) -> str:
    return tr("Took back line {line}", line=body.target)


@_tells(events.Redone)
def _redone(body: events.Redone, _voice: Voice) -> str:
    return tr("Restored line {line}", line=body.target)


@_tells(events.EditsSetAside)
def _set_aside(body: events.EditsSetAside, voice: Voice) -> str:
    said = [_aside_words(each, voice) for each in body.edits]
    return tr("Set aside what a cut-off desk had said: {edits}", edits=voice.listed(said))


def _aside_words(edit: events.SetAside, voice: Voice) -> str:
    if edit.key:
        return tr("{field}: {value}", field=voice.label(edit.key), value=voice.value(edit.key, edit.value))
    return tr(_KINDS.get(edit.kind, edit.kind))


_KINDS = {
    "image_added": mark("Image came in"),
    "image_framed": mark("Image framed"),
    "split_off": mark("Split off from a page"),
    "image_refused": mark("File could not be opened"),
    "basis_noted": mark("Basis of capture"),
    "basis_corrected": mark("Basis of capture corrected"),
    "reading_arrived": mark("Reading"),
    "reading_failed": mark("Reading failed"),
    "fields_located": mark("Places found"),
    "second_reading_arrived": mark("Second reading"),
    "second_reading_failed": mark("Second reading failed"),
    "field_confirmed": mark("Field confirmed"),
    "field_doubted": mark("Field marked"),
    "field_corrected": mark("Field corrected"),
    "repair_taken": mark("Suggestion taken"),
    "reading_taken": mark("Other reading taken"),
    "case_accepted": mark("Card accepted"),
    "field_typed_again": mark("Field typed again"),
    "second_look_done": mark("Second look done"),
    "difference_settled": mark("Difference decided"),
    "case_rejected": mark("Card rejected"),
    "case_postponed": mark("Put off until later"),
    "case_reopened": mark("Card reopened"),
    "faces_paired": mark("Other face taken in"),
    "face_given": mark("Became the other face of a card"),
    "faces_parted": mark("Faces parted"),
    "face_returned": mark("A card of its own again"),
    "case_exported": mark("Exported"),
    "values_shown": mark("Values shown"),
    "edits_set_aside": mark("Edits set aside"),
}
"""What lines are called whose words can be erased, by the kind under which they are stored."""


def specs_of(history: Iterable[events.Event]) -> dict[str, FieldSpec]:
    """What the documents declare that were read in this case."""
    read = (event.body for event in history)
    named = [each.reading.document for each in read if isinstance(each, events.ReadingArrived)]
    return {spec.key: spec for each in named if (found := documents().get(each)) for spec in found.fields}


def document_words(document: str | None) -> str:
    """What kind of card it is, in the language of the run."""
    found = documents().get(document or "")
    return "" if found is None else found.title_zh if current() == "zh_CN" else tr(found.title)
