"""The watched folder at the desk: looks as long as it is on, makes cards of what is finished, and says what stands in the way.

The folder is looked at in a thread of its own, which nobody waits for when the program ends: a share that does not answer holds
up nothing but itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar, cast

from carddesk.capture.watched import Held, Sighting
from carddesk.capture.watched_folder import FolderWatch, InHand, Round, Rules
from carddesk.capture.watched_listing import FolderOutOfReachError
from carddesk.capture.watched_places import NOT_READABLE, After, Kind
from carddesk.errors import UserError
from carddesk.language import mark, sentences, tr
from carddesk.secrets.one_thread import OneThread
from carddesk.workflow import files
from carddesk.workflow.arrivals import Arrivals
from carddesk.workflow.watched_memory import WatchedMemory
from carddesk.workflow.wiring import Wiring

T = TypeVar("T")

PATIENCE_S: Final = 60.0
"""So long the folder may take to answer."""
_ENDS_WITHIN_S: Final = 1.5
_ANSWERS_WITHIN_S: Final = 5.0
_AGAIN_S: Final = 3.0
"""Between looks at a folder that cannot be reached, or at files that cannot be written to the journal."""
_REST: Final = 10.0
"""So many times as long as a look takes nothing is done after it."""
_LONGEST_REST_S: Final = 60.0
_ONE_GO_S: Final = 60.0
"""Files that follow each other this closely came in one go, as the two faces of a card do."""

_SILENT: Final = mark("The folder {folder} does not answer. See whether its drive or share is connected.")
_TROUBLES: Final = {
    "gone": mark(
        "The watched folder {folder} is not there. Connect its drive or share; watching goes on by itself then."
    ),
    "forbidden": mark("The watched folder {folder} may not be read. Ask its owner for permission."),
    "unreadable": mark("The watched folder {folder} cannot be read ({why}). Watching goes on by itself when it can."),
    "silent": mark("The watched folder {folder} does not answer. Watching goes on by itself when it does."),
}
_GAVE_UP: Final = {
    "image_truncated": mark("The end of the file is missing: whoever wrote it did not finish. Scan or copy it again."),
    "image_empty": mark("The file is empty. Copy or scan it again."),
    "file_too_large": mark("The file is too large to be opened. Save it smaller and add that."),
}


@dataclass(frozen=True, slots=True)
class WatchedView:
    """How the watched folder stands.

    Attributes:
        folder: as the settings have it; may be empty.
        on: whether it is watched.
        after: what becomes of files that were taken.
        subfolders: whether folders inside are looked into.
        waiting: how many files lie there and are not taken yet.
        held: some of them, and why.
        taken: how many files were taken today.
        known: how many of this run held an image that was here already.
        refused: how many of this run could not be opened.
        not_moved: how many were taken and cannot be moved or marked.
        closed: how many folders inside cannot be read.
        trouble: what stands in the way, in words; empty where nothing does.
        out_of_reach: whether that is the folder itself.
    """

    folder: str = ""
    on: bool = False
    after: After = "leave"
    subfolders: bool = False
    waiting: int = 0
    held: tuple[Held, ...] = ()
    taken: int = 0
    known: int = 0
    refused: int = 0
    not_moved: int = 0
    closed: int = 0
    trouble: str = ""
    out_of_reach: bool = False


class WatchedFolder:
    """One folder at a time."""

    def __init__(self, wiring: Wiring, arrivals: Arrivals) -> None:
        self._at = wiring
        self._arrivals = arrivals
        self._thread = OneThread("watched folder")
        self._running: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._ending = False
        self._watch: FolderWatch | None = None
        self._memory: WatchedMemory | None = None
        self._looked = Round()
        self._trouble: tuple[str, dict[str, str]] | None = None
        self._day = ""
        self._taken = 0
        self._known = 0
        self._refused = 0
        self._first = 0
        self._last_came = 0.0

    @property
    def view(self) -> WatchedView:
        """How it stands now."""
        settings, looked = self._at.settings, self._looked
        return WatchedView(
            folder=settings.text("watch.folder"),
            on=self._running is not None,
            after=cast(After, settings.text("watch.after")),
            subfolders=settings.switch("watch.subfolders"),
            waiting=looked.waiting,
            held=looked.held,
            taken=self._taken,
            known=self._known,
            refused=self._refused,
            not_moved=looked.not_moved,
            closed=looked.closed,
            out_of_reach=self._code in _TROUBLES,
            trouble=tr(self._trouble[0], **self._trouble[1]) if self._trouble is not None else "",
        )

    def resume(self) -> None:
        """Go on where the last run was watching, if it was."""
        if self._at.settings.switch("watch.on") and self._at.settings.text("watch.folder").strip():
            self._begin()

    async def choose(self, folder: Path, after: After, *, subfolders: bool) -> None:
        """Watch this folder from now on, if it is there; see `start`.

        Raises:
            UserError: it is no folder, does not answer, or the settings cannot be kept.
        """
        try:
            is_folder = folder.is_absolute() and await self._in_thread(folder.is_dir, _ANSWERS_WITHIN_S)
        except TimeoutError:
            raise UserError("silent", tr(_SILENT, folder=files.name(folder)), retryable=True) from None
        if not is_folder:
            raise UserError("watch_folder", tr("{folder} is no folder. Choose another one.", folder=files.name(folder)))
        self.start(folder, after, subfolders=subfolders)

    def start(self, folder: Path, after: After, *, subfolders: bool) -> None:
        """Watch this folder from now on, also after a restart.

        Raises:
            UserError: the settings cannot be kept.
        """
        settings = self._at.settings
        for key, value in (("folder", str(folder)), ("after", after), ("subfolders", subfolders), ("on", True)):
            settings.set(f"watch.{key}", value)
        self._begin()

    async def stop(self) -> None:
        """Watch no longer, also not after a restart; what is being taken is taken first.

        Raises:
            UserError: the settings cannot be kept; it is not watched all the same.
        """
        await self._end()
        self._at.settings.set("watch.on", False)

    def give_up(self) -> None:
        """Wait no longer for the rest of files that seem unfinished: they become cards that say so."""
        if self._watch is not None:
            _ = self._at.tasks.spawn(self._give_up(self._watch))

    async def close(self) -> None:
        """Let go of the folder. May be called twice."""
        await self._end()

    # ------------------------------------------------------------------ inside

    def _begin(self) -> None:
        before = self._running
        self._ending = False
        self._looked, self._trouble, self._first = Round(), None, 0
        self._running = self._at.tasks.spawn(self._run(before))
        self._at.announcer.tell("watch")

    async def _end(self) -> None:
        running, self._running = self._running, None
        self._ending = True
        self._wake.set()
        if running is not None and running is not asyncio.current_task():
            await asyncio.wait({running}, timeout=_ENDS_WITHIN_S)
            running.cancel()
        self._looked, self._trouble = Round(), None
        self._at.announcer.tell("watch")

    async def _run(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:  # another folder, or other rules
            self._wake.set()
            await asyncio.wait({before}, timeout=_ENDS_WITHIN_S)
            before.cancel()
        mine = asyncio.current_task()
        try:
            while self._running is mine and not self._ending:
                self._wake.clear()
                pause = await self._step()
                if self._running is not mine or self._ending:
                    break
                with suppress(TimeoutError):
                    # Not `wait_for`: in Python 3.11 it may swallow a cancellation that comes at the same time as the event.
                    async with asyncio.timeout(pause):
                        await self._wake.wait()
        finally:
            self._running = None if self._running is mine else self._running
            watch, self._watch = self._watch, None
            if watch is not None and not self._thread.stuck:
                with suppress(TimeoutError, UserError):
                    await self._in_thread(watch.close, _ENDS_WITHIN_S)

    async def _step(self) -> float:
        """One look and what follows from it; how long to rest."""
        try:
            ready = await self._look()
            await self._take(ready)
        except FolderOutOfReachError as error:
            self._looked = Round()
            self._say(error.code, _TROUBLES[error.code], folder=self._folder, why=error.why)
            return _AGAIN_S
        except TimeoutError:
            self._looked = Round()
            self._say("silent", _TROUBLES["silent"], folder=self._folder)
            return _AGAIN_S
        except UserError as error:
            self._say(error.code, error.message)
            return _AGAIN_S
        finally:
            self._tell()
        self._say_mended()
        if self._looked.more:
            return 0.0
        rest = max(self._at.settings.number("watch.interval"), _REST * self._looked.took_s)
        return min(rest, max(_LONGEST_REST_S, self._at.settings.number("watch.interval")))

    async def _look(self) -> list[tuple[InHand, files.Found]]:
        if self._watch is None:
            self._memory, self._watch, self._taken = await self._in_thread(self._made, PATIENCE_S)
        day = self._today()
        if day != self._day:
            self._day, self._taken = day, await self._in_thread(self._memory_now.taken_today, PATIENCE_S)
        assert self._watch is not None
        self._looked, opened = await self._in_thread(partial(self._seen, self._watch, day), PATIENCE_S)
        return opened

    def _seen(self, watch: FolderWatch, day: str) -> tuple[Round, list[tuple[InHand, files.Found]]]:
        looked = watch.round(day)
        return looked, [(each, self._opened(each)) for each in looked.ready]

    def _opened(self, file: InHand) -> files.Found:
        source = files.name(Path(self._folder) / file.seen.name)
        found: files.Found
        if file.gave_up:
            found = files.Refused(source, file.gave_up, tr(_GAVE_UP[file.gave_up]))
        else:
            found = files.probed(source, file.data)
        if isinstance(found, files.Opened) or self._after == "leave":
            return found
        where = (
            tr("It is in the folder “{folder}” now.", folder=NOT_READABLE)
            if self._after == "move"
            else tr("Its name ends in “.{ending}” now.", ending=NOT_READABLE)
        )
        return files.Refused(found.source, found.code, sentences(found.message, where))

    async def _take(self, ready: Sequence[tuple[InHand, files.Found]]) -> None:
        if not ready:
            return
        kinds: dict[str, Kind] = {
            file.seen.name: NOT_READABLE if isinstance(found, files.Refused) else "taken" for file, found in ready
        }
        after = self._after
        rows = [self._memory_now.row(file, None if after == "leave" else kinds[file.seen.name]) for file, _ in ready]
        recent = time.monotonic() - self._last_came < _ONE_GO_S
        taken = await self._arrivals.add_watched([found for _, found in ready], rows, self._first if recent else 0)
        self._first, self._last_came = taken.first, time.monotonic()
        self._taken += len(ready) - taken.elsewhere
        self._known += taken.repeated
        self._refused += len(taken.new) - len(taken.readable)
        assert self._watch is not None
        await self._in_thread(partial(self._watch.written, kinds, self._day), PATIENCE_S)

    async def _give_up(self, watch: FolderWatch) -> None:
        await self._in_thread(watch.give_up, PATIENCE_S)
        self._wake.set()

    def _made(self) -> tuple[WatchedMemory, FolderWatch, int]:
        settings = self._at.settings
        self._folder = str(Path(settings.text("watch.folder").strip()).expanduser())
        self._after = cast(After, settings.text("watch.after"))
        memory = WatchedMemory(self._at.workspace, Path(self._folder), self._at.now)
        rules = Rules(
            folder=Path(self._folder),
            owner=memory.owner,
            suffixes=files.SUFFIXES,
            after=self._after,
            settle_s=settings.number("watch.settle"),
            every_s=settings.number("watch.interval"),
            patience_s=settings.number("watch.patience") * 60,
            subfolders=settings.switch("watch.subfolders"),
            taken=settings.text("watch.taken"),
            order=_ORDERS[settings.text("watch.order")],
        )
        self._day = self._today()
        return memory, FolderWatch(rules, memory), memory.taken_today()

    def _tell(self) -> None:
        if (view := self.view) != self._told:
            self._told = view
            self._at.announcer.tell("watch")

    _told: WatchedView | None = None
    _folder = ""
    _after: After = "leave"

    @property
    def _memory_now(self) -> WatchedMemory:
        assert self._memory is not None
        return self._memory

    def _today(self) -> str:
        return self._at.now().astimezone().date().isoformat()

    async def _in_thread(self, work: Callable[[], T], seconds: float) -> T:
        return await self._thread.run(work, seconds)

    def _say(self, code: str, message: str, **places: str) -> None:
        """Once: as long as the same stands in the way, it stands where the folder is told of."""
        new, self._code = code != self._code, code
        self._trouble = message, places
        if new:
            self._at.announcer.say("warn", message, **places)

    def _say_mended(self) -> None:
        if self._code:
            self._code, self._trouble = "", None
            self._at.announcer.say("info", mark("Watching the folder goes on."))

    _code = ""


def _by_name(seen: Sighting) -> object:
    path = Path(seen.name)
    return str(path.parent), files.natural(path)


_ORDERS: Final[dict[str, Callable[[Sighting], object]]] = {
    "name": _by_name,
    "oldest": lambda seen: (seen.mtime_ns, seen.name),
    "newest": lambda seen: (-seen.mtime_ns, seen.name),
}
