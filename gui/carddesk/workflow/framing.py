"""Framing: which part of a page shows the card. The page stays as it came; what is said of it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from carddesk.cards.case import Case
from carddesk.cards.events import FramedBy, ImageAdded, ImageFramed
from carddesk.cards.geometry import Quad
from carddesk.errors import UserError
from carddesk.imaging import frame as geometry
from carddesk.language import mark, tr
from carddesk.services.contract import SourceImage
from carddesk.services.outlining import Outlining
from carddesk.store.writing import Writing
from carddesk.workflow.changes import Change
from carddesk.workflow.views import CaseView, ImageView
from carddesk.workflow.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is being framed, as it was shown when that began.

    Attributes:
        case_id: the case that it came as, which may be the other face of the one on the desk.
        shown_by: the case on the desk.
    """

    case_id: int
    shown_by: int
    image: ImageView
    card: Quad | None = None

    @property
    def whole(self) -> Quad:
        """All of it, as it came."""
        return geometry.page(self.image.width, self.image.height)


class Framing:
    """Frames images, of the face of the card on the desk that is looked at. Every method but `found` takes effect at once.

    A view that is turned is kept in mind, and written when the card is left or read: four strokes leave no trace.
    """

    def __init__(self, wiring: Wiring) -> None:
        self._at = wiring
        self._turned: tuple[Page, int] | None = None
        wiring.announcer.subscribe(self._look)

    @property
    def page(self) -> Page | None:
        """What is looked at now; None where there is no image, or this desk may say nothing about it."""
        seen = self._at.seat.current
        if seen is None or seen.image is None or seen.holder or not seen.image.width:
            return None
        return Page(_owner(seen), seen.id, seen.image, seen.card_quad)

    def take(self, page: Page, frame: Quad | None, by: FramedBy = "hand") -> bool:
        """From now on this part of the page shows the card; whether that is anything new.

        Raises:
            UserError: its corners make no card.
        """
        self._forget_turn(page)
        wanted = self._checked(page.image, frame)
        image = self._image_of(page.case_id, page.image)
        if image is None or image.frame == wanted:
            return False
        with self._at.ledger.transaction() as writing:
            self.write(writing, page.case_id, wanted, by, group=uuid4().hex)
        return True

    def write(
        self, writing: Writing, case_id: int, frame: Quad | None, by: FramedBy, *, group: str, cases: Sequence[int] = ()
    ) -> None:
        """Frame the image of a case, and tell the one that took it in as its other face."""
        image = self._at.workspace.case(case_id).images[0]
        host = self._at.queue.seen_as(case_id)
        if host != case_id:
            writing.event(host, ImageFramed(image.sha256, image.page, frame, by, group, of=case_id))
        writing.event(case_id, ImageFramed(image.sha256, image.page, frame, by, group, cases=tuple(cases)))

    # What is turned.

    def turn(self, quarters: int) -> None:
        """The view was turned clockwise by so many quarters."""
        page = self.page
        if page is None:
            return
        known = self._turned
        before = known[1] if known is not None and known[0].case_id == page.case_id else 0
        if known is not None and known[0].case_id != page.case_id:
            self.settle()
        self._turned = (page, before + quarters)

    def settle(self) -> None:
        """Write how the view was left turned, if it was."""
        known, self._turned = self._turned, None
        if known is None or known[1] % 4 == 0:
            return
        page, turns = known
        image = page.image
        standing = image.frame
        if standing is None or geometry.turns_of(standing, image.width, image.height) is not None:
            base = image.quarter_turns if standing is None else geometry.turns_of(standing, image.width, image.height)
            standing = geometry.page(image.width, image.height, base or 0)
        frame = self._checked(image, geometry.turned(standing, turns))
        now = self._image_of(page.case_id, image)
        if now is None or now.frame == frame:
            return
        with self._at.ledger.transaction() as writing:
            self.write(writing, page.case_id, frame, "turn", group=uuid4().hex)

    def _look(self, change: Change) -> None:
        seen = self._at.seat.current
        if self._turned is None or "case" not in change.what:
            return
        if seen is None or seen.id != self._turned[0].shown_by:
            try:
                self.settle()
            except UserError:
                self._at.announcer.say("info", mark("That the image was turned could not be kept."))

    def _forget_turn(self, page: Page) -> None:
        """Who frames a page says how it is turned, too."""
        if self._turned is not None and self._turned[0].case_id == page.case_id:
            self._turned = None

    # What the engine finds.

    @property
    def can_find(self) -> bool:
        """Whether there is an engine that sees where cards lie."""
        return self._outlining() is not None

    async def found(self, page: Page) -> list[Quad]:
        """The cards that the engine inside sees on the page, in reading order, in its pixels; none without an engine.

        Raises:
            UserError: the image cannot be opened, or the engine is not there.
        """
        engine = self._outlining()
        if engine is None:
            return []
        data = await self._at.tasks.in_thread(self._at.workspace.image, page.image.sha256)
        name = self._at.queue.row(page.case_id).name
        quads = await engine.outlines(SourceImage(data, page.image.page, name))
        width, height = page.image.width, page.image.height
        return [geometry.rounded(each) for each in quads if geometry.is_sound(each, width, height)]

    def _outlining(self) -> Outlining | None:
        offline = (each for each in self._at.services.values() if each.info.offline)
        return next((each for each in offline if isinstance(each, Outlining)), None)

    # Inside.

    def _checked(self, image: ImageView, frame: Quad | None) -> Quad | None:
        if frame is None or geometry.turns_of(frame, image.width, image.height) == 0:
            return None
        if not geometry.is_sound(frame, image.width, image.height):
            raise UserError(
                "bad_frame",
                tr("These corners make no card: they cross, lie on one line, or lie off the page. Move one of them."),
            )
        return geometry.rounded(frame)

    def _image_of(self, case_id: int, image: ImageView) -> ImageAdded | None:
        """As it stands now; None where it is gone."""
        case: Case = self._at.workspace.case(case_id)
        return next((each for each in case.images if (each.sha256, each.page) == (image.sha256, image.page)), None)


def _owner(seen: CaseView) -> int:
    """The case that the face came as which is looked at."""
    return seen.faces[seen.shown].case_id if seen.faces else seen.id
