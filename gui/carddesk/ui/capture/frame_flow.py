"""Between the frame tool and the desk: where a frame starts, what is taken, pages that are split, and views that are turned."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from carddesk.cards.geometry import Quad
from carddesk.errors import UserError
from carddesk.imaging import frame as geometry
from carddesk.language import tr
from carddesk.ui.frame import Frame
from carddesk.ui.image.frame_tool import FrameTool
from carddesk.ui.intents import Intents
from carddesk.ui.look.theme import Theme
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.framing import Page
from carddesk.workflow.tasks import Tasks


class FrameFlow(QObject):
    """Opens the tool over the image of the card on the desk; it goes when another card comes."""

    def __init__(self, desk: Desk, tasks: Tasks, theme: Theme, frame: Frame, intents: Intents) -> None:
        super().__init__(frame)
        self._intents = intents
        self._desk = desk
        self._tasks = tasks
        self._notices = frame.notices
        self._image = frame.image
        self._page: Page | None = None
        self._found: tuple[Quad, ...] = ()
        self.tool = FrameTool(frame.image, frame.image.view, theme)
        self.deeds: dict[str, Callable[[], object]] = {"frame": self.toggle, "split": self.split}
        self.tool.taken.connect(self._take)
        self.tool.left.connect(self._leave)
        self.tool.several_asked.connect(self.split)
        frame.image.view.turned.connect(self._turn)
        stop = desk.subscribe(self._heard)
        self.destroyed.connect(stop)

    def toggle(self) -> None:
        """Frame the card, or leave that."""
        if self.tool.isVisible():
            self._leave()
            return
        page = self._begin()
        if page is None:
            return
        start, found = self._start(page), page.image.frame is None and page.card is None
        self._open([start], several=False)
        if found and self._desk.capturing.framing.can_find:
            self.tool.say(tr("Looking for the card…"))
            _ = self._tasks.spawn(self._find(page, several=False))

    def split(self) -> None:
        """Find the cards on this page, to have each as a case of its own."""
        page = self._begin()
        if page is None:
            return
        known = self._desk.capturing.splitting.found_before(page)
        self._open(known or [], several=True)
        self._found = tuple(known or ())
        if known is None and self._desk.capturing.framing.can_find:
            self.tool.say(tr("Looking for cards…"))
            _ = self._tasks.spawn(self._find(page, several=True))
        elif known is None:
            self.tool.say(tr("There is no engine that finds cards. Ins adds a frame."))

    def split_waiting(self) -> None:
        """Go to the page that has waited longest to be split, and show what was found on it."""
        waiting = self._desk.capturing.splitting.waiting
        if waiting is not None:
            self._desk.select_case(waiting[0].case_id)
            self.split()

    # Inside.

    def _begin(self) -> Page | None:
        page = self._desk.capturing.framing.page
        if page is None:
            self._notices.say("info", tr("There is no image here to frame."))
        elif not self._image.view.has_picture:
            self._notices.say("info", tr("The image is not here yet."))
            page = None
        self._page, self._found = page, ()
        return page

    def _open(self, frames: list[Quad], *, several: bool) -> None:
        assert self._page is not None
        self._image.show_tool("frame", on=True)
        self._image.tools_aside(aside=True)
        self.tool.open((self._page.image.width, self._page.image.height), frames, several=several)

    def _start(self, page: Page) -> Quad:
        """From where it is, else where it was read, else the whole page."""
        size = page.image.width, page.image.height
        known = (page.image.frame, page.card)
        return next((each for each in known if each is not None and geometry.is_sound(each, *size)), page.whole)

    async def _find(self, page: Page, *, several: bool) -> None:
        words = ""
        try:
            found = await self._desk.capturing.framing.found(page)
        except UserError as error:
            found, words = [], error.message
        if self._page is not page or not self.tool.isVisible() or self.tool.edit.several != several:
            return
        if not found:
            self.tool.say(words or tr("No card was made out. Draw the frame yourself."))
        elif self.tool.touched:
            self.tool.say("")
        else:
            # One card is framed: the largest; the operator can split the page instead.
            chosen = found if several else [max(found, key=lambda each: each.area)]
            self._found = tuple(chosen)
            self.tool.set_frames(chosen)
            more = len(found) > 1 and not several
            self.tool.say(tr("{count} cards were found here.", count=len(found)) if more else "")

    def _take(self, frames: tuple[Quad, ...]) -> None:
        page = self._page
        if page is None:
            return
        several = self.tool.edit.several
        as_found = bool(frames) and frames == self._found
        try:
            if several and len(frames) > 1:
                self._close()
                self._desk.capturing.splitting.split(page, frames)
                return
            self._desk.capturing.framing.take(page, frames[0], "found" if as_found else "hand")
        except UserError as error:
            self.tool.say(error.message)
            return
        self._close()
        if several:
            self._desk.capturing.splitting.leave_whole(page)

    def _leave(self) -> None:
        page, several = self._page, self.tool.edit.several
        self._close()
        if page is not None and several:
            self._desk.capturing.splitting.leave_whole(page)

    def _close(self) -> None:
        self._page = None
        self.tool.close_tool()
        self._image.show_tool("frame", on=False)
        self._image.tools_aside(aside=False)

    def _turn(self, quarters: int) -> None:
        self._desk.capturing.framing.turn(quarters)

    def _heard(self, change: Change) -> None:
        """Another card came, or another image of it: what was drawn is not for that one."""
        if self._page is None or "case" not in change.what:
            return
        now = self._desk.capturing.framing.page
        if now is None or (now.shown_by, now.case_id) != (self._page.shown_by, self._page.case_id):
            had = self.tool.hasFocus()
            self._close()
            if had:
                self._intents.focus_field()
