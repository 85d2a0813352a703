"""A watched folder for tests: with a clock that stands until it is moved, and a journal that is a dictionary."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from carddesk.capture.watched import Sighting
from carddesk.capture.watched_folder import FolderWatch, Round, Rules
from carddesk.capture.watched_places import Kind

DAY = "2026-11-21"
SUFFIXES = frozenset({".jpg", ".png", ".tif", ".pdf", ".bmp"})


class Journal:
    """What was taken, as the journal's table keeps it, and in the order in which it was."""

    def __init__(self) -> None:
        self.rows: dict[tuple[Sighting, str], Kind | None] = {}
        self.contents: list[bytes] = []
        self.there: list[set[str]] = []

    def asked(self, seen: Sequence[Sighting]) -> Mapping[str, Kind | None]:
        known = {sighting: kind for (sighting, _), kind in self.rows.items()}
        return {each.name: known[each] for each in seen if each in known}

    def put_away(self, seen: Sequence[Sighting]) -> None:
        for key in [key for key in self.rows if key[0] in seen]:
            self.rows[key] = None

    def forget(self, there: Collection[str]) -> None:
        self.there.append(set(there))


class Desk:
    """One program that watches; the clock of all of them is moved by hand."""

    now = 1000.0

    def __init__(self, folder: Path, journal: Journal | None = None, **rules: object) -> None:
        self.journal = journal or Journal()
        self.clock = 1000.0
        self.folder = folder
        how = {"folder": folder, "owner": "ann", "suffixes": SUFFIXES, "settle_s": 2.0, "patience_s": 600.0, **rules}
        self.watch = FolderWatch(Rules(**how), self.journal, clock=lambda: self.clock)  # type: ignore[arg-type]

    def look(self) -> Round:
        """One look, without taking."""
        return self.watch.round(DAY)

    def step(self, seconds: float = 1.0, *, kind: Kind = "taken") -> list[str]:
        """So much later, a look and all that follows; the names taken."""
        self.clock += seconds
        names: list[str] = []
        while True:
            looked = self.look()
            for each in looked.ready:
                self.journal.rows[each.seen, each.content] = None if self.leaves else kind
                self.journal.contents.append(each.data or each.gave_up.encode())
                assert each.content == hashlib.sha256(each.data).hexdigest()
                names.append(each.seen.name)
            self.watch.written({each.seen.name: kind for each in looked.ready}, DAY)
            if not looked.more:
                return names

    def steps(self, seconds: int) -> list[str]:
        """A look each second."""
        return [name for _ in range(seconds) for name in self.step()]

    @property
    def leaves(self) -> bool:
        return self.watch._rules.after == "leave"


def lying(folder: Path) -> list[str]:
    """Every file below, relative to the folder, hidden ones too."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
