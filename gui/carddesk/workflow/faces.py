"""The two faces of one card: which fields stand on which, and how they are shown as one list. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from carddesk.cards.case import Case
from carddesk.cards.documents import documents
from carddesk.cards.events import (
    Event,
    FaceGiven,
    FaceReturned,
    FacesPaired,
    FacesParted,
    ImageAdded,
    ImageFramed,
    SplitOff,
)
from carddesk.cards.flags import Flag
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Face, Reading
from carddesk.imaging.frame import is_same_part
from carddesk.imaging.rectify import quarter_turns
from carddesk.workflow.views import CaseView, FaceView, FieldView, ImageView

_ORDER: tuple[Face, ...] = ("portrait", "emblem", "page")


def another_face(reading: Reading, of: Reading) -> bool:
    """Whether the one shows the other face of such a card as the other shows."""
    return reading.document == of.document and {reading.face, of.face} == {"portrait", "emblem"}


def declared_keys(reading: Reading) -> frozenset[str]:
    """Keys of the fields that are printed on the face that was read."""
    found = documents().get(reading.document)
    return frozenset(spec.key for spec in found.of_face(reading.face)) if found else frozenset()


def face_keys(reading: Reading, beside: Reading | None = None) -> frozenset[str]:
    """Keys of the fields that stand on the face that was read: those printed there, and what else was read of it, but
    for what is printed on the face `beside` it.
    """
    elsewhere = declared_keys(beside) if beside is not None else frozenset()
    printed = declared_keys(reading)
    return printed | (frozenset(each.key for each in reading.fields) - elsewhere)


def other_reading(case: Case, own: Reading | None) -> Reading | None:
    """The reading of the face that was taken in, as far as it goes with that of the case's own face."""
    other = case.joined.reading if case.joined is not None else None
    return other if other is not None and (own is None or another_face(other, own)) else None


def one_list(
    own: Reading, other: Reading, fields: Sequence[FieldView], others: Sequence[FieldView], *, own_at: int
) -> tuple[FieldView, ...]:
    """The fields of both faces, the portrait's first; each knows on which of them it stands."""
    there = face_keys(other, own) - face_keys(own, other)
    mine = [replace(each, at=own_at) for each in fields if each.key not in there]
    known = {each.key for each in mine}
    theirs = [replace(each, at=1 - own_at) for each in others if each.key not in known]
    return (*mine, *theirs) if own_at == 0 else (*theirs, *mine)


def of_the_card(flags: Sequence[Flag], fields: Collection[FieldView]) -> tuple[Flag, ...]:
    """Those flags that do not stand on one of the fields, each once."""
    keys = {each.key for each in fields}
    return tuple(dict.fromkeys(flag for flag in flags if flag.field not in keys))


def own_place(case: Case, own: Reading | None) -> int:
    """Where the case's own face stands among both: the portrait's comes first, else the one that was there first."""
    other = other_reading(case, own)
    if own is None or other is None:
        return 0
    return 0 if _ORDER.index(own.face) <= _ORDER.index(other.face) else 1


def face_views(case: Case, own: Reading | None) -> tuple[FaceView, ...]:
    """Both faces in the order in which they are shown; none where there is but one, or their images are gone."""
    if case.joined is None or not case.images or case.images_erased:
        return ()
    joined = case.joined
    read = next(reversed(case.readings), case.images[0].sha256)
    image = next((each for each in case.images if each.sha256 == read), case.images[0])
    both = (
        _face_view(case.id, image, own, case.frames_read.get(image.sha256, image.frame)),
        _face_view(joined.case_id, joined.image, joined.reading, joined.frame_read),
    )
    return both if own_place(case, own) == 0 else (both[1], both[0])


def _face_view(case_id: int, image: ImageAdded, reading: Reading | None, read_in: Quad | None) -> FaceView:
    return FaceView(
        case_id=case_id,
        source=image.source,
        face=reading.face if reading else None,
        image=image_view(image, reading, read_in),
        card_quad=reading.card_quad if reading else None,
        service=reading.service if reading else None,
    )


def image_view(image: ImageAdded, reading: Reading | None, read_in: Quad | None) -> ImageView:
    """The image of a face, turned so that the card reads upright; `read_in` is the frame in which it was read."""
    turns = quarter_turns(reading.card_quad) if reading and reading.card_quad else 0
    reframed = reading is not None and not is_same_part(read_in, image.frame, image.width, image.height)
    return ImageView(image.sha256, image.page, image.width, image.height, turns, image.frame, reframed)


def turned_to(seen: CaseView, at: int) -> CaseView:
    """The same case with this face's image to look at; as it is where there are not so many."""
    if not 0 <= at < len(seen.faces):
        return seen
    face = seen.faces[at]
    return replace(seen, shown=at, image=face.image, card_quad=face.card_quad)


def concerned(event: Event) -> tuple[int, ...]:
    """The cases of which an event says that their faces were paired or parted, or one split off from the other; none where it
    says something else.
    """
    match event.body:
        case FacesPaired(other=other) | FacesParted(other=other) | FaceGiven(to=other) | FaceReturned(of=other):
            return event.case_id, other
        case ImageFramed(cases=cases) if cases:
            return event.case_id, *cases
        case SplitOff(of=other):
            return event.case_id, other
    return ()
