"""Intake: files and folders become images in the workspace and cases in the queue, without ever holding up the loop."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from pathlib import Path

from carddesk.capture.captured import Captured
from carddesk.cards.events import BasisNoted, ImageAdded, ImageRefused
from carddesk.store.watched import TakenFile
from carddesk.store.workspace import Workspace
from carddesk.store.writing import Writing
from carddesk.workflow import files
from carddesk.workflow.basis import BasisNotes
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.queue import Queue
from carddesk.workflow.tasks import Tasks

_CHUNK_FILES = 16
_CHUNK_SECONDS = 0.2
_CHUNK_BYTES = 32 * 1024 * 1024


@dataclass(slots=True)
class Taken:
    """What came of files so far.

    Attributes:
        new: the cases made, in order; those of refused files among them.
        readable: those of `new` that have an image.
        first: number of the first case made; 0 as long as there is none.
        known: cases that were there already for an image that was given again.
        repeated: how many files held an image that was there already.
        held: how many files wait for their pages to be chosen.
        elsewhere: how many files of a watched folder were taken before, by this desk or another one.
        noted: the basis on which they come, written with every image.
    """

    new: list[int] = field(default_factory=list)
    readable: list[int] = field(default_factory=list)
    first: int = 0
    known: list[int] = field(default_factory=list)
    repeated: int = 0
    elsewhere: int = 0
    held: int = 0
    noted: BasisNoted | None = None


@dataclass(frozen=True, slots=True)
class _Stored:
    """An opened file whose bytes are in the workspace."""

    sha256: str
    file: files.Opened


class Intake:
    """Takes files in; `progress` is told how many of how many are done, `basis` what is noted of the cards that come.

    Attributes:
        pages: which pages are taken of a file whose pages nobody chooses; all where there are none.
    """

    def __init__(
        self,
        workspace: Workspace,
        queue: Queue,
        ledger: Ledger,
        tasks: Tasks,
        progress: Callable[[int, int], None],
        *,
        basis: BasisNotes,
    ) -> None:
        self._basis = basis
        self._workspace = workspace
        self._queue = queue
        self._ledger = ledger
        self._tasks = tasks
        self._progress = progress
        self.pages: Callable[[], tuple[int, ...]] = tuple

    async def add_files(
        self,
        paths: Sequence[Path],
        each: Callable[[Sequence[int]], None],
        hold: Callable[[Path, BasisNoted | None], None] | None = None,
    ) -> Taken:
        """Take in files and folders; `each` is given the readable cases of every batch as soon as they are there.

        A file that cannot be opened becomes a case that says why. Cancelled, it leaves whole cases behind. A file of several
        pages that was named itself is given to `hold`, where there is one; of a folder everything is taken.

        Raises:
            UserError: a basis must be noted first; no file was looked at.
        """
        taken = Taken(noted=self._basis.demand())
        found = await self._tasks.in_thread(lambda: list(files.listed(paths)))
        done = 0
        self._progress(0, len(found))
        try:
            waiting = iter(found)
            asked = frozenset(paths) if hold is not None else frozenset()
            while any(batch := await self._tasks.in_thread(self._opened, waiting, asked)):
                before = len(taken.readable)
                stored, held = batch
                self._record(stored, taken)
                for path in held:
                    assert hold is not None
                    hold(path, taken.noted)
                taken.held += len(held)
                done += len(stored) + len(held)
                self._progress(done, len(found))
                each(taken.readable[before:])
        finally:
            self._progress(0, 0)
        return taken

    async def add_opened(self, found: files.Found, noted: BasisNoted | None) -> Taken:
        """Take in a file that was opened, on the basis that was noted when it came."""
        taken = Taken(noted=noted)
        self._record(await self._tasks.in_thread(self._stored, [found]), taken)
        return taken

    async def add_captured(self, images: Sequence[Captured], first: int = 0) -> Taken:
        """Take in images that are no files, all in one go; with `first`, in the go that began with that case.

        Raises:
            UserError: a basis must be noted first.
        """
        taken = Taken(noted=self._basis.demand(), first=first)
        stored = await self._tasks.in_thread(
            lambda: self._stored([files.probed(each.name, each.data) for each in images])
        )
        self._record(stored, taken)
        return taken

    async def add_watched(self, found: Sequence[files.Found], rows: Sequence[TakenFile], first: int = 0) -> Taken:
        """Take in opened files of a watched folder, each noted by its row in the same transaction; one that is noted already is
        left out.

        Args:
            found: the files.
            rows: the same files as the workspace is to remember them.
            first: as in `Taken`, of files that these belong to.

        Raises:
            UserError: a basis must be noted first; nothing was taken.
        """
        taken = Taken(first=first, noted=self._basis.lasting())
        limited = [self._limited(each) for each in found]
        self._record(await self._tasks.in_thread(self._stored, limited), taken, rows)
        return taken

    def _opened(
        self, waiting: Iterator[Path | files.Refused], asked: Collection[Path]
    ) -> tuple[list[_Stored | files.Refused], list[Path]]:
        """Open and store files until the batch is large enough, and those of the `asked` to be held. Runs off the loop."""
        until = time.monotonic() + _CHUNK_SECONDS
        batch: list[files.Found] = []
        held: list[Path] = []
        size = 0
        for path in islice(waiting, _CHUNK_FILES):
            found = path if isinstance(path, files.Refused) else files.opened(path)
            size += len(found.data) if isinstance(found, files.Opened) else 0
            if isinstance(path, Path) and path in asked and isinstance(found, files.Opened) and len(found.sizes) > 1:
                held.append(path)
            else:
                batch.append(self._limited(found))
            if size > _CHUNK_BYTES or time.monotonic() > until:
                break
        return self._stored(batch), held

    def _limited(self, found: files.Found) -> files.Found:
        return replace(found, pages=self.pages()) if isinstance(found, files.Opened) else found

    def _stored(self, batch: Sequence[files.Found]) -> list[_Stored | files.Refused]:
        opened = [found for found in batch if isinstance(found, files.Opened)]
        addresses = iter(self._workspace.put_images([found.data for found in opened]) if opened else ())
        # The bytes are let go here: what is recorded needs no more than their address.
        return [
            _Stored(next(addresses), replace(found, data=b"")) if isinstance(found, files.Opened) else found
            for found in batch
        ]

    def _record(
        self, batch: Sequence[_Stored | files.Refused], taken: Taken, rows: Sequence[TakenFile | None] = ()
    ) -> None:
        fresh: set[tuple[str, int]] = set()
        with self._ledger.transaction() as writing:
            for found, row in zip_longest(batch, rows):
                if row is not None and not writing.take_file(row):
                    taken.elsewhere += 1
                    continue
                if isinstance(found, files.Refused):
                    taken.new.append(_refused_case(writing, found))
                    continue
                known = self._queue.cases_of_image(found.sha256)
                there = {self._queue.row(case_id).page for case_id in known}
                pages = [page for page in found.file.wanted if page not in there and (found.sha256, page) not in fresh]
                if not pages:
                    taken.repeated += 1
                    taken.known += known
                else:
                    fresh |= {(found.sha256, page) for page in pages}
                    cases = _image_cases(writing, found, pages, taken)
                    taken.new += cases
                    taken.readable += cases
        if taken.readable:
            self._basis.spent(taken.noted)


def _refused_case(writing: Writing, found: files.Refused) -> int:
    case_id = writing.case()
    writing.event(case_id, ImageRefused(found.source, 1, found.code, found.message))
    return case_id


def _image_cases(writing: Writing, found: _Stored, pages: Sequence[int], taken: Taken) -> list[int]:
    """One case a page."""
    cases = []
    for page in pages:
        width, height = found.file.sizes[page - 1]
        case_id = writing.case()
        taken.first = taken.first or case_id
        image = ImageAdded(found.sha256, found.file.source, page, 0, width, height, intake=taken.first)
        writing.event(case_id, image)
        if taken.noted is not None:
            writing.event(case_id, taken.noted)
        cases.append(case_id)
    return cases
