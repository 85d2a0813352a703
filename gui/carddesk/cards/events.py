"""Events: the lines of a case's journal. The journal is the truth; everything else is a fold of it.

A `Body` says what happened; an `Event` is a body with its place in the journal: who, when, and the hash of the event
before it, so that nobody can change the order or the words afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from carddesk.cards.erasures import CaseErased, ImagesErased, LinesErased
from carddesk.cards.face_events import (
    FaceGiven,
    FaceReturned,
    FacesPaired,
    FacesParted,
    FieldSaid,
    PairedBy,
)
from carddesk.cards.geometry import Quad
from carddesk.cards.image_events import (
    BasisCorrected,
    BasisNoted,
    FramedBy,
    ImageAdded,
    ImageFramed,
    ImageRefused,
    SplitOff,
)
from carddesk.cards.reading_events import (
    FieldsLocated,
    ReadingArrived,
    ReadingFailed,
    SecondReadingArrived,
    SecondReadingFailed,
)

__all__ = [
    "BasisCorrected",
    "BasisNoted",
    "FaceGiven",
    "FaceReturned",
    "FacesPaired",
    "FacesParted",
    "FieldSaid",
    "FieldsLocated",
    "FramedBy",
    "ImageAdded",
    "ImageFramed",
    "ImageRefused",
    "PairedBy",
    "ReadingArrived",
    "ReadingFailed",
    "SecondReadingArrived",
    "SecondReadingFailed",
    "SplitOff",
]
"""Kinds that are declared in files of their own; those that are declared here need no mention."""


@dataclass(frozen=True, slots=True)
class FieldConfirmed:
    """A human saw the field and let its value stand, despite the flags named; `reason` says why, where one is an error.

    `group` is the same for all that were confirmed in one go, and empty for one confirmed by itself.
    """

    key: str
    value: str
    despite: tuple[str, ...] = ()
    reason: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class FieldDoubted:
    """A human marked the field among many others as one to look at again. `group` as for `FieldConfirmed`."""

    key: str
    value: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class FieldCorrected:
    """A human changed a field's value. `text` is what was typed, `value` its normal form."""

    key: str
    before: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class RepairTaken:
    """A human took a value that was offered. `offered` says why it was, as an English source string with its places filled."""

    key: str
    before: str
    value: str
    offered: str


@dataclass(frozen=True, slots=True)
class ReadingTaken:
    """A human took what another reading than the one that holds says of a field.

    `text` is what that `service` said, `value` its normal form; `quad` is the box that a human drew to have it read, in
    pixels of the upright original image, and None where a second reading of the card said it.
    """

    key: str
    before: str
    value: str
    text: str
    service: str
    quad: Quad | None = None


@dataclass(frozen=True, slots=True)
class CaseAccepted:
    """The card was verified, despite the flags still standing; `reason` says why, where an error concerns the card itself.

    Another operator is to type the fields `again` without seeing what stands there; none where the card was not chosen.
    """

    despite: tuple[str, ...] = ()
    reason: str = ""
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldTypedAgain:
    """The second look: another operator typed the field from the picture alone. `text` as typed, `value` its normal form."""

    key: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class SecondLookDone:
    """Every field that was to be typed again was; those `differing` were typed otherwise than they were accepted."""

    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DifferenceSettled:
    """The third look: a human decided what a field says that two operators said differently.

    `by` says whose word it is: the one who accepted the card, the one who typed it again, or the decider's own. `despite`
    are codes of the flags that stand on it.
    """

    key: str
    before: str
    value: str
    text: str
    by: Literal["first", "second", "own"] = "own"
    despite: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaseRejected:
    """The card was refused, for a reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class CasePostponed:
    """The case was put off."""


@dataclass(frozen=True, slots=True)
class CaseReopened:
    """An accepted, rejected or postponed case is open again."""


@dataclass(frozen=True, slots=True)
class CaseExported:
    """The case left the workspace: as a row of a spreadsheet, with its history for an auditor, or as part of what is held
    about a person.
    """

    format: str
    destination: str
    what: Literal["row", "history", "person"] = "row"


@dataclass(frozen=True, slots=True)
class ValuesShown:
    """Masked values were laid open: all of this case, or from this case on those of every case at the desk.

    To go to a field shows it, too, and is no event: it is how a card is read.
    """

    scope: Literal["case", "desk"]
    keys: tuple[str, ...] = ()
    """The fields of this case that were masked until then."""


@dataclass(frozen=True, slots=True)
class ValuesHidden:
    """Values are masked again, of this case or of every case at the desk; to leave a case masks it without a word."""

    scope: Literal["case", "desk"]


@dataclass(frozen=True, slots=True)
class DeskUnlocked:
    """The window, locked while this case was on the desk, was opened again."""

    locked_by: Literal["idle", "key"]
    seconds: int
    """For how long it was locked."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The event with sequence number `target` no longer counts."""

    target: int


