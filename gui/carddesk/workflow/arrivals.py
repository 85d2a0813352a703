"""Arrivals: what comes in gets its place on the desk, is read if so set, and the operator is told of what was there before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from carddesk.capture.captured import Captured
from carddesk.cards.events import BasisNoted
from carddesk.language import mark
from carddesk.store.watched import TakenFile
from carddesk.workflow import files
from carddesk.workflow.changes import Announcer
from carddesk.workflow.clean import clean
from carddesk.workflow.files import Found
from carddesk.workflow.intake import Intake, Taken
from carddesk.workflow.seat import Seat


class Arrivals:
    """Receives images.

    Args:
        came: told of the cases with an image, batch by batch.
        join: makes each two of these cases one card.
    """

    def __init__(
        self,
        intake: Intake,
        seat: Seat,
        announcer: Announcer,
        came: Callable[[Sequence[int]], None],
        join: Callable[[Sequence[int]], None],
    ) -> None:
        self._intake = intake
        self._seat = seat
        self._announcer = announcer
        self._came = came
        self._join = join

    async def add_files(
        self,
        paths: Sequence[Path],
        hold: Callable[[Path, BasisNoted | None], None] | None = None,
    ) -> list[int]:
        """Take in files and folders; the new cases, in order. `hold` as in `Intake.add_files`."""
        taken = await self._intake.add_files(paths, self._arrived, hold)
        if not taken.new and not taken.repeated and not taken.held:
            self._announcer.say("warn", mark("No images were found there."))
        self._welcome(taken)
        return taken.new

    async def add_opened(self, found: files.Found, noted: BasisNoted | None) -> list[int]:
        """Take in the chosen pages of a file; the new cases."""
        taken = await self._intake.add_opened(found, noted)
        self._arrived(taken.readable)
        self._welcome(taken)
        return taken.new

    async def add_captured(
        self, images: Sequence[Captured], *, faces: bool = False, meanwhile: bool = False, first: int = 0
    ) -> list[int]:
        """Take in what a device gave, or was pasted; the new cases. With `faces`, each two are the two faces of one card.

        With `meanwhile` the operator may be at work on a card: then nothing takes them away from it. Where they have decided it
        already, the first new one is shown. With `first` they belong to the go that began with that case.
        """
        named = [replace(each, name=clean(each.name)) for each in images]
        taken = await self._intake.add_captured(named, first)
        if faces:
            self._join(taken.readable)
        at_hand = self._seat.current
        decided = at_hand is not None and at_hand.status.closed and not at_hand.look
        if meanwhile and decided and taken.readable:
            self._seat.show(taken.readable[0])
        self._arrived(taken.readable)
        self._welcome(taken, lead=not meanwhile or decided)
        return taken.new

    async def add_watched(self, found: Sequence[Found], rows: Sequence[TakenFile], first: int) -> Taken:
        """Take in files that came by themselves: whoever is at work on a card stays there. See `Intake.add_watched`."""
        taken = await self._intake.add_watched(found, rows, first)
        self._arrived(taken.readable)
        return taken

    def _arrived(self, case_ids: Sequence[int]) -> None:
        """New images are there: the first is shown on an empty desk."""
        if case_ids and self._seat.current is None:
            self._seat.show(case_ids[0])
        self._came(case_ids)

    def _welcome(self, taken: Taken, *, lead: bool = True) -> None:
        """All is in: never leave the desk empty, `lead` to what was there before, and say so."""
        shown = next(iter(taken.readable or taken.new or taken.known), None)
        if shown is not None and (self._seat.current is None or (lead and not taken.new)):
            self._seat.show(shown)
        if taken.repeated:
            message = mark("Images already here, not added again: {count}.")
            self._announcer.say("info", message, count=taken.repeated)
