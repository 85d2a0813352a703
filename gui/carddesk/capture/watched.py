"""When a file in a watched folder is finished: pure rules over what was seen of it, by one's own clock.

A file is looked into when its size and its time have stood still between two looks at the folder for as long as it is set to
settle. The clock is the monotonic one of this machine: what a file's time says is compared, never believed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Final, Literal

Why = Literal["settling", "empty", "unfinished", "open", "locked", "forbidden", "unreadable"]
"""Why a file is not taken yet: it changes or has just come, holds nothing, ends in the middle, is open in another program that
may go on writing, is kept closed by one, may not be read, or reading it fails."""

SAYS_AFTER_S: Final = 30.0
"""So long a file that has an unfinished look stands still before that is said."""
OPEN_MOST_S: Final = 120.0
"""So long a file that stands still may be open for writing elsewhere before it is taken all the same."""
_LOOKS_AGAIN_MOST_S: Final = 60.0
_ASKS_AGAIN_MOST_S: Final = 5.0
"""That a program has closed a file changes nothing that could be seen otherwise."""
_COARSE_NS: Final = 10_000_000
"""File systems whose times are finer than this give times that are no whole hundredths of a second (exFAT has those, FAT two
seconds, some servers whole ones)."""

_TEMPORARY_BEGINNINGS = (".", "~")
_TEMPORARY_ENDS = (
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".filepart",
    ".crdownload",
    ".download",
    ".opdownload",
    ".!ut",
    ".bak",
    ".swp",
    ".lock",
    "~",
)
_TEMPORARY_NAMES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})


def is_temporary(name: str) -> bool:
    """Whether a file of this name (without folders) is what a program writes for itself, or hides."""
    small = name.casefold()
    return small.startswith(_TEMPORARY_BEGINNINGS) or small.endswith(_TEMPORARY_ENDS) or small in _TEMPORARY_NAMES


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file as it was seen. `name` is its path relative to the folder, in the system's own way of writing it."""

    name: str
    size: int
    mtime_ns: int

    @property
    def is_coarse(self) -> bool:
        """Whether the share may keep times too coarsely for a change to be seen by them."""
        return self.mtime_ns % _COARSE_NS == 0


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits, and why."""

    name: str
    why: Why
    for_s: float


@dataclass(slots=True)
class _File:
    seen: Sighting
    since: float
    """When it was first seen as it is now."""
    look_at: float
    """When it is to be looked into."""
    why: Why = "settling"
    tries: int = 0
    content: str = ""
    """Digest of what was read of it last."""
    done: bool = False
    given_up: bool = False


@dataclass(slots=True)
class Settling:
    """What is known of every file that lies in the folder. Times are on the monotonic clock, in seconds.

    Attributes:
        settle_s: so long a file stands still before it is looked into.
        patience_s: so long one that cannot be whole stands still before it counts as a file that cannot be opened.
        order: files that are due come in the order of this.
    """

    settle_s: float
    patience_s: float
    order: Callable[[Sighting], object] = lambda seen: seen.name
    _files: dict[str, _File] = field(default_factory=dict)

    def look(self, seen: Mapping[str, Sighting], now: float) -> list[Sighting]:
        """The folder holds these now; those that were not there before, or are others than before."""
        for gone in self._files.keys() - seen.keys():
            del self._files[gone]
        changed = []
        for name, sighting in seen.items():
            known = self._files.get(name)
            if known is None or known.seen != sighting:
                self._files[name] = _File(sighting, now, now + self.settle_s)
                changed.append(sighting)
        return changed

    def due(self, now: float) -> list[Sighting]:
        """The files to be looked into now, in order."""
        ready = [each.seen for each in self._files.values() if not each.done and each.look_at <= now]
        return sorted(ready, key=self.order)  # type: ignore[arg-type]

    def done(self, seen: Sighting) -> None:
        """It was taken as it is: nothing more is to be done until it changes."""
        known = self._files.get(seen.name)
        if known is not None and known.seen == seen:
            known.done = True

    def begin_anew(self, sighting: Sighting, now: float) -> None:
        """It turned out to be another than was seen: it has to stand still from now on."""
        self._files[sighting.name] = _File(sighting, now, now + self.settle_s)

    def hold(self, name: str, why: Why, now: float) -> None:
        """It is not to be taken yet; looked into again after a while that grows each time."""
        known = self._files[name]
        known.tries = known.tries + 1 if known.why == why else 1
        known.why = why
        most = _ASKS_AGAIN_MOST_S if why in {"open", "locked"} else _LOOKS_AGAIN_MOST_S
        known.look_at = now + min(max(self.settle_s, 0.5) * 2.0 ** min(known.tries - 1, 10), most)

    def is_confirmed(self, name: str, content: str, now: float) -> bool:
        """Whether what was read of it (a digest) may be believed: times that are coarse do not show every change, so that it
        has to be read the same twice, with the settling time between.
        """
        known = self._files[name]
        if not known.seen.is_coarse or known.content == content:
            known.content = content
            return True
        known.content, known.why, known.look_at = content, "settling", now + self.settle_s
        return False

    def stood_s(self, name: str, now: float) -> float:
        """How long it has stood still."""
        return now - self._files[name].since

    def is_given_up(self, name: str, now: float) -> bool:
        """Whether nobody waits for its rest any more."""
        known = self._files[name]
        return known.given_up or now - known.since >= self.patience_s

    def give_up(self, now: float) -> None:
        """Wait no longer for the rest of those that have been said to be unfinished."""
        for each in self._files.values():
            if not each.done and each.why in {"unfinished", "empty"}:
                each.given_up, each.look_at = True, now

    def put_back(self) -> None:
        """The folder was out of reach: whatever was not taken has to stand still again."""
        self._files = {name: each for name, each in self._files.items() if each.done}

    def is_open(self, seen: Sighting) -> bool:
        """Whether it lies there as it was seen, and was not taken."""
        known = self._files.get(seen.name)
        return known is not None and known.seen == seen and not known.done

    def open_count(self, but: Collection[str]) -> int:
        """How many files are not taken yet, those named left out."""
        found = sum(not each.done for each in self._files.values())
        return found - sum(name in self._files and not self._files[name].done for name in but)

    def held(self, now: float, most: int) -> list[Held]:
        """Those among them about which there is something to say, at most so many: which wait for something, longest first."""
        return nlargest(most, self._said(now), key=lambda each: each.for_s)

    def names(self) -> set[str]:
        """Every file that lies there."""
        return set(self._files)

    def knows_done(self) -> bool:
        """Whether one lies there that was taken."""
        return any(each.done for each in self._files.values())

    def _said(self, now: float) -> Iterator[Held]:
        for name, each in self._files.items():
            if not each.done:
                yield Held(name, each.why, now - each.since)