@dataclass(frozen=True, slots=True)
class Redone:
    """The undone event with sequence number `target` counts again."""

    target: int


@dataclass(frozen=True, slots=True)
class CaseTakenOver:
    """The case comes from a workspace of an earlier form, in which one chain held all cases: it had so many `lines`, and ended
    with the hash `head`. What follows is what stood there.
    """

    lines: int
    head: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """One line that was written on a desk without connection to its team: when, its kind as the journal names it, the field
    where it was about one, and what it said.
    """

    at: str
    kind: str
    key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class EditsSetAside:
    """What an operator had said of the card while the desk was cut off does not count: others had gone on meanwhile, and the
    operator, who saw both, let theirs stand. What it was is kept here.
    """

    edits: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left of a line whose words were erased: that there was one, and its kind. It is never written."""

    kind: str


Body = (
    ImageAdded
    | ImageFramed
    | SplitOff
    | ImageRefused
    | BasisNoted
    | BasisCorrected
    | ReadingArrived
    | ReadingFailed
    | FieldsLocated
    | SecondReadingArrived
    | SecondReadingFailed
    | FieldConfirmed
    | FieldDoubted
    | FieldCorrected
    | RepairTaken
    | ReadingTaken
    | CaseAccepted
    | FieldTypedAgain
    | SecondLookDone
    | DifferenceSettled
    | CaseRejected
    | CasePostponed
    | CaseReopened
    | FacesPaired
    | FaceGiven
    | FacesParted
    | FaceReturned
    | CaseExported
    | ValuesShown
    | ValuesHidden
    | DeskUnlocked
    | CaseTakenOver
    | EditsSetAside
    | CaseErased
    | LinesErased
    | ImagesErased
    | Undone
    | Redone
)
"""What can be written."""

UNDOABLE = (
    ImageFramed,
    SplitOff,
    FieldConfirmed,
    FieldDoubted,
    FieldCorrected,
    RepairTaken,
    ReadingTaken,
    CaseAccepted,
    FieldTypedAgain,
    SecondLookDone,
    DifferenceSettled,
    CaseRejected,
    CasePostponed,
    CaseReopened,
    FacesPaired,
    FaceGiven,
    FacesParted,
    FaceReturned,
    BasisCorrected,
)
"""What an operator can take back: their own judgements. Images, readings and exports happened and stay."""


def can_be_undone(body: Body | Erased) -> bool:
    """Whether this is a judgement of the operator; faces that were paired without them are parted, and not undone, and what
    was turned is turned back.
    """
    by_itself = isinstance(body, FacesPaired | FaceGiven) and body.by != "hand"
    by_itself |= isinstance(body, ImageFramed) and body.by == "turn"
    return isinstance(body, UNDOABLE) and not by_itself


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal.

    Attributes:
        seq: 1, 2, 3 … in its case.
        case_id: the number of the case it belongs to.
        at: when, UTC, ISO 8601 with microseconds and `Z`.
        operator: who.
        body: what; `Erased` where it was erased since.
        previous_hash, hash: SHA-256 in hex; `hash` covers all the rest (the body by its seal) and `previous_hash`, which is
            the hash of the event before it in the case.
        line: grows over the whole workspace, so that events of several cases can be put in order; not under the hash.
    """

    seq: int
    case_id: int
    at: str
    operator: str
    body: Body | Erased
    previous_hash: str = field(repr=False)
    hash: str = field(repr=False)
    line: int = field(default=0, repr=False, compare=False)
