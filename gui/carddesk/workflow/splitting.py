"""Splitting: a page with several cards becomes one case a card, each with a frame of its own on the same page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

from carddesk.cards.case import Case
from carddesk.cards.events import SplitOff
from carddesk.cards.geometry import Quad
from carddesk.errors import UserError
from carddesk.imaging import frame as geometry
from carddesk.language import mark
from carddesk.workflow.basis import passed_on
from carddesk.workflow.framing import Framing, Page
from carddesk.workflow.views import ImageView
from carddesk.workflow.wiring import Wiring

SETTING = "capture.split"


class Splitting:
    """Splits pages: on the operator's word, or as they come where that is set.

    Attributes:
        read: has the cards read that came in; told of them once it is known how many there are.
    """

    def __init__(self, wiring: Wiring, framing: Framing) -> None:
        self._at = wiring
        self._framing = framing
        self._asked: dict[int, tuple[Page, list[Quad]]] = {}
        self.read: Callable[[Sequence[int]], None] = lambda _cases: None

    # As pages come.

    def came(self, case_ids: Sequence[int]) -> None:
        """New images are there: see how many cards each shows, if so set, and have them read."""
        way = self._at.settings.text(SETTING)
        if way == "off" or not case_ids or not self._framing.can_find:
            self.read(case_ids)
            return
        _ = self._at.tasks.spawn(self._look_at(list(case_ids), way))  # owned and reported by `Tasks`

    async def _look_at(self, case_ids: Sequence[int], way: str) -> None:
        for case_id in case_ids:
            page, frames = self._page_of(case_id), []
            if page is not None:
                try:
                    frames = await self._framing.found(page)
                except UserError:
                    frames = []  # the reading says what is wrong with the image
            if page is None or len(frames) < 2 or not self._is_untouched(case_id):
                self.read([case_id])
            elif way == "on":
                self.split(page, frames)
            else:
                self._ask(page, frames)

    def _ask(self, page: Page, frames: list[Quad]) -> None:
        self._asked[page.case_id] = (page, frames)
        message = mark("{count} cards were found on {name}. It waits to be split.")
        self._at.announcer.offer("split", message, count=len(frames), name=self._at.queue.row(page.case_id).name)

    @property
    def waiting(self) -> tuple[Page, list[Quad]] | None:
        """The page that has waited longest to be split, and the frames found on it."""
        for case_id in list(self._asked):
            if self._is_untouched(case_id):
                return self._asked[case_id]
            del self._asked[case_id]
        return None

    def found_before(self, page: Page) -> list[Quad] | None:
        """What was found on a page that waits; None where it does not."""
        return self._asked[page.case_id][1] if page.case_id in self._asked else None

    def leave_whole(self, page: Page) -> None:
        """The page is not to be split: one that waited for that is read as it is."""
        if self._asked.pop(page.case_id, None) is not None:
            self.read([page.case_id])

    # On the operator's word.

    def split(self, page: Page, frames: Sequence[Quad]) -> list[int]:
        """Have one case a card: the cases, in the order of the frames. The page's own case keeps the first that is nobody's.

        A card that has a case already, as a service found several on the page, keeps it: there are never two of one card.
        """
        self._asked.pop(page.case_id, None)
        wanted = [geometry.rounded(each) for each in frames]
        there = [self._at.workspace.case(each) for each in self._at.queue.of_page(page.case_id)]
        owners = owned(wanted, there, page.case_id)
        group = uuid4().hex
        first = self._at.workspace.case(page.case_id)
        last = max((case.images[0].index for case in there), default=0)
        with self._at.announcer.together(), self._at.ledger.transaction() as writing:
            made: list[int] = []
            for at, frame in enumerate(wanted):
                if at in owners:
                    continue
                last += 1
                case_id = writing.case(behind=page.case_id, rank=last)
                image = replace(first.images[0], index=last, face=None, frame=frame, split_from=page.case_id)
                writing.event(case_id, image)
                for noted in passed_on(first):
                    writing.event(case_id, noted)
                writing.event(case_id, SplitOff(page.case_id, group))
                owners[at] = case_id
                made.append(case_id)
            for at, case_id in owners.items():
                if case_id not in (*made, page.case_id) and _is_open(there, case_id):
                    self._framing.write(writing, case_id, wanted[at], "split", group=group)
            own = next((wanted[at] for at, case_id in owners.items() if case_id == page.case_id), first.images[0].frame)
            # The last line: it is the one that undo takes back first, and it names all the others.
            self._framing.write(writing, page.case_id, own, "split", group=group, cases=made)
        cases = [owners[at] for at in sorted(owners)]
        self._at.announcer.say(
            "info", mark("Cards on this page, each a case of its own now: {count}."), count=len(cases)
        )
        self.read([each for each in cases if not self._at.workspace.case(each).readings])
        return cases

    # Inside.

    def _page_of(self, case_id: int) -> Page | None:
        case = self._at.workspace.case(case_id)
        if not case.images or case.joined is not None or case.given_to or not case.images[0].width:
            return None
        image = case.images[0]
        view = ImageView(image.sha256, image.page, image.width, image.height, 0, image.frame)
        return Page(case_id, case_id, view)

    def _is_untouched(self, case_id: int) -> bool:
        """Whether nothing has been said or read of it since it came."""
        case = self._at.workspace.case(case_id)
        free = case.erased is None and case.joined is None and not case.given_to
        return free and not case.readings and not case.human and case.decision is None and case.images[0].frame is None


def owned(frames: Sequence[Quad], cases: Sequence[Case], first: int) -> dict[int, int]:
    """Which frame is of whose card: the case by the frame's place among the frames. Pure.

    A case whose card was read lies in the frame around the middle of that; the page's own case, where none does, takes the
    first frame that is left.
    """
    owners: dict[int, int] = {}
    for case in cases:
        place = _place_of(case)
        at = next((at for at, each in enumerate(frames) if at not in owners and _same(each, place)), None)
        if at is not None:
            owners[at] = case.id
    if first not in owners.values():
        left = (at for at in range(len(frames)) if at not in owners)
        if (at := next(left, None)) is not None:
            owners[at] = first
    return dict(sorted(owners.items()))


def _place_of(case: Case) -> Quad | None:
    image = case.images[0]
    reading = case.readings.get(image.sha256)
    read_at = reading.card_quad if reading is not None else None
    turned = geometry.turns_of(image.frame, image.width, image.height) is not None
    return read_at or (None if turned else image.frame)


def _same(frame: Quad, place: Quad | None) -> bool:
    return place is not None and frame.contains(place.centre) and place.contains(frame.centre)


def _is_open(cases: Sequence[Case], case_id: int) -> bool:
    """What was decided stays as it was decided on."""
    return not next(case for case in cases if case.id == case_id).status.closed
