"""The queue projection: what the queue shows of each case, kept in the same transaction as the event that changed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from carddesk.cards.case import Case, Status
from carddesk.cards.geometry import Quad


@dataclass(frozen=True, slots=True)
class Summary:
    """One case in brief.

    Attributes:
        name: what the operator calls it: the file's name.
        open_fields: how many fields need a human.
        has_error: whether one of them is broken.
        image, page: what to show as thumbnail.
        search: what a filter looks in, folded to lower case.
        number: the number on the card, by which other cases of the same card are found; empty where it is not known.
        person: the name on the card.
        face: which face its own image shows, once it was read.
        intake: number of the first case of all those that came with it in one go; 0 where that is not known.
        joined: the case whose image was taken in as the other face; 0 for none.
        given_to: the case that took this one's image in, so that this one is not shown; 0 for none. Negative: the case from
            whose page this one was split off, and that has its card back.
        barred: the operator who must not take the look that the case waits for.
        frame: the part of the page that shows the card, as `written_frame` has it; None for the whole page.
    """

    name: str
    status: Status
    document: str | None = None
    open_fields: int = 0
    has_error: bool = False
    image: str | None = None
    page: int = 1
    search: str = ""
    number: str = ""
    person: str = ""
    face: str | None = None
    intake: int = 0
    joined: int = 0
    given_to: int = 0
    barred: str = ""
    frame: str | None = None


Place = tuple[int, int, int]
"""What the queue is sorted by: the case it stands behind (itself for most), its rank there, its number."""


class QueueEntry(NamedTuple):
    """One case in the queue: its place, and its summary.

    A plain tuple in the order of the query's columns, since a hundred thousand are made when a workspace is opened.
    """

    case_id: int
    anchor: int
    rank: int
    name: str
    status: str
    document: str | None
    open_fields: int
    has_error: bool
    image: str | None
    page: int
    search: str
    number: str
    person: str
    face: str | None = None
    intake: int = 0
    joined: int = 0
    given_to: int = 0
    barred: str = ""
    frame: str | None = None

    @property
    def place(self) -> Place:
        """What the queue is sorted by."""
        return self.anchor, self.rank, self.case_id


Summarise = Callable[[Case], Summary]


def written_frame(frame: Quad | None) -> str | None:
    """A frame as the queue keeps it, without any loss."""
    return " ".join(repr(each) for point in frame.points for each in point) if frame is not None else None


def frame_of(written: str | None) -> Quad | None:
    """What was written."""
    if not written:
        return None
    numbers = list(map(float, written.split()))
    return Quad.from_points(list(zip(numbers[::2], numbers[1::2], strict=True)))


def shown_by(case: Case) -> int:
    """What the queue keeps of who shows this case's card in its place: `Summary.given_to`."""
    taken_back = bool(case.images) and case.images[0].split_from == case.given_to and not case.split_off
    return -case.given_to if taken_back else case.given_to


def plain_summary(case: Case) -> Summary:
    """What can be said of a case without any check; the desk puts its own in place of this."""
    image = case.images[0] if case.images else None
    name = PurePath(case.source).name or case.source
    return Summary(
        name=name,
        status=case.status,
        document=case.document,
        image=image.sha256 if image and image.sha256 not in case.images_erased else None,
        page=image.page if image else 1,
        search=name.lower(),
        intake=image.intake if image else 0,
        joined=case.joined.case_id if case.joined else 0,
        given_to=shown_by(case),
        barred=case.looks.barred if case.looks else "",
        frame=written_frame(image.frame) if image else None,
    )
