"""One watched folder: looks at it, finds what is finished, and takes it in hand until it stands in the journal.

Everything here waits for disks and networks: it belongs into a thread, one call at a time.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Protocol

from carddesk.capture.watched import OPEN_MOST_S, SAYS_AFTER_S, Held, Settling, Sighting, Why
from carddesk.capture.watched_listing import FolderOutOfReachError, Listing, facts
from carddesk.capture.watched_places import After, Kind, Places
from carddesk.capture.watched_reading import read
from carddesk.capture.watched_whole import ending
from carddesk.imaging.files import MAX_BYTES

MOST_FILES: Final = 8
"""Taken in hand at once: to write so many cases into the journal takes the event loop some 20 ms."""
_MOST_BYTES: Final = 32 << 20
_MOST_S: Final = 0.5
_MOST_HELD: Final = 100
_FORGETS_EVERY_S: Final = 600.0
_MOVES_AGAIN_S: Final = 30.0
_LOOKS_AT_OTHERS_S: Final = 60.0
_ABANDONED_S: Final = 600.0
"""A desk that is at work has a file claimed for moments; one that lay so long was claimed by a program that is no more."""
_SHARING_VIOLATION: Final = (32, 33)


@dataclass(frozen=True, slots=True)
class Rules:
    """How a folder is watched.

    Attributes:
        folder: an absolute path.
        owner: names this desk among those that may watch the same folder; a plain word.
        suffixes: endings of the files that are taken, in small letters.
        order: files come in the order of this.
        For the others see the settings `watch.…`.
    """

    folder: Path
    owner: str
    suffixes: Collection[str]
    after: After = "move"
    settle_s: float = 2.0
    every_s: float = 1.0
    patience_s: float = 600.0
    subfolders: bool = False
    taken: str = "taken"
    order: Callable[[Sighting], object] = lambda seen: seen.name


class Remembered(Protocol):
    """What the journal knows of files."""

    def asked(self, seen: Sequence[Sighting]) -> Mapping[str, Kind | None]:
        """Those among them that were taken as they are now, by name: what is still to be done with them, or None."""

    def put_away(self, seen: Sequence[Sighting]) -> None:
        """Nothing more is to be done with these."""

    def forget(self, there: Collection[str]) -> None:
        """These are the names of all files that lie there: let go of others."""


@dataclass(frozen=True, slots=True)
class InHand:
    """A finished file that is about to be taken.

    Attributes:
        seen: as it lay there.
        path: where it lies now.
        content: SHA-256 of its bytes, in hex.
        gave_up: why it is not to be opened: `image_truncated`, `image_empty`, `file_too_large`; else empty.
    """

    seen: Sighting
    path: Path
    content: str
    data: bytes = field(repr=False)
    gave_up: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """One look at the folder.

    Attributes:
        ready: files in hand; given again each time until `written` has been told of them.
        more: whether others are due at once.
        waiting: how many files are not taken yet, those in hand not counted.
        held: some of them, and why.
        not_moved: how many were taken and cannot be moved or marked.
        closed: folders inside that cannot be read.
        took_s: how long it took to list the folder.
    """

    ready: tuple[InHand, ...] = ()
    more: bool = False
    waiting: int = 0
    held: tuple[Held, ...] = ()
    not_moved: int = 0
    closed: int = 0
    took_s: float = 0.0


class FolderWatch:
    """Watches one folder as long as somebody calls `round`.

    Args:
        rules: how.
        remembered: the journal's memory.
        clock: monotonic, in seconds.
    """

    def __init__(self, rules: Rules, remembered: Remembered, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rules = rules
        self._remembered = remembered
        self._clock = clock
        self._places = Places(rules.folder, rules.owner, rules.after, rules.taken)
        passed_over = self._places.passed_over
        self._listing = Listing(rules.folder, rules.suffixes, passed_over=passed_over, subfolders=rules.subfolders)
        self._took_s = 0.0
        self._settling = Settling(rules.settle_s, rules.patience_s, rules.order)
        self._unasked: dict[str, Sighting] = {}
        self._hand: dict[str, InHand] = {}
        self._not_moved: dict[Path, tuple[InHand, Kind, float]] = {}
        self._others: dict[Path, float] = {}
        self._looked_at_others = -_LOOKS_AT_OTHERS_S
        self._forgot = -_FORGETS_EVERY_S
        self._recovered = False
        self._due: deque[Sighting] = deque()
        self._looked = 0.0
        self._held: tuple[Held, ...] = ()

    def round(self, day: str) -> Round:
        """Look at the folder, and take in hand what is finished. `day` is today's date, `YYYY-MM-DD`.

        Raises:
            FolderOutOfReachError: it cannot be listed; the next round may find it back.
            UserError: the journal cannot be asked; nothing is lost, the next round goes on.
        """
        now = self._clock()
        if not self._due or now - self._looked >= self._rules.every_s:
            self._look(now, day)
        if not self._hand:
            self._take_in_hand(now)
        return Round(
            ready=tuple(self._hand.values()),
            more=bool(self._due),
            waiting=self._settling.open_count(but=self._hand),
            held=self._held,
            not_moved=len(self._not_moved),
            closed=self._listing.closed,
            took_s=self._took_s,
        )

    def written(self, kinds: Mapping[str, Kind], day: str) -> None:
        """The files in hand of these names stand in the journal: do with them what is to be done."""
        done = [self._hand.pop(name) for name in kinds if name in self._hand]
        self._away([(each, kinds[each.seen.name]) for each in done], day)
        if not self._hand and not self._due:
            self._places.tidy()

    def give_up(self) -> None:
        """Wait no longer for files that seem unfinished."""
        self._settling.give_up(self._clock())

    def close(self) -> None:
        """Put back what is in hand and was not written."""
        for each in self._hand.values():
            if each.path != self._rules.folder / each.seen.name:
                with suppress(OSError):
                    self._places.give_back(each.path, each.seen.name)
        self._hand.clear()
        self._places.tidy()

    # ------------------------------------------------------------------ looking

    def _look(self, now: float, day: str) -> None:
        self._due.clear()
        seen = self._listed()
        if not self._recovered:
            self._recover(day)
            self._recovered = True
            seen = self._listed()
        self._look_at_others(now)
        self._unasked |= {each.name: each for each in self._settling.look(seen, now)}
        self._ask(day)
        self._move_again(now, day)
        self._forget(now)
        self._due.extend(self._settling.due(now))
        self._held = tuple(self._settling.held(now, _MOST_HELD))
        self._looked = now

    def _listed(self) -> dict[str, Sighting]:
        started = self._clock()
        try:
            return {each.name: each for each in self._listing.walk()}
        except FolderOutOfReachError:
            self._settling.put_back()
            self._unasked.clear()
            self._recovered = False
            raise
        finally:
            self._took_s = self._clock() - started

    def _ask(self, day: str) -> None:
        """Ask the journal about files that are new here."""
        if not self._unasked:
            return
        there = self._settling.names()
        wanted = [each for name, each in self._unasked.items() if name in there]
        known = self._remembered.asked(wanted)
        self._unasked.clear()
        again = []
        for seen in wanted:
            if seen.name in known:
                self._settling.done(seen)
                file = InHand(seen, self._rules.folder / seen.name, "", b"")
                again.append((file, known[seen.name] or "taken"))
        if self._rules.after != "leave":
            self._away(again, day)

    def _forget(self, now: float) -> None:
        if now - self._forgot < _FORGETS_EVERY_S:
            return
        # Where a share is unmounted an empty folder remains: nothing is forgotten for that.
        if self._rules.after != "leave" or self._settling.knows_done():
            self._remembered.forget(self._settling.names())
            self._forgot = now

    # ------------------------------------------------------------------ taking

    def _take_in_hand(self, now: float) -> None:
        """As many as make a batch."""
        until, size = self._clock() + _MOST_S, 0
        while self._due and len(self._hand) < MOST_FILES and size <= _MOST_BYTES and self._clock() <= until:
            seen = self._due.popleft()
            file = self._looked_into(seen, now) if self._settling.is_open(seen) else None
            if file is not None:
                self._hand[seen.name] = file
                size += len(file.data)

    def _looked_into(self, seen: Sighting, now: float) -> InHand | None:
        path = self._rules.folder / seen.name
        patient = self._settling.stood_s(seen.name, now) < self._rules.settle_s + OPEN_MOST_S
        try:
            data, now_is, is_open = read(path, seen, wait_for_writers=patient)
        except FileNotFoundError:
            return None  # the next look will not find it
        except PermissionError as error:
            locked = getattr(error, "winerror", 0) in _SHARING_VIOLATION
            self._settling.hold(seen.name, "locked" if locked else "forbidden", now)
            return None
        except OSError:
            self._settling.hold(seen.name, "unreadable", now)
            return None
        if now_is != seen:
            self._settling.begin_anew(now_is, now)
            return None
        if is_open:
            self._settling.hold(seen.name, "open", now)
            return None
        return self._judged(InHand(seen, path, hashlib.sha256(data).hexdigest(), data), now)

    def _judged(self, file: InHand, now: float) -> InHand | None:
        name, stood = file.seen.name, self._settling.stood_s(file.seen.name, now)
        if file.seen.size > MAX_BYTES:
            return self._claimed(replace(file, gave_up="file_too_large"), now)
        end = ending(file.data)
        if end == "unsure" and stood < self._rules.settle_s + SAYS_AFTER_S:
            self._settling.hold(name, "unfinished", now)
            return None
        if end == "cut":
            if not self._settling.is_given_up(name, now):
                why: Why = "unfinished" if file.data else "empty"
                self._settling.hold(name, why, now)
                return None
            file = replace(file, gave_up="image_truncated" if file.data else "image_empty")
        return self._claimed(file, now) if self._settling.is_confirmed(name, file.content, now) else None

    def _claimed(self, file: InHand, now: float) -> InHand | None:
        """The file where nobody else takes it; None where it is to be looked at once more."""
        name = file.seen.name
        if self._rules.after == "leave" or not self._places.prepare():
            return file
        try:
            path = self._places.claim(name)
        except FileNotFoundError:
            return None  # another desk was faster
        except OSError:
            if self._settling.stood_s(name, now) < self._rules.settle_s + OPEN_MOST_S:
                self._settling.hold(name, "locked", now)
                return None
            return file  # nobody can claim it then; it is taken, and moved when that can be done
        if facts(path, name) == file.seen:
            return replace(file, path=path)
        with suppress(OSError):  # what cannot be put back now is put back at the next start
            self._places.give_back(path, name)
        return None

    # ------------------------------------------------------------------ afterwards

    def _away(self, files: Sequence[tuple[InHand, Kind]], day: str) -> None:
        done = []
        for file, kind in files:
            self._settling.done(file.seen)
            try:
                self._places.put_away(file.path, file.seen.name, kind, day)
            except FileNotFoundError:
                done.append(file.seen)  # somebody else has moved it
            except OSError:
                self._not_moved[file.path] = (replace(file, data=b""), kind, self._clock())
            else:
                self._not_moved.pop(file.path, None)
                done.append(file.seen)
        if done and self._rules.after != "leave":
            self._remembered.put_away(done)

    def _move_again(self, now: float, day: str) -> None:
        late = [each for each in self._not_moved.values() if now - each[2] >= _MOVES_AGAIN_S]
        for file, _, _ in late:
            del self._not_moved[file.path]
        # What lies there under the same name by now may be another file.
        same = [(file, kind) for file, kind, _ in late if facts(file.path, file.seen.name) == file.seen]
        if same:
            self._away(same, day)

    def _recover(self, day: str) -> None:
        """What an earlier run claimed: moved where the journal has it, else put back to be taken."""
        at_work = {each.path for each in self._hand.values()} | self._not_moved.keys()
        claimed = [(path, name) for path, name in self._places.claimed() if path not in at_work]
        left = [(path, name, seen) for path, name in claimed if (seen := facts(path, name)) is not None]
        known = self._remembered.asked([seen for _, _, seen in left])
        written: list[tuple[InHand, Kind]] = []
        for path, name, seen in left:
            if name in known:
                written.append((InHand(seen, path, "", b""), known[name] or "taken"))
            else:
                with suppress(OSError):
                    self._places.give_back(path, name)
        self._away(written, day)
        self._places.tidy()

    def _look_at_others(self, now: float) -> None:
        """Put back what a program claimed that is no more."""
        if now - self._looked_at_others < _LOOKS_AT_OTHERS_S:
            return
        self._looked_at_others = now
        there = dict(self._places.claimed_by_others())
        self._others = {path: self._others.get(path, now) for path in there}
        for path, since in self._others.items():
            if now - since >= _ABANDONED_S:
                with suppress(OSError):
                    self._places.give_back(path, there[path])
