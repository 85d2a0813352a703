"""Page choice: files of several pages wait until the operator has said which of them become cards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Final

from carddesk.cards.events import BasisNoted
from carddesk.errors import UserError
from carddesk.imaging import decode
from carddesk.imaging.blank import SIDE_PX, is_blank
from carddesk.language import mark
from carddesk.settings import Settings
from carddesk.workflow import files
from carddesk.workflow.changes import Announcer
from carddesk.workflow.pixels import Pixels
from carddesk.workflow.tasks import Tasks

SETTING: Final = "capture.pages"


def without_asking(settings: Settings) -> tuple[int, ...]:
    """The pages that are taken of a file where nobody is asked; empty for all."""
    return (1,) if settings.text(SETTING) == "first" else ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file whose pages are to be chosen.

    Attributes:
        path: read again when it is its turn, so that many files do not fill the memory.
        noted: the basis on which it came.
    """

    path: Path
    noted: BasisNoted | None = None

    @property
    def name(self) -> str:
        """What the operator calls it."""
        return PurePath(files.name(self.path)).name


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page, as small as it is chosen by. `blank`: there is nothing on it."""

    pixels: Pixels
    blank: bool


Take = Callable[[files.Found, BasisNoted | None], Awaitable[object]]


class PageChoice:
    """The files that wait, one after the other. `take` takes pages in."""

    def __init__(self, tasks: Tasks, announcer: Announcer, settings: Settings, take: Take) -> None:
        self._tasks = tasks
        self._announcer = announcer
        self._settings = settings
        self._take = take
        self._waiting: list[Waiting] = []
        self._opened: tuple[Waiting, files.Opened] | None = None

    @property
    def asks(self) -> bool:
        """Whether pages are chosen at all."""
        return self._settings.text(SETTING) == "ask"

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """All that wait, in the order in which they came."""
        return tuple(self._waiting)

    def hold(self, path: Path, noted: BasisNoted | None) -> None:
        """Have the pages of this file chosen."""
        self._waiting.append(Waiting(path, noted))
        self._announcer.tell("pages")

    async def open(self, waiting: Waiting) -> int:
        """Read the file; how many pages it has. What cannot be read any more is taken in as such; then there are none."""
        found = await self._tasks.in_thread(files.opened, waiting.path)
        if isinstance(found, files.Refused):
            self._drop(waiting)
            await self._take(found, waiting.noted)
            return 0
        self._opened = waiting, found
        return len(found.sizes)

    async def leaf(self, waiting: Waiting, page: int) -> Leaf | None:
        """One of the pages of the file that was opened last, for choosing; None where it cannot be drawn."""
        if self._opened is None or self._opened[0] is not waiting:
            return None
        return await self._tasks.in_thread(_leaf, self._opened[1].data, page)

    async def take(self, waiting: Waiting, pages: tuple[int, ...], *, always: bool = False) -> None:
        """Take in these pages; with `always` all of the files that wait too, and from now on without asking.

        Raises:
            UserError: the choice cannot be kept for later runs; the pages are in all the same.
        """
        opened, self._opened = self._opened, None
        self._drop(waiting)
        rest = [*self._waiting] if always else []
        if opened is not None and opened[0] is waiting:
            await self._take(replace(opened[1], pages=pages), waiting.noted)
        for each in rest:
            self._drop(each)
            await self._take(await self._tasks.in_thread(files.opened, each.path), each.noted)
        if always:
            self._settings.set(SETTING, "all")

    def leave(self, waiting: Waiting) -> None:
        """Take none of its pages."""
        if waiting in self._waiting:
            self._opened = None
            self._announcer.say(
                "info", mark("No page of {name} was taken. The file is where it was."), name=waiting.name
            )
            self._drop(waiting)

    def _drop(self, waiting: Waiting) -> None:
        if waiting in self._waiting:
            self._waiting.remove(waiting)
        self._announcer.tell("pages")


def _leaf(data: bytes, page: int) -> Leaf | None:
    try:
        pixels = decode.decode(data, page, max_side=SIDE_PX)
    except UserError:
        return None  # it is taken or left like any other; its case will say what is wrong with it
    return Leaf(pixels, is_blank(pixels))
