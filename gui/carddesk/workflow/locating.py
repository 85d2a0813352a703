"""Places for readings that came without: after the answer is shown, the engine inside finds where its values stand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from carddesk.cards.case import Case
from carddesk.cards.events import FieldsLocated
from carddesk.cards.geometry import Quad
from carddesk.cards.places import Places, placed
from carddesk.cards.reading import Reading
from carddesk.errors import UserError
from carddesk.imaging.decode import require_shown
from carddesk.services.contract import ReadingService, SourceImage
from carddesk.services.locating import Locating, is_wanted
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change, Listener
from carddesk.workflow.framed import framed, locate
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.queue import Queue
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import CaseView

logger = logging.getLogger(__name__)

SETTING = "reading.locate"

Page = tuple[str, int, Quad | None]
"""SHA-256 of an image, the page in it, and the frame on that."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One reading that lacks places.

    Attributes:
        case_id: the case that it is a reading of.
        image: SHA-256 of what was read.
        arrived: sequence number of the event that brought it.
        of: the case that gave the image, where it is the other face of this one; else 0.
    """

    case_id: int
    image: str
    arrived: int
    reading: Reading
    of: int = 0


def locator_of(services: Mapping[str, ReadingService]) -> tuple[str, Locating] | None:
    """The service on this machine that finds places, with its id; None where there is none."""
    able = ((key, each) for key, each in services.items() if each.info.offline)
    return next(((key, each) for key, each in able if isinstance(each, Locating)), None)


async def located(readings: Sequence[Reading], image: SourceImage, locating: Locating) -> Sequence[Reading]:
    """The readings of one image with what places could be found; as they are where none could."""
    if image.kind != "image" or not any(map(is_wanted, readings)):
        return readings
    try:
        places = await locating.locate(image, readings)
    except UserError as error:
        logger.info("no places were found on '%s': %s", image.name, error.code)
        return readings
    return [placed(reading, found) for reading, found in zip(readings, places, strict=True)]


class Locator:
    """Finds places one image at a time, that of the case on the desk first; nobody waits for it.

    Args:
        urgent: the case the operator looks at.
    """

    def __init__(
        self,
        workspace: Workspace,
        queue: Queue,
        ledger: Ledger,
        tasks: Tasks,
        *,
        services: Mapping[str, ReadingService],
        settings: Settings,
        urgent: Callable[[], int | None],
    ) -> None:
        self._workspace = workspace
        self._queue = queue
        self._ledger = ledger
        self._tasks = tasks
        self._locator = locator_of(services)
        self._settings = settings
        self._urgent = urgent
        self._waiting: dict[Page, int] = {}
        self._tried: set[tuple[int, int]] = set()
        self._work: asyncio.Task[None] | None = None

    def want(self, case_ids: Iterable[int]) -> None:
        """Have places found for what these cases lack; what was tried before in this run is not tried again."""
        if self._locator is None or not self._settings.switch(SETTING):
            return
        for case_id in case_ids:
            row = self._queue.row(case_id)
            if row.image is not None and self._lacking(case_id):
                self._waiting.setdefault((row.image, row.page, row.frame), case_id)
        if self._waiting and (self._work is None or self._work.done()):
            self._work = self._tasks.spawn(self._find_all(self._locator[1]))

    def follow(self, current: Callable[[], CaseView | None]) -> Listener:
        """A listener that has places found for the case on the desk, where an earlier run did not come to it."""
        looked_at: set[tuple[int, str, int]] = set()

        def listen(change: Change) -> None:
            seen = current() if "case" in change.what else None
            bare = sum(bool(field.text) and field.quad is None for field in seen.fields) if seen is not None else 0
            if seen is None or not bare or (state := (seen.id, seen.status.value, bare)) in looked_at:
                return
            looked_at.add(state)
            self.want(self._queue.with_faces([seen.id]))

        return listen

    def cancel(self) -> None:
        """Stop looking. What was found stays."""
        self._waiting.clear()
        if self._work is not None:
            self._work.cancel()

    async def _find_all(self, locating: Locating) -> None:
        while self._waiting:
            page = self._next()
            case_id = self._waiting.pop(page)
            wanted = [each for sibling in self._queue.siblings(case_id) for each in self._lacking(sibling)]
            # A case that was decided, or read anew, meanwhile needs nothing any more.
            if wanted:
                self._tried.update((each.case_id, each.arrived) for each in wanted)
                await self._find(page, wanted, locating)

    async def _find(self, page: Page, wanted: Sequence[_Wanted], locating: Locating) -> None:
        data = await self._tasks.in_thread(self._workspace.image, page[0])
        image = SourceImage(data, page[1], self._queue.row(wanted[0].case_id).name)
        try:
            await self._tasks.in_thread(require_shown, data, page[1])  # nobody starts the engine for what it cannot see
            seen = await self._tasks.in_thread(framed, image, page[2])
            places = await locate(seen, [each.reading for each in wanted], locating)
        except UserError as error:
            # The answer stands without places, as it came; the engine's troubles are told where it is asked to read.
            logger.info("no places were found for case %d: %s", wanted[0].case_id, error.code)
            return
        self._record(wanted, places)

    def _record(self, wanted: Sequence[_Wanted], places: Sequence[Places]) -> None:
        found = [(each, place) for each, place in zip(wanted, places, strict=True) if place]
        with self._ledger.transaction() as writing:
            for each, place in found:
                for case_id in dict.fromkeys((each.case_id, self._queue.seen_as(each.case_id))):
                    of = 0 if case_id == each.case_id else each.case_id
                    arrived = self._workspace.case(case_id).arrived.get(each.image)
                    if arrived is not None and (of or arrived == each.arrived):
                        writing.event(case_id, FieldsLocated(each.image, arrived, place, of))

    def _next(self) -> Page:
        urgent = self._urgent()
        faces = self._queue.pages(urgent) if urgent is not None else set()
        return next((page for page in self._waiting if page in faces), next(iter(self._waiting)))

    def _lacking(self, case_id: int) -> list[_Wanted]:
        """The readings of a case's own image that lack places, unless a human has decided on it."""
        case = self._workspace.case(case_id)
        if case.status.closed or self._workspace.case(self._queue.seen_as(case_id)).status.closed:
            return []
        return [each for each in _readings(case) if self._is_new(each)]

    def _is_new(self, each: _Wanted) -> bool:
        assert self._locator is not None
        another = each.reading.service != self._locator[0]
        return another and is_wanted(each.reading) and (each.case_id, each.arrived) not in self._tried


def _readings(case: Case) -> list[_Wanted]:
    return [
        _Wanted(case.id, image, case.arrived[image], reading)
        for image, reading in case.readings.items()
        if image in case.arrived
    ]
